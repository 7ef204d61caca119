#include "connection.hpp"

#include <sqlite3.h>

#include "statement.hpp"

namespace rowan::sqlite {

std::unique_ptr<Statement> NativeConnection::prepare(std::string_view sql) {
  return std::make_unique<NativeStatement>(session_.handle(), sql);
}

std::int64_t NativeConnection::last_insert_id() { return sqlite3_last_insert_rowid(session_.handle()); }

}  // namespace rowan::sqlite
