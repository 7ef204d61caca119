#include "sqlite/raw_sqlite.hpp"

#include <stdexcept>

namespace bench::sqlite {
namespace {

[[noreturn]] void fail_with(sqlite3* handle) { throw std::runtime_error(sqlite3_errmsg(handle)); }

}  // namespace

RawDatabase::RawDatabase(const std::string& path) {
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) fail_with(handle_);
  execute("PRAGMA journal_mode=wal");
  execute("PRAGMA synchronous=normal");
  execute("PRAGMA foreign_keys=on");
  sqlite3_busy_timeout(handle_, 5000);
}

RawDatabase::~RawDatabase() { sqlite3_close(handle_); }

void RawDatabase::execute(const std::string& sql) const {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail_with(handle_);
}

std::int64_t RawDatabase::integer(const std::string& sql) const {
  RawStatement statement(*this, sql);
  std::int64_t value = 0;
  if (statement.step()) statement.read(0, value);
  return value;
}

RawStatement::RawStatement(const RawDatabase& database, const std::string& sql) {
  const int size = static_cast<int>(sql.size()) + 1;
  const int code =
      sqlite3_prepare_v3(database.handle(), sql.c_str(), size, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) fail_with(database.handle());
}

void RawStatement::fail() const { fail_with(sqlite3_db_handle(statement_)); }

}  // namespace bench::sqlite
