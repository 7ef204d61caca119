// Window functions as users write them: what can't be is refused where it is written.
#include <fmt/format.h>

#include <limits>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/order.hpp"

namespace rowan::ast {
namespace {

// Databases take 32 bits.
constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();

void require_number(std::string_view what, std::int64_t number, std::int64_t least) {
  if (number >= least && number <= most) return;
  throw QueryError(fmt::format("{} takes a whole number from {} to {}, not {}", what, least, most, number));
}

void require_number(WindowFunction function, std::int64_t number) {
  if (function == WindowFunction::lag || function == WindowFunction::lead)
    return require_number("lag(value, distance), as lead(…),", number, 0);
  if (function == WindowFunction::ntile) return require_number("ntile(parts)", number, 1);
  if (function == WindowFunction::nth_value) return require_number("nth_value(value, number)", number, 1);
}

// What is before this row is negative.
std::int64_t place_of(FrameEnd end, std::int64_t distance) {
  constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();
  if (end == FrameEnd::unbounded_preceding) return -all;
  if (end == FrameEnd::unbounded_following) return all;
  if (end == FrameEnd::current_row) return 0;
  return end == FrameEnd::preceding ? -distance : distance;
}

// Databases refuse what begins in a later direction than it ends in, and take `1 PRECEDING AND 2 PRECEDING`, which has
// no rows.
void require_frame(const WindowRows& rows) {
  if (rows.first == FrameEnd::unsaid) return;
  require_number("preceding(distance)", rows.before, 0);
  require_number("following(distance)", rows.after, 0);
  const bool outside = rows.first == FrameEnd::unbounded_following || rows.last == FrameEnd::unbounded_preceding;
  if (!outside && place_of(rows.first, rows.before) <= place_of(rows.last, rows.after)) return;
  throw QueryError(
      "the frame of a window ends before it begins: say first where it begins, from unbounded_preceding over "
      "preceding(…), current_row and following(…) to unbounded_following");
}

}  // namespace

Expr window(WindowFunction function, std::vector<Expr> of, std::int64_t number, const WindowRows& rows) {
  require_number(function, number);
  require_frame(rows);
  Window made{.function = function,
              .of = std::move(of),
              .number = number,
              .partition = rows.partition,
              .order = {},
              .ways = {},
              .unit = rows.unit,
              .first = rows.first,
              .last = rows.last,
              .before = rows.before,
              .after = rows.after};
  for (const OrderTerm& term : rows.order) {
    made.order.push_back(term.expr);
    made.ways.push_back((term.descending ? 4U : 0U) | static_cast<std::uint32_t>(term.nulls));
  }
  return make(std::move(made));
}

void refuse_distinct_window() {
  throw QueryError(
      "no database counts each value once over a window: take distinct() away, or count_distinct(…) of groups");
}

}  // namespace rowan::ast
