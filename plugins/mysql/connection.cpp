#include "connection.hpp"

#include "bulk_statement.hpp"
#include "statement.hpp"

namespace rowan::mysql {

std::unique_ptr<Statement> NativeConnection::prepare(std::string_view sql) {
  return std::make_unique<NativeStatement>(session_, sql);
}

// MySQL has no such protocol.
std::unique_ptr<Statement> NativeConnection::prepare_bulk(const BulkTarget& target) {
  if (session_.server() == Server::mysql) return nullptr;
  return std::make_unique<BulkStatement>(session_, target.insert_sql);
}

}  // namespace rowan::mysql
