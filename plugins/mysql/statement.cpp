#include "statement.hpp"

#include <fmt/format.h>
#include <mysql.h>

#include <new>
#include <utility>

#include "error_codes.hpp"
#include "rowan/core/error.hpp"
#include "sql_text.hpp"
#include "written_rows.hpp"

namespace rowan::mysql {

NativeStatement::NativeStatement(Session& session, std::string_view sql)
    : session_(session), sql_(sql), is_select_(is_select(sql)), may_meet_rows_(may_meet_rows(sql)) {
  prepare();
  taken_ = mysql_stmt_param_count(statement_);
  parameters_.resize(taken_);
}

NativeStatement::~NativeStatement() {
  finish();
  close();
}

void NativeStatement::close() noexcept {
  if (statement_ == nullptr) return;
  session_.make_way();
  mysql_stmt_close(std::exchange(statement_, nullptr));
}

void NativeStatement::prepare() {
  session_.make_way();
  session_.require_room(sql_.size(), sql_);
  statement_ = mysql_stmt_init(session_.handle());
  if (statement_ == nullptr) session_.raise_last(sql_);
  if (mysql_stmt_prepare(statement_, sql_.data(), sql_.size()) != 0) {
    const Failure what = failure();
    close();
    raise(what);
  }
  parameters_.unbind();
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, &cells_);
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_RESULT, reinterpret_cast<const void*>(&Cells::take));
}

void NativeStatement::prepare_again() {
  close();
  prepare();
}

bool NativeStatement::try_execute() {
  session_.require_room(parameters_.bytes(), sql_);
  if (parameters_.bind_to(statement_) && mysql_stmt_execute(statement_) == 0) return true;
  parameters_.unbind();  // the server may not have come as far as to look at the types
  return false;
}

// The server prepares a statement again by itself when the tables have changed, but gives up when they change at once
// again, and knows none any more after a restart behind a proxy. Neither executed anything. A result with another
// number of columns is refused by the client library.
void NativeStatement::execute() {
  session_.make_way();
  session_.raise_unseen();
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
  if (mysql_stmt_field_count(statement_) > 0) begin_result();
}

void NativeStatement::begin_result() {
  if (is_select_) {
    rest_ = Rest::open;
    session_.begin_result(*this);
  } else {
    if (mysql_stmt_store_result(statement_) != 0) fail_in_result();
    rest_ = Rest::stored;
  }
  // Each time, for they change with the tables.
  cells_.describe(mariadb_stmt_fetch_fields(statement_), mysql_stmt_field_count(statement_));
}

bool NativeStatement::fetch() {
  if (rest_ == Rest::kept) return fetch_kept();
  const int code = mysql_stmt_fetch(statement_);
  if (code == 0) [[likely]]
    return true;
  if (rest_ == Rest::open) {  // no more
    rest_ = Rest::none;
    session_.end_result(*this);
  }
  if (code == 1) fail();
  return false;
}

bool NativeStatement::fetch_kept() {
  if (kept_.next(cells_)) return true;
  if (!failed_after_) return false;
  const Failure what = *failed_after_;
  finish();
  raise(what);
}

void NativeStatement::take_in() noexcept {
  int code = 0;
  try {
    do kept_.add(cells_);  // first the current row: it lies where the next one is read
    while ((code = mysql_stmt_fetch(statement_)) == 0);
    if (code == 1) failed_after_ = failure();
  } catch (const std::bad_alloc&) {
    mysql_stmt_free_result(statement_);
    failed_after_ = Failure{session_.handle(), out_of_memory, "HY001", "out of memory", sql_};
  }
  rest_ = Rest::kept;
  static_cast<void>(kept_.next(cells_));
}

bool NativeStatement::step() {
  if (state_ == State::finished) return false;
  if (state_ == State::ready) execute();
  if (rest_ != Rest::none && fetch()) {
    state_ = State::on_row;
    return true;
  }
  finish();
  state_ = State::finished;
  return false;
}

std::uint64_t NativeStatement::run() {
  execute();
  std::uint64_t rows = 0;
  if (rest_ == Rest::none) {
    rows = mysql_stmt_affected_rows(statement_);
    if (may_meet_rows_) rows = written_rows(session_.handle(), rows, sql_);
  } else if (!is_query(sql_)) {
    rows = mysql_stmt_num_rows(statement_);
  }
  finish();
  state_ = State::ready;
  return rows;
}

void NativeStatement::finish() noexcept {
  const Rest rest = std::exchange(rest_, Rest::none);
  if (rest == Rest::none) return;
  if (rest == Rest::kept) {
    if (failed_after_) note_unseen();
    kept_ = {};
    failed_after_.reset();
    return;
  }
  session_.end_result(*this);
  if (statement_ == nullptr) return;
  // An empty result that nobody has looked at would have the client library wait, at the next execution, for its rows.
  if (rest == Rest::stored && mysql_stmt_num_rows(statement_) == 0) mysql_stmt_fetch(statement_);
  mysql_stmt_free_result(statement_);
  if (rest == Rest::open && mysql_errno(session_.handle()) != 0) note_unseen();
}

// What comes after the rows that were wanted may be an error: a Galera node tells of a conflict there.
void NativeStatement::note_unseen() noexcept {
  try {
    const Failure what = failed_after_ ? *failed_after_ : failure();
    if (what.code != 0) session_.note_unseen(what.code, what.sqlstate, what.message, sql_);
  } catch (const std::bad_alloc&) {
    session_.give_up();
  }
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

// Where rows are not stored, the client library tells of an error at its connection only.
Failure NativeStatement::failure() const {
  if (const unsigned code = mysql_stmt_errno(statement_); code != 0)
    return {session_.handle(), code, mysql_stmt_sqlstate(statement_), mysql_stmt_error(statement_), sql_};
  MYSQL* handle = session_.handle();
  return {handle, mysql_errno(handle), mysql_sqlstate(handle), mysql_error(handle), sql_};
}

void NativeStatement::raise(const Failure& failure) {
  session_.raise(failure.code, failure.sqlstate, failure.message, sql_);
}

// An INSERT … RETURNING can fail after its first row was sent. The client library would wait for the others for ever,
// so the statement is given up, and prepared again when it is needed.
void NativeStatement::fail_in_result() {
  const Failure what = failure();
  close();
  raise(what);
}

void NativeStatement::fail() {
  const Failure what = failure();
  finish();
  raise(what);
}

}  // namespace rowan::mysql
