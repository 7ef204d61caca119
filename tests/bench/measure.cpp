#include "measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "statistics.hpp"

namespace bench {
namespace {

constexpr double shortest_round = 50e6;  // nanoseconds

class Meter {
 public:
  Meter(const Comparison& comparison, const Options& options)
      : comparison_(comparison), clock_(options.cpu ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC) {}

  ReportRow measure(std::size_t rounds) {
    units_ = units_for(comparison_.raw.front());
    raw_ = &fastest(comparison_.raw);
    units_ = std::max(units_for(*raw_), units_for(comparison_.ours));
    for (std::size_t i = 0; i < rounds; ++i) add_round(i % 2 == 0);
    ReportRow row;
    row.name = comparison_.name;
    row.ours = median(ours_times_);
    row.raw = median(raw_times_);
    row.ratio = median(ratios_);
    row.interval = median_interval(ratios_);
    row.limit = comparison_.limit;
    row.rounds = rounds;
    row.rows = units_ * comparison_.rows;
    return row;
  }

 private:
  double time_of(const Side& side, std::size_t units, std::uint64_t& check) const {
    Round round(units, clock_);
    side(round);
    check = round.check;
    return round.nanoseconds();
  }

  /// Units of work that take the side at least a whole round.
  [[nodiscard]] std::size_t units_for(const Side& side) const {
    const std::size_t most =
        comparison_.most_units == 0 ? std::numeric_limits<std::size_t>::max() : comparison_.most_units;
    std::uint64_t ignored = 0;
    for (std::size_t units = 1;;) {
      const double spent = time_of(side, units, ignored);
      if (spent >= shortest_round || units >= most) return units;
      const auto so_far = static_cast<double>(units);
      // A guess from little work may be far off.
      const double wanted = std::min(so_far * 20, so_far * shortest_round * 1.1 / std::max(spent, 1.0));
      units = std::min(static_cast<std::size_t>(std::ceil(wanted)), most);
    }
  }

  [[nodiscard]] const Side& fastest(const std::vector<Side>& sides) const {
    std::vector<std::vector<double>> times(sides.size());
    std::uint64_t ignored = 0;
    for (int i = 0; sides.size() > 1 && i < 7; ++i) {
      for (std::size_t side = 0; side < sides.size(); ++side)
        times[side].push_back(time_of(sides[side], units_, ignored));
    }
    std::size_t best = 0;
    for (std::size_t side = 1; side < sides.size(); ++side) {
      if (median(times[side]) < median(times[best])) best = side;
    }
    return sides[best];
  }

  /// Two runs of each side, the first and the last of the same one, so that drift falls on both alike.
  void add_round(bool ours_first) {
    double ours = 0, raw = 0;
    std::uint64_t read_by_ours = 0, read_by_raw = 0;
    for (const bool outer : {true, false, false, true}) {
      if (outer == ours_first)
        ours += time_of(comparison_.ours, units_, read_by_ours) / 2;
      else
        raw += time_of(*raw_, units_, read_by_raw) / 2;
    }
    if (read_by_ours != read_by_raw) {
      throw std::runtime_error(fmt::format("{}: the two sides differ in what they read or wrote ({} and {})",
                                           comparison_.name, read_by_ours, read_by_raw));
    }
    const double work = static_cast<double>(units_) * static_cast<double>(comparison_.rows);
    ours_times_.push_back(ours / work);
    raw_times_.push_back(raw / work);
    ratios_.push_back(ours / raw);
  }

  const Comparison& comparison_;
  clockid_t clock_;
  const Side* raw_ = nullptr;
  std::size_t units_ = 1;
  std::vector<double> ours_times_, raw_times_, ratios_;
};

}  // namespace

ReportRow measure(const Comparison& comparison, const Options& options) {
  return Meter(comparison, options).measure(options.rounds);
}

}  // namespace bench
