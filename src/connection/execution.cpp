#include <cxxabi.h>

#include "connection/statement_events.hpp"
#include "connection/thread_state.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {
namespace {

// std::uncaught_exceptions() without its two calls into other libraries, because each statement calls it twice: the
// C++ ABI (Itanium, 2.2.2) says that a thread's globals are a pointer and this number, and they stay where they are.
unsigned exceptions_in_flight() noexcept {
  if (this_thread.thrown == nullptr) [[unlikely]] {
    const auto* globals = reinterpret_cast<const char*>(abi::__cxa_get_globals());
    this_thread.thrown = reinterpret_cast<const unsigned*>(globals + sizeof(void*));
  }
  return *this_thread.thrown;
}

}  // namespace

// Usually nobody is told, which takes no frame of its own.
[[gnu::hot]] void Execution::begin() {
  const bool watched = this_thread.thrown == nullptr || this_thread.observers != nullptr || connection_.timed_ ||
                       detail::log_switch.load(std::memory_order_relaxed);
  if (watched) [[unlikely]]
    return begin_watched();
  exceptions_ = *this_thread.thrown;
  ++this_thread.executed;
  connection_.running_ = this;
}

[[gnu::noinline]] void Execution::begin_watched() {
  exceptions_ = exceptions_in_flight();
  // In use before observers are told: they may ask this connection, too.
  connection_.running_ = this;
  try {
    count_statement(model_, purpose_, [this] { return statement_.sql(); });
    if (connection_.timed_) connection_.begin_timed();
  } catch (...) {
    connection_.running_ = outer_;
    throw;
  }
  started_ = start_of_event();
}

// The usual end calls nothing, and takes no frame then.
[[gnu::hot]] Execution::~Execution() {
  const bool ended = is_reset_ && started_ == 0 && !statement_.keeps() && connection_.watched_socket_ < 0;
  if (ended && this_thread.thrown != nullptr && *this_thread.thrown <= exceptions_) [[likely]]
    connection_.running_ = outer_;
  else
    end();
}

[[gnu::hot, gnu::noinline]] void Execution::end() noexcept {
  if (started_ != 0) [[unlikely]]
    report();
  if (!is_reset_) statement_.reset();
  statement_.drop_kept();
  if (connection_.watched_socket_ >= 0) [[unlikely]]
    connection_.end_timed();
  connection_.running_ = outer_;
  if (exceptions_in_flight() > exceptions_) [[unlikely]]
    connection_.database().statement_failed(connection_);
}

// By itself, because the usual end needs few registers.
[[gnu::noinline]] void Execution::report() noexcept {
  StatementEvent event;
  event.sql = statement_.sql();
  event.model = model_;
  event.purpose = purpose_;
  event.tag = tag_;
  const std::string values = statement_.bound_values();
  event.values = values;
  event.rows = rows;
  event.failed = exceptions_in_flight() > exceptions_;
  send_event(connection_, event, started_);
}

}  // namespace rowan
