// update_all and delete_all.
#include <fmt/format.h>

#include "query_parts.hpp"
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

void write_assignment(QueryWriter& writer, const Assignment& assignment) {
  const AttributeInfo& attribute = *assignment.attribute;
  Value value = value_for(writer.model(), assignment);
  if (assignment.increment) return write_increment(writer.out(), attribute, std::move(value));
  writer.out().identifier(attribute.column).text(" = ").parameter(std::move(value), attribute.type.kind);
}

}  // namespace

CompiledSql compile_update_all(const Dialect& dialect, const SelectQuery& which,
                               std::span<const Assignment> assignments) {
  require_writable(*which.model);
  if (assignments.empty()) throw QueryError(fmt::format("update_all of {} sets nothing", which.model->name));
  QueryWriter writer(dialect, which);
  writer.text("UPDATE ");
  writer.write_table();
  writer.text(" SET ");
  for (const Assignment& assignment : assignments) {
    if (&assignment != assignments.data()) writer.text(", ");
    write_assignment(writer, assignment);
  }
  writer.write_where_of_change();
  return writer.finish();
}

CompiledSql compile_delete_all(const Dialect& dialect, const SelectQuery& which) {
  require_writable(*which.model);
  QueryWriter writer(dialect, which);
  writer.text("DELETE FROM ");
  writer.write_table();
  writer.write_where_of_change();
  return writer.finish();
}

}  // namespace rowan
