#include <exception>

#include "connection/statement_events.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {

Execution::Execution(Connection& connection, Statement& statement, std::string_view model, std::string_view purpose,
                     std::string_view tag)
    : connection_(connection),
      statement_(statement),
      model_(model),
      purpose_(purpose),
      tag_(tag),
      exceptions_(std::uncaught_exceptions()) {
  count_statement(statement.sql());
  if (connection.timed_) [[unlikely]]
    connection.begin_timed();
  outer_ = std::exchange(connection.running_, this);
  started_ = start_of_event();
}

Execution::~Execution() {
  const bool failed = std::uncaught_exceptions() > exceptions_;
  if (started_ != 0) report(failed);
  statement_.reset();
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
  event.rows = rows;
  event.failed = failed;
  send_event(connection_, event, started_);
}

}  // namespace rowan
