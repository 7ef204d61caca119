// Window functions as SQL.
#include <fmt/format.h>

#include "query_writer.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

std::string frame_end(FrameEnd end, std::uint32_t rows) {
  switch (end) {
    case FrameEnd::unbounded_preceding:
      return "UNBOUNDED PRECEDING";
    case FrameEnd::preceding:
      return fmt::format("{} PRECEDING", rows);
    case FrameEnd::following:
      return fmt::format("{} FOLLOWING", rows);
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

}  // namespace

std::string QueryWriter::over(const bound::Window& window) {
  const std::size_t before = out_.length();
  out_.text(" OVER (");
  if (!window.partition.empty()) {
    out_.text("PARTITION BY ");
    write_row(window.partition);
  }
  write_order(order_of(window), nullptr);
  if (window.first != FrameEnd::unsaid && sees_frame(window.function)) {  // MariaDB takes no frame that says nothing
    out_.text(fmt::format(" ROWS BETWEEN {} AND {}", frame_end(window.first, window.first_rows),
                          frame_end(window.last, window.last_rows)));
  }
  out_.text(")");
  std::string text = out_.cut(before);
  if (window.partition.empty() && !window.order.empty()) text.erase(text.find('(') + 1, 1);  // the space before ORDER
  return text;
}

void QueryWriter::part(const bound::Window& window) {
  const auto argument = [&] { return window.of.empty() ? std::string("*") : comparable(window.of.front()); };
  const TypeKind kind = window.of.empty() ? TypeKind::int64 : window.of.front().node()->kind;
  out_.text(out_.dialect().window(
      window.function, argument, window.distance, [&] { return over(window); }, kind));
}

}  // namespace rowan
