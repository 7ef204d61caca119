// How a database spells the clauses of statements: a quarter of a dialect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/query/index_hint.hpp"
#include "rowan/query/row_lock.hpp"
#include "rowan/sql/explain.hpp"

namespace rowan {

class SqlWriter;

/// See Dialect. The defaults are the SQL standard's, with LIMIT.
class ROWAN_EXPORT StatementDialect {
 public:
  StatementDialect() = default;
  virtual ~StatementDialect();
  StatementDialect(const StatementDialect&) = delete;
  StatementDialect& operator=(const StatementDialect&) = delete;

  /// ` LIMIT ? OFFSET ?`, values bound. At least one is given.
  virtual void write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                           std::optional<std::uint64_t> offset) const;
  /// The locking clause that ends a SELECT; asked where `can().row_locks`. With a table, quoted, it locks the rows of
  /// that one only; asked where `can().locks_of_one_table`.
  [[nodiscard]] virtual std::string lock_clause(const RowLock& lock, std::string_view table) const;
  [[nodiscard]] std::string lock_clause(const RowLock& lock) const { return lock_clause(lock, {}); }
  /// What follows a table to say which index is to be used, `index` quoted; empty where that can't be said.
  [[nodiscard]] virtual std::string index_hint(IndexUse how, const std::string& index) const;
  /// The same for rows that are about to change, but keep their keys: others may go on to insert rows that refer to
  /// them, where the database tells the two apart.
  [[nodiscard]] virtual std::string change_lock() const { return lock_clause(RowLock(), {}); }
  /// What `column` is set to in a row that a conflicting INSERT shall leave alone, where that must be an assignment.
  [[nodiscard]] virtual std::string left_alone(std::string column) const;
  /// A query that gives new keys which nobody else will get. Parameters: the table (quoted, with its schema), the
  /// column, how many. Empty where keys can't be had before the rows are there.
  [[nodiscard]] virtual std::string reserve_keys() const { return {}; }
  /// A query for the last key of a table, after which keys are free until the transaction ends, because writers take
  /// turns. Table and column come quoted; the parameter is the table's bare name. `remembers`: the table goes on from
  /// the last key there ever was. Empty where others may take keys meanwhile.
  [[nodiscard]] virtual std::string last_key(const std::string& table, const std::string& column, bool remembers) const;
  /// The statement that shows the plan of the SELECT `sql`. @throws Unsupported for a form that the database has not.
  [[nodiscard]] virtual PlanSql explain(std::string_view sql, const ExplainOptions& options) const;
};

}  // namespace rowan
