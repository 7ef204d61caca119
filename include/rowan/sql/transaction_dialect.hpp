// How a database spells the steps of a transaction: a quarter of a dialect.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/sql/isolation.hpp"

namespace rowan {

/// See Dialect. The defaults are the SQL standard's. A driver may take these steps by calls instead: see
/// DriverConnection::commit.
class ROWAN_EXPORT TransactionDialect {
 public:
  TransactionDialect() = default;
  virtual ~TransactionDialect();
  TransactionDialect(const TransactionDialect&) = delete;
  TransactionDialect& operator=(const TransactionDialect&) = delete;

  /// Statements that begin a transaction. @throws Unsupported for an isolation level the database lacks, with the list
  /// it has.
  [[nodiscard]] virtual std::vector<std::string> begin(std::optional<Isolation> isolation, bool read_only) const;
  [[nodiscard]] virtual std::string commit() const;
  [[nodiscard]] virtual std::string rollback() const;
  // Names of savepoints come quoted.
  [[nodiscard]] virtual std::string savepoint(std::string_view name) const;
  [[nodiscard]] virtual std::string release_savepoint(std::string_view name) const;
  [[nodiscard]] virtual std::string rollback_to_savepoint(std::string_view name) const;
  /// What has foreign keys looked at when the transaction ends, and not before; empty where nothing does for all of
  /// them.
  [[nodiscard]] virtual std::string defer_foreign_keys() const { return {}; }
};

}  // namespace rowan
