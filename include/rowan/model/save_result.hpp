// What save() and destroy() return.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>

#include "rowan/export.hpp"
#include "rowan/reflect/errors.hpp"

namespace rowan {

namespace detail {
/// GoogleTest's AssertionResult, without its header.
template <class A>
concept test_assertion = requires(A assertion, std::string text) {
  assertion.failure_message();
  assertion << text;
};
}  // namespace detail

/// `record.save(rowan::with_savepoint)`: inside a transaction, the save is a savepoint of its own, so that the
/// transaction can go on when it fails, on databases where a failed statement otherwise aborts all of it. Models that
/// declare constraints have that without asking.
struct WithSavepoint {};
inline constexpr WithSavepoint with_savepoint{};

/// True when the operation was done. False when validation failed, a before-callback stopped it, or a declared
/// constraint was violated; then `errors()` says why (a callback that gives no reason leaves it empty). Everything else
/// throws.
///
/// `EXPECT_TRUE(record.save())` shows why it is false.
struct [[nodiscard]] SaveResult {
  SaveResult() = default;
  explicit SaveResult(Errors found, bool was_stopped = false) : errors_(std::move(found)), stopped_(was_stopped) {}

  explicit operator bool() const noexcept { return errors_.empty() && !stopped_; }
  [[nodiscard]] const Errors& errors() const noexcept { return errors_; }
  /// A before-callback returned false.
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }
  /// "saved", "title can't be blank", or "a before-callback returned false".
  [[nodiscard]] ROWAN_EXPORT std::string to_string() const;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const SaveResult& result);
  template <detail::test_assertion Assertion>
  operator Assertion() const {  // NOLINT(google-explicit-constructor)
    return Assertion(static_cast<bool>(*this)) << to_string();
  }

 private:
  Errors errors_;
  bool stopped_ = false;
};

}  // namespace rowan
