// update_all and delete_all.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "query_parts.hpp"
#include "query_writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/compiler.hpp"
#include "set_clause.hpp"

namespace rowan {
namespace {

Value value_for(const ModelInfo& model, const Assignment& assignment) {
  const AttributeInfo& attribute = *assignment.attribute;
  if (assignment.value.is_null() && (assignment.increment || !attribute.nullable)) {
    throw InvalidValue(fmt::format("{}.{}: can't be {} NULL", model.name, attribute.name,
                                   assignment.increment ? "incremented by" : "set to"));
  }
  if (assignment.increment && increment_kind(attribute, assignment.value) != attribute.type.kind)
    return assignment.value;
  return bind_value(model, attribute, assignment.value);
}

void write_assignment(QueryWriter& writer, const ModelInfo& model, const Assignment& assignment,
                      const BoundExpr& computed) {
  const AttributeInfo& attribute = *assignment.attribute;
  SqlWriter& out = writer.out();
  if (!computed.always_true()) {
    out.identifier(attribute.column).text(" = ");
    return writer.write_new_value(computed, attribute.type);
  }
  Value value = value_for(model, assignment);
  if (assignment.increment) return static_cast<void>(write_increment(out, attribute, std::move(value)));
  out.identifier(attribute.column).text(" = ").parameter(std::move(value), attribute.type.kind);
}

std::vector<SetStep> steps_of(const Dialect& dialect, const ModelInfo& model, const bound::Source& table,
                              std::span<const Assignment> assignments) {
  std::vector<SetStep> steps;
  for (const Assignment& assignment : assignments) {
    SetStep step{assignment.attribute, {}};
    if (!assignment.computed.always_true()) {
      step.value = bind_new_value(model, *assignment.attribute, assignment.computed, table.id);
      require_askable(dialect, model, table, step);
    }
    steps.push_back(std::move(step));
  }
  return in_turn(dialect, model, table.id, std::move(steps));
}

// The rows to change: by the condition itself, or, where limit or database ask for it, by their keys.
struct Target {
  bound::Source table;
  BoundExpr where;
};

Target target_of(const Dialect& dialect, const SelectQuery& which) {
  const Capabilities& can = dialect.can();
  const ModelInfo& model = *which.model;
  require_columns(dialect, model);
  require_writable(model);
  if (which.hint != nullptr) {
    throw QueryError(fmt::format(
        "hint() on {} is for queries that read: leave it out for update_all() and delete_all()", model.name));
  }
  bound::Query rows = bind_changed_rows(which);
  const bool portion =
      which.limit || which.offset || !which.distinct_on.empty() || rows.composed || !rows.joins.empty();
  if (!portion && (can.self_subquery || !bound::reads_table(rows.where, rows.from))) return {rows.from, rows.where};
  const AttributeList key = key_of(model, "changing rows by their place or by what they refer to");
  bound::Source table{outer_source, model.schema, model.table, {}, nullptr};
  bound::InQuery keys;
  rows.outputs.clear();
  bound::Query around;
  for (const AttributeInfo* part : key) {
    const bound::Column column{0, part->column, part->type.kind, &model, part};
    rows.outputs.push_back({derived_column(column, rows.from.id, part->column), {}});
    around.outputs.push_back({derived_column(column, derived_source, part->column), {}});
    keys.operands.push_back(derived_column(column, outer_source, part->column));
  }
  rows.distinct = false;
  rows.lock.reset();
  if (!can.limit_in_subquery || !can.self_subquery || (key.size() > 1 && !can.row_values)) {
    around.from = derived(std::move(rows), "rowan_keys");
    rows = std::move(around);
  }
  keys.query = std::make_shared<const bound::Query>(std::move(rows));
  return {std::move(table), bound::make(std::move(keys))};
}

}  // namespace

CompiledSql compile_update_all(const Dialect& dialect, const SelectQuery& which,
                               std::span<const Assignment> assignments) {
  const Target target = target_of(dialect, which);
  if (assignments.empty()) throw QueryError(fmt::format("update_all of {} sets nothing", which.model->name));
  QueryWriter writer(dialect);
  writer.out().text("UPDATE ");
  writer.write_target(target.table);
  writer.out().text(" SET ");
  bool first = true;
  for (const SetStep& step : steps_of(dialect, *which.model, target.table, assignments)) {
    if (!std::exchange(first, false)) writer.out().text(", ");
    const auto assignment = std::find_if(assignments.begin(), assignments.end(),
                                         [&](const Assignment& each) { return each.attribute == step.attribute; });
    write_assignment(writer, *which.model, *assignment, step.value);
  }
  writer.write_where(target.where);
  return writer.finish();
}

CompiledSql compile_delete_all(const Dialect& dialect, const SelectQuery& which) {
  const Target target = target_of(dialect, which);
  QueryWriter writer(dialect);
  writer.out().text("DELETE FROM ");
  writer.write_target(target.table);
  writer.write_where(target.where);
  return writer.finish();
}

}  // namespace rowan
