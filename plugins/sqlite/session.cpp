#include "session.hpp"

#include <soci/session.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>

#include "errors.hpp"
#include "open_handle.hpp"
#include "rowan/core/error.hpp"
#include "soci_handle.hpp"

namespace rowan::sqlite {

Session::Session(const Options& options)
    : soci_(soci_session_over([&] { return open_handle(options); })), handle_(handle_of(*soci_)) {}

Session::~Session() = default;

void Session::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

// What ends or begins a transaction is short and comes again and again: kept prepared it saves a microsecond of each.
sqlite3_stmt* Session::control(std::string_view sql) {
  constexpr std::array verbs{"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"};
  constexpr std::size_t most = 16;
  const auto known =
      std::find_if(controls_.begin(), controls_.end(), [&](const auto& each) { return each.sql == sql; });
  if (known != controls_.end()) return known->statement.get();
  const bool is_control =
      std::any_of(verbs.begin(), verbs.end(), [&](const char* verb) { return sql.starts_with(verb); });
  if (!is_control || sql.find(';') != std::string_view::npos || controls_.size() >= most) return nullptr;
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (statement != nullptr) controls_.push_back({std::string(sql), {statement, {}}});
  return statement;
}

int Session::run(std::string_view sql) {
  if (sqlite3_stmt* statement = control(sql)) {
    sqlite3_step(statement);
    return sqlite3_reset(statement);
  }
  return sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
}

// What is written to a file that has no name any more is gone with the last connection, and SQLite says nothing.
bool Session::file_is_gone() noexcept {
  int moved = 0;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

void Session::require_same_file() {
  if (!file_is_gone()) return;
  lost_ = true;
  throw ConnectionLost(
      "the SQLite database's file was moved, replaced or deleted while it was open: what is written here would be "
      "lost; bring the file back, or try again to use the one that is there now");
}

void Session::execute(std::string_view sql) {
  require_file();
  if (run(sql) != SQLITE_OK) raise(Failure::last(handle_, sql));
  if (sql == "PRAGMA query_only=1")
    read_only_ = true;
  else
    allow_writes();
}

// A prepared statement, or a failure, may have ended the transaction.
void Session::allow_writes() noexcept {
  if (!read_only_ || in_transaction()) return;
  read_only_ = false;
  sqlite3_exec(handle_, "PRAGMA query_only=0", nullptr, nullptr, nullptr);
}

/// Asked by SQLite in the course of a statement; anything but 0 stops it.
int Session::past_deadline(void* session) noexcept {
  return std::chrono::steady_clock::now() > static_cast<const Session*>(session)->deadline_ ? 1 : 0;
}

void Session::limit_time(std::chrono::milliseconds limit) noexcept {
  constexpr int steps_between_questions = 1000;  // of SQLite's machine: some ten microseconds
  deadline_ = std::chrono::steady_clock::now() + limit;
  const bool limited = limit.count() != 0;
  sqlite3_progress_handler(handle_, limited ? steps_between_questions : 0, limited ? &past_deadline : nullptr, this);
}

void Session::interrupt() noexcept { sqlite3_interrupt(handle_); }

bool Session::in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }

bool Session::ping() noexcept {
  return sqlite3_exec(handle_, "PRAGMA schema_version", nullptr, nullptr, nullptr) == SQLITE_OK && !file_is_gone();
}

}  // namespace rowan::sqlite
