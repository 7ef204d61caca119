#include "errors.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "constraint_errors.hpp"
#include "functions.hpp"
#include "rowan/core/error.hpp"

namespace rowan::sqlite {
namespace {

// The rest of `text` after `prefix`, or empty.
std::string after(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? std::string(text.substr(prefix.size())) : std::string();
}

[[noreturn]] void undefined_table(ErrorDetails details, std::string table) {
  if (table.starts_with("main.")) table.erase(0, 5);  // how SQLite calls the target of a foreign key
  const auto text = fmt::format(
      "there is no table \"{}\" in this SQLite database: create it with create_tables, or check that the URL names the "
      "right file",
      table);
  details.table = std::move(table);
  throw UndefinedTable(text, std::move(details));
}

[[noreturn]] void undefined_column(ErrorDetails details, std::string column, std::string_view sql) {
  const auto dot = column.rfind('.');
  if (dot != std::string::npos) {
    details.table = column.substr(0, dot);
    column.erase(0, dot + 1);
  }
  const auto where = details.table.empty() ? fmt::format("the tables of: {}", sql) : "table " + details.table;
  const auto text = fmt::format(
      "no column \"{}\" in {}: the model and the database differ; add the column, or correct the attribute's column "
      "name",
      column, where);
  details.columns = {std::move(column)};
  throw UndefinedColumn(text, std::move(details));
}

// Code 1 says nothing; only the message tells what is wrong with the statement.
[[noreturn]] void raise_refused(const Failure& failure, ErrorDetails details) {
  const std::string_view message = failure.message;
  if (message.starts_with(refused_sum))
    throw InvalidValue(fmt::format("{}; nothing was changed (in: {})", message, failure.sql), std::move(details));
  // SQLite's own words, of ABS and SUM.
  if (message == "integer overflow")
    throw InvalidValue(fmt::format("{}{}; nothing was changed (in: {})", refused_sum, beyond_64_bits, failure.sql),
                       std::move(details));
  if (auto table = after(message, "no such table: "); !table.empty())
    undefined_table(std::move(details), std::move(table));
  if (auto column = after(message, "no such column: "); !column.empty())
    undefined_column(std::move(details), std::move(column), failure.sql);
  constexpr std::string_view named = " has no column named ";
  if (const auto at = message.find(named); at != std::string_view::npos && message.starts_with("table ")) {
    details.table = message.substr(6, at - 6);
    undefined_column(std::move(details), std::string(message.substr(at + named.size())), failure.sql);
  }
  if (message == "parser stack overflow" || message.starts_with("Expression tree is too large"))
    throw QueryError(fmt::format("this query nests deeper than SQLite reads ({}): make it of fewer levels", message));
  throw StatementError(fmt::format("SQLite refused the statement: {} (in: {})", message, failure.sql),
                       std::move(details));
}

[[noreturn]] void raise_busy(const Failure& failure, ErrorDetails details) {
  if (failure.code == SQLITE_BUSY_SNAPSHOT) {
    throw SerializationFailure(
        "another connection wrote to the SQLite database after this transaction had read from it: run "
        "the transaction again, and begin it as a writing one",
        std::move(details));
  }
  throw LockTimeout(
      "the SQLite database stayed locked by another connection for longer than busy_timeout: try again, keep "
      "writing transactions short, or raise busy_timeout in the URL",
      std::move(details));
}

[[noreturn]] void raise_read_only(const Failure& failure, ErrorDetails details) {
  const bool file = sqlite3_db_readonly(failure.handle, "main") == 1;
  throw ReadOnlyDatabase(
      file ? "the SQLite database is read-only: open it without mode=ro, and check the permissions of "
             "the file and its directory"
           : "this transaction is read-only: write outside it, or begin it without read_only",
      std::move(details));
}

[[noreturn]] void raise_full(ErrorDetails details) {
  throw DatabaseFull(
      "the SQLite database is full (no space on the disk, or max_page_count reached): the statement was "
      "undone; make room and try again",
      std::move(details));
}

[[noreturn]] void raise_corrupt(const Failure& failure, ErrorDetails details) {
  throw CorruptDatabase(fmt::format("the SQLite database file is damaged ({}): restore it from a backup, or try "
                                    "`sqlite3 FILE .recover`",
                                    failure.message),
                        std::move(details));
}

}  // namespace

Failure Failure::last(sqlite3* handle, std::string_view sql, sqlite3_stmt* statement) {
  return {handle, sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), sql, statement};
}

void raise(const Failure& failure) {
  ErrorDetails details;
  details.native_code = failure.code;
  details.statement = failure.sql;
  switch (failure.code & 0xff) {
    case SQLITE_ERROR:
      raise_refused(failure, std::move(details));
    case SQLITE_CONSTRAINT:
      raise_constraint(failure, std::move(details));
    case SQLITE_BUSY:
      raise_busy(failure, std::move(details));
    case SQLITE_READONLY:
      raise_read_only(failure, std::move(details));
    case SQLITE_FULL:
      raise_full(std::move(details));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      raise_corrupt(failure, std::move(details));
    case SQLITE_INTERRUPT:
      throw StatementTimeout("the statement was stopped before it ended: its time was over, or it was cancelled",
                             std::move(details));
    case SQLITE_IOERR:
      throw StatementError(
          fmt::format("reading or writing the SQLite database's files failed ({}, code {}): the statement was undone; "
                      "check the disk, its quota, and the limit on the size of files",
                      failure.message, failure.code),
          std::move(details));
    case SQLITE_TOOBIG:
      throw InvalidValue("a text, blob or statement is larger than SQLite takes (1,000,000,000 bytes by default)",
                         std::move(details));
    case SQLITE_MISMATCH:
      throw InvalidValue("the value for an integer primary key is no integer", std::move(details));
    case SQLITE_RANGE:
      throw QueryError(
          fmt::format("a value was given for a placeholder that the statement does not have: {}", failure.sql),
          std::move(details));
    case SQLITE_LOCKED:
      throw StatementError(fmt::format("{}: a query of this connection still reads the table; finish or reset it first",
                                       failure.message),
                           std::move(details));
    default:
      throw StatementError(fmt::format("SQLite failed: {} (code {})", failure.message, failure.code),
                           std::move(details));
  }
}

}  // namespace rowan::sqlite
