// The callbacks and whole-record validations of a model.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "rowan/reflect/errors.hpp"

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

/// Lists in order of declaration; `object` points at the most derived object. A before-callback that returns false
/// stops the operation.
struct CallbackTable {
  using Callback = std::function<bool(void* object)>;
  std::array<std::vector<Callback>, 9> lists;
  std::vector<std::function<void(const void* object, Errors& errors)>> validations;
  std::vector<std::function<void(const void* object)>> after_commit, after_rollback;
  std::shared_ptr<const void> (*copy)(const void* object) = nullptr;  ///< set when there are any of the last two

  [[nodiscard]] std::vector<Callback>& at(CallbackMoment moment) { return lists[static_cast<std::size_t>(moment)]; }
  [[nodiscard]] const std::vector<Callback>& at(CallbackMoment moment) const {
    return lists[static_cast<std::size_t>(moment)];
  }
};

}  // namespace rowan
