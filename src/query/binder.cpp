// Conditions, bound.
#include "rowan/query/binder.hpp"

#include <fmt/format.h>

#include "query/expression_binder.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

const AttributeInfo& key_of(const ModelInfo& model, const AssociationInfo& association) {
  if (!association.refers()) {
    throw QueryError(fmt::format("{}.{} is a {} and has no column; ask it with {}", model.name, association.name,
                                 association.ops->name,
                                 association.to_many() ? "some(), every() or none()" : "is() or is_not()"));
  }
  const std::vector<const AttributeInfo*>& key = association.resolved().foreign_key;
  if (key.size() == 1 && association.type == nullptr) return *key.front();
  throw QueryError(fmt::format("{}.{} has {} columns; compare them one by one", model.name, association.name,
                               association.own_columns().size()));
}

// A time that lies between two that the column can hold, as the one of them that the comparison comes out the same
// with.
Value nearest_held(const AttributeInfo* attribute, const Value& value, bool up) {
  const std::int64_t unit = unit_of(attribute);
  const auto* time = std::get_if<Instant>(&value.storage());
  if (unit == 0 || time == nullptr) return value;
  const std::int64_t micros = time->time_since_epoch().count();
  const std::int64_t over = (micros % unit + unit) % unit;
  if (over == 0) return value;
  return Value(Instant(std::chrono::microseconds(micros - over + (up ? unit : 0))));
}

// Whether both are integers, or doubles, or decimals, or what is no number.
bool alike(const BoundExpr& left, const BoundExpr& right) {
  const TypeKind kind = left.node()->kind, other = right.node()->kind;
  return is_integer(kind) ? is_integer(other)
                          : (kind == TypeKind::decimal) == (other == TypeKind::decimal) && !is_integer(other);
}

bool rounds_up(CompareOp op) { return op == CompareOp::less || op == CompareOp::greater_equal; }

}  // namespace

int comparison_family(TypeKind kind) {
  const bool number =
      is_integer(kind) || kind == TypeKind::float32 || kind == TypeKind::float64 || kind == TypeKind::decimal;
  return number ? -1 : static_cast<int>(kind);
}

std::int64_t unit_of(const AttributeInfo* attribute) {
  return attribute == nullptr || attribute->ops == nullptr ? 0 : attribute->ops->unit;
}

const Value* value_of(const Expr& expr) {
  const auto* literal = expr.always_true() ? nullptr : std::get_if<ast::Literal>(&expr.node()->is);
  return literal == nullptr ? nullptr : &literal->value;
}

BoundExpr ExpressionBinder::part(const ast::RawSql& raw) const {
  return bound::make(bound::RawSql{raw.text, raw.arguments});
}

BoundExpr ExpressionBinder::part(const ast::NullTest& test) const {
  return bound::make(bound::NullTest{bind(test.operand), test.negated});
}

BoundExpr ExpressionBinder::part(const ast::Comparison& comparison) const {
  BoundExpr left = bind(comparison.left);
  const bool equality = comparison.op == CompareOp::equal || comparison.op == CompareOp::not_equal;
  if (!equality) require_order(left);
  const Value* value = value_of(comparison.right);
  if (value == nullptr) return bound::make(bound::Comparison{comparison.op, left, beside(left, comparison.right)});
  const AttributeInfo* attribute = attribute_behind(left);
  if (equality && !on_grid(attribute, *value)) {
    return comparison.op == CompareOp::equal ? bound::make(bound::AlwaysFalse{})
                                             : bound::make(bound::NullTest{std::move(left), true});
  }
  BoundExpr right = literal(left, *value, on_grid(attribute, *value, rounds_up(comparison.op)));
  return bound::make(bound::Comparison{comparison.op, std::move(left), std::move(right)});
}

BoundExpr ExpressionBinder::part(const ast::InList& list) const {
  BoundExpr operand = bind(list.operand);
  const bound::Column* column = column_behind(operand);
  const AttributeInfo* attribute = attribute_behind(operand);
  const TypeKind kind = operand.node()->kind;
  std::vector<Value> values;
  values.reserve(list.values.as_list().size());
  for (const Value& value : list.values.as_list()) {
    if (on_grid(attribute, value)) values.push_back(converted(value, column, kind));
  }
  if (values.empty())
    return list.negated ? bound::make(bound::NullTest{std::move(operand), true}) : bound::make(bound::AlwaysFalse{});
  bound::Literal all = constant(list.values, Value(), column, operand, kind);
  all.value = Value::list(std::move(values));
  return bound::make(bound::InList{std::move(operand), std::move(all), list.negated});
}

BoundExpr ExpressionBinder::part(const ast::Between& range) const {
  BoundExpr operand = bind(range.operand);
  require_order(operand);
  const AttributeInfo* attribute = attribute_behind(operand);
  const auto end = [&](const Expr& expr, bool up) {
    const Value* value = value_of(expr);
    return value == nullptr ? beside(operand, expr) : literal(operand, *value, on_grid(attribute, *value, up));
  };
  BoundExpr low = end(range.low, true), high = end(range.high, false);
  // Each end is then compared as what it is.
  if (!alike(operand, low) || !alike(operand, high)) {
    BoundExpr above = bound::make(bound::Comparison{CompareOp::greater_equal, operand, std::move(low)});
    BoundExpr below = bound::make(bound::Comparison{CompareOp::less_equal, std::move(operand), std::move(high)});
    return bound::make(bound::And{{std::move(above), std::move(below)}});
  }
  return bound::make(bound::Between{std::move(operand), std::move(low), std::move(high)});
}

BoundExpr ExpressionBinder::part(const ast::TextMatch& match) const {
  BoundExpr operand = bind(match.operand);
  const TypeKind kind = operand.node()->kind;
  if (kind != TypeKind::text) {
    throw QueryError(fmt::format("{} is {}; contains, starts_with and ends_with work on text only", named(operand),
                                 to_string(kind)));
  }
  bound::Literal text = constant(match.text, match.text, nullptr, operand, TypeKind::text);
  return bound::make(bound::TextMatch{std::move(operand), match.kind, std::move(text), match.ignore_case});
}

BoundExpr ExpressionBinder::part(const ast::HasElement& test) const {
  BoundExpr array = bind(test.array);
  const bound::Column* column = column_behind(array);
  const TypeKind kind = array.node()->kind;
  if (column == nullptr || !is_array(kind)) {
    throw QueryError(fmt::format("{} is {}; has() asks for an element of an array", named(array), to_string(kind)));
  }
  const Value one = converted(Value::list({test.element}), column, kind);
  statement_.value_decides();  // it is converted as an array, not by itself
  return bound::make(bound::HasElement{std::move(array), {one.as_list().front(), element_of(kind), {}}});
}

std::vector<BoundExpr> ExpressionBinder::terms(const std::vector<Expr>& list) const {
  std::vector<BoundExpr> bound;
  bound.reserve(list.size());
  for (const Expr& term : list) bound.push_back(bind(term));
  return bound;
}

BoundExpr ExpressionBinder::beside(const BoundExpr& left, const Expr& expr) const {
  if (const Value* value = value_of(expr)) return literal(left, *value, *value);
  BoundExpr right = bind(expr);
  require_comparable(left, right);
  return right;
}

BoundExpr ExpressionBinder::together(const BoundExpr& left, const Expr& expr) const {
  const Value* value = value_of(expr);
  return value == nullptr ? beside(left, expr) : literal_together(left, *value);
}

BoundExpr ExpressionBinder::literal_together(const BoundExpr& left, const Value& value) const {
  const AttributeInfo* attribute = attribute_behind(left);
  if (attribute == nullptr || attribute->normalizers.empty()) return literal(left, value, value);
  const TypeKind kind = left.node()->kind;
  return bound::make(constant(value, value, nullptr, left, kind), kind);
}

void ExpressionBinder::require_comparable(const BoundExpr& left, const BoundExpr& right) const {
  const TypeKind kind = left.node()->kind, other = right.node()->kind;
  if (comparison_family(kind) != comparison_family(other)) {
    throw QueryError(fmt::format("{} is {} and {} is {}; they can't be compared", named(left), to_string(kind),
                                 named(right), to_string(other)));
  }
  if (unit_of(attribute_behind(left)) != unit_of(attribute_behind(right))) {
    throw QueryError(
        fmt::format("{} and {} are times stored in different ways; they can't be compared", named(left), named(right)));
  }
}

// PostgreSQL orders documents by their parts and arrays by their elements, the other databases both by letters.
void ExpressionBinder::require_order(const BoundExpr& value) const {
  const TypeKind kind = value.node()->kind;
  if (kind != TypeKind::json && !is_array(kind)) return;
  throw QueryError(
      fmt::format("{} is {}, which databases order differently: ask ==, !={} or in, or order by another value",
                  named(value), to_string(kind), is_array(kind) ? ", has" : ""));
}

BoundExpr ExpressionBinder::literal(const BoundExpr& left, const Value& value, const Value& held) const {
  const TypeKind kind = left.node()->kind;
  return bound::make(constant(value, held, column_behind(left), left, kind), kind);
}

bound::Literal ExpressionBinder::constant(const Value& value, const Value& held, const bound::Column* column,
                                          const BoundExpr& compared, TypeKind kind) const {
  const bound::Column* with = column != nullptr ? column : column_in(compared);
  Origin origin{&value, &model_, nullptr, nullptr};
  if (with != nullptr) origin = {&value, with->model, column != nullptr ? column->attribute : nullptr, with->attribute};
  return {converted(held, column, kind), kind, origin};
}

Value ExpressionBinder::converted(const Value& value, const bound::Column* column, TypeKind kind) const {
  return column != nullptr ? bind_value(*column->model, *column->attribute, value) : bind_value(kind, value);
}

bool ExpressionBinder::on_grid(const AttributeInfo* attribute, const Value& value) const {
  return on_grid(attribute, value, false) == value;
}

Value ExpressionBinder::on_grid(const AttributeInfo* attribute, const Value& value, bool up) const {
  if (unit_of(attribute) != 0) statement_.value_decides();
  return nearest_held(attribute, value, up);
}

const AttributeInfo& bind_attribute(const ModelInfo& model, std::string_view name) {
  if (const AttributeInfo* attribute = model.find_attribute(name)) return *attribute;
  if (const AssociationInfo* association = model.find_association(name)) return key_of(model, *association);
  return model.attribute(name);
}

}  // namespace rowan
