// Callbacks that run inside callbacks.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/deleted_shown.hpp"

namespace rowan {

/// What callbacks are called for, which ends where they go on for ever.
enum class CalledFor : std::uint8_t { write, load };

/// Counts them, and hides deleted rows from them again. @throws RecordNotSaved, or QueryError for a load, from 100 on:
/// one that triggers itself would end only when the stack overflows.
class CallbackNesting {
 public:
  /// `whose`: the model, or the other owner of the callbacks.
  explicit CallbackNesting(std::string_view whose, CalledFor what = CalledFor::write) {
    if (depth >= most) refuse(whose, what);
    ++depth;
  }
  /// For what can't be refused any more, as the end of what stands around an operation: those that it calls are.
  struct Unrefused {};
  explicit CallbackNesting(Unrefused) noexcept { ++depth; }
  ~CallbackNesting() { --depth; }
  CallbackNesting(const CallbackNesting&) = delete;
  CallbackNesting& operator=(const CallbackNesting&) = delete;

 private:
  static constexpr int most = 100;
  [[noreturn]] static void refuse(std::string_view whose, CalledFor what);
  static constinit thread_local int depth;
  DeletedHidden usual_;
};

/// Runs a transaction's callback.
inline void run_nested_callback(const std::function<void()>& callback) {
  const CallbackNesting nesting("a transaction");
  callback();
}

}  // namespace rowan
