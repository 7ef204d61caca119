#include "connection.hpp"

#include <sqlite3.h>

#include "statement.hpp"

namespace rowan::sqlite {

std::unique_ptr<Statement> NativeConnection::prepare(std::string_view sql) {
  return std::make_unique<NativeStatement>(session_, sql);
}

[[gnu::hot]] std::int64_t NativeConnection::last_insert_id() { return sqlite3_last_insert_rowid(session_.handle()); }

// Asked before every statement of a transaction.
[[gnu::hot]] bool NativeConnection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(session_.handle()) == 0;
}

}  // namespace rowan::sqlite
