// What save() and destroy() return.
#pragma once

#include <utility>

#include "rowan/export.hpp"
#include "rowan/reflect/errors.hpp"

namespace rowan {

/// `record.save(rowan::with_savepoint)`: inside a transaction, the save is a savepoint of its own, so that the
/// transaction can go on when it fails, on databases where a failed statement otherwise aborts all of it. Models that
/// declare constraints have that without asking.
struct WithSavepoint {};
inline constexpr WithSavepoint with_savepoint{};

/// True when the operation was done. False when validation failed, a before-callback stopped it, or a declared
/// constraint was violated; then `errors()` says why (a callback that gives no reason leaves it empty). Everything else
/// throws.
struct [[nodiscard]] SaveResult {
  SaveResult() = default;
  explicit SaveResult(Errors found, bool was_stopped = false) : errors_(std::move(found)), stopped_(was_stopped) {}

  explicit operator bool() const noexcept { return errors_.empty() && !stopped_; }
  [[nodiscard]] const Errors& errors() const noexcept { return errors_; }
  /// A before-callback returned false.
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

 private:
  Errors errors_;
  bool stopped_ = false;
};

}  // namespace rowan
