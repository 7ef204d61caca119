// What columns are set to, bound.
#include <fmt/format.h>

#include "query/expression_binder.hpp"
#include "query/insertable.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"

namespace rowan {
namespace {

bool takes_kind(const AttributeInfo& attribute, const BoundExpr& value) {
  const TypeKind kind = attribute.type.kind, its = value.node()->kind;
  const bool narrows = is_integer(kind) && !is_integer(its);
  // A value, unlike another column, is in the attribute's unit: insert_from() has converted it.
  const bool is_value = std::holds_alternative<bound::Literal>(value.node()->is);
  return comparison_family(kind) == comparison_family(its) && !narrows &&
         (is_value || unit_of(&attribute) == unit_of(attribute_behind(value)));
}

void require_kind(const ModelInfo& model, const AttributeInfo& attribute, const BoundExpr& value) {
  if (takes_kind(attribute, value)) return;
  throw QueryError(fmt::format("{}.{} is {} and can't be set to a value that is {}", model.name, attribute.name,
                               to_string(attribute.type.kind), to_string(value.node()->kind)));
}

bool is_as_short(const AttributeInfo& attribute, const BoundExpr& value) {
  const auto* column = std::get_if<bound::Column>(&value.node()->is);
  if (column == nullptr || column->attribute == nullptr) return false;
  const LogicalType& type = column->attribute->type;
  return type.kind == TypeKind::decimal && type.precision != 0 && type.scale <= attribute.type.scale;
}

// What a column of decimals rounds in one database, another would keep.
BoundExpr rounded(const AttributeInfo& attribute, BoundExpr value) {
  if (attribute.type.kind != TypeKind::decimal || attribute.type.precision == 0) return value;
  const TypeKind kind = value.node()->kind;
  if (is_integer(kind) || is_as_short(attribute, value)) return value;
  const Value digits(static_cast<std::int64_t>(attribute.type.scale));
  BoundExpr scale = bound::make(bound::Literal{digits, TypeKind::int64, {}}, TypeKind::int64);
  return bound::make(bound::Call{Function::round, {std::move(value), std::move(scale)}}, kind);
}

}  // namespace

BoundExpr bind_new_value(const ModelInfo& model, const AttributeInfo& attribute, const Expr& value, bound::SourceId row,
                         bool in_upsert) {
  if (value.always_true()) throw QueryError(fmt::format("{}.{} is set to nothing", model.name, attribute.name));
  QueryBinder::Scope scope;
  scope.takes_joins = false;
  if (in_upsert) scope.sources = {{"", &model, row}, {"excluded", &model, excluded_source}};
  QueryBinder binder(model.table);
  BoundExpr bound = ExpressionBinder(binder, scope, model, row, {"a SET"}).bind(value);
  require_kind(model, attribute, bound);
  return rounded(attribute, std::move(bound));
}

void require_insertable(const ModelInfo& model, std::span<const AttributeInfo* const> columns,
                        const bound::Query& query) {
  if (query.outputs.size() != columns.size()) {
    throw QueryError(
        fmt::format("insert_from sets {} attributes of {}, and its query gives {} values: select() one for "
                    "each",
                    columns.size(), model.name, query.outputs.size()));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) require_kind(model, *columns[i], query.outputs[i].value);
}

void round_outputs(std::span<const AttributeInfo* const> columns, bound::Query& query) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    query.outputs[i].value = rounded(*columns[i], std::move(query.outputs[i].value));
}

}  // namespace rowan
