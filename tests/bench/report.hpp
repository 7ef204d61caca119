// The results: a table for people, lines of JSON for programs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "statistics.hpp"

namespace bench {

enum class Unit { nanoseconds, instructions, milliseconds, bytes, megabytes, round_trips };

struct ReportRow {
  std::string name;
  std::string database{};         ///< empty where none takes part
  Unit unit = Unit::nanoseconds;  ///< of `ours` and `raw`; milliseconds are of CPU time
  double ours = 0, raw = 0;       ///< raw 0: there is nothing to compare with
  double ratio = 0;               ///< 0: the limit is on `ours` itself
  Interval interval;              ///< of the ratio, 95 %
  double limit = 0;               ///< 0: reported only
  std::size_t rounds = 0, rows = 0;
  std::string note{};

  /// Surely above its limit: the whole interval is.
  [[nodiscard]] bool missed() const;
};

void print_head(const std::string& database);
void print_row(const ReportRow& row);
/// One object, in one line.
std::string to_json(const ReportRow& row);

}  // namespace bench
