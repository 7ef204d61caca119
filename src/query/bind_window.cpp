// Window functions, bound.
#include <fmt/format.h>

#include "query/expression_binder.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

constexpr std::string_view names[] = {"count()",   "sum()",        "average()",     "minimum()",
                                      "maximum()", "row_number()", "rank()",        "dense_rank()",
                                      "lag()",     "lead()",       "first_value()", "last_value()"};

// Without an order the database would choose which row comes before which.
bool needs_order(WindowFunction function) { return function > WindowFunction::maximum; }

}  // namespace

BoundExpr ExpressionBinder::part(const ast::Window& window) const {
  const std::string_view name = names[static_cast<std::size_t>(window.function)];
  if (!place_.windows) {
    throw QueryError(fmt::format(
        "{0}.over(…) sees the rows that {1} of {2} leaves, so it can't stand there: select(…) it, and ask the result, "
        "as in select(…, {0}.over(…)).as_table(\"numbered\"), then where(numbered.value<1>() <= 3)",
        name, place_.clause, model_.name));
  }
  if (window.order.empty() && (needs_order(window.function) || window.first != FrameEnd::unsaid))
    throw QueryError(fmt::format("{} is of rows one after the other: say in which order, by order_by(…)", name));
  Place inside = place_;
  inside.clause = name;
  inside.windows = false;
  const ExpressionBinder binder(statement_, scope_, model_, source_, inside);
  bound::Window made{window.function,
                     binder.terms(window.of),
                     window.distance,
                     binder.terms(window.partition),
                     binder.terms(window.order),
                     window.ways,
                     window.first,
                     window.last,
                     window.first_rows,
                     window.last_rows};
  TypeKind kind = TypeKind::int64;
  if (window.function <= WindowFunction::maximum)
    kind = aggregate_kind(static_cast<AggregateFunction>(window.function), made.of);
  else if (!made.of.empty())
    kind = made.of.front().node()->kind;
  return bound::make(std::move(made), kind);
}

}  // namespace rowan
