// Window functions as SQL.
#include <fmt/format.h>

#include "query_writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/walk.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

std::string frame_end(FrameEnd end, std::int64_t distance) {
  switch (end) {
    case FrameEnd::unbounded_preceding:
      return "UNBOUNDED PRECEDING";
    case FrameEnd::preceding:
      return fmt::format("{} PRECEDING", distance);
    case FrameEnd::following:
      return fmt::format("{} FOLLOWING", distance);
    case FrameEnd::unbounded_following:
      return "UNBOUNDED FOLLOWING";
    default:
      return "CURRENT ROW";
  }
}

std::vector<bound::OrderBy> order_of(const bound::Window& window) {
  std::vector<bound::OrderBy> order;
  for (std::size_t i = 0; i < window.order.size(); ++i)
    order.push_back({window.order[i], (window.ways[i] & 4U) != 0, static_cast<NullsOrder>(window.ways[i] & 3U)});
  return order;
}

// MariaDB takes no frame where it says nothing.
bool has_frame(const bound::Window& window) { return window.first != FrameEnd::unsaid && sees_frame(window.function); }

bool has_distance(FrameEnd end) { return end == FrameEnd::preceding || end == FrameEnd::following; }

void require_frame(const bound::Window& window, const std::vector<bound::OrderBy>& order, const SqlWriter& out) {
  const Capabilities& can = out.dialect().can();
  if (window.unit == FrameUnit::groups && !can.group_frames) {
    throw Unsupported(fmt::format(
        "{} has no GROUPS frames, PostgreSQL and SQLite have: take rows_between(…), or number the groups with "
        "dense_rank() in a table and take range_between(…) of that number",
        out.dialect().name()));
  }
  // NULLs are placed there by a term of their own, and RANGE adds to one only.
  const bool adds = window.unit == FrameUnit::range && (has_distance(window.first) || has_distance(window.last));
  const bool first = !order.empty() && order.front().nulls == NullsOrder::first;
  if (adds && !can.nulls_first_last && order.front().nulls != NullsOrder::unspecified &&
      first == order.front().descending) {
    throw Unsupported(fmt::format(
        "{} has NULLs first in an ascending order of range_between(…) and last in a descending one, PostgreSQL and "
        "SQLite place them anywhere: take nulls_{}() away, or order by coalesce(…)",
        out.dialect().name(), first ? "first" : "last"));
  }
}

// MariaDB takes what leaves a frame from the sum, in which a large double has left nothing of a small one.
void require_sum(const bound::Window& window, const Dialect& dialect) {
  const bool sums = window.function == WindowFunction::sum || window.function == WindowFunction::average;
  if (dialect.can().group_frames || !sums || !has_frame(window) || window.first == FrameEnd::unbounded_preceding)
    return;
  const TypeKind kind = window.of.front().node()->kind;
  if (kind != TypeKind::float32 && kind != TypeKind::float64) return;
  throw Unsupported(fmt::format(
      "{} makes mistakes in sums and averages of doubles over frames that rows leave, PostgreSQL and SQLite "
      "do not: begin at unbounded_preceding, or keep decimals, which are summed exactly",
      dialect.name()));
}

/// What stands among the values of a query.
struct Found {
  bool window = false, distinct = false;
};
void look(Found& found, const BoundExpr& tree) {
  if (tree.always_true()) return;
  const auto* aggregate = std::get_if<bound::Aggregate>(&tree.node()->is);
  found.distinct = found.distinct || (aggregate != nullptr && aggregate->distinct);
  found.window = found.window || std::holds_alternative<bound::Window>(tree.node()->is);
  const auto inside = [&](const BoundExpr& child) { look(found, child); };
  std::visit([&](const auto& part) { for_each_child(part, inside); }, tree.node()->is);
}

std::string frame(const bound::Window& window) {
  constexpr std::string_view units[] = {"ROWS", "RANGE", "GROUPS"};
  return fmt::format(" {} BETWEEN {} AND {}", units[static_cast<std::size_t>(window.unit)],
                     frame_end(window.first, window.before), frame_end(window.last, window.after));
}

}  // namespace

// MariaDB, which has no frames of groups, then sorts the joined rows and takes the number of rows of each group for 0.
void QueryWriter::require_windows(const bound::Query& groups) const {
  if (out_.dialect().can().group_frames) return;
  Found found;
  for (const bound::Output& output : groups.outputs) look(found, output.value);
  for (const bound::OrderBy& term : groups.order) look(found, term.value);
  look(found, groups.having);
  if (!found.window || !found.distinct) return;
  throw Unsupported(
      fmt::format("{} makes mistakes in windows over groups beside distinct values, PostgreSQL and SQLite do not: "
                  "select(…) the groups, and ask the windows of as_table(…)",
                  out_.dialect().name()));
}

std::string QueryWriter::over(const bound::Window& window) {
  const std::vector<bound::OrderBy> order = order_of(window);
  const std::size_t before = out_.length();
  if (!window.partition.empty()) {
    out_.text(" PARTITION BY ");
    write_row(window.partition);
  }
  write_order(order, nullptr);
  if (has_frame(window)) {
    require_frame(window, order, out_);
    out_.text(frame(window));
  }
  const std::string rows = out_.cut(before);
  return fmt::format(" OVER ({})", std::string_view(rows).substr(rows.empty() ? 0 : 1));
}

// An aggregate compares what it is of; the others give it as it is.
void QueryWriter::part(const bound::Window& window) {
  require_sum(window, out_.dialect());
  const bool compares = window.function <= WindowFunction::maximum;
  const auto argument = [&] {
    if (window.of.empty()) return std::string("*");
    return compares ? comparable(window.of.front()) : text_of(window.of.front());
  };
  const TypeKind kind = window.of.empty() ? TypeKind::int64 : window.of.front().node()->kind;
  const auto rows = [&] { return over(window); };
  out_.text(out_.dialect().window(window.function, argument, window.number, rows, kind));
}

}  // namespace rowan
