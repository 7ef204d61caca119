#include "statement.hpp"

#include <fmt/format.h>
#include <mysql.h>

#include <utility>

#include "error_codes.hpp"
#include "rowan/core/error.hpp"
#include "sql_text.hpp"
#include "written_rows.hpp"

namespace rowan::mysql {

NativeStatement::NativeStatement(Session& session, std::string_view sql) : session_(session), sql_(sql) {
  prepare();
  taken_ = mysql_stmt_param_count(statement_);
  parameters_.resize(taken_);
}

NativeStatement::~NativeStatement() {
  if (statement_ != nullptr) mysql_stmt_close(statement_);
}

void NativeStatement::prepare() {
  statement_ = mysql_stmt_init(session_.handle());
  if (statement_ == nullptr) session_.raise_last(sql_);
  if (mysql_stmt_prepare(statement_, sql_.data(), sql_.size()) != 0) {
    const unsigned code = mysql_stmt_errno(statement_);
    const std::string state = mysql_stmt_sqlstate(statement_), message = mysql_stmt_error(statement_);
    mysql_stmt_close(statement_);
    statement_ = nullptr;
    session_.raise(code, state, message, sql_);
  }
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, &cells_);
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_RESULT, reinterpret_cast<const void*>(&Cells::take));
}

void NativeStatement::prepare_again() {
  if (statement_ != nullptr) mysql_stmt_close(statement_);
  statement_ = nullptr;
  prepare();
}

bool NativeStatement::try_execute() {
  if (parameters_.count() > 0 && mysql_stmt_bind_param(statement_, parameters_.bound()) != 0) return false;
  return mysql_stmt_execute(statement_) == 0;
}

// The server prepares a statement again by itself when the tables have changed, but gives up when they change at once
// again, and knows none any more after a restart behind a proxy. Neither executed anything. A result with another
// number of columns is refused by the client library.
void NativeStatement::execute() {
  if (statement_ == nullptr) prepare();
  bool done = try_execute();
  if (!done) {
    const unsigned code = mysql_stmt_errno(statement_);
    const bool changed = code == result_changed && is_query(sql_);  // executed, but nothing was written
    if (code == needs_reprepare || code == unknown_handler || changed) {
      prepare_again();
      done = try_execute();
    }
  }
  if (!done) fail();
  const unsigned columns = mysql_stmt_field_count(statement_);
  has_rows_ = columns > 0;
  if (!has_rows_) return;
  if (mysql_stmt_store_result(statement_) != 0) fail_in_result();
  cells_.describe(mariadb_stmt_fetch_fields(statement_), columns);  // each time: they change with the tables
}

bool NativeStatement::fetch() {
  const int code = mysql_stmt_fetch(statement_);
  if (code == 1) fail();
  return code == 0;
}

bool NativeStatement::step() {
  if (state_ == State::finished) return false;
  if (state_ == State::ready) execute();
  if (has_rows_ && fetch()) {
    state_ = State::on_row;
    return true;
  }
  finish();
  state_ = State::finished;
  return false;
}

std::uint64_t NativeStatement::run() {
  execute();
  std::uint64_t rows = mysql_stmt_affected_rows(statement_);
  if (!has_rows_) {
    rows = written_rows(session_.handle(), rows, sql_);
  } else {
    rows = is_query(sql_) ? 0 : mysql_stmt_num_rows(statement_);
  }
  finish();
  state_ = State::ready;
  return rows;
}

// An empty result that nobody has looked at would have the client library wait, at the next execution, for its rows.
void NativeStatement::finish() noexcept {
  if (has_rows_ && statement_ != nullptr) {
    if (mysql_stmt_num_rows(statement_) == 0) mysql_stmt_fetch(statement_);
    mysql_stmt_free_result(statement_);
  }
  has_rows_ = false;
}

void NativeStatement::reset() noexcept {
  finish();
  state_ = State::ready;
}

int NativeStatement::column_count() {
  if (statement_ == nullptr) prepare();
  return static_cast<int>(mysql_stmt_field_count(statement_));
}

std::string_view NativeStatement::column_name(int column) {
  const MYSQL_FIELD& field = mariadb_stmt_fetch_fields(statement_)[column];
  return {field.name, field.name_length};
}

// An INSERT … RETURNING can fail after its first row was sent. The client library would wait for the others for ever,
// so the statement is given up, and prepared again when it is needed.
void NativeStatement::fail_in_result() {
  const unsigned code = mysql_stmt_errno(statement_);
  const std::string state = mysql_stmt_sqlstate(statement_), message = mysql_stmt_error(statement_);
  mysql_stmt_close(statement_);
  statement_ = nullptr;
  has_rows_ = false;
  session_.raise(code, state, message, sql_);
}

void NativeStatement::fail() {
  const unsigned code = mysql_stmt_errno(statement_);
  const std::string state = mysql_stmt_sqlstate(statement_), message = mysql_stmt_error(statement_);
  finish();
  session_.raise(code, state, message, sql_);
}

}  // namespace rowan::mysql
