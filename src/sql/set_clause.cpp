#include "set_clause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

namespace {

// `column + ?`, NULL counting as 0.
Expr sum_with(const AttributeInfo& attribute, const Value& amount) {
  Expr before = ast::column(attribute.name);
  if (attribute.nullable) {
    const bool decimal = attribute.type.kind == TypeKind::decimal;
    before = ast::call(Function::coalesce, {before, ast::literal(decimal ? Value(Decimal(0)) : Value(0))});
  }
  return ast::call(Function::add, {std::move(before), ast::literal(amount)});
}

}  // namespace

BoundExpr bind_upsert_value(const ModelInfo& model, const Assignment& assignment) {
  const AttributeInfo& attribute = *assignment.attribute;
  const TypeKind kind = attribute.type.kind;
  if (!assignment.computed.always_true() || assignment.increment) {
    const Expr value = assignment.increment ? sum_with(attribute, assignment.value) : assignment.computed;
    return bind_new_value(model, attribute, value, 0, true);
  }
  return bound::make(bound::Literal{bind_value(model, attribute, assignment.value), kind, {}}, kind);
}

void require_askable(const Dialect& dialect, const ModelInfo& model, const bound::Source& table, const SetStep& step) {
  if (dialect.can().self_subquery || !bound::reads_table(step.value, table)) return;
  throw Unsupported(
      fmt::format("{} can't set {}.{} to what it asks of other rows of the table that it changes, as they were before: "
                  "PostgreSQL and MariaDB can; elsewhere pluck() the values, and set them",
                  dialect.name(), model.name, step.attribute->name));
}

std::vector<SetStep> in_turn(const Dialect& dialect, const ModelInfo& model, bound::SourceId row,
                             std::vector<SetStep> steps) {
  if (dialect.can().sets_at_once) return steps;
  std::vector<SetStep> ordered;
  while (!steps.empty()) {
    const auto is_free = [&](const SetStep& step) {
      return std::none_of(steps.begin(), steps.end(), [&](const SetStep& other) {
        return &other != &step && bound::reads_column(other.value, row, step.attribute->column);
      });
    };
    const auto next = std::find_if(steps.begin(), steps.end(), is_free);
    if (next == steps.end()) {
      throw Unsupported(
          fmt::format("{} sets one value after the other, and {}.{} and another one are made of each other: PostgreSQL "
                      "and SQLite can exchange them; here it takes two updates",
                      dialect.name(), model.name, steps.front().attribute->name));
    }
    ordered.push_back(std::move(*next));
    steps.erase(next);
  }
  return ordered;
}

}  // namespace rowan
