#include "model/load/key_set.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "query/print.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/function.hpp"

namespace rowan {
namespace {

template <class Wanted>
bool has_part(const Expr& tree, const Wanted& wanted) {
  if (tree.always_true()) return false;
  if (wanted(tree.node()->is)) return true;
  bool found = false;
  std::visit(
      [&](const auto& part) {
        for_each_child(part, [&](const Expr& inside) { found = found || has_part(inside, wanted); });
      },
      tree.node()->is);
  return found;
}

void require_place(const ModelInfo& model, const Expr& value) {
  if (value.always_true()) throw QueryError(fmt::format("an order term on {} is empty", model.name));
  const bool raw = has_part(value, [](const auto& part) { return std::holds_alternative<ast::RawSql>(part); });
  const bool changes = has_part(value, [](const auto& part) {
    const auto* call = std::get_if<ast::Call>(&part);
    return call != nullptr && (call->function == Function::random || call->function == Function::now);
  });
  if (!raw && !changes) return;
  throw QueryError(fmt::format(
      "no row of {} has a place that a cursor could keep in an order by {}: order by attributes and by what "
      "is computed of them",
      model.name, raw ? "SQL of your own, whose type is not known" : "what differs from query to query"));
}

const AttributeInfo* attribute_in(const ModelInfo& model, const Expr& value) {
  const auto* column = std::get_if<ast::Column>(&value.node()->is);
  return column == nullptr ? nullptr : &bind_attribute(model, column->name);
}

KeySetTerm term_of(const ModelInfo& model, const OrderTerm& order) {
  require_place(model, order.expr);
  KeySetTerm term{order, attribute_in(model, order.expr)};
  if (term.nullable() && order.nulls == NullsOrder::unspecified)
    term.order.nulls = order.descending ? NullsOrder::last : NullsOrder::first;
  return term;
}

void turn(OrderTerm& term) {
  term.descending = !term.descending;
  if (term.nulls == NullsOrder::first)
    term.nulls = NullsOrder::last;
  else if (term.nulls == NullsOrder::last)
    term.nulls = NullsOrder::first;
}

Expr compared(const KeySetTerm& term, CompareOp op, const Value& value) {
  return ast::compare(term.order.expr, op, ast::literal(value));
}

Expr is_null(const KeySetTerm& term, bool negated) { return ast::null_test(term.order.expr, negated); }

bool nulls_follow(const KeySetTerm& term) { return term.nullable() && term.order.nulls == NullsOrder::last; }

// `or_equal`: the rows with the same value as well.
Expr past(const KeySetTerm& term, const Value& value, bool or_equal) {
  if (value.is_null() && or_equal) return {};
  if (value.is_null()) return nulls_follow(term) ? Expr::constant(false) : is_null(term, true);
  const CompareOp op = term.order.descending ? (or_equal ? CompareOp::less_equal : CompareOp::less)
                                             : (or_equal ? CompareOp::greater_equal : CompareOp::greater);
  const Expr beyond = compared(term, op, value);
  return nulls_follow(term) ? beyond || is_null(term, false) : beyond;
}

Expr same(const KeySetTerm& term, const Value& value) {
  return value.is_null() ? is_null(term, false) : compared(term, CompareOp::equal, value);
}

}  // namespace

AttributeAt attribute_at(const ModelInfo& model, const Expr& value) {
  if (const AttributeInfo* own = attribute_in(model, value)) return {&model, own};
  const auto* path = std::get_if<ast::AtTarget>(&value.node()->is);
  const AssociationInfo* association = path == nullptr ? nullptr : model.find_association(path->name);
  if (association == nullptr || association->resolved().target == nullptr) return {};
  return attribute_at(*association->target, path->value);
}

void turn(std::vector<OrderTerm>& order) {
  for (OrderTerm& term : order) turn(term);
}

std::vector<KeySetTerm> key_set(const SelectQuery& query) {
  const ModelInfo& model = *query.model;
  if (!query.group.empty()) {
    throw QueryError(
        fmt::format("a cursor is a place among records, and groups of {} are none: page through them by "
                    "limit(…) and offset(…)",
                    model.name));
  }
  if (!query.distinct_on.empty()) {
    throw QueryError(
        fmt::format("a cursor leaves rows out before distinct_on(…) on {} takes the first of each: page "
                    "through as_table() of it",
                    model.name));
  }
  if (std::any_of(query.order.begin(), query.order.end(),
                  [](const auto& term) { return ast::has_window(term.expr); })) {
    throw QueryError(
        fmt::format("a cursor leaves out rows that the window functions in the order of {} see: page by limit(…) and "
                    "offset(…)",
                    model.name));
  }
  if (model.primary_key.empty())
    throw QueryError(fmt::format("{} has no primary key, by which a cursor tells equal rows apart", model.name));
  std::vector<KeySetTerm> terms;
  for (const OrderTerm& order : query.order) terms.push_back(term_of(model, order));
  const bool descending = !terms.empty() && terms.back().order.descending;
  for (const AttributeInfo* part : model.primary_key) {
    if (std::any_of(terms.begin(), terms.end(), [&](const KeySetTerm& term) { return term.attribute == part; }))
      continue;
    terms.push_back({{ast::column(part->name), descending}, part});
  }
  return terms;
}

std::vector<OrderTerm> order_of(const std::vector<KeySetTerm>& terms) {
  std::vector<OrderTerm> order;
  for (const KeySetTerm& term : terms) order.push_back(term.order);
  return order;
}

std::uint64_t print_of(const ModelInfo& model, const std::vector<KeySetTerm>& terms) {
  QueryPrint print;
  print.add(model.name);
  for (const KeySetTerm& term : terms) print.add(term.order);
  return print.value();
}

// (a, b) > (x, y), spelled out so that every database can do it: a > x OR (a = x AND b > y). That a >= x as well is
// what a database finds in an index.
Expr beyond(std::vector<KeySetTerm> terms, const std::vector<Value>& values, bool backwards, bool included) {
  std::vector<Expr> ways;
  Expr equal;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (backwards) turn(terms[i].order);
    const bool ends = included && i + 1 == terms.size();
    ways.push_back(equal && past(terms[i], values[i], ends));
    equal = equal && same(terms[i], values[i]);
  }
  const Expr any = any_of(ways);
  return terms.size() == 1 ? any : past(terms.front(), values.front(), true) && any;
}

}  // namespace rowan
