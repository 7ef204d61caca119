// Queries that give values rather than records.
#include <algorithm>

#include "model/load/hydrate.hpp"
#include "model/load/run_query.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

// Straight into its place, if its type reads what the column holds.
void read_output(Statement& statement, int column, const CompiledSql::Output& output, const ValueOps* type,
                 void* place) {
  const AttributeInfo* attribute = output.attribute;
  if (type == nullptr) {
    *static_cast<Value*>(place) = loaded_value(statement, column, output);
  } else if (attribute != nullptr && (type->kind != output.kind || attribute->ops->loaded != nullptr)) {
    type->set(place, loaded_value(statement, column, output));
  } else {
    type->read(statement, column, place);
  }
}

void read_named(Statement& statement, int column, const CompiledSql::Output& output, const ValueOps* type,
                void* place) {
  try {
    read_output(statement, column, output, type, place);
  } catch (const InvalidValue& error) {
    if (output.attribute == nullptr) throw;
    refuse_read(*output.model, *output.attribute, error);
  }
}

}  // namespace

void RelationBase::read_rows(const detail::RowSink& sink) const {
  sink.clear(sink.list);
  if (gives_nothing() && !is_one_row()) return;
  const SelectQuery query = inner_query();
  const auto database = resolve_database();
  require_transaction_for_lock(query, *database);
  run_read(*database, query, options_, pluck_question,
           [&](Statement& statement, Execution& execution, const std::vector<CompiledSql::Output>& outputs) {
             bool any = false;
             sink.clear(sink.list);
             while (statement.step()) {
               for (std::size_t i = 0; i < sink.places.size(); ++i)
                 read_named(statement, static_cast<int>(i), outputs[i], sink.types[i], sink.places[i]);
               sink.take(sink.list);
               ++execution.rows;
               any = true;
             }
             return any;
           });
}

void RelationBase::give(std::vector<Expr> outputs) {
  if (query_.group.empty() && std::any_of(outputs.begin(), outputs.end(), ast::has_aggregate))
    stand_on_distinct_records();
  query_.outputs = std::move(outputs);
}

// Of no rows there is no group, but there is one value of all of them.
bool RelationBase::is_one_row() const {
  return query_.group.empty() && std::any_of(query_.outputs.begin(), query_.outputs.end(), ast::has_aggregate);
}

SelectQuery RelationBase::inner_query() const {
  SelectQuery query = bound_query();
  query.only.reset();  // for records
  if (query.outputs.empty()) return query;
  if (gives_nothing()) query.where = Expr::constant(false);
  if (!is_one_row()) return query;
  if (query.limit == 0U) query.limit.reset();
  if (!query.limit && !query.offset) query.order.clear();
  query.lock.reset();
  return query;
}

std::vector<std::vector<Value>> RelationBase::pluck_rows(std::span<const std::string_view> attributes) const {
  std::vector<Expr> values;
  for (std::string_view name : attributes) values.push_back(ast::column(name));
  return pluck_values(std::move(values));
}

std::vector<std::vector<Value>> RelationBase::pluck_values(std::vector<Expr> values) const {
  if (values.empty()) throw QueryError("pluck() of nothing: name the attributes to give back");
  struct Rows {
    std::vector<std::vector<Value>> list;
    std::vector<Value> row;
  } rows{{}, std::vector<Value>(values.size())};
  RelationBase asked(*this);
  for (Expr& value : values) value = of_group(value);
  for (OrderTerm& term : asked.query_.order) term.expr = of_group(term.expr);
  asked.query_.having = of_group(query_.having);
  asked.give(std::move(values));
  std::vector<void*> places;
  for (Value& value : rows.row) places.push_back(&value);
  const std::vector<const ValueOps*> types(places.size());
  asked.read_rows({types, places, &rows, [](void* all) { static_cast<Rows*>(all)->list.clear(); },
                   [](void* all) {
                     Rows& into = *static_cast<Rows*>(all);
                     into.list.push_back(into.row);
                   }});
  return std::move(rows.list);
}

}  // namespace rowan
