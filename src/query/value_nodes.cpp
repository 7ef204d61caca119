// Values as users write them: the builders of their nodes.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/functions.hpp"
#include "rowan/query/select.hpp"

namespace rowan {

SelectQuery standing_on(SelectQuery query) {
  SelectQuery around;
  around.model = query.model;
  auto parts = std::make_shared<Composition>();
  parts->source = std::make_shared<const SelectQuery>(std::move(query));
  around.composition = std::move(parts);
  return around;
}

}  // namespace rowan

namespace rowan::ast {

namespace {

void enclose(Extent& extent, const Composition& inside) {
  const auto one = [&](const std::shared_ptr<const SelectQuery>& query) {
    if (query != nullptr) enclose(extent, *query);
  };
  one(inside.source);
  for (const CommonTable& table : inside.with) one(table.query), one(table.step);
  for (const SetTerm& other : inside.others) one(other.query);
  for (const JoinTerm& join : inside.joins) one(join.query), enclose(extent, join.on);
}

}  // namespace

void enclose(Extent& extent, const SelectQuery& inside) {
  enclose(extent, inside.where);
  enclose(extent, inside.having);
  for (const Expr& output : inside.outputs) enclose(extent, output);
  for (const Expr& group : inside.group) enclose(extent, group);
  for (const Expr& value : inside.distinct_on) enclose(extent, value);
  for (const OrderTerm& term : inside.order) enclose(extent, term.expr);
  if (inside.composition != nullptr) enclose(extent, *inside.composition);
}

Expr conditional(std::vector<Expr> conditions, std::vector<Expr> values, Expr otherwise) {
  if (conditions.empty() || conditions.size() != values.size())
    throw QueryError("when() takes a condition and a value for each way, and at least one of them");
  return make(Case{std::move(conditions), std::move(values), std::move(otherwise)});
}

Expr where_counted(const Expr& of, const Expr& condition) {
  if (condition.always_true()) return of;
  return conditional({condition}, {of.always_true() ? literal(Value(1)) : of}, Expr());
}

Expr aggregate(AggregateFunction function, bool distinct, const Expr& of, const Expr& condition) {
  const Expr counted = where_counted(of, condition);
  if (counted.always_true()) return make(Aggregate{function, distinct, {}});
  return make(Aggregate{function, distinct, {counted}});
}

Expr at_target(std::string_view association, Expr value) {
  return make(AtTarget{std::string(association), std::move(value), Expr()});
}

Expr of_targets(std::string_view association, Expr aggregate, Expr condition) {
  return make(OfTargets{std::string(association), std::move(aggregate), std::move(condition)});
}

namespace {

std::shared_ptr<const SelectQuery> one_output(SelectQuery query) {
  if (query.outputs.size() != 1) {
    throw QueryError(fmt::format("a query among values gives {} of them, not one: say which with select(…)",
                                 query.outputs.empty() ? "records" : std::to_string(query.outputs.size())));
  }
  query.lock.reset();
  return std::make_shared<const SelectQuery>(std::move(query));
}

}  // namespace

namespace {

template <class Part>
bool has(const Expr& tree) {
  if (tree.always_true() || std::holds_alternative<OfTargets>(tree.node()->is))
    return false;  // those are of other rows
  if (std::holds_alternative<Part>(tree.node()->is)) return true;
  bool found = false;
  const auto look = [&](const Expr& inside) { found = found || has<Part>(inside); };
  std::visit([&](const auto& part) { for_each_child(part, look); }, tree.node()->is);
  return found;
}

}  // namespace

bool has_aggregate(const Expr& tree) { return has<Aggregate>(tree); }
bool has_window(const Expr& tree) { return has<Window>(tree); }

Expr of_source(std::string_view name, const ModelInfo& (*model)(), Expr value) {
  if (value.always_true()) return value;
  return make(OfSource{std::string(name), model, std::move(value)});
}

Expr given(std::string_view source, std::size_t index) { return of_source(source, nullptr, make(Given{index})); }

Expr sub_query(SelectQuery query) { return make(SubQuery{one_output(std::move(query))}); }

namespace {

// A condition on what the query gives, which its own where() is not: of a portion, of groups, of windows.
SelectQuery without_null(SelectQuery query) {
  const bool plain = query.group.empty() && !query.limit && !query.offset && query.distinct_on.empty() &&
                     !has_aggregate(query.outputs.front()) && !has_window(query.outputs.front());
  if (!plain) {
    query = standing_on(std::move(query));
    query.outputs = {given({}, 0)};
  }
  query.where = query.where && null_test(query.outputs.front(), true);
  return query;
}

}  // namespace

// NULL among the values would make `not in` unknown for every row.
Expr in_query(Expr operand, SelectQuery query, bool negated) {
  if (negated && query.outputs.size() == 1) query = without_null(std::move(query));
  return make(InQuery{std::move(operand), one_output(std::move(query)), negated});
}

}  // namespace rowan::ast

namespace rowan::detail {

// Databases differ in what a place before the first means, and a negative length; and in what they do with numbers that
// no text is as long as, which are cut to what none is.
Expr substring(Expr text, std::int64_t from, std::int64_t length) {
  if (from < 1 || length < 0) {
    throw QueryError(
        fmt::format("substring(…, {}, {}): the first character is at 1, and a length is not negative", from, length));
  }
  const auto cut = [](std::int64_t places) { return ast::literal(Value(std::min<std::int64_t>(places, INT32_MAX))); };
  return ast::call(Function::substring, {std::move(text), cut(from), cut(length)});
}

Expr round(Expr number, int digits) {
  if (digits < 0 || digits > 30)
    throw QueryError(fmt::format("round(…, {}): a number is rounded to 0 to 30 digits after the point", digits));
  return ast::call(Function::round, {std::move(number), ast::literal(Value(digits))});
}

}  // namespace rowan::detail
