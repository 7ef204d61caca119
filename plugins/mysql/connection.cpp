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

// The protocol gives back no rows. The server does not tell of a prepared INSERT that it will, so its text is looked
// at; a name that reads so only costs round trips.
std::unique_ptr<Statement> NativeConnection::prepare_batch(std::string_view sql) {
  if (session_.server() == Server::mysql || sql.find(" RETURNING ") != std::string_view::npos) return nullptr;
  return std::make_unique<BulkStatement>(session_, sql);
}

}  // namespace rowan::mysql
