#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan::ast {
namespace {

// NULL is neither more nor less than anything: a filter that asks so would silently match nothing.
void refuse_null(const Value& value, std::string_view column) {
  if (value.is_null()) {
    throw QueryError(fmt::format(
        "'{}' can't be compared with NULL by order; test it with == std::nullopt, or leave the condition out", column));
  }
}

ColumnRef named(std::string_view column) { return {std::string(column)}; }

}  // namespace

Expr column(std::string_view name) { return make(named(name)); }

Expr compare(std::string_view name, CompareOp op, Value value) {
  const bool equality = op == CompareOp::equal || op == CompareOp::not_equal;
  if (equality && value.is_null()) return null_test(name, op == CompareOp::not_equal);
  refuse_null(value, name);
  return make(Comparison{op, named(name), std::move(value)});
}

Expr compare_columns(std::string_view left, CompareOp op, std::string_view right) {
  return make(Comparison{op, named(left), named(right)});
}

Expr null_test(std::string_view name, bool negated) { return make(NullTest{named(name), negated}); }

Expr in_list(std::string_view name, std::vector<Value> values, bool negated) {
  const std::size_t nulls = std::erase_if(values, [](const Value& value) { return value.is_null(); });
  std::vector<Expr> terms;
  if (!values.empty()) terms.push_back(make(InList{named(name), std::move(values), negated}));
  if (nulls > 0) terms.push_back(null_test(name, negated));
  return negated ? all_of(terms) : any_of(terms);
}

Expr between(std::string_view name, Value low, Value high) {
  refuse_null(low, name);
  refuse_null(high, name);
  return make(Between{named(name), std::move(low), std::move(high)});
}

Expr match(std::string_view name, MatchKind kind, std::string_view text, bool ignore_case) {
  return make(TextMatch{named(name), kind, std::string(text), ignore_case});
}

Expr has_element(std::string_view name, Value element) {
  if (element.is_null()) throw QueryError(fmt::format("'{}' can't be asked for an element that is NULL", name));
  return make(HasElement{named(name), std::move(element)});
}

Expr quantified(std::string_view association, QuantifierKind kind, Expr condition) {
  const Expr inside = condition;
  return enclose({Quantifier{std::string(association), kind, std::move(condition), nullptr}}, {&inside, 1});
}

}  // namespace rowan::ast
