#include "session.hpp"

#include <fmt/format.h>
#include <mysql.h>
#include <soci/session.h>

#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

#include "error_codes.hpp"
#include "errors.hpp"
#include "open_session.hpp"
#include "rowan/core/error.hpp"
#include "soci_handle.hpp"
#include "sql_text.hpp"

namespace rowan::mysql {
namespace {

// Discards what the statements of a script give back. False when one of them failed.
bool skip_results(MYSQL* handle) {
  int more = 0;
  do {
    if (MYSQL_RES* rows = mysql_use_result(handle)) mysql_free_result(rows);
    more = mysql_next_result(handle);
  } while (more == 0);
  return more < 0;
}

}  // namespace

Session::Session(const Options& options) : Session(open_session(options)) {}

Session::Session(OpenedSession opened)
    : options_(std::move(opened.options)),
      soci_(std::move(opened.soci)),
      handle_(handle_of(*soci_)),
      connection_id_(mysql_thread_id(handle_)) {}

Session::~Session() = default;

// Only a script may hold several statements: everywhere else a second one is what an attacker added.
void Session::execute(std::string_view sql) {
  make_way();
  require_room(sql.size(), sql);
  if (sql == "ROLLBACK") unseen_.reset();
  raise_unseen();
  if (has_several_statements(lexis, sql)) {
    mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_ON);
    try {
      run_script(sql);
    } catch (...) {
      mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
      throw;
    }
    mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
  } else {
    run_script(sql);
    if (sql.starts_with("ROLLBACK") && mysql_warning_count(handle_) != 0) [[unlikely]]
      require_whole_rollback(sql);
  }
}

// Tables of MyISAM, Aria and the like keep what was written to them.
void Session::require_whole_rollback(std::string_view sql) {
  constexpr std::string_view question = "SHOW WARNINGS";
  bool left_rows = false;
  if (mysql_real_query(handle_, question.data(), question.size()) != 0) raise_last(question);
  MYSQL_RES* rows = mysql_store_result(handle_);
  while (const MYSQL_ROW row = rows == nullptr ? nullptr : mysql_fetch_row(rows))
    left_rows |= std::strtoul(row[1], nullptr, 10) == not_rolled_back;
  if (rows != nullptr) mysql_free_result(rows);
  if (!left_rows) return;
  ErrorDetails details;
  details.native_code = static_cast<int>(not_rolled_back);
  details.statement = sql;
  throw StatementError(
      "rows stay that were to be rolled back: their tables are of an engine without transactions (MyISAM, Aria); "
      "convert them with ALTER TABLE … ENGINE=InnoDB",
      std::move(details));
}

void Session::run_script(std::string_view sql) {
  const bool done = mysql_real_query(handle_, sql.data(), sql.size()) == 0 && skip_results(handle_);
  if (!done) raise_last(sql);
}

std::int64_t Session::last_insert_id() const noexcept { return static_cast<std::int64_t>(mysql_insert_id(handle_)); }

bool Session::in_transaction() const noexcept {
  unsigned status = 0;
  mariadb_get_infov(handle_, MARIADB_CONNECTION_SERVER_STATUS, &status);
  return (status & SERVER_STATUS_IN_TRANS) != 0;
}

bool Session::ping() noexcept {
  make_way();
  if (!broken_ && mysql_ping(handle_) != 0) broken_ = true;
  return !broken_;
}

// MySQL's limit is in whole milliseconds, and stops nothing but a SELECT; MariaDB's is in seconds, and stops all.
void Session::limit_statement_time(std::chrono::milliseconds limit, bool changed) {
  if (!changed || broken_) return;
  execute(server() == Server::mysql
              ? fmt::format("SET SESSION max_execution_time={}", limit.count())
              : fmt::format("SET SESSION max_statement_time={}.{:03}", limit.count() / 1000, limit.count() % 1000));
}

bool Session::cancel() const noexcept {
  try {
    Session other(options_);
    other.execute(fmt::format("KILL QUERY {}", connection_id_));
    return true;
  } catch (...) {
    return false;
  }
}

int Session::socket() const noexcept { return mysql_get_socket(handle_); }

void Session::raise(unsigned code, std::string_view sqlstate, std::string_view message, std::string_view sql) {
  const Failure failure{handle_, code, std::string(sqlstate), std::string(message), sql};
  if (connection_is_lost(code) || server_takes_no_writes(code)) broken_ = true;
  if (may_end_transaction(code) || (in_transaction() && !concerns_rows_only(sql))) ask_whether_in_transaction();
  mysql::raise(failure);
}

// The server may have rolled back the whole transaction, or committed it before it refused to create a table; and
// neither an error nor the answer to a ping tells (after a lock time-out with innodb_rollback_on_timeout it still says
// that there is one); that of a statement does.
void Session::ask_whether_in_transaction() noexcept {
  make_way();
  constexpr std::string_view nothing = "DO 0";
  if (!broken_ && mysql_real_query(handle_, nothing.data(), nothing.size()) != 0) broken_ = true;
}

void Session::look_for_room(std::size_t bytes, std::string_view sql) {
  if (most_bytes_ == 0) most_bytes_ = largest_packet();
  if (bytes >= most_bytes_) raise_too_large(bytes, most_bytes_, sql);
}

// Unknown, it is without bounds: then the server tells, in its way.
std::size_t Session::largest_packet() {
  constexpr std::string_view question = "SELECT @@max_allowed_packet";
  std::size_t size = 0;
  make_way();
  if (mysql_real_query(handle_, question.data(), question.size()) == 0) {
    MYSQL_RES* rows = mysql_store_result(handle_);
    const MYSQL_ROW row = rows == nullptr ? nullptr : mysql_fetch_row(rows);
    if (row != nullptr && row[0] != nullptr) size = std::strtoull(row[0], nullptr, 10);
    if (rows != nullptr) mysql_free_result(rows);
  }
  return size == 0 ? std::numeric_limits<std::size_t>::max() : size;
}

void Session::note_unseen(unsigned code, std::string_view sqlstate, std::string_view message, std::string_view sql) {
  if (!may_end_transaction(code) || !in_transaction()) return;
  unseen_.emplace(Unseen{code, std::string(sqlstate), std::string(message), std::string(sql)});
}

void Session::raise_noted() {
  const Unseen what = *std::exchange(unseen_, std::nullopt);
  raise(what.code, what.sqlstate, what.message, what.sql);
}

void Session::raise_last(std::string_view sql) {
  raise(mysql_errno(handle_), mysql_sqlstate(handle_), mysql_error(handle_), sql);
}

}  // namespace rowan::mysql
