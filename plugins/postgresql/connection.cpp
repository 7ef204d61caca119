#include "connection.hpp"

#include "batch_statement.hpp"
#include "copy_statement.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::postgresql {

std::unique_ptr<Statement> NativeConnection::prepare(std::string_view sql) {
  return std::make_unique<NativeStatement>(session_, sql, named_);
}

std::unique_ptr<Statement> NativeConnection::prepare_bulk(const BulkTarget& target) {
  return CopyStatement::make(session_, target);
}

std::unique_ptr<Statement> NativeConnection::prepare_batch(std::string_view sql) {
  return std::make_unique<BatchStatement>(session_, sql, named_);
}

std::int64_t NativeConnection::last_insert_id() {
  throw Unsupported("PostgreSQL does not tell the last generated key: it comes back by RETURNING");
}

}  // namespace rowan::postgresql
