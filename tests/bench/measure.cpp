#include "measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "statistics.hpp"

namespace bench {
namespace {

constexpr double shortest_round = 50e6;  // nanoseconds, or instructions

class Measurement {
 public:
  Measurement(const Comparison& comparison, Meter meter) : comparison_(comparison), counter_(meter) {
    row_.name = comparison.name;
    if (meter == Meter::instructions) row_.unit = Unit::instructions;
  }

  /// One side alone, without a comparison.
  ReportRow run(const Side& side, std::size_t rounds) {
    std::uint64_t ignored = 0;
    units_ = units_for(side);
    for (std::size_t i = 0; i < 2 * rounds; ++i) ours_times_.push_back(spent(side, units_, ignored) / work());
    row_.ours = median(ours_times_);
    return finished(rounds);
  }

  /// As run; what is not the work is left to the first time.
  ReportRow count(const Side& side) {
    std::uint64_t ignored = 0;
    spent(side, units_, ignored);
    zero_callgrind();
    ours_times_.push_back(spent(side, units_, ignored) / work());
    row_.ours = median(ours_times_);
    return finished(1);
  }

  ReportRow measure(std::size_t rounds) {
    units_ = units_for(comparison_.raw.front());
    raw_ = &fastest(comparison_.raw);
    units_ = std::max(units_for(*raw_), units_for(comparison_.ours));
    for (std::size_t i = 0; i < rounds; ++i) add_round(i % 2 == 0);
    row_.ours = median(ours_times_);
    row_.raw = median(raw_times_);
    row_.ratio = median(ratios_);
    row_.interval = median_interval(ratios_);
    // The limits are on time: fewer instructions may well take longer.
    if (row_.unit == Unit::nanoseconds) row_.limit = comparison_.limit;
    return finished(rounds);
  }

 private:
  ReportRow finished(std::size_t rounds) {
    row_.rounds = rounds;
    row_.rows = units_ * comparison_.rows;
    return row_;
  }

  /// Rows handled by one run.
  [[nodiscard]] double work() const { return static_cast<double>(units_) * static_cast<double>(comparison_.rows); }

  double spent(const Side& side, std::size_t units, std::uint64_t& check) const {
    Round round(units, counter_);
    side(round);
    check = round.check;
    return round.spent();
  }

  /// Units of work that take the side at least a whole round.
  [[nodiscard]] std::size_t units_for(const Side& side) const {
    const std::size_t most =
        comparison_.most_units == 0 ? std::numeric_limits<std::size_t>::max() : comparison_.most_units;
    std::uint64_t ignored = 0;
    for (std::size_t units = 1;;) {
      const double so_much = spent(side, units, ignored);
      if (so_much >= shortest_round || units >= most) return units;
      const auto so_far = static_cast<double>(units);
      // A guess from little work may be far off.
      const double wanted = std::min(so_far * 20, so_far * shortest_round * 1.1 / std::max(so_much, 1.0));
      units = std::min(static_cast<std::size_t>(std::ceil(wanted)), most);
    }
  }

  [[nodiscard]] const Side& fastest(const std::vector<Side>& sides) const {
    std::vector<std::vector<double>> times(sides.size());
    std::uint64_t ignored = 0;
    for (int i = 0; sides.size() > 1 && i < 7; ++i) {
      for (std::size_t side = 0; side < sides.size(); ++side)
        times[side].push_back(spent(sides[side], units_, ignored));
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
        ours += spent(comparison_.ours, units_, read_by_ours) / 2;
      else
        raw += spent(*raw_, units_, read_by_raw) / 2;
    }
    if (read_by_ours != read_by_raw) {
      throw std::runtime_error(fmt::format("{}: the two sides differ in what they read or wrote ({} and {})",
                                           comparison_.name, read_by_ours, read_by_raw));
    }
    ours_times_.push_back(ours / work());
    raw_times_.push_back(raw / work());
    ratios_.push_back(ours / raw);
  }

  const Comparison& comparison_;
  Counter counter_;
  ReportRow row_;
  const Side* raw_ = nullptr;
  std::size_t units_ = 1;
  std::vector<double> ours_times_, raw_times_, ratios_;
};

}  // namespace

ReportRow measure(const Comparison& comparison, const Options& options) {
  Measurement measurement(comparison, comparison.meter.value_or(options.meter));
  if (options.side.empty()) return measurement.measure(options.rounds);
  const Side& side = options.side == "raw" ? comparison.raw.front() : comparison.ours;
  return options.callgrind ? measurement.count(side) : measurement.run(side, options.rounds);
}

}  // namespace bench
