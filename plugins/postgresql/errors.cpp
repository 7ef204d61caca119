#include "errors.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <tuple>
#include <utility>

#include "constraint_errors.hpp"
#include "lexis.hpp"
#include "message_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/sql_tokens.hpp"
#include "server_role.hpp"

namespace rowan::postgresql {
namespace {

std::string named(const std::vector<std::string>& names, std::size_t which) {
  return which < names.size() ? names[which] : std::string();
}

// The table that the statement writes to; empty when it only reads.
std::string written_table(std::string_view sql) {
  constexpr std::array<std::string_view, 4> writing{"INSERT", "UPDATE", "DELETE", "WITH"};
  return begins_with_any(lexis, sql, writing) ? main_table(lexis, sql) : std::string();
}

[[noreturn]] void raise_undefined_table(const Failure& failure, ErrorDetails details) {
  details.table = named(quoted_names(failure.message), 0);
  if (details.table.empty()) details.table = main_table(lexis, failure.sql);
  const auto text = fmt::format(
      "there is no table \"{}\" in this PostgreSQL database: create it with create_tables, or check the database and "
      "the search_path that the URL names",
      details.table);
  throw UndefinedTable(text, std::move(details));
}

// `column "x" of relation "t"`, `column "x"`, or `column t.x`, which has no quotes. Some languages name the table
// first.
[[noreturn]] void raise_undefined_column(const Failure& failure, ErrorDetails details) {
  const std::string written = written_table(failure.sql);
  auto names = quoted_names(failure.message);
  if (names.size() > 1 && names[0] == written) std::swap(names[0], names[1]);
  auto column = named(names, 0);
  details.table = named(names, 1);
  if (names.empty()) std::tie(details.table, column) = dotted_column(failure.message, failure.sql);
  if (details.table.empty()) details.table = written;
  if (column.empty()) throw UndefinedColumn(failure.message, std::move(details));  // a trigger's own words
  const auto where = details.table.empty() ? fmt::format("the tables of: {}", failure.sql) : "table " + details.table;
  const auto text = fmt::format(
      "no column \"{}\" in {}: the model and the database differ; add the column, or correct the attribute's column "
      "name",
      column, where);
  details.columns = {std::move(column)};
  throw UndefinedColumn(text, std::move(details));
}

[[noreturn]] void raise_lost(const Failure& failure, ErrorDetails details) {
  throw ConnectionLost(
      fmt::format("the connection to PostgreSQL was lost: {}; what the statement did is unknown, so check that the "
                  "server runs, then load the data anew",
                  failure.message.empty() ? "the server is gone" : failure.message),
      std::move(details));
}

[[noreturn]] void raise_conflict(const Failure& failure, ErrorDetails details) {
  if (failure.sqlstate == "40P01") {
    throw Deadlock(
        "PostgreSQL ended this transaction, because it and another one waited for each other: run it again, and lock "
        "rows in the same order everywhere",
        std::move(details));
  }
  if (failure.sqlstate == "40001") {
    throw SerializationFailure(
        fmt::format("this transaction conflicts with another one ({}): run it again", failure.message),
        std::move(details));
  }
  throw TransactionError(fmt::format("PostgreSQL ended this transaction: {}", failure.message), std::move(details));
}

[[noreturn]] void raise_stale_statement(ErrorDetails details) {
  throw SerializationFailure(
      "a table was altered since this statement was prepared, and inside a transaction it can't be prepared anew: run "
      "the transaction again",
      std::move(details));
}

[[noreturn]] void raise_refused(const Failure& failure, ErrorDetails details) {
  if (failure.sqlstate == "42P01") raise_undefined_table(failure, std::move(details));
  if (failure.sqlstate == "42703") raise_undefined_column(failure, std::move(details));
  throw StatementError(fmt::format("PostgreSQL refused the statement: {} (in: {})", failure.message, failure.sql),
                       std::move(details));
}

// One state each; the rest goes by class.
[[noreturn]] void raise_special(const Failure& failure, ErrorDetails details) {
  const std::string_view state = failure.sqlstate;
  if (state == "25006") {
    note_refused_write(failure.connection);
    throw ReadOnlyDatabase(
        "this transaction or server is read-only, so nothing was written: write outside the transaction or begin it "
        "without read_only; with a standby, name all hosts in the URL and add target_session_attrs=read-write",
        std::move(details));
  }
  if (state == "25P02") {
    throw TransactionError(
        "an earlier statement of this transaction failed, so PostgreSQL takes no more: let the block end, or wrap what "
        "may fail in a transaction with requires_new",
        std::move(details));
  }
  if (state == "55P03") {
    throw LockTimeout(
        "a row or table stayed locked by another transaction for longer than this one would wait: try again, or keep "
        "writing transactions short",
        std::move(details));
  }
  if (state == "57014") {
    throw StatementTimeout("the statement was cancelled before it ended, by a time-out or on request",
                           std::move(details));
  }
  if (state == "53100") {
    throw DatabaseFull("the disk of the PostgreSQL server is full: the statement was undone; make room and try again",
                       std::move(details));
  }
  if (failure.is_stale_statement()) raise_stale_statement(std::move(details));
  throw StatementError(fmt::format("PostgreSQL failed: {} (SQLSTATE {})", failure.message, state), std::move(details));
}

}  // namespace

void raise(const Failure& failure) {
  ErrorDetails details;
  details.sqlstate = failure.sqlstate;
  details.statement = failure.sql;
  const std::string_view state = failure.sqlstate;
  const bool broken = failure.connection != nullptr && PQstatus(failure.connection) == CONNECTION_BAD;
  const bool lost = broken || state.starts_with("57P0");
  const auto kind = state.substr(0, 2);
  if (lost || kind == "08") raise_lost(failure, std::move(details));
  if (kind == "23") raise_constraint(failure, std::move(details));
  if (kind == "40") raise_conflict(failure, std::move(details));
  if (kind == "42") raise_refused(failure, std::move(details));
  if (kind == "XX" && state != "XX000") {
    throw CorruptDatabase(
        fmt::format("data of the PostgreSQL server is damaged ({}): restore it from a backup", failure.message),
        std::move(details));
  }
  if (kind == "22") {
    details.table = written_table(failure.sql);
    const auto where = details.table.empty() ? std::string() : " for table " + details.table;
    throw InvalidValue(fmt::format("PostgreSQL refused a value{}: {}", where, without_values(failure.message)),
                       std::move(details));
  }
  raise_special(failure, std::move(details));
}

}  // namespace rowan::postgresql
