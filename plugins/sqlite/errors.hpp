// From SQLite's result codes to the library's errors.
#pragma once

#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace rowan::sqlite {

/// What failed: the handle it failed on, SQLite's extended result code and message, and the statement.
struct Failure {
  sqlite3* handle;
  int code;
  std::string message;
  std::string_view sql;
  sqlite3_stmt* statement = nullptr;  ///< with its parameters, if there is one

  /// The last failure on `handle`, as SQLite remembers it.
  static Failure last(sqlite3* handle, std::string_view sql, sqlite3_stmt* statement = nullptr);
};

/// Throws the typed error for it. The failed statement must have been reset: for constraints the schema is asked for
/// the name of the constraint and its columns, on the same handle.
[[noreturn]] void raise(const Failure& failure);

}  // namespace rowan::sqlite
