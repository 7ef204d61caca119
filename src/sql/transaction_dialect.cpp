#include "rowan/sql/transaction_dialect.hpp"

#include <fmt/format.h>

namespace rowan {

TransactionDialect::~TransactionDialect() = default;

std::vector<std::string> TransactionDialect::begin(std::optional<Isolation> isolation, bool read_only) const {
  std::string sql = "START TRANSACTION";
  if (isolation) sql += fmt::format(" ISOLATION LEVEL {}", to_string(*isolation));
  if (read_only) sql += isolation ? ", READ ONLY" : " READ ONLY";
  return {sql};
}

std::string TransactionDialect::commit() const { return "COMMIT"; }
std::string TransactionDialect::rollback() const { return "ROLLBACK"; }
std::string TransactionDialect::savepoint(std::string_view name) const { return "SAVEPOINT " + std::string(name); }
std::string TransactionDialect::release_savepoint(std::string_view name) const {
  return "RELEASE SAVEPOINT " + std::string(name);
}
std::string TransactionDialect::rollback_to_savepoint(std::string_view name) const {
  return "ROLLBACK TO SAVEPOINT " + std::string(name);
}

}  // namespace rowan
