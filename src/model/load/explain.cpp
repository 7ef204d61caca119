// The database's plan for a query.
#include <map>

#include <fmt/format.h>

#include "model/load/run_query.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

std::string step_of_table(Statement& row) {
  std::string step;
  for (int column = 0; column < row.column_count(); ++column) {
    const std::string value = row.is_null(column) ? "" : row.value(column).to_string();
    if (!value.empty()) step += fmt::format("{}{}={}", step.empty() ? "" : ", ", row.column_name(column), value);
  }
  return step;
}

/// Steps inside of others are indented.
class PlanTree {
 public:
  std::string step(Statement& row) {
    const std::int64_t number = row.value(0).as_int64(), around = row.value(1).as_int64();
    const auto outer = depths_.find(around);
    const std::size_t depth = depths_[number] = outer == depths_.end() ? 0 : outer->second + 1;
    return std::string(2 * depth, ' ') + row.value(row.column_count() - 1).to_string();
  }

 private:
  std::map<std::int64_t, std::size_t> depths_;
};

std::string read_plan(Statement& statement, PlanRows rows) {
  PlanTree tree;
  std::string plan;
  while (statement.step()) {
    if (rows == PlanRows::tree)
      plan += tree.step(statement);
    else if (rows == PlanRows::table)
      plan += step_of_table(statement);
    else
      plan += statement.value(statement.column_count() - 1).to_string();
    plan += "\n";
  }
  return plan;
}

std::string plan_of(Connection& connection, const PlanSql& plan, std::string_view model, std::string_view tag,
                    const std::function<void(Statement&)>& bind) {
  // Not through the cache: nobody asks it again and again.
  const std::unique_ptr<Statement> statement = connection.prepare(plan.sql);
  Execution execution(connection, *statement, model, "explain", tag);
  bind(*statement);
  std::string text = read_plan(*statement, plan.rows);
  return plan.mended == nullptr ? text : plan.mended(text);
}

}  // namespace

void tell_plan(const detail::SlowWatch& watch, Connection& connection, DatabaseCore& database, SlowQuery query,
               const std::function<void(Statement&)>& bind) noexcept {
  // A plan that can't be had would take the transaction with it.
  if (database.transaction() != nullptr && database.dialect().can().failed_statement_aborts_transaction) return;
  try {
    const PlanSql plan = database.compiler().explain(std::string(query.sql), {});
    const std::string text = plan_of(connection, plan, query.model, {}, bind);
    query.plan = text;
    query.database = database.label();
    watch.report(query);
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the query itself has its answer
  }
}

std::string RelationBase::explain(const ExplainOptions& options) const {
  const SelectQuery query = shown_query();
  const auto database = resolve_database();
  if (options.analyze) require_transaction_for_lock(query, *database);
  const CompiledSql sql = database->compiler().select(query);
  const PlanSql plan = database->compiler().explain(sql.sql, options);
  Lease connection = database->acquire(sql.raw ? Intent::raw_read : Intent::read);
  const TimeLimit limit(*connection, options_.timeout);
  require_comparable(*connection, sql);
  return plan_of(*connection, plan, model_().name, options_.tag, [&](Statement& asked) { bind_all(asked, sql); });
}

}  // namespace rowan
