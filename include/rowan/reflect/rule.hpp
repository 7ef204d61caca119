// What an attribute's value must be, as data: save() checks it, and forms, schemas and served APIs can read it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/occasion.hpp"

namespace rowan {

struct AttributeInfo;

enum class RuleKind : std::uint8_t {
  not_blank,
  min_length,    ///< one value: the code points
  max_length,    ///< likewise
  at_least,      ///< one value: the limit; or the name of another attribute, whose value it is
  at_most,       ///< likewise
  more_than,     ///< likewise
  less_than,     ///< likewise
  same_as,       ///< one value: the name of the other attribute
  differs_from,  ///< likewise
  one_of,        ///< the values that are valid
  none_of,       ///< those that are not
  matches,       ///< one value: the pattern
  accepted,      ///< it is true
  read_only,     ///< it is as it was loaded, which save() knows
  precision,     ///< two values: the digits, and how many of them after the point
  custom,        ///< a function of the program; nothing more is known
};

/// Returns a message ("can't be blank"), or nothing when the value is fine.
using AttributeRule = std::function<std::optional<std::string>(const Value&)>;

namespace detail {
class Pattern;
}

/// One rule on one attribute. Immutable once the model is linked. NULL breaks `not_blank` only.
struct ROWAN_EXPORT Rule {
  RuleKind kind{};
  std::vector<Value> values;                         ///< see RuleKind
  AttributeRule custom;                              ///< of that kind
  std::shared_ptr<const Applicability> when{};       ///< null: always
  std::string message{};                             ///< instead of the usual one; empty: that
  std::shared_ptr<const detail::Pattern> pattern{};  ///< of `matches`
  const AttributeInfo* other = nullptr;              ///< that it is compared with, if it is

  /// What is wrong with the value ("must be at least 3"), or nothing. `other_value` is that of the attribute it is
  /// compared with; where it is NULL, nothing is wrong. Thread-safe; throws what a custom rule throws.
  [[nodiscard]] std::optional<std::string> complaint(const Value& value, const Value& other_value = {}) const;
};

/// "not_blank", "max_length", …: as the rule is called in configure; "custom".
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(RuleKind kind) noexcept;
/// What a translation of its message is looked up by: "blank", "too_short", "too_long", "too_small", "too_large",
/// "different", "same", "not_in_list", "reserved", "malformed", "not_accepted", "too_many_digits",
/// "invalid".
[[nodiscard]] ROWAN_EXPORT std::string_view code_of(RuleKind kind) noexcept;

}  // namespace rowan
