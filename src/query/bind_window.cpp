// Window functions, bound.
#include <fmt/format.h>

#include "query/expression_binder.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

constexpr std::string_view names[] = {"count()",        "sum()",         "average()",    "minimum()",
                                      "maximum()",      "row_number()",  "rank()",       "dense_rank()",
                                      "percent_rank()", "cume_dist()",   "ntile()",      "lag()",
                                      "lead()",         "first_value()", "last_value()", "nth_value()"};

// Without an order the database would choose which row comes before which.
bool needs_order(const ast::Window& window) {
  return window.function > WindowFunction::maximum || window.first != FrameEnd::unsaid;
}

bool has_distance(FrameEnd end) { return end == FrameEnd::preceding || end == FrameEnd::following; }

// Of other kinds databases differ in what a distance is, if they have one.
void require_range(const bound::Window& window) {
  if (window.unit != FrameUnit::range || !(has_distance(window.first) || has_distance(window.last))) return;
  if (window.order.size() == 1 && is_integer(window.order.front().node()->kind)) return;
  throw QueryError(
      "range_between(…) with preceding(…) or following(…) adds to the value that the rows are in order of, which is "
      "one whole number: order_by(…) such a one, or count rows with rows_between(…)");
}

TypeKind kind_of(const bound::Window& window) {
  if (!window.of.empty()) return window.of.front().node()->kind;
  const bool parts = window.function == WindowFunction::percent_rank || window.function == WindowFunction::cume_dist;
  return parts ? TypeKind::float64 : TypeKind::int64;
}

}  // namespace

BoundExpr ExpressionBinder::part(const ast::Window& window) const {
  const std::string_view name = names[static_cast<std::size_t>(window.function)];
  if (!place_.windows) {
    throw QueryError(fmt::format(
        "{0}.over(…) is of the rows that are given, so it can't stand in {1} of {2}: select(…) it, and ask the result, "
        "as in numbered = select(…, {0}.over(…)).as_table(\"numbered\"), then numbered.where(numbered.value<1>() <= 3)",
        name, place_.clause, model_.name));
  }
  if (window.order.empty() && needs_order(window))
    throw QueryError(fmt::format("{} is of rows one after the other: say in which order, by order_by(…)", name));
  Place inside = place_;
  inside.clause = name;
  inside.windows = false;
  const ExpressionBinder binder(statement_, scope_, model_, source_, inside);
  bound::Window made{window.function,
                     binder.terms(window.of),
                     window.number,
                     binder.terms(window.partition),
                     binder.terms(window.order),
                     window.ways,
                     window.unit,
                     window.first,
                     window.last,
                     window.before,
                     window.after};
  require_range(made);
  const TypeKind kind = window.function <= WindowFunction::maximum
                            ? aggregate_kind(static_cast<AggregateFunction>(window.function), made.of)
                            : kind_of(made);
  return bound::make(std::move(made), kind);
}

}  // namespace rowan
