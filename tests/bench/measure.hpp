// Two ways of doing the same work, timed side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "counter.hpp"
#include "options.hpp"
#include "report.hpp"

namespace bench {

/// One measured run of one side. The side does `amount` units of work between start() and stop(), which it may call
/// several times to leave out what is not to be measured, and adds what it read or wrote to `check`.
class Round {
 public:
  Round(std::size_t units, const Counter& counter) : amount(units), counter_(counter) {}
  void start() {
    started_ = counter_.now();
    toggle_callgrind();
  }
  void stop() {
    toggle_callgrind();
    spent_ += counter_.now() - started_;
  }
  /// Nanoseconds, or instructions.
  [[nodiscard]] double spent() const { return static_cast<double>(spent_); }

  const std::size_t amount;
  std::uint64_t check = 0;

 private:
  const Counter& counter_;
  std::int64_t started_ = 0, spent_ = 0;
};

using Side = std::function<void(Round&)>;

struct Comparison {
  std::string name;
  double limit = 0;            ///< the most that ours/raw may be; 0: reported only
  std::size_t rows = 1;        ///< that one unit of work handles; times are told per row
  std::size_t most_units = 0;  ///< that one round can do; 0: any number
  std::optional<Meter> meter;  ///< of this row, whatever the options say
  Side ours;
  std::vector<Side> raw;  ///< ways to do it with the C API: the fastest is the baseline
};

/// Rounds in the order A B B A, long enough each; medians, and the interval of the pairwise ratios.
/// @throws std::runtime_error when the sides do not agree on what they read or wrote.
ReportRow measure(const Comparison& comparison, const Options& options);

}  // namespace bench
