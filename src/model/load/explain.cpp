// The database's plan for a query.
#include <map>

#include <fmt/format.h>

#include "model/load/run_query.hpp"

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

}  // namespace

std::string RelationBase::explain(const ExplainOptions& options) const {
  const SelectQuery query = shown_query();
  const auto database = resolve_database();
  if (options.analyze) require_transaction_for_lock(query, *database);
  const CompiledSql sql = database->compiler().select(query);
  const PlanSql plan = database->compiler().explain(sql.sql, options);
  Lease connection = database->acquire(sql.raw ? Intent::raw_read : Intent::read);
  const TimeLimit limit(*connection, options_.timeout);
  require_comparable(*connection, sql);
  // Not through the cache: nobody asks it again and again.
  const std::unique_ptr<Statement> statement = connection->prepare(plan.sql);
  Execution execution(*connection, *statement, model_().name, "explain", options_.tag);
  bind_all(*statement, sql);
  std::string text = read_plan(*statement, plan.rows);
  return plan.mended == nullptr ? text : plan.mended(text);
}

}  // namespace rowan
