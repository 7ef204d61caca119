// Conditions and values, bound.
#include "rowan/query/binder.hpp"

#include <fmt/format.h>

#include "query/query_binder.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/function.hpp"

namespace rowan {
namespace {

using bound::SourceId;

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

const AttributeInfo* attribute_of(const BoundExpr& expr) {
  const auto* column = expr.always_true() ? nullptr : std::get_if<bound::Column>(&expr.node()->is);
  return column == nullptr ? nullptr : column->attribute;
}

// The first one in it.
const AttributeInfo* column_in(const BoundExpr& expr) {
  const auto* call = expr.always_true() ? nullptr : std::get_if<bound::Call>(&expr.node()->is);
  return call == nullptr || call->arguments.empty() ? attribute_of(expr) : column_in(call->arguments.front());
}

std::int64_t unit_of(const AttributeInfo* attribute) {
  return attribute == nullptr || attribute->ops == nullptr ? 0 : attribute->ops->unit;
}

// A time that lies between two that the column can hold, as the one of them that the comparison comes out the same
// with.
Value on_grid(const AttributeInfo* attribute, const Value& value, bool up) {
  const auto* time = std::get_if<Instant>(&value.storage());
  const std::int64_t unit = unit_of(attribute);
  if (unit == 0 || time == nullptr) return value;
  const std::int64_t micros = time->time_since_epoch().count();
  const std::int64_t over = (micros % unit + unit) % unit;
  if (over == 0) return value;
  return Value(Instant(std::chrono::microseconds(micros - over + (up ? unit : 0))));
}

bool rounds_up(CompareOp op) { return op == CompareOp::less || op == CompareOp::greater_equal; }

const Value* value_of(const Expr& expr) {
  const auto* literal = expr.always_true() ? nullptr : std::get_if<ast::Literal>(&expr.node()->is);
  return literal == nullptr ? nullptr : &literal->value;
}

bool fits(ArgumentFamily family, TypeKind kind) {
  switch (family) {
    case ArgumentFamily::integers_or_decimals:
      return is_integer(kind) || kind == TypeKind::decimal;
    case ArgumentFamily::text:
      return kind == TypeKind::text;
    case ArgumentFamily::any:
      break;
  }
  return !is_array(kind);
}

class Binder {
 public:
  Binder(QueryBinder& statement, const ModelInfo& model, SourceId source)
      : statement_(statement), model_(model), source_(source) {}

  BoundExpr bind(const Expr& expr) const {
    if (expr.always_true()) return {};
    return std::visit([&](const auto& node) { return part(node); }, expr.node()->is);
  }

 private:
  BoundExpr part(const ast::Column& column) const {
    return bound_column(bind_attribute(model_, column.name), model_, source_);
  }
  BoundExpr part(const ast::Literal& literal) const {
    const TypeKind kind = kind_of(literal.value);
    return bound::make(constant(literal.value, literal.value, nullptr, nullptr, kind), kind);
  }
  BoundExpr part(const ast::RawSql& raw) const { return bound::make(bound::RawSql{raw.text, raw.arguments}); }
  BoundExpr part(const ast::AlwaysFalse&) const { return bound::make(bound::AlwaysFalse{}); }
  BoundExpr part(const ast::And& all) const { return bound::make(bound::And{terms(all.terms)}); }
  BoundExpr part(const ast::Or& any) const { return bound::make(bound::Or{terms(any.terms)}); }
  BoundExpr part(const ast::Not& negation) const { return bound::make(bound::Not{bind(negation.operand)}); }
  BoundExpr part(const ast::NullTest& test) const {
    return bound::make(bound::NullTest{bind(test.operand), test.negated});
  }

  BoundExpr part(const ast::Call& call) const {
    const FunctionInfo& function = function_info(call.function);
    std::vector<BoundExpr> arguments;
    for (const Expr& argument : call.arguments)
      arguments.push_back(arguments.empty() ? bind(argument) : beside(arguments.front(), argument));
    const TypeKind kind = arguments.front().node()->kind;
    if (!fits(function.takes, kind)) {
      throw QueryError(fmt::format("{} is {}; {} takes {} only", named(arguments.front()), to_string(kind),
                                   function.name,
                                   function.takes == ArgumentFamily::text ? "text" : "integers and decimals"));
    }
    return bound::make(bound::Call{call.function, std::move(arguments)}, function.counts ? TypeKind::int64 : kind);
  }

  BoundExpr part(const ast::Comparison& comparison) const {
    BoundExpr left = bind(comparison.left);
    const Value* value = value_of(comparison.right);
    if (value == nullptr) return bound::make(bound::Comparison{comparison.op, left, beside(left, comparison.right)});
    const bool equality = comparison.op == CompareOp::equal || comparison.op == CompareOp::not_equal;
    if (equality && !on_grid(attribute_of(left), *value)) {
      return comparison.op == CompareOp::equal ? bound::make(bound::AlwaysFalse{})
                                               : bound::make(bound::NullTest{std::move(left), true});
    }
    BoundExpr right = literal(left, *value, on_grid(attribute_of(left), *value, rounds_up(comparison.op)));
    return bound::make(bound::Comparison{comparison.op, std::move(left), std::move(right)});
  }

  BoundExpr part(const ast::InList& list) const {
    BoundExpr operand = bind(list.operand);
    const AttributeInfo* attribute = attribute_of(operand);
    const TypeKind kind = operand.node()->kind;
    std::vector<Value> values;
    values.reserve(list.values.as_list().size());
    for (const Value& value : list.values.as_list()) {
      if (on_grid(attribute, value)) values.push_back(converted(value, attribute, kind));
    }
    if (values.empty())
      return list.negated ? bound::make(bound::NullTest{std::move(operand), true}) : bound::make(bound::AlwaysFalse{});
    bound::Literal constant{
        Value::list(std::move(values)), kind, {&list.values, &model_, attribute, column_in(operand)}};
    return bound::make(bound::InList{std::move(operand), std::move(constant), list.negated});
  }

  BoundExpr part(const ast::Between& range) const {
    BoundExpr operand = bind(range.operand);
    const AttributeInfo* attribute = attribute_of(operand);
    const auto end = [&](const Expr& expr, bool up) {
      const Value* value = value_of(expr);
      return value == nullptr ? beside(operand, expr) : literal(operand, *value, on_grid(attribute, *value, up));
    };
    BoundExpr low = end(range.low, true), high = end(range.high, false);
    return bound::make(bound::Between{std::move(operand), std::move(low), std::move(high)});
  }

  BoundExpr part(const ast::TextMatch& match) const {
    BoundExpr operand = bind(match.operand);
    const TypeKind kind = operand.node()->kind;
    if (kind != TypeKind::text) {
      throw QueryError(fmt::format("{} is {}; contains, starts_with and ends_with work on text only", named(operand),
                                   to_string(kind)));
    }
    bound::Literal text = constant(match.text, match.text, nullptr, column_in(operand), TypeKind::text);
    return bound::make(bound::TextMatch{std::move(operand), match.kind, std::move(text), match.ignore_case});
  }

  BoundExpr part(const ast::HasElement& test) const {
    BoundExpr array = bind(test.array);
    const AttributeInfo* attribute = attribute_of(array);
    const TypeKind kind = array.node()->kind;
    if (attribute == nullptr || !is_array(kind)) {
      throw QueryError(fmt::format("{} is {}; has() asks for an element of an array", named(array), to_string(kind)));
    }
    const Value one = converted(Value::list({test.element}), attribute, kind);
    statement_.value_decides();  // it is converted as an array, not by itself
    return bound::make(bound::HasElement{std::move(array), {one.as_list().front(), element_of(kind), {}}});
  }

  BoundExpr part(const ast::Quantifier& quantifier) const {
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
    const std::vector<Hop> path = association_path(association);
    QueryBinder::Tables tables = statement_.tables(path);
    const Hop& first = path.front();
    std::vector<BoundExpr> terms =
        equalities(hop_columns(first.to, first, tables.ids.front()), hop_columns(first.from, first, source_));
    add_fixed(terms, first, &source_, &tables.ids.front());
    BoundExpr condition = Binder(statement_, *association.target, tables.ids.back()).bind(quantifier.condition);
    const BoundExpr asked = condition;
    // `every` looks for a target that fails; one for which the condition is NULL fails too.
    const bool every = quantifier.kind == QuantifierKind::every;
    terms.push_back(every ? bound::make(bound::NotTrue{std::move(condition)}) : std::move(condition));
    const bool exists = quantifier.kind == QuantifierKind::some || quantifier.kind == QuantifierKind::is;
    return bound::make(bound::Exists{sub_query({{BoundExpr(), {}}}, std::move(tables), std::move(terms)), !exists,
                                     &association, quantifier.kind, asked});
  }

  // A list of keys rather than EXISTS: the target's rows are then looked up, where EXISTS may look at each of them.
  BoundExpr part(const ast::ReachedFrom& reached) const {
    std::vector<Hop> path = association_path(*reached.association);
    const Hop last = std::move(path.back());
    path.pop_back();
    QueryBinder::Tables tables = statement_.tables(path);
    std::vector<bound::Output> outputs;
    for (BoundExpr& column : hop_columns(last.from, last, tables.ids.back()))
      outputs.push_back({std::move(column), {}});
    const Hop& first = path.front();
    std::vector<BoundExpr> values;
    for (std::size_t i = 0; i < reached.key.size(); ++i) {
      const TypeKind kind = first.key[i]->type.kind;
      const Origin origin{&reached.key[i], reached.association->owner, first.key[i]};
      values.push_back(bound::make(bound::Literal{reached.key[i], kind, origin}, kind));
    }
    std::vector<BoundExpr> terms = equalities(hop_columns(first.to, first, tables.ids.front()), values);
    add_fixed(terms, first, nullptr, &tables.ids.front());
    add_fixed(terms, last, &tables.ids.back(), nullptr);
    std::vector<BoundExpr> reaches{bound::make(bound::InQuery{
        hop_columns(last.to, last, source_), sub_query(std::move(outputs), std::move(tables), std::move(terms)),
        reached.association, std::move(values)})};
    add_fixed(reaches, last, nullptr, &source_);
    return bound::all_of(std::move(reaches));
  }

  static std::shared_ptr<const bound::Query> sub_query(std::vector<bound::Output> outputs, QueryBinder::Tables tables,
                                                       std::vector<BoundExpr> terms) {
    bound::Query query;
    query.outputs = std::move(outputs);
    query.from = std::move(tables.from);
    query.joins = std::move(tables.joins);
    query.where = bound::all_of(std::move(terms));
    return std::make_shared<const bound::Query>(std::move(query));
  }

  std::vector<BoundExpr> terms(const std::vector<Expr>& list) const {
    std::vector<BoundExpr> bound;
    bound.reserve(list.size());
    for (const Expr& term : list) bound.push_back(bind(term));
    return bound;
  }

  // `expr`, which is to be of the same kind as `left`.
  BoundExpr beside(const BoundExpr& left, const Expr& expr) const {
    if (const Value* value = value_of(expr)) return literal(left, *value, *value);
    BoundExpr right = bind(expr);
    const TypeKind kind = left.node()->kind, other = right.node()->kind;
    if (comparison_family(kind) != comparison_family(other)) {
      throw QueryError(fmt::format("{} is {} and {} is {}; they can't be compared", named(left), to_string(kind),
                                   named(right), to_string(other)));
    }
    if (unit_of(attribute_of(left)) != unit_of(attribute_of(right))) {
      throw QueryError(fmt::format("{} and {} are times stored in different ways; they can't be compared", named(left),
                                   named(right)));
    }
    return right;
  }

  // `value` as what is compared with `left`; `held` is what of it the column can hold.
  BoundExpr literal(const BoundExpr& left, const Value& value, const Value& held) const {
    const TypeKind kind = left.node()->kind;
    return bound::make(constant(value, held, attribute_of(left), column_in(left), kind), kind);
  }
  bound::Literal constant(const Value& value, const Value& held, const AttributeInfo* attribute,
                          const AttributeInfo* compared, TypeKind kind) const {
    return {converted(held, attribute, kind), kind, {&value, &model_, attribute, compared}};
  }
  Value converted(const Value& value, const AttributeInfo* attribute, TypeKind kind) const {
    return attribute != nullptr ? bind_value(model_, *attribute, value) : bind_value(kind, value);
  }
  // Of a time stored as a number, the value decides the query: one between two numbers equals none.
  bool on_grid(const AttributeInfo* attribute, const Value& value) const {
    return on_grid(attribute, value, false) == value;
  }
  Value on_grid(const AttributeInfo* attribute, const Value& value, bool up) const {
    if (unit_of(attribute) != 0) statement_.value_decides();
    return rowan::on_grid(attribute, value, up);
  }

  // For messages.
  std::string named(const BoundExpr& expr) const {
    if (const AttributeInfo* attribute = attribute_of(expr)) return fmt::format("{}.{}", model_.name, attribute->name);
    const auto* call = expr.always_true() ? nullptr : std::get_if<bound::Call>(&expr.node()->is);
    return call == nullptr ? "a value" : std::string(function_info(call->function).name);
  }

  QueryBinder& statement_;
  const ModelInfo& model_;
  SourceId source_;
};

}  // namespace

BoundExpr QueryBinder::condition(const Expr& condition, const ModelInfo& model, SourceId source) {
  return Binder(*this, model, source).bind(condition);
}

const AttributeInfo& bind_attribute(const ModelInfo& model, std::string_view name) {
  if (const AttributeInfo* attribute = model.find_attribute(name)) return *attribute;
  if (const AssociationInfo* association = model.find_association(name)) return key_of(model, *association);
  return model.attribute(name);
}

}  // namespace rowan
