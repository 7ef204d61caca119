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

[[gnu::hot]] Execution::Execution(Connection& connection, Statement& statement, std::string_view model,
                                  std::string_view purpose, std::string_view tag)
    : connection_(connection),
      statement_(statement),
      model_(model),
      purpose_(purpose),
      tag_(tag),
      exceptions_(exceptions_in_flight()) {
  // In use before observers are told: they may ask this connection, too.
  outer_ = std::exchange(connection.running_, this);
  try {
    count_statement(model, purpose, [&] { return statement.sql(); });
    if (connection.timed_) [[unlikely]]
      connection.begin_timed();
  } catch (...) {
    connection.running_ = outer_;
    throw;
  }
  started_ = start_of_event();
}

[[gnu::hot]] Execution::~Execution() {
  const bool failed = exceptions_in_flight() > exceptions_;
  if (started_ != 0) report(failed);
  statement_.reset();
  statement_.drop_kept();
  if (connection_.watched_socket_ >= 0) [[unlikely]]
    connection_.end_timed();
  connection_.running_ = outer_;
  if (failed) connection_.database().statement_failed(connection_);
}

void Execution::report(bool failed) noexcept {
  StatementEvent event;
  event.sql = statement_.sql();
  event.model = model_;
  event.purpose = purpose_;
  event.tag = tag_;
  const std::string values = statement_.bound_values();
  event.values = values;
  event.rows = rows;
  event.failed = failed;
  send_event(connection_, event, started_);
}

}  // namespace rowan
