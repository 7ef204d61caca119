// Measures this library beside the C API of SQLite. Exits with 1 only where the two do not agree on the data.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>

#include "rows.hpp"

namespace bench {
namespace {

class Reporter {
 public:
  explicit Reporter(const Options& options) : options_(options) {}

  [[nodiscard]] bool wants(const std::string& name) const { return name.find(options_.filter) != std::string::npos; }
  void add(const ReportRow& row) {
    if (!wants(row.name)) return;
    print_row(row);
    lines_ += to_json(row) + "\n";
  }
  void measure_all(const std::vector<Comparison>& rows) {
    for (const Comparison& row : rows) {
      if (wants(row.name)) add(measure(row, options_));
    }
  }
  void finish() const {
    fmt::print("\n{}", lines_);
    if (!options_.json.empty()) std::ofstream(options_.json) << lines_;
  }

 private:
  const Options& options_;
  std::string lines_;
};

void run(const Options& options) {
  Fixture fixture(options);
  Reporter reporter(options);
  print_head();
  reporter.measure_all(scan_rows(fixture));
  reporter.measure_all(find_rows(fixture));
  reporter.measure_all(save_rows(fixture));
  reporter.measure_all(lazy_rows(fixture));
  reporter.measure_all(soci_rows(fixture));
  for (const ReportRow& row : memory_rows(fixture)) reporter.add(row);
  if (reporter.wants("compile")) {
    for (const ReportRow& row : compile_rows(options)) reporter.add(row);
  }
  reporter.finish();
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  try {
    bench::run(bench::parse_options(count, arguments));
    return 0;
  } catch (const std::exception& error) {
    std::fflush(stdout);
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
}
