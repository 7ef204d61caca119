// Counting and logging of statements, shared by Execution and by SQL that runs without a Statement.
#pragma once

#include <cstdint>
#include <string_view>

#include "connection/thread_state.hpp"
#include "core/log_switch.hpp"
#include "rowan/connection/statement.hpp"
#include "rowan/connection/statement_observer.hpp"
#include "rowan/core/log.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

void tell_observers(const StartingStatement& statement);

/// Nanoseconds on the steady clock.
std::int64_t event_clock() noexcept;
/// The same when the log has a sink, else 0.
inline std::int64_t start_of_event() noexcept {
  return detail::log_switch.load(std::memory_order_acquire) ? event_clock() : 0;
}

/// Adds one to the thread's count and notifies its observers; `text` is asked for only if there are any.
template <class Text>
void count_statement(std::string_view model, std::string_view purpose, const Text& text) {
  ++this_thread.executed;
  if (this_thread.observers != nullptr) [[unlikely]]
    tell_observers({.sql = text(), .model = model, .purpose = purpose});
}

/// Fills in time and database, and hands the event to the log sink. `started` as from start_of_event(); 0 does nothing.
void send_event(Connection& connection, StatementEvent event, std::int64_t started) noexcept;

}  // namespace rowan
