// Window functions over rows in memory.
#include <algorithm>

#include "testing/memory/evaluator.hpp"
#include "testing/memory/functions.hpp"

namespace rowan::testing::memory {
namespace {

/// The frame around a row: from one place to before another.
struct Frame {
  std::size_t begin = 0, end = 0;
};

std::size_t bound_of(FrameEnd end, std::uint32_t rows, std::size_t at, std::size_t count) {
  if (end == FrameEnd::unbounded_preceding) return 0;
  if (end == FrameEnd::unbounded_following) return count;
  if (end == FrameEnd::preceding) return at < rows ? 0 : at - rows;
  return end == FrameEnd::following ? std::min<std::size_t>(at + rows, count) : at;
}

// Beyond the last row it ends there, and before the first it has no row.
std::size_t end_of(const Windowed& window, std::size_t at, std::size_t count) {
  if (window.last == FrameEnd::preceding) return at < window.last_rows ? 0 : at - window.last_rows + 1;
  return std::min(bound_of(window.last, window.last_rows, at, count) + 1, count);
}

// Unsaid, in an order, it ends with the rows that are equal in that.
Frame frame_of(const Windowed& window, const std::vector<Row>& by, std::size_t at) {
  const std::size_t count = by.size();
  if (window.first != FrameEnd::unsaid)
    return {bound_of(window.first, window.first_rows, at, count), end_of(window, at, count)};
  if (window.order.empty()) return {0, count};
  std::size_t end = at + 1;
  while (end < count && same(by[at], by[end])) ++end;
  return {0, end};
}

// The place among the rows before it that differ, counted each, or each group of equals once.
std::int64_t rank_of(const std::vector<Row>& by, std::size_t at, bool dense) {
  std::int64_t rank = 1;
  for (std::size_t i = 1; i <= at; ++i) {
    if (same(by[i - 1], by[i])) continue;
    rank = dense ? rank + 1 : static_cast<std::int64_t>(i) + 1;
  }
  return rank;
}

}  // namespace

std::pair<Evaluator::Group, std::size_t> Evaluator::around(const Windowed& window, const Table& table,
                                                           const Row& row) const {
  const Evaluator of_rows(*this, nullptr);
  const Row key = of_rows.values_of(window.partition, table, row);
  Group rows;
  for (const std::size_t place : *window_) {
    if (same(of_rows.values_of(window.partition, table, table.at(place).values), key)) rows.push_back(place);
  }
  of_rows.sort(rows, table, window.order);
  const auto own = std::find_if(rows.begin(), rows.end(), [&](std::size_t p) { return &table.at(p).values == &row; });
  return {std::move(rows), static_cast<std::size_t>(own - rows.begin())};
}

std::vector<Row> Evaluator::order_values(const Windowed& window, const Table& table, const Group& rows) const {
  std::vector<Row> all;
  for (const std::size_t place : rows) {
    Row by;
    for (const SortTerm& term : window.order) {
      Value made;
      by.push_back(Evaluator(*this, nullptr).value_of(term.by, table, table.at(place).values, made));
    }
    all.push_back(std::move(by));
  }
  return all;
}

Value Evaluator::computed(const Windowed& window, const Table& table, const Row& row) const {
  const auto [rows, at] = around(window, table, row);
  const std::vector<Row> by = order_values(window, table, rows);
  const auto value_at = [&, &places = rows](std::size_t i) {
    return Evaluator(*this, nullptr).values_of(window.of, table, table.at(places[i]).values).front();
  };
  const Frame frame = frame_of(window, by, at);
  switch (window.function) {
    case WindowFunction::row_number:
      return Value(static_cast<std::int64_t>(at + 1));
    case WindowFunction::rank:
    case WindowFunction::dense_rank:
      return Value(rank_of(by, at, window.function == WindowFunction::dense_rank));
    case WindowFunction::lag:
      return at < window.distance ? Value() : value_at(at - window.distance);
    case WindowFunction::lead:
      return at + window.distance < rows.size() ? value_at(at + window.distance) : Value();
    case WindowFunction::first_value:
      return frame.begin < frame.end ? value_at(frame.begin) : Value();
    case WindowFunction::last_value:
      return frame.begin < frame.end ? value_at(frame.end - 1) : Value();
    default:
      break;
  }
  if (window.of.empty()) return Value(static_cast<std::int64_t>(frame.end > frame.begin ? frame.end - frame.begin : 0));
  std::vector<Value> values;
  for (std::size_t i = frame.begin; i < frame.end; ++i) {
    if (Value value = value_at(i); !value.is_null()) values.push_back(std::move(value));
  }
  return aggregate_of(static_cast<AggregateFunction>(window.function), values, window.kind);
}

}  // namespace rowan::testing::memory
