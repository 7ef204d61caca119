// What an attribute's value must be, as data: save() checks it, and forms, schemas and served APIs can read it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"

namespace rowan {

enum class RuleKind : std::uint8_t {
  not_blank,
  min_length,  ///< one value: the code points
  max_length,  ///< likewise
  at_least,    ///< one value: the limit
  at_most,     ///< likewise
  one_of,      ///< the values that are valid
  precision,   ///< two values: the digits, and how many of them after the point
  custom,      ///< a function of the program; nothing more is known
};

/// Returns a message ("can't be blank"), or nothing when the value is fine.
using AttributeRule = std::function<std::optional<std::string>(const Value&)>;

/// One rule on one attribute. Immutable once the model is linked. NULL breaks `not_blank` only.
struct ROWAN_EXPORT Rule {
  RuleKind kind{};
  std::vector<Value> values;  ///< see RuleKind
  AttributeRule custom;       ///< of that kind

  /// What is wrong with the value ("must be at least 3"), or nothing. Thread-safe; throws what a custom rule throws.
  [[nodiscard]] std::optional<std::string> complaint(const Value& value) const;
};

/// "not_blank", "max_length", …: as the rule is called in configure; "custom".
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(RuleKind kind) noexcept;
/// What a translation of its message is looked up by: "blank", "too_short", "too_long", "too_small", "too_large",
/// "not_in_list", "too_many_digits", "invalid".
[[nodiscard]] ROWAN_EXPORT std::string_view code_of(RuleKind kind) noexcept;

}  // namespace rowan
