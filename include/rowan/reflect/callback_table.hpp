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
  after_validation,
  before_save,
  after_save,
  before_create,
  after_create,
  before_update,
  after_update,
  before_destroy,
  after_destroy,
  after_find,
};

/// Around what a callback stands that returns an object, kept until that is done.
enum class AroundMoment : std::uint8_t { save, create, update, destroy };

/// With a copy of the record, around the end of the outermost transaction.
enum class FinalMoment : std::uint8_t { before_commit, after_commit, after_rollback };

/// As they are called in configure: "before_save", "around_save", "after_commit".
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(CallbackMoment moment) noexcept;
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(AroundMoment moment) noexcept;
[[nodiscard]] ROWAN_EXPORT std::string_view to_string(FinalMoment moment) noexcept;

/// A function of the program, and when it is called.
template <class Signature>
struct Conditional {
  std::function<Signature> run;
  std::shared_ptr<const Applicability> when;  ///< null: always

  [[nodiscard]] bool applies(Occasion occasion, std::string_view context, const void* object) const {
    return !when || when->holds(occasion, context, object);
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
  using Around = Conditional<std::shared_ptr<void>(void* object)>;
  using Final = Conditional<void(const void* object)>;
  std::array<std::vector<Callback>, 11> lists;
  std::array<std::vector<Around>, 4> arounds;
  std::array<std::vector<Final>, 3> finals;
  std::vector<RecordRule> validations;
  std::shared_ptr<const void> (*copy)(const void* object) = nullptr;  ///< set when there are any finals

  [[nodiscard]] std::vector<Callback>& at(CallbackMoment moment) { return lists[static_cast<std::size_t>(moment)]; }
  [[nodiscard]] const std::vector<Callback>& at(CallbackMoment moment) const {
    return lists[static_cast<std::size_t>(moment)];
  }
  [[nodiscard]] std::vector<Around>& at(AroundMoment moment) { return arounds[static_cast<std::size_t>(moment)]; }
  [[nodiscard]] const std::vector<Around>& at(AroundMoment moment) const {
    return arounds[static_cast<std::size_t>(moment)];
  }
  [[nodiscard]] std::vector<Final>& at(FinalMoment moment) { return finals[static_cast<std::size_t>(moment)]; }
  [[nodiscard]] const std::vector<Final>& at(FinalMoment moment) const {
    return finals[static_cast<std::size_t>(moment)];
  }
};

}  // namespace rowan
