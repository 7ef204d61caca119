#include "rowan/sql/statement_dialect.hpp"

#include <limits>

#include "rowan/sql/sql_writer.hpp"

namespace rowan {
namespace {

// Databases count rows in signed integers; no table has more.
Value row_count(std::uint64_t rows) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return Value(static_cast<std::int64_t>(rows < most ? rows : most));
}

}  // namespace

StatementDialect::~StatementDialect() = default;

void StatementDialect::write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                                   std::optional<std::uint64_t> offset) const {
  if (limit) out.text(" LIMIT ").parameter(row_count(*limit), TypeKind::int64);
  if (offset) out.text(" OFFSET ").parameter(row_count(*offset), TypeKind::int64);
}

std::string StatementDialect::lock_clause(const RowLock& lock) const {
  std::string sql = lock.strength == LockStrength::share ? " FOR SHARE" : " FOR UPDATE";
  if (lock.wait == LockWait::nowait) sql += " NOWAIT";
  if (lock.wait == LockWait::skip_locked) sql += " SKIP LOCKED";
  return sql;
}

std::string StatementDialect::explain(std::string_view sql) const { return "EXPLAIN " + std::string(sql); }

std::string StatementDialect::left_alone(std::string column) const { return column; }

std::string StatementDialect::last_key(const std::string&, const std::string&, bool) const { return {}; }

}  // namespace rowan
