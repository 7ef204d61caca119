#include "rowan/query/binder.hpp"

#include <fmt/format.h>

#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

using namespace ast;

// Conditions from outside the program may nest without end; each level costs stack here and in the database.
constexpr int max_depth = 500;

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

/// Kinds with the same number can be compared with each other.
int comparison_family(TypeKind kind) {
  const bool number =
      is_integer(kind) || kind == TypeKind::float32 || kind == TypeKind::float64 || kind == TypeKind::decimal;
  return number ? -1 : static_cast<int>(kind);
}

std::int64_t unit_of(const AttributeInfo& attribute) { return attribute.ops == nullptr ? 0 : attribute.ops->unit; }

// A time that lies between two that the column can hold, as the one of them that the comparison comes out the same
// with.
Value on_grid(const AttributeInfo& attribute, const Value& value, bool up) {
  const auto* time = std::get_if<Instant>(&value.storage());
  const std::int64_t unit = unit_of(attribute);
  if (unit == 0 || time == nullptr) return value;
  const std::int64_t micros = time->time_since_epoch().count();
  const std::int64_t over = (micros % unit + unit) % unit;
  if (over == 0) return value;
  return Value(Instant(std::chrono::microseconds(micros - over + (up ? unit : 0))));
}

bool on_grid(const AttributeInfo& attribute, const Value& value) { return on_grid(attribute, value, false) == value; }

bool rounds_up(CompareOp op) { return op == CompareOp::less || op == CompareOp::greater_equal; }

class Binder {
 public:
  explicit Binder(const ModelInfo& model, int depth = 0) : model_(model), depth_(depth) {}

  Expr bind(const Expr& expr) const {
    if (expr.always_true()) return expr;
    if (depth_ > max_depth)
      throw QueryError(fmt::format("the condition on {} nests deeper than {} levels", model_.name, max_depth));
    const Binder inner(model_, depth_ + 1);
    return std::visit([&](const auto& part) { return inner.part(part, expr); }, expr.node()->is);
  }

 private:
  Expr part(const ColumnRef& column, const Expr&) const { return make(bound(column)); }
  Expr part(const RawSql&, const Expr& self) const { return self; }
  Expr part(const AlwaysFalse&, const Expr& self) const { return self; }
  Expr part(const ReachedFrom&, const Expr& self) const { return self; }
  Expr part(const And& all, const Expr&) const { return make(And{terms(all.terms)}); }
  Expr part(const Or& any, const Expr&) const { return make(Or{terms(any.terms)}); }
  Expr part(const Not& negation, const Expr&) const { return make(Not{bind(negation.operand)}); }
  Expr part(const NullTest& test, const Expr&) const { return make(NullTest{bound(test.column), test.negated}); }

  Expr part(const Comparison& comparison, const Expr&) const {
    const AttributeInfo& left = attribute_of(comparison.left);
    if (const auto* value = std::get_if<Value>(&comparison.right)) {
      const bool equality = comparison.op == CompareOp::equal || comparison.op == CompareOp::not_equal;
      if (equality && !on_grid(left, *value))
        return comparison.op == CompareOp::equal ? make(AlwaysFalse{}) : make(NullTest{reference(left), true});
      const Value held = on_grid(left, *value, rounds_up(comparison.op));
      return make(Comparison{comparison.op, reference(left), bind_value(model_, left, held)});
    }
    const AttributeInfo& right = attribute_of(std::get<ColumnRef>(comparison.right));
    if (comparison_family(left.type.kind) != comparison_family(right.type.kind)) {
      throw QueryError(fmt::format("{0}.{1} is {2} and {0}.{3} is {4}; they can't be compared", model_.name, left.name,
                                   to_string(left.type.kind), right.name, to_string(right.type.kind)));
    }
    if (unit_of(left) != unit_of(right)) {
      throw QueryError(fmt::format("{0}.{1} and {0}.{2} are times stored in different ways; they can't be compared",
                                   model_.name, left.name, right.name));
    }
    return make(Comparison{comparison.op, reference(left), reference(right)});
  }

  Expr part(const InList& list, const Expr&) const {
    const AttributeInfo& attribute = attribute_of(list.column);
    std::vector<Value> values;
    values.reserve(list.values.size());
    for (const Value& value : list.values) {
      if (on_grid(attribute, value)) values.push_back(bind_value(model_, attribute, value));
    }
    if (values.empty() && !list.values.empty())
      return list.negated ? make(NullTest{reference(attribute), true}) : make(AlwaysFalse{});
    return make(InList{reference(attribute), std::move(values), list.negated});
  }

  Expr part(const Between& range, const Expr&) const {
    const AttributeInfo& attribute = attribute_of(range.column);
    return make(Between{reference(attribute), bind_value(model_, attribute, on_grid(attribute, range.low, true)),
                        bind_value(model_, attribute, on_grid(attribute, range.high, false))});
  }

  Expr part(const TextMatch& match, const Expr&) const {
    const AttributeInfo& attribute = attribute_of(match.column);
    if (attribute.type.kind != TypeKind::text) {
      throw QueryError(fmt::format("{}.{} is {}; contains, starts_with and ends_with work on text only", model_.name,
                                   attribute.name, to_string(attribute.type.kind)));
    }
    return make(TextMatch{reference(attribute), match.kind, match.text, match.ignore_case});
  }

  Expr part(const HasElement& test, const Expr&) const {
    const AttributeInfo& attribute = attribute_of(test.column);
    if (!is_array(attribute.type.kind)) {
      throw QueryError(fmt::format("{}.{} is {}; has() asks for an element of an array", model_.name, attribute.name,
                                   to_string(attribute.type.kind)));
    }
    const Value one = bind_value(model_, attribute, Value::list({test.value}));
    return make(HasElement{reference(attribute), one.as_list().front()});
  }

  Expr part(const Quantifier& quantifier, const Expr&) const {
    const AssociationInfo& association =
        quantifier.association != nullptr ? *quantifier.association : model_.association(quantifier.name).resolved();
    if (association.target == nullptr) {
      throw QueryError(fmt::format("{0}.{1} refers to several models: ask for one of them, as in {0}::c.{1}.is<{2}>(…)",
                                   model_.name, association.name, association.branches.front()->target->name));
    }
    const bool to_one_only = quantifier.kind == QuantifierKind::is || quantifier.kind == QuantifierKind::is_not;
    if (to_one_only && association.to_many()) {
      throw QueryError(
          fmt::format("{}.{} is a {}: use some() and none() where a to-one association has is() and is_not()",
                      model_.name, association.name, association.ops->name));
    }
    Expr condition = Binder(*association.target, depth_).bind(quantifier.condition);
    return make(Quantifier{quantifier.name, quantifier.kind, std::move(condition), &association});
  }

  std::vector<Expr> terms(const std::vector<Expr>& list) const {
    std::vector<Expr> bound;
    bound.reserve(list.size());
    for (const Expr& term : list) bound.push_back(bind(term));
    return bound;
  }

  const AttributeInfo& attribute_of(const ColumnRef& column) const {
    return column.attribute != nullptr ? *column.attribute : bind_attribute(model_, column.name);
  }
  static ColumnRef reference(const AttributeInfo& attribute) { return {attribute.name, &attribute}; }
  ColumnRef bound(const ColumnRef& column) const { return reference(attribute_of(column)); }

  const ModelInfo& model_;
  int depth_;
};

}  // namespace

Expr bind_condition(const Expr& condition, const ModelInfo& model) { return Binder(model).bind(condition); }

std::vector<OrderTerm> bind_order(const std::vector<OrderTerm>& order, const ModelInfo& model) {
  std::vector<OrderTerm> bound = order;
  for (OrderTerm& term : bound) {
    if (term.expr.always_true()) throw QueryError(fmt::format("an order term on {} is empty", model.name));
    term.expr = bind_condition(term.expr, model);
  }
  return bound;
}

const AttributeInfo& bind_attribute(const ModelInfo& model, std::string_view name) {
  if (const AttributeInfo* attribute = model.find_attribute(name)) return *attribute;
  if (const AssociationInfo* association = model.find_association(name)) return key_of(model, *association);
  return model.attribute(name);
}

}  // namespace rowan
