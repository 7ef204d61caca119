#include "mysql/raw_mariadb.hpp"

#include <stdexcept>

namespace bench::mysql {
namespace {

void require(bool done, MYSQL_STMT* statement) {
  if (!done) throw std::runtime_error(mysql_stmt_error(statement));
}

MYSQL_STMT* prepared(const RawDatabase& database, const std::string& sql) {
  MYSQL_STMT* statement = mysql_stmt_init(database.handle());
  require(mysql_stmt_prepare(statement, sql.data(), sql.size()) == 0, statement);
  return statement;
}

std::vector<MYSQL_BIND> binds_of(const std::string& kinds, std::vector<Buffer>& buffers) {
  std::vector<MYSQL_BIND> binds(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    Buffer& buffer = buffers[i];
    MYSQL_BIND& bind = binds[i];
    bind.length = &buffer.size;
    if (kinds[i] == 'i') {
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &buffer.integer;
    } else if (kinds[i] == 'd') {
      bind.buffer_type = MYSQL_TYPE_DOUBLE;
      bind.buffer = &buffer.real;
    } else {
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = buffer.text.data();
      bind.buffer_length = buffer.text.size();
    }
  }
  return binds;
}

}  // namespace

RawDatabase::RawDatabase(const std::string& socket, const std::string& database) : handle_(mysql_init(nullptr)) {
  mysql_options(handle_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (mysql_real_connect(handle_, nullptr, "root", nullptr, database.c_str(), 0, socket.c_str(), 0) == nullptr)
    throw std::runtime_error(mysql_error(handle_));
}

void RawDatabase::execute(const std::string& sql) const { static_cast<void>(first_cell(sql)); }

std::int64_t RawDatabase::integer(const std::string& sql) const { return std::stoll(first_cell(sql)); }

std::string RawDatabase::first_cell(const std::string& sql) const {
  if (mysql_real_query(handle_, sql.data(), sql.size()) != 0) throw std::runtime_error(mysql_error(handle_));
  MYSQL_RES* rows = mysql_store_result(handle_);
  if (rows == nullptr) return "";
  const MYSQL_ROW row = mysql_fetch_row(rows);
  std::string text = row != nullptr && row[0] != nullptr ? row[0] : "0";
  mysql_free_result(rows);
  return text;
}

RawStatement::RawStatement(const RawDatabase& database, const std::string& sql, const std::string& parameters,
                           const std::string& columns)
    : statement_(prepared(database, sql)), in_(parameters.size()), out_(columns.size()) {
  if (!in_.empty()) require(mysql_stmt_bind_param(statement_, binds_of(parameters, in_).data()) == 0);
  if (!out_.empty()) require(mysql_stmt_bind_result(statement_, binds_of(columns, out_).data()) == 0);
}

void RawStatement::require(bool done) const { mysql::require(done, statement_); }

bool RawStatement::step() {
  if (!executed_) require(mysql_stmt_execute(statement_) == 0);
  const int code = mysql_stmt_fetch(statement_);
  executed_ = code == 0;
  if (code != 0 && code != MYSQL_NO_DATA) throw std::runtime_error("a row was cut short, or did not come");
  return executed_;
}

void RawStatement::reset() {
  if (executed_) mysql_stmt_free_result(statement_);
  executed_ = false;
}

std::uint64_t RawStatement::run() {
  require(mysql_stmt_execute(statement_) == 0);
  return mysql_stmt_affected_rows(statement_);
}

RawArray::RawArray(const RawDatabase& database, const std::string& sql) : statement_(prepared(database, sql)) {}

void RawArray::run() {
  std::array<MYSQL_BIND, 5> binds{};
  Texts* const texts[] = {&names_, &emails_, &cities_};
  for (std::size_t i = 0; i < 3; ++i) {
    binds[i].buffer_type = MYSQL_TYPE_STRING;
    binds[i].buffer = texts[i]->data.data();
    binds[i].length = texts[i]->sizes.data();
  }
  binds[3].buffer_type = MYSQL_TYPE_LONGLONG;
  binds[3].buffer = ages_.data();
  binds[4].buffer_type = MYSQL_TYPE_DOUBLE;
  binds[4].buffer = scores_.data();
  const auto rows = static_cast<unsigned>(count());
  mysql_stmt_attr_set(statement_, STMT_ATTR_ARRAY_SIZE, &rows);
  require(mysql_stmt_bind_param(statement_, binds.data()) == 0 && mysql_stmt_execute(statement_) == 0, statement_);
  for (Texts* each : texts) each->clear();
  ages_.clear();
  scores_.clear();
}

}  // namespace bench::mysql
