// A statement with the user's own SQL: it may end the transaction that it runs in.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "rowan/connection/database_core.hpp"

namespace rowan {

/// Runs `call`, which sends `sql` over `connection`. @throws as DatabaseCore::user_statement_begins, and what `call`
/// throws.
template <class Call>
void run_user_statement(Connection& connection, std::string_view sql, const Call& call) {
  connection.database().user_statement_begins(connection, sql);
  try {
    call();
  } catch (...) {
    connection.database().user_statement_done(connection, sql);
    throw;
  }
  connection.database().user_statement_done(connection, sql);
}

/// Runs a query of the user's, with `?` for its arguments; `read` steps through its rows. `model`: for the log.
/// @throws QueryError when placeholders and arguments differ in number, and as above.
void read_user_query(DatabaseCore& database, std::string_view sql, std::span<const Value> arguments,
                     std::string_view model, const std::function<void(Statement&, Execution&)>& read);

}  // namespace rowan
