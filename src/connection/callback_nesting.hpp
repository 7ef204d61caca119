// Callbacks that run inside callbacks.
#pragma once

#include <functional>
#include <string_view>

#include "core/deleted_shown.hpp"

namespace rowan {

/// Counts them, and hides deleted rows from them again. @throws RecordNotSaved from 100 on: one that triggers itself
/// would end only when the stack overflows.
class CallbackNesting {
 public:
  /// `whose`: the model, or the other owner of the callbacks.
  explicit CallbackNesting(std::string_view whose) {
    if (depth >= most) refuse(whose);
    ++depth;
  }
  ~CallbackNesting() { --depth; }
  CallbackNesting(const CallbackNesting&) = delete;
  CallbackNesting& operator=(const CallbackNesting&) = delete;

 private:
  static constexpr int most = 100;
  [[noreturn]] static void refuse(std::string_view whose);
  static constinit thread_local int depth;
  DeletedHidden usual_;
};

/// Runs a transaction's callback.
inline void run_nested_callback(const std::function<void()>& callback) {
  const CallbackNesting nesting("a transaction");
  callback();
}

}  // namespace rowan
