#include "rowan/sql/statement_dialect.hpp"

#include "rowan/sql/sql_writer.hpp"

namespace rowan {
StatementDialect::~StatementDialect() = default;

void StatementDialect::write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                                   std::optional<std::uint64_t> offset) const {
  if (limit) out.text(" LIMIT ").rows(*limit, ParameterSource::From::limit);
  if (offset) out.text(" OFFSET ").rows(*offset, ParameterSource::From::offset);
}

std::string StatementDialect::lock_clause(const RowLock& lock, std::string_view table) const {
  std::string sql = lock.strength == LockStrength::share ? " FOR SHARE" : " FOR UPDATE";
  if (!table.empty()) sql.append(" OF ").append(table);
  if (lock.wait == LockWait::nowait) sql += " NOWAIT";
  if (lock.wait == LockWait::skip_locked) sql += " SKIP LOCKED";
  return sql;
}

PlanSql StatementDialect::explain(std::string_view sql, const ExplainOptions& options) const {
  std::string words = "EXPLAIN ";
  if (options.analyze && options.form == PlanForm::json) words += "(ANALYZE, FORMAT JSON) ";
  if (options.analyze && options.form == PlanForm::text) words += "(ANALYZE) ";
  if (!options.analyze && options.form == PlanForm::json) words += "(FORMAT JSON) ";
  return {words.append(sql), PlanRows::texts};
}

std::string StatementDialect::index_hint(IndexUse, const std::string&) const { return {}; }

std::string StatementDialect::left_alone(std::string column) const { return column; }

std::string StatementDialect::last_key(const std::string&, const std::string&, bool) const { return {}; }

}  // namespace rowan
