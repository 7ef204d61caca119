// A statement with the user's own SQL: it may end the transaction that it runs in.
#pragma once

#include <string_view>

#include "connection/open_transaction.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {

/// Runs `call`, which sends `sql` over `connection`. @throws TransactionError where it would begin another transaction
/// inside of the open one, and what `call` throws.
template <class Call>
void run_user_statement(Connection& connection, std::string_view sql, const Call& call) {
  if (OpenTransaction* open = OpenTransaction::find(connection.database()))
    open->user_statement_begins(connection, sql);
  try {
    call();
  } catch (...) {
    connection.database().user_statement_done(connection, sql);
    throw;
  }
  connection.database().user_statement_done(connection, sql);
}

}  // namespace rowan
