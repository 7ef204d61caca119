// The callbacks and whole-record validations of a model.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/reflect/errors.hpp"
#include "rowan/reflect/occasion.hpp"

namespace rowan {

enum class CallbackMoment : std::uint8_t {
  before_validation,
  before_save,
  after_save,
  before_create,
  after_create,
  before_update,
  after_update,
  before_destroy,
  after_destroy,
};

/// As it is called in configure: "before_save".
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(CallbackMoment moment) noexcept;

/// A function of the program, and when it is called.
template <class Signature>
struct Conditional {
  std::function<Signature> run;
  std::shared_ptr<const Applicability> when;  ///< null: always

  [[nodiscard]] bool applies(Occasion occasion, const void* object) const {
    return !when || when->holds(occasion, object);
  }
};

/// What is wrong with a record as a whole, or with a member that is no attribute.
struct RecordRule : Conditional<void(const void* object, Errors& errors)> {
  std::string kind;       ///< "custom", "confirmation", "acceptance"
  std::string attribute;  ///< that the errors are on; empty: only the function knows
};

/// Lists in order of declaration; `object` points at the most derived object. A before-callback that returns false
/// stops the operation.
struct CallbackTable {
  using Callback = Conditional<bool(void* object)>;
  std::array<std::vector<Callback>, 9> lists;
  std::vector<RecordRule> validations;
  std::vector<std::function<void(const void* object)>> after_commit, after_rollback;
  std::shared_ptr<const void> (*copy)(const void* object) = nullptr;  ///< set when there are any of the last two

  [[nodiscard]] std::vector<Callback>& at(CallbackMoment moment) { return lists[static_cast<std::size_t>(moment)]; }
  [[nodiscard]] const std::vector<Callback>& at(CallbackMoment moment) const {
    return lists[static_cast<std::size_t>(moment)];
  }
};

}  // namespace rowan
