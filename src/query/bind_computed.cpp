// Values, bound: columns, and what is made of them.
#include <fmt/format.h>

#include <algorithm>

#include "query/expression_binder.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"

namespace rowan {
namespace {

bool is_real(TypeKind kind) { return kind == TypeKind::float32 || kind == TypeKind::float64; }

bool is_time(TypeKind kind) { return kind == TypeKind::local_date_time || kind == TypeKind::instant; }

bool is_number(TypeKind kind) { return is_integer(kind) || is_real(kind) || kind == TypeKind::decimal; }

bool fits(ArgumentFamily family, TypeKind kind) {
  const bool wide = kind == TypeKind::uint64;
  switch (family) {
    case ArgumentFamily::numbers:
      return is_number(kind) && !wide;
    case ArgumentFamily::summands:
      return is_number(kind);
    case ArgumentFamily::integers:
      return is_integer(kind) && !wide;
    case ArgumentFamily::decimals:
      return (is_integer(kind) && !wide) || kind == TypeKind::decimal;
    case ArgumentFamily::text:
      return kind == TypeKind::text;
    case ArgumentFamily::times:
      return kind == TypeKind::date || is_time(kind);
    case ArgumentFamily::times_of_day:
      return is_time(kind);
    case ArgumentFamily::dates:
      return kind == TypeKind::date;
    case ArgumentFamily::documents:
      return kind == TypeKind::json;
    case ArgumentFamily::arrays:
      return is_array(kind);
    case ArgumentFamily::orderable:
      return is_number(kind) || kind == TypeKind::text || kind == TypeKind::date || is_time(kind);
    case ArgumentFamily::any:
    case ArgumentFamily::none:
      break;
  }
  return !is_array(kind);
}

std::string_view words_for(ArgumentFamily family) {
  constexpr std::string_view words[] = {"signed integers, decimals and doubles",
                                        "integers, decimals and doubles",
                                        "signed integers",
                                        "signed integers and decimals",
                                        "text",
                                        "dates and times",
                                        "times",
                                        "dates",
                                        "numbers, texts, dates and times",
                                        "JSON documents",
                                        "arrays",
                                        "single values, no arrays",
                                        ""};
  return words[static_cast<std::size_t>(family)];
}

// Wider than what it is made of, for the same result everywhere.
TypeKind number_kind(TypeKind kind) {
  if (is_real(kind)) return TypeKind::float64;
  return is_integer(kind) && kind != TypeKind::uint64 ? TypeKind::int64 : kind;
}

TypeKind kind_given(const FunctionInfo& function, const std::vector<BoundExpr>& arguments) {
  switch (function.gives) {
    case Gives::int64:
      return TypeKind::int64;
    case Gives::instant:
      return TypeKind::instant;
    case Gives::float64:
      return TypeKind::float64;
    case Gives::decimal:
      return TypeKind::decimal;
    case Gives::boolean:
      return TypeKind::boolean;
    case Gives::text:
      return TypeKind::text;
    case Gives::document:
      return TypeKind::json;
    case Gives::number:
      return number_kind(arguments.front().node()->kind);
    case Gives::first:
      break;
  }
  return arguments.front().node()->kind;
}

// Of values alike, the one that says their type: the first, or a decimal or double among integers.
const BoundExpr& widest(const std::vector<BoundExpr>& values) {
  const auto found = std::find_if_not(values.begin(), values.end(),
                                      [](const BoundExpr& value) { return is_integer(value.node()->kind); });
  return found == values.end() ? values.front() : *found;
}

// What one of the values is, whichever that is.
TypeKind kind_of_choice(const std::vector<BoundExpr>& values) {
  const TypeKind kind = widest(values).node()->kind;
  const auto same = [&](const BoundExpr& value) { return value.node()->kind == kind; };
  return is_real(kind) && !std::all_of(values.begin(), values.end(), same) ? TypeKind::float64 : kind;
}

// PostgreSQL passes over a NULL of the program, and MariaDB replaces nothing by it.
void refuse_null(const ast::Call& call) {
  if (call.function != Function::greatest && call.function != Function::least && call.function != Function::replace)
    return;
  for (const Expr& argument : call.arguments) {
    const Value* value = value_of(argument);
    if (value == nullptr || !value->is_null()) continue;
    const std::string_view name = function_info(call.function).name;
    throw QueryError(fmt::format("a value given to {} is NULL, and so would its result be in every row", name));
  }
}

// What an argument behind the first is, the first being the first.
ArgumentFamily then_takes(Then then, std::size_t number) {
  const bool name = then == Then::names || (then == Then::name_and_document && number == 2);
  if (name) return ArgumentFamily::text;
  return then == Then::integers ? ArgumentFamily::integers : ArgumentFamily::documents;
}

const BoundExpr* source_of(const bound::Call& call) {
  return gives_one_of_them(call.function) ? &widest(call.arguments) : nullptr;
}
const BoundExpr* source_of(const bound::Case& choice) {
  const bool integers = is_integer(choice.values.front().node()->kind);
  if (const BoundExpr& wide = widest(choice.values); integers && !is_integer(wide.node()->kind)) return &wide;
  const BoundExpr& last = choice.otherwise;
  if (integers && !last.always_true() && !is_integer(last.node()->kind)) return &last;
  const auto found = std::find_if(choice.values.begin(), choice.values.end(),
                                  [](const BoundExpr& value) { return column_behind(value) != nullptr; });
  return found == choice.values.end() ? &choice.values.front() : &*found;
}
const BoundExpr* source_of(const bound::Aggregate& aggregate) {
  const bool keeps =
      aggregate.function == AggregateFunction::minimum || aggregate.function == AggregateFunction::maximum;
  return keeps ? &aggregate.of.front() : nullptr;
}
const BoundExpr* source_of(const bound::Window& window) {
  const bool keeps = window.function == WindowFunction::minimum || window.function == WindowFunction::maximum ||
                     window.function >= WindowFunction::lag;
  return keeps ? &window.of.front() : nullptr;
}
const BoundExpr* source_of(const bound::SubQuery& sub) { return &sub.query->outputs.front().value; }
template <class Part>
const BoundExpr* source_of(const Part&) {
  return nullptr;
}

std::string_view name_of(AggregateFunction function) {
  constexpr std::string_view names[] = {"count()", "sum()", "average()", "minimum()", "maximum()"};
  return names[static_cast<std::size_t>(function)];
}

}  // namespace

const bound::Column* column_behind(const BoundExpr& expr) {
  if (expr.always_true()) return nullptr;
  if (const auto* column = std::get_if<bound::Column>(&expr.node()->is))
    return column->attribute == nullptr ? nullptr : column;
  const BoundExpr* inside = std::visit([](const auto& part) { return source_of(part); }, expr.node()->is);
  return inside == nullptr ? nullptr : column_behind(*inside);
}

const AttributeInfo* attribute_behind(const BoundExpr& expr) {
  const bound::Column* column = column_behind(expr);
  return column == nullptr ? nullptr : column->attribute;
}

const bound::Column* column_in(const BoundExpr& expr) {
  if (const bound::Column* column = column_behind(expr)) return column;
  if (expr.always_true()) return nullptr;
  const std::vector<BoundExpr>* parts = nullptr;
  if (const auto* call = std::get_if<bound::Call>(&expr.node()->is)) parts = &call->arguments;
  if (const auto* aggregate = std::get_if<bound::Aggregate>(&expr.node()->is)) parts = &aggregate->of;
  if (parts == nullptr) return nullptr;
  for (const BoundExpr& part : *parts) {
    if (const bound::Column* column = column_in(part)) return column;
  }
  return nullptr;
}

BoundExpr ExpressionBinder::part(const ast::Column& column) const {
  require_table(column.name);
  const AttributeInfo& attribute = bind_attribute(model_, column.name);
  require_row(attribute.name);
  return bound_column(attribute, model_, source_);
}

BoundExpr ExpressionBinder::part(const ast::Literal& literal) const {
  const TypeKind kind = kind_of(literal.value);
  return bound::make(constant(literal.value, literal.value, nullptr, BoundExpr(), kind), kind);
}

BoundExpr ExpressionBinder::part(const ast::GroupKey& key) const { return place_.groups->at(key.index); }

// What each argument is follows from the first one that is no value of the program's.
BoundExpr ExpressionBinder::part(const ast::Call& call) const {
  refuse_null(call);
  const FunctionInfo& function = function_info(call.function);
  const auto known = std::find_if(call.arguments.begin(), call.arguments.end(),
                                  [](const Expr& argument) { return value_of(argument) == nullptr; });
  const Expr* first = call.arguments.empty()                                          ? nullptr
                      : known == call.arguments.end() || function.then != Then::alike ? &call.arguments.front()
                                                                                      : &*known;
  BoundExpr base = first == nullptr ? BoundExpr() : bind(*first);
  if (first != nullptr) require_family(function.takes, function.name, base);
  std::vector<BoundExpr> arguments;
  for (const Expr& argument : call.arguments) {
    if (&argument == first) {
      arguments.push_back(base);
    } else if (function.then != Then::alike) {
      arguments.push_back(bind(argument));
      require_family(then_takes(function.then, arguments.size()), function.name, arguments.back());
    } else if (function.gives == Gives::number) {
      arguments.push_back(number(base, argument));
      require_family(function.takes, function.name, arguments.back());
    } else {
      arguments.push_back(call.function == Function::null_if ? beside(base, argument) : together(base, argument));
    }
  }
  const bool rounds =
      call.function == Function::round || call.function == Function::floor || call.function == Function::ceiling;
  if (rounds && is_integer(base.node()->kind)) return base;
  // A decimal or double on either side makes the result one.
  const auto wider = [](const BoundExpr& left, const BoundExpr& right) {
    return is_integer(left.node()->kind) && !is_integer(right.node()->kind);
  };
  const bool swaps = function.gives == Gives::number && arguments.size() == 2 && function.then == Then::alike &&
                     wider(arguments[0], arguments[1]);
  TypeKind kind = swaps ? number_kind(arguments[1].node()->kind) : kind_given(function, arguments);
  if (gives_one_of_them(call.function)) {
    require_no_mixture(arguments);
    kind = kind_of_choice(arguments);
  }
  return bound::make(bound::Call{call.function, std::move(arguments)}, kind);
}

namespace {

// What a value of the program counts as beside a number: a part of one makes an integer wider.
TypeKind kind_beside(TypeKind kind, const Value& value) {
  if (!is_integer(kind)) return kind;
  if (std::holds_alternative<double>(value.storage())) return TypeKind::float64;
  return std::holds_alternative<Decimal>(value.storage()) ? TypeKind::decimal : kind;
}

}  // namespace

BoundExpr ExpressionBinder::number(const BoundExpr& first, const Expr& expr) const {
  const bound::Column* column = column_behind(first);
  const bool own_type =
      column != nullptr && column->attribute->ops != nullptr && column->attribute->ops->stored != nullptr;
  if (const Value* value = value_of(expr)) {
    if (own_type) return literal(first, *value, *value);
    const TypeKind kind = kind_beside(number_kind(first.node()->kind), *value);
    return bound::make(constant(*value, *value, nullptr, BoundExpr(), kind), kind);
  }
  BoundExpr other = bind(expr);
  require_no_mixture({first, other});
  return other;
}

void ExpressionBinder::require_no_mixture(const std::vector<BoundExpr>& values) const {
  const BoundExpr& first = widest(values);
  for (const BoundExpr& other : values) {
    const TypeKind kind = first.node()->kind, its = other.node()->kind;
    const bool mixed = (kind == TypeKind::decimal && is_real(its)) || (is_real(kind) && its == TypeKind::decimal);
    if (!mixed) continue;
    throw QueryError(fmt::format("{} is {} and {} is {}: a double is not exact, so it is not counted with decimals",
                                 named(first), to_string(kind), named(other), to_string(its)));
  }
}

BoundExpr ExpressionBinder::part(const ast::Case& choice) const {
  std::vector<BoundExpr> conditions = terms(choice.conditions);
  const auto known = std::find_if(choice.values.begin(), choice.values.end(),
                                  [](const Expr& value) { return value_of(value) == nullptr; });
  const bool last = known == choice.values.end() && !choice.otherwise.always_true();
  BoundExpr base = bind(last ? choice.otherwise : known == choice.values.end() ? choice.values.front() : *known);
  const auto bound = [&](const Expr& value) {
    const Value* of_program = value_of(value);
    if (of_program != nullptr && of_program->is_null()) {
      throw QueryError(
          fmt::format("a value of when() on {} is NULL: leave otherwise() out, which gives NULL", model_.name));
    }
    if (of_program == nullptr && !value.always_true()) {
      BoundExpr other = bind(value);
      if (comparison_family(base.node()->kind) == comparison_family(other.node()->kind)) return other;
      throw QueryError(fmt::format("when() on {} gives {} one way and {} another: make them of one type", model_.name,
                                   to_string(base.node()->kind), to_string(other.node()->kind)));
    }
    return of_program == nullptr ? BoundExpr() : literal_together(base, *of_program);
  };
  bound::Case made{std::move(conditions), {}, bound(choice.otherwise)};
  for (const Expr& value : choice.values) made.values.push_back(bound(value));
  std::vector<BoundExpr> values = made.values;
  if (!made.otherwise.always_true()) values.push_back(made.otherwise);
  require_no_mixture(values);
  TypeKind kind = kind_of_choice(values);
  if (is_integer(kind)) kind = column_behind(base) == nullptr ? TypeKind::int64 : base.node()->kind;
  return bound::make(std::move(made), kind);
}

BoundExpr ExpressionBinder::part(const ast::Aggregate& aggregate) const {
  const std::string_view name = name_of(aggregate.function);
  if (!place_.aggregates) {
    throw QueryError(fmt::format(
        "{} is of many rows and has no place in {} of {}: ask groups with having(…), or the targets of an association "
        "with its own {}",
        name, place_.clause, model_.name, name));
  }
  bound::Aggregate made{aggregate.function, aggregate.distinct, {}};
  Place rows = place_;
  rows.clause = name;
  rows.grouped = rows.aggregates = rows.windows = false;
  for (const Expr& of : aggregate.of)
    made.of.push_back(ExpressionBinder(statement_, scope_, model_, source_, rows).bind(of));
  const TypeKind kind = aggregate_kind(made.function, made.of);
  return bound::make(std::move(made), kind);
}

TypeKind ExpressionBinder::aggregate_kind(AggregateFunction function, const std::vector<BoundExpr>& of) const {
  if (function == AggregateFunction::count) return TypeKind::int64;
  if (of.empty()) throw QueryError(fmt::format("{} is of no value: say of which", name_of(function)));
  const bool adds = function == AggregateFunction::sum || function == AggregateFunction::average;
  require_family(adds ? ArgumentFamily::summands : ArgumentFamily::orderable, name_of(function), of.front());
  const TypeKind kind = of.front().node()->kind;
  if (adds && is_integer(kind)) return function == AggregateFunction::sum ? TypeKind::int64 : TypeKind::float64;
  return adds && is_real(kind) ? TypeKind::float64 : kind;
}

void ExpressionBinder::require_family(ArgumentFamily family, std::string_view function,
                                      const BoundExpr& argument) const {
  const TypeKind kind = argument.node()->kind;
  const bool counted = family == ArgumentFamily::numbers || family == ArgumentFamily::summands;
  const bool stored_as_number = counted && unit_of(attribute_behind(argument)) != 0;
  if (fits(family, kind) && !stored_as_number) return;
  throw QueryError(fmt::format("{} is {}; {} takes {} only", named(argument),
                               stored_as_number ? "a time" : to_string(kind), function, words_for(family)));
}

void ExpressionBinder::require_row(std::string_view what) const {
  if (!place_.grouped) return;
  throw QueryError(
      fmt::format("{0}.{1} has a value in each row, but {2} is about groups of rows: add it to group(…), or take one "
                  "value of each group, as minimum({1})",
                  model_.name, what, place_.clause));
}

std::string ExpressionBinder::named(const BoundExpr& expr) const {
  if (expr.always_true()) return "a condition";
  if (const auto* column = std::get_if<bound::Column>(&expr.node()->is); column != nullptr && column->attribute)
    return fmt::format("{}.{}", column->model->name, column->attribute->name);
  const auto* call = std::get_if<bound::Call>(&expr.node()->is);
  return call == nullptr ? "a value" : std::string(function_info(call->function).name);
}

}  // namespace rowan
