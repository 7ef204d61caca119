#include "reporter.hpp"

#include <fmt/format.h>

#include <fstream>
#include <utility>

namespace bench {

void Reporter::add(ReportRow row) {
  if (!wants(row.name)) return;
  row.database = database_;
  if (!std::exchange(headed_, true)) print_head(database_);
  print_row(row);
  lines_ += to_json(row) + "\n";
}

void Reporter::measure_all(const std::vector<Comparison>& rows) {
  for (const Comparison& row : rows) {
    if (wants(row.name)) add(measure(row, options_));
  }
}

void Reporter::finish() const {
  fmt::print("\n{}", lines_);
  if (!options_.json.empty()) std::ofstream(options_.json) << lines_;
}

}  // namespace bench
