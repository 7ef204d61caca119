#include "errors.hpp"

#include <fmt/format.h>

#include <utility>

#include "constraint_errors.hpp"
#include "error_codes.hpp"
#include "rowan/core/error.hpp"
#include "sql_text.hpp"

namespace rowan::mysql {
namespace {

// What stands between the first two single quotes, where MySQL's messages name what they are about.
std::string first_quoted(std::string_view message) {
  const auto begin = message.find('\'');
  const auto end = begin == std::string_view::npos ? begin : message.find('\'', begin + 1);
  return end == std::string_view::npos ? std::string() : std::string(message.substr(begin + 1, end - begin - 1));
}

std::string after_last_dot(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

[[noreturn]] void undefined_table(const Failure& failure, ErrorDetails details) {
  details.table = after_last_dot(first_quoted(failure.message));
  const auto text = fmt::format(
      "there is no table \"{}\" in this database: create it with create_tables, or check that the URL names the right "
      "database",
      details.table);
  if (details.table.empty()) throw UndefinedTable(failure.message, std::move(details));
  throw UndefinedTable(text, std::move(details));
}

[[noreturn]] void undefined_column(const Failure& failure, ErrorDetails details) {
  auto column = after_last_dot(first_quoted(failure.message));
  details.table = main_table(lexis, failure.sql);
  const auto text = fmt::format(
      "no column \"{}\" in table {}: the model and the database differ; add the column, or correct the attribute's "
      "column name",
      column, details.table);
  if (column.empty()) throw UndefinedColumn(failure.message, std::move(details));
  details.columns = {std::move(column)};
  throw UndefinedColumn(text, std::move(details));
}

[[noreturn]] void raise_lock_timeout(ErrorDetails details) {
  throw LockTimeout(
      "another transaction held a lock for longer than this statement waits for one: try again, keep writing "
      "transactions short, or raise lock_wait_timeout in the URL",
      std::move(details));
}

[[noreturn]] void raise_deadlock(ErrorDetails details) {
  throw Deadlock(
      "the database ended this transaction because it and another one waited for each other, or because another node "
      "of the cluster changed the same rows: run it again",
      std::move(details));
}

// Such a connection is as good as lost: a new one may lead to another node.
[[noreturn]] void out_of_cluster(const Failure& failure, ErrorDetails details) {
  throw ConnectionLost(fmt::format("this node of the cluster takes no statements, because it is not in contact with "
                                   "the majority of the nodes ({}): nothing was done; connect to another node, or wait",
                                   failure.message),
                       std::move(details));
}

[[noreturn]] void lost(const Failure& failure, ErrorDetails details) {
  throw ConnectionLost(fmt::format("the connection to the database is gone ({}): what was under way may or may not "
                                   "have been done",
                                   failure.message),
                       std::move(details));
}

bool refuses_a_value(unsigned code) {
  switch (code) {
    case out_of_range:
    case data_truncated:
    case incorrect_value:
    case invalid_text:
    case wrong_value_for_field:
    case data_too_long:
      return true;
    default:
      return false;
  }
}

// Messages of refused values can quote the value, which is the user's: only the part that names the column is kept. It
// comes after the value, which may have the same words in it.
[[noreturn]] void refused_value(const Failure& failure, ErrorDetails details) {
  const auto at = failure.message.rfind("for column ");
  details.table = main_table(lexis, failure.sql);
  const auto why =
      at == std::string::npos
          ? fmt::format("for one of its columns{}", failure.has_own_words() ? ": " + failure.message : "")
          : fmt::format("{}: it is too long, out of range, or of another type", failure.message.substr(at));
  const auto text = fmt::format("table {} can't hold a value given {}", details.table, why);
  throw InvalidValue(text, std::move(details));
}

[[noreturn]] void read_only(const Failure& failure, ErrorDetails details) {
  const bool transaction = failure.code == read_only_transaction;
  throw ReadOnlyDatabase(
      transaction ? "this transaction is read-only: write outside it, or begin it without read_only"
                  : fmt::format("the database takes no writes now ({}): write to its primary", failure.message),
      std::move(details));
}

[[noreturn]] void too_many_prepared(ErrorDetails details) {
  throw StatementError(
      "the server has no room for another prepared statement: raise its max_prepared_stmt_count, or lower "
      "statement_cache or the pool's size",
      std::move(details));
}

[[noreturn]] void refused(const Failure& failure, ErrorDetails details) {
  throw StatementError(fmt::format("the database refused the statement: {} (in: {})", failure.message, failure.sql),
                       std::move(details));
}

[[noreturn]] void not_preparable_statement(const Failure& failure, ErrorDetails details) {
  throw StatementError(
      fmt::format("the database can't prepare this statement: run it with execute_script (in: {})", failure.sql),
      std::move(details));
}

[[noreturn]] void other_characters(const Failure& failure, ErrorDetails details) {
  throw InvalidValue(fmt::format("a text can't be compared with a column, for it holds characters that the column's "
                                 "character set lacks, or two columns have different collations ({}): give the column "
                                 "the character set utf8mb4",
                                 failure.message),
                     std::move(details));
}

[[noreturn]] void too_large(std::string_view sizes, ErrorDetails details) {
  throw InvalidValue(
      fmt::format("the statement and its values are larger{} than the server's max_allowed_packet: raise that setting "
                  "there, or write less at once",
                  sizes),
      std::move(details));
}

std::string_view advice(unsigned code, const Options& options) {
  switch (code) {
    case access_denied:
      return "check user and password";
    case access_to_database_denied:
      return "grant the user access to the database";
    case unknown_database:
      return "create it with CREATE DATABASE, or correct the URL";
    case access_denied_without_password:
      return "the server takes this user without a password from the system's user of the same name only, by its "
             "socket: give it a password with ALTER USER … IDENTIFIED BY …, or name another user in the URL";
    case authentication_not_supported:
    case authentication_plugin_missing:
      return "install the authentication plugin of this user for MariaDB's client library, or give the user a password "
             "of another kind with ALTER USER … IDENTIFIED …";
    case host_not_allowed:
      return "let the user in from this host with CREATE USER 'user'@'host' and GRANT, or connect from another one";
    case host_blocked:
      return "run FLUSH HOSTS on the server, once the reason for the failed connections is mended";
    case too_many_connections:
      return "lower the pool's size, or raise the server's max_connections";
    case user_connections_used_up:
    case user_limit_reached:
      return "lower the pool's size, or raise max_user_connections or the limit that the user was given with ALTER "
             "USER";
    case socket_connect:
    case host_connect:
      return "check that the server runs, and host, port or socket in the URL";
    case galera_not_ready:
      return "this node is not in contact with the majority of its cluster; name the other nodes in the URL, too";
    case unknown_host:
      return "check the host's name in the URL";
    case tls_failed:
      return "check ssl_mode and the certificates in the URL";
    case unknown_collation:
      if (options.server == Server::mysql)
        return "if the server is MariaDB, leave server=mysql out of the URL; otherwise it is older than the library "
               "supports";
      return "if the server is MySQL and not MariaDB, add server=mysql to the URL; otherwise it is older than the "
             "library supports";
    default:
      return "check the URL and the server's log";
  }
}

}  // namespace

bool connection_is_lost(unsigned code) {
  switch (code) {
    case shutdown_in_progress:
    case aborted_connection:
    case connection_was_killed:
    case server_gone:
    case server_lost:
    case server_lost_extended:
    case commands_out_of_sync:
    case client_disconnected:
    case tls_failed:
    case galera_not_ready:
      return true;
    default:
      return false;
  }
}

bool server_takes_no_writes(unsigned code) { return code == read_only_option || code == read_only_mode; }

bool may_end_transaction(unsigned code) {
  return code == deadlock || code == lock_wait_timeout || code == record_changed;
}

void raise_not_connected(unsigned code, std::string_view message, const Options& options) {
  ErrorDetails details;
  details.native_code = static_cast<int>(code);
  throw ConnectionFailed(
      fmt::format("can't connect to MySQL or MariaDB at {}: {}: {}", options.place(), message, advice(code, options)),
      std::move(details));
}

void raise_wrong_server(std::string_view version, const Options& options) {
  const bool wants_mysql = options.server == Server::mysql;
  throw ConnectionFailed(fmt::format("the server at {} is {} {}: {}", options.place(),
                                     wants_mysql ? "MariaDB" : "MySQL", version,
                                     wants_mysql ? "take server=mysql out of the URL" : "add server=mysql to the URL"));
}

void raise_too_large(std::size_t bytes, std::size_t most, std::string_view sql) {
  ErrorDetails details;
  details.statement = sql.substr(0, 1000);
  too_large(fmt::format(" ({} bytes, of at most {})", bytes, most), std::move(details));
}

void raise(const Failure& failure) {
  ErrorDetails details;
  details.native_code = static_cast<int>(failure.code);
  details.sqlstate = failure.sqlstate;
  details.statement = failure.sql;
  if (failure.code == galera_not_ready) out_of_cluster(failure, std::move(details));
  if (connection_is_lost(failure.code)) lost(failure, std::move(details));
  if (refuses_a_value(failure.code)) refused_value(failure, std::move(details));
  switch (failure.code) {
    case duplicate_entry:
    case duplicate_entry_with_key_name:
      raise_unique(failure, std::move(details));
    case child_row_orphaned:
    case parent_row_referenced:
      raise_foreign_key(failure, std::move(details));
    case null_given:
    case no_default:
      raise_not_null(failure, std::move(details));
    case check_violated_mariadb:
    case check_violated_mysql:
      raise_check(failure, std::move(details));
    case deadlock:
      raise_deadlock(std::move(details));
    case lock_wait_timeout:
    case lock_nowait:
      raise_lock_timeout(std::move(details));
    case record_changed:
      throw SerializationFailure(
          "another transaction changed a row since this one began to read: run the transaction again",
          std::move(details));
    case no_such_table:
      undefined_table(failure, std::move(details));
    case unknown_column:
      undefined_column(failure, std::move(details));
    case value_out_of_range:
      throw InvalidValue("the result of a calculation is outside the range of its type: nothing was changed",
                         std::move(details));
    case statement_timeout_mariadb:
    case statement_timeout_mysql:
    case query_interrupted:
      throw StatementTimeout("the statement was stopped before it ended", std::move(details));
    case read_only_transaction:
    case read_only_option:
    case read_only_mode:
      read_only(failure, std::move(details));
    case disk_full:
    case table_full:
      throw DatabaseFull("the database is full: the statement was undone; make room and try again", std::move(details));
    case too_many_statements:
      too_many_prepared(std::move(details));
    case not_preparable:
      not_preparable_statement(failure, std::move(details));
    case mixed_collations:
      other_characters(failure, std::move(details));
    case packet_too_large:
      too_large("", std::move(details));
    default:
      refused(failure, std::move(details));
  }
}

}  // namespace rowan::mysql
