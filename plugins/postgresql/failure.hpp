// What PostgreSQL tells of a failure.
#pragma once

#include <string>
#include <string_view>

struct pg_conn;
struct pg_result;

namespace rowan::postgresql {

/// The fields of an error. The detail holds values of rows and parameters: it must not be shown. Plain data.
struct Failure {
  std::string sqlstate;  ///< empty when the error is libpq's own
  std::string message, detail;
  std::string schema, table, column, constraint, domain;
  std::string source;  ///< the server's function: unlike the message, in no language
  std::string_view sql;
  pg_conn* connection = nullptr;  ///< null where libpq has none: nothing further is asked then

  static Failure of(const pg_result* result, pg_conn* connection, std::string_view sql);
  /// From libpq's own memory of the last error, whose verbosity must be PQERRORS_VERBOSE: for SOCI, which throws the
  /// result away.
  static Failure last(pg_conn* connection, std::string sqlstate, std::string_view sql);

  /// The statement's plan, or name, is no more: prepared anew it would run.
  [[nodiscard]] bool is_stale_statement() const;
  /// It may come of parameters that have the types which their columns had when the statement was prepared.
  [[nodiscard]] bool may_be_of_old_types() const { return sqlstate.starts_with("22") || sqlstate.starts_with("42"); }
  /// The server has no statement of this name.
  [[nodiscard]] bool is_unknown_statement() const { return sqlstate == "26000"; }
};

}  // namespace rowan::postgresql
