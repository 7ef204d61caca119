// A database's SQL: the list of its differences from the standard. Include it to write a database plugin.
#pragma once

#include <memory>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/sql/capabilities.hpp"
#include "rowan/sql/expression_dialect.hpp"
#include "rowan/sql/statement_dialect.hpp"
#include "rowan/sql/table_dialect.hpp"
#include "rowan/sql/transaction_dialect.hpp"

namespace rowan {

class StatementCompiler;

/// The base class is a dialect by itself: the SQL standard with LIMIT and RETURNING. A dialect sets its capabilities
/// and overrides what its database says differently, in any of the four parts. Immutable, thread-safe, alive as long as
/// its driver.
class ROWAN_EXPORT Dialect : public ExpressionDialect,
                             public StatementDialect,
                             public TableDialect,
                             public TransactionDialect {
 public:
  explicit Dialect(Capabilities capabilities = {});
  ~Dialect() override;

  [[nodiscard]] const Capabilities& can() const { return capabilities_; }
  /// "standard", "sqlite", …: for messages.
  [[nodiscard]] virtual std::string_view name() const;
  /// Writes statements in its words.
  [[nodiscard]] const StatementCompiler& compiler() const noexcept { return *compiler_; }

 private:
  Capabilities capabilities_;
  std::unique_ptr<const StatementCompiler> compiler_;
};

}  // namespace rowan
