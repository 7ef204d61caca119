#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "query/column_comparison.hpp"
#include "query/expression_binder.hpp"
#include "rowan/core/calendar.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/function.hpp"

namespace rowan::ast {
namespace {

std::string name_of(const Expr& operand) {
  if (operand.always_true()) return "a condition";
  if (const auto* column = std::get_if<Column>(&operand.node()->is)) return "'" + column->name + "'";
  if (const auto* call = std::get_if<Call>(&operand.node()->is)) return std::string(function_info(call->function).name);
  return "a value";
}

// NULL is neither more nor less than anything: a filter that asks so would silently match nothing.
void refuse_null(const Value& value, const Expr& operand) {
  if (value.is_null()) {
    throw QueryError(
        fmt::format("{} can't be compared with NULL by order; test it with == std::nullopt, or leave the condition out",
                    name_of(operand)));
  }
}

CompareOp mirrored(CompareOp op) {
  constexpr CompareOp mirror[] = {CompareOp::equal,         CompareOp::not_equal, CompareOp::greater,
                                  CompareOp::greater_equal, CompareOp::less,      CompareOp::less_equal};
  return mirror[static_cast<std::size_t>(op)];
}

std::int64_t most_added(Function function) {
  if (function == Function::add_microseconds) return calendar::most_microseconds;
  if (function == Function::add_days) return calendar::most_days;
  return function == Function::add_months ? calendar::most_months : 0;
}

// Here, for a shape that was bound before is not bound again. What databases take in different ways: places before the
// first, which PostgreSQL counts from the end, and lists or objects among elements, of which it asks for a part.
void require_known(Function function, const std::vector<Expr>& arguments) {
  const Value* last = arguments.empty() ? nullptr : value_of(arguments.back());
  if (function == Function::json_element && (last == nullptr || last->is_null() || last->as_int64() < 0)) {
    throw QueryError("the place in a JSON list is a number of the program's, 0 being the first element");
  }
  if (const std::int64_t most = most_added(function)) {
    const bool known = last != nullptr && !last->is_null();
    if (!known || last->as_int64() < -most || last->as_int64() > most)
      throw QueryError("what is added to a time is an amount of the program's, of at most 4000 years");
  }
  if (function != Function::json_has) return;
  const std::string text = last == nullptr || last->is_null() ? "" : last->as_json().text();
  if (text.empty() || text.front() == '{' || text.front() == '[')
    throw QueryError("a JSON list is asked for one text, number, boolean or null of the program's: has(\"x\")");
}

}  // namespace

// A path: each step but the last is an association.
Expr column(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return make(Column(path));
  constexpr std::ptrdiff_t most_steps = 16;
  if (std::count(path.begin(), path.end(), '.') > most_steps)
    throw QueryError(fmt::format("the path '{}' takes more than {} steps", path.substr(0, 100), most_steps));
  Expr value = make(Column(path.substr(dot + 1)));
  for (path = path.substr(0, dot); !path.empty();) {
    const std::size_t before = path.rfind('.');
    const std::size_t from = before == std::string_view::npos ? 0 : before + 1;
    value = at_target(path.substr(from), std::move(value));
    path = path.substr(0, before == std::string_view::npos ? 0 : before);
  }
  return value;
}
Expr literal(Value value) { return make(Literal(std::move(value))); }

Expr call(Function function, std::vector<Expr> arguments) {
  const FunctionInfo& info = function_info(function);
  if (arguments.size() < info.least || arguments.size() > info.most) {
    throw QueryError(
        fmt::format("{} takes {} to {} arguments, not {}", info.name, info.least, info.most, arguments.size()));
  }
  if (function >= Function::json_member) require_known(function, arguments);
  return make(Call{function, std::move(arguments)});
}

// A value stands on the right, where the other side says what it is.
Expr compare(Expr left, CompareOp op, Expr right) {
  if (value_of(left) != nullptr && value_of(right) == nullptr) {
    std::swap(left, right);
    op = mirrored(op);
  }
  if (const Value* value = value_of(right); value != nullptr && value->is_null()) {
    if (op != CompareOp::equal && op != CompareOp::not_equal) refuse_null(*value, left);
    return null_test(std::move(left), op == CompareOp::not_equal);
  }
  return make(Comparison{op, std::move(left), std::move(right)});
}

Expr null_test(Expr operand, bool negated) { return make(NullTest{std::move(operand), negated}); }

Expr in_list(Expr operand, std::vector<Value> values, bool negated) {
  const std::size_t nulls = std::erase_if(values, [](const Value& value) { return value.is_null(); });
  std::vector<Expr> terms;
  if (!values.empty()) terms.push_back(make(InList{operand, Value::list(std::move(values)), negated}));
  if (nulls > 0) terms.push_back(null_test(std::move(operand), negated));
  return negated ? all_of(terms) : any_of(terms);
}

Expr between(Expr operand, Value low, Value high) {
  refuse_null(low, operand);
  refuse_null(high, operand);
  return make(Between{std::move(operand), literal(std::move(low)), literal(std::move(high))});
}

Expr match(Expr operand, MatchKind kind, std::string_view text, bool ignore_case) {
  return make(TextMatch{std::move(operand), kind, Value(text), ignore_case});
}

Expr has_element(Expr array, Value element) {
  if (element.is_null()) throw QueryError(fmt::format("{} can't be asked for an element that is NULL", name_of(array)));
  return make(HasElement{std::move(array), std::move(element)});
}

Expr quantified(std::string_view association, QuantifierKind kind, Expr condition) {
  return make(Quantifier{std::string(association), kind, std::move(condition)});
}

Expr compare(std::string_view name, CompareOp op, Value value) {
  const bool path = name.find('.') != std::string_view::npos;
  if (path || value.is_null()) return compare(column(name), op, literal(std::move(value)));
  return Expr(new ColumnComparison(name, op, std::move(value)));
}
Expr compare_text(std::string_view name, CompareOp op, std::string_view text) {
  return Expr(new ColumnComparison(name, op, text));
}
Expr compare_columns(std::string_view left, CompareOp op, std::string_view right) {
  return compare(column(left), op, column(right));
}
Expr null_test(std::string_view name, bool negated) { return null_test(column(name), negated); }
Expr in_list(std::string_view name, std::vector<Value> values, bool negated) {
  return in_list(column(name), std::move(values), negated);
}
Expr between(std::string_view name, Value low, Value high) {
  return between(column(name), std::move(low), std::move(high));
}
Expr match(std::string_view name, MatchKind kind, std::string_view text, bool ignore_case) {
  return match(column(name), kind, text, ignore_case);
}
Expr has_element(std::string_view name, Value element) { return has_element(column(name), std::move(element)); }

}  // namespace rowan::ast
