#include "bulk_statement.hpp"

#include <utility>

namespace rowan::mysql {
namespace {

constexpr std::size_t most_rows = 500;       // a round trip is then little beside the rows
constexpr std::size_t most_bytes = 1 << 20;  // the least max_allowed_packet that servers come with

constexpr std::size_t most_bytes_of_number = 13;  // and what says how long it is

char null_follows = STMT_INDICATOR_NULL;
char value_follows = STMT_INDICATOR_NONE;

}  // namespace

BulkStatement::BulkStatement(Session& session, std::string_view sql) : NativeStatement(session, sql), types_(taken_) {
  parameters_.resize(taken_ * most_rows);
  copied_texts_ = 0;
}

std::size_t BulkStatement::row_bytes() const {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < taken_; ++i) bytes += parameters_[first_ + i].size;
  return bytes;
}

// The types of an array's columns are those of its first row that has a value there.
bool BulkStatement::fits_the_others() const {
  for (std::size_t i = 0; i < taken_; ++i) {
    const auto& slot = parameters_[first_ + i];
    const auto type = types_[i].buffer_type;
    const bool same = slot.type == type && slot.is_unsigned == (types_[i].is_unsigned != 0);
    if (slot.null == 0 && type != MYSQL_TYPE_NULL && !same) return false;
  }
  return true;
}

void BulkStatement::end_row() {
  if (rows_ == 0) {
    for (auto& type : types_) type.buffer_type = MYSQL_TYPE_NULL;
  } else if (!fits_the_others() || bytes_ + row_bytes() > most_bytes) {
    const std::size_t own = first_;
    send();
    for (std::size_t i = 0; i < taken_; ++i) parameters_.move(own + i, i);
    return end_row();
  }
  for (std::size_t i = 0; i < taken_; ++i) {
    const auto& slot = parameters_[first_ + i];
    bytes_ += slot.size;
    if (slot.null != 0 || types_[i].buffer_type != MYSQL_TYPE_NULL) continue;
    types_[i].buffer_type = slot.type;
    types_[i].is_unsigned = slot.is_unsigned ? 1 : 0;
  }
  first_ += taken_;
  if (++rows_ == most_rows || bytes_ >= most_bytes) send();
}

char BulkStatement::bind_row(void* statement, st_mysql_bind* binds, unsigned row) {
  auto& self = *static_cast<BulkStatement*>(statement);
  for (std::size_t i = 0; i < self.taken_; ++i) {
    auto& slot = self.parameters_[row * self.taken_ + i];
    binds[i].buffer = const_cast<void*>(slot.data);  // only read
    binds[i].buffer_length = slot.size;
    binds[i].length = &slot.size;
    binds[i].u.indicator = slot.null != 0 ? &null_follows : &value_follows;
  }
  return 0;
}

void BulkStatement::send() {
  for (auto& type : types_) {
    if (type.buffer_type == MYSQL_TYPE_NULL) type.buffer_type = MYSQL_TYPE_VAR_STRING;  // of a column that is all NULL
  }
  session_.make_way();
  session_.raise_unseen();
  session_.require_room(bytes_ + rows_ * taken_ * most_bytes_of_number, sql_);
  const auto count = static_cast<unsigned>(std::exchange(rows_, 0));
  first_ = bytes_ = 0;
  mysql_stmt_attr_set(statement_, STMT_ATTR_ARRAY_SIZE, &count);
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, this);
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_PARAM, reinterpret_cast<const void*>(&BulkStatement::bind_row));
  const bool sent = mysql_stmt_bind_param(statement_, types_.data()) == 0 && mysql_stmt_execute(statement_) == 0;
  if (!sent) fail();
  written_ += mysql_stmt_affected_rows(statement_);
}

std::uint64_t BulkStatement::run() {
  if (rows_ > 0) send();
  return std::exchange(written_, 0);
}

void BulkStatement::reset() noexcept {
  NativeStatement::reset();
  rows_ = first_ = bytes_ = 0;
  written_ = 0;
}

}  // namespace rowan::mysql
