#include "statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <utility>

#include "errors.hpp"
#include "rowan/core/error.hpp"

namespace rowan::sqlite {
namespace {

// What may follow the statement: nothing that would be executed.
bool is_blank(sqlite3* handle, std::string_view tail) {
  while (!tail.empty()) {
    sqlite3_stmt* more = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v2(handle, tail.data(), static_cast<int>(tail.size()), &more, &rest);
    const bool nothing = code == SQLITE_OK && more == nullptr;
    sqlite3_finalize(more);
    if (!nothing || rest == tail.data()) return false;  // SQLite ends a text at a NUL
    tail.remove_prefix(static_cast<std::size_t>(rest - tail.data()));
  }
  return true;
}

// Not all that change rows: after a comment or WITH there may be something else.
bool begins_like_a_change(std::string_view sql) {
  constexpr std::array verbs{"INSERT ", "UPDATE ", "DELETE "};
  return std::any_of(verbs.begin(), verbs.end(), [&](std::string_view verb) { return sql.starts_with(verb); });
}

}  // namespace

NativeStatement::NativeStatement(Session& session, std::string_view sql)
    : session_(session), handle_(session.handle()), sql_(sql) {
  const char* rest = nullptr;
  const int size = static_cast<int>(sql_.size()) + 1;  // with its NUL, which spares SQLite a copy
  const int code = sqlite3_prepare_v3(handle_, sql_.c_str(), size, SQLITE_PREPARE_PERSISTENT, &statement_, &rest);
  if (code != SQLITE_OK) fail();
  const std::string_view tail(rest, static_cast<std::size_t>(sql_.c_str() + sql_.size() - rest));
  if (statement_ != nullptr && is_blank(handle_, tail)) {
    changes_rows_ = begins_like_a_change(sql_);
    writes_ = sqlite3_stmt_readonly(statement_) == 0;
    return;
  }
  const bool empty = statement_ == nullptr;
  sqlite3_finalize(statement_);
  ErrorDetails details;
  details.statement = sql_;
  throw QueryError(empty ? "there is no statement in this SQL text to prepare"
                         : "this SQL text holds several statements: prepare one at a time, or run it as a script",
                   std::move(details));
}

NativeStatement::~NativeStatement() { sqlite3_finalize(statement_); }

[[gnu::hot]] bool NativeStatement::step() {
  if (state_ == State::finished) return false;
  if (writes_ && state_ == State::ready) session_.require_file();
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) {
    state_ = State::on_row;
    return true;
  }
  // At once, so that a read that came to its end holds no lock while the caller goes on.
  sqlite3_reset(statement_);
  state_ = State::finished;
  if (code != SQLITE_DONE) fail();
  return false;
}

[[gnu::hot]] std::uint64_t NativeStatement::run() {
  if (writes_) session_.require_file();
  const auto before = changes_rows_ ? 0 : sqlite3_total_changes64(handle_);
  int code = sqlite3_step(statement_);
  while (code == SQLITE_ROW) code = sqlite3_step(statement_);
  sqlite3_reset(statement_);
  state_ = State::ready;
  if (code != SQLITE_DONE) fail();
  // `changes` keeps the number of the last statement of its kind, `total_changes` tells whether this one changed any.
  if (!changes_rows_ && sqlite3_total_changes64(handle_) == before) return 0;
  return static_cast<std::uint64_t>(sqlite3_changes64(handle_));
}

// Bound pointers stay in the statement, but SQLite looks at them in `step` only, and each execution writes all
// parameters first.
[[gnu::hot]] void NativeStatement::reset() noexcept {
  if (state_ == State::on_row) sqlite3_reset(statement_);
  state_ = State::ready;
}

int NativeStatement::column_count() { return sqlite3_column_count(statement_); }

std::string_view NativeStatement::column_name(int column) {
  const char* name = sqlite3_column_name(statement_, column);
  return name != nullptr ? name : "";
}

void NativeStatement::fail() { raise(Failure::last(handle_, sql_, statement_)); }

}  // namespace rowan::sqlite
