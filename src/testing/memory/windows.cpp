#include "testing/memory/windows.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "testing/memory/evaluator.hpp"
#include "testing/memory/functions.hpp"
#include "testing/memory/numbers.hpp"

namespace rowan::testing::memory {
namespace {

/// Rows that a window function sees together, in its order.
struct Partition {
  std::vector<std::size_t> rows;
  std::vector<Row> by;             ///< what they are in order of
  std::vector<std::size_t> equal;  ///< numbers rows that are equal in that, from 0
  std::vector<Value> of;           ///< what the function is of; empty: of the rows
};

/// The frame of a row: from one place in the partition to before another.
struct Frame {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] std::size_t size() const { return end > begin ? end - begin : 0; }
};

/// The first place that `holds`, as all after it do; `to` where there is none.
template <class Holds>
std::size_t first_that(std::size_t from, std::size_t to, const Holds& holds) {
  while (from < to) {
    const std::size_t middle = from + (to - from) / 2;
    if (holds(middle))
      to = middle;
    else
      from = middle + 1;
  }
  return from;
}

/// The frames of a partition's rows. Each end is found alike: the first row at a place, or the first beyond it.
class Frames {
 public:
  Frames(const Windowed& window, const Partition& partition) : window_(window), partition_(partition) {}

  [[nodiscard]] Frame of(std::size_t at) const {
    if (window_.first == FrameEnd::unsaid) return {0, window_.order.empty() ? count() : equal_to(at, 0, true)};
    return {edge(at, window_.first, window_.before, false), edge(at, window_.last, window_.after, true)};
  }

 private:
  using Place = std::int64_t;
  [[nodiscard]] std::size_t count() const { return partition_.rows.size(); }

  [[nodiscard]] std::size_t edge(std::size_t at, FrameEnd end, std::int64_t distance, bool beyond) const {
    if (end == FrameEnd::unbounded_preceding) return 0;
    if (end == FrameEnd::unbounded_following) return count();
    const Place way = end == FrameEnd::current_row ? 0 : end == FrameEnd::preceding ? -distance : distance;
    if (window_.unit == FrameUnit::rows) {
      const Place place = static_cast<Place>(at) + way + (beyond ? 1 : 0);
      return static_cast<std::size_t>(std::clamp(place, Place{0}, static_cast<Place>(count())));
    }
    const bool of_values = window_.unit == FrameUnit::range && end != FrameEnd::current_row;
    return of_values ? in_range(at, way, beyond) : equal_to(at, way, beyond);
  }

  [[nodiscard]] std::size_t equal_to(std::size_t at, Place way, bool beyond) const {
    const Place place = static_cast<Place>(partition_.equal[at]) + way;
    return first_that(0, count(), [&](std::size_t i) {
      const auto group = static_cast<Place>(partition_.equal[i]);
      return beyond ? group > place : group >= place;
    });
  }

  // NULL is so far from NULL only.
  [[nodiscard]] std::size_t in_range(std::size_t at, Place way, bool beyond) const {
    const auto is_null = [&](std::size_t i) { return partition_.by[i].front().is_null(); };
    if (is_null(at)) return equal_to(at, 0, beyond);
    const std::size_t from = is_null(0) ? first_that(0, at, [&](std::size_t i) { return !is_null(i); }) : 0;
    const std::size_t to = first_that(at, count(), is_null);
    const bool down = window_.order.front().descending;
    const auto place = [&](std::size_t i) {
      const Decimal value = partition_.by[i].front().as_decimal();
      return down ? -value : value;
    };
    const Decimal wanted = place(at) + Decimal(way);
    return first_that(from, to, [&](std::size_t i) { return beyond ? place(i) > wanted : place(i) >= wanted; });
  }

  const Windowed& window_;
  const Partition& partition_;
};

/// The values of a function, row by row.
class Made {
 public:
  Made(const Windowed& window, const Partition& partition) : window_(window), partition_(partition) {}

  Value at(std::size_t at) {
    const auto place = static_cast<std::int64_t>(at);
    switch (window_.function) {
      case WindowFunction::row_number:
        return Value(place + 1);
      case WindowFunction::rank:
        return Value(static_cast<std::int64_t>(first_equal(at)) + 1);
      case WindowFunction::dense_rank:
        return Value(static_cast<std::int64_t>(partition_.equal[at]) + 1);
      case WindowFunction::percent_rank:
        return Value(count() < 2 ? 0.0 : share(first_equal(at), count() - 1));
      case WindowFunction::cume_dist:
        return Value(share(beyond_equal(at), count()));
      case WindowFunction::ntile:
        return Value(part_of(place));
      case WindowFunction::lag:
        return value_at(place - window_.number);
      case WindowFunction::lead:
        return value_at(place + window_.number);
      default:
        return in_frame(Frames(window_, partition_).of(at));
    }
  }

 private:
  [[nodiscard]] std::size_t count() const { return partition_.rows.size(); }
  [[nodiscard]] std::size_t first_equal(std::size_t at) const {
    return first_that(0, at, [&](std::size_t i) { return partition_.equal[i] == partition_.equal[at]; });
  }
  [[nodiscard]] std::size_t beyond_equal(std::size_t at) const {
    return first_that(at, count(), [&](std::size_t i) { return partition_.equal[i] != partition_.equal[at]; });
  }
  static double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }
  // The first parts have a row more.
  [[nodiscard]] std::int64_t part_of(std::int64_t place) const {
    const auto all = static_cast<std::int64_t>(count());
    const std::int64_t size = all / window_.number, longer = all % window_.number;
    const std::int64_t of_longer = longer * (size + 1);
    return 1 + (place < of_longer ? place / (size + 1) : longer + (place - of_longer) / size);
  }
  [[nodiscard]] Value value_at(std::int64_t place) const {
    return place < 0 || place >= static_cast<std::int64_t>(count()) ? Value()
                                                                    : partition_.of[static_cast<std::size_t>(place)];
  }
  [[nodiscard]] Value nth(const Frame& frame, std::size_t number) const {
    return number < frame.size() ? partition_.of[frame.begin + number] : Value();
  }

  Value in_frame(const Frame& frame) {
    if (window_.function == WindowFunction::first_value) return nth(frame, 0);
    if (window_.function == WindowFunction::last_value)
      return frame.size() == 0 ? Value() : nth(frame, frame.size() - 1);
    if (window_.function == WindowFunction::nth_value) return nth(frame, static_cast<std::size_t>(window_.number - 1));
    if (window_.of.empty()) return Value(static_cast<std::int64_t>(frame.size()));
    return total_of(frame);
  }

  // Most frames are that of the row before and some rows more.
  Value total_of(const Frame& frame) {
    if (!total_ || frame.begin != seen_.begin || frame.end < seen_.end) {
      total_.emplace(static_cast<AggregateFunction>(window_.function), window_.kind);
      seen_ = {frame.begin, frame.begin};
    }
    for (; seen_.end < frame.end; ++seen_.end) total_->add(partition_.of[seen_.end]);
    return total_->result();
  }

  const Windowed& window_;
  const Partition& partition_;
  std::optional<Aggregate> total_;  ///< of the rows seen
  Frame seen_;
};

}  // namespace

const Value& WindowPass::of(const Windowed& window, std::size_t row) const {
  const auto found = made_.find(&window);
  return (found != made_.end() ? found : made_.emplace(&window, made(window)).first)->second[row];
}

std::vector<Value> WindowPass::made(const Windowed& window) const {
  std::vector<Partition> partitions;
  Numbers numbers;
  std::vector<Row> by(count_);
  for (std::size_t row = 0; row < count_; ++row) {
    Row key;
    for (const Operand& operand : window.partition) key.push_back(value_(operand, row));
    for (const SortTerm& term : window.order) by[row].push_back(value_(term.by, row));
    const std::size_t number = numbers.of(key).first;
    if (number == partitions.size()) partitions.emplace_back();
    partitions[number].rows.push_back(row);
  }
  std::vector<Value> values(count_);
  for (Partition& partition : partitions) {
    std::stable_sort(partition.rows.begin(), partition.rows.end(),
                     [&](std::size_t a, std::size_t b) { return sorts_before(by[a], by[b], window.order); });
    for (const std::size_t row : partition.rows) {
      const bool again = !partition.by.empty() && same(partition.by.back(), by[row]);
      partition.equal.push_back(partition.by.empty() ? 0 : partition.equal.back() + (again ? 0 : 1));
      partition.by.push_back(std::move(by[row]));
      if (!window.of.empty()) partition.of.push_back(value_(window.of.front(), row));
    }
    Made of_window(window, partition);
    for (std::size_t at = 0; at < partition.rows.size(); ++at) values[partition.rows[at]] = of_window.at(at);
  }
  return values;
}

}  // namespace rowan::testing::memory
