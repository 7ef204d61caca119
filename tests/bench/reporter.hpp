// Measures the rows that were asked for and reports them.
#pragma once

#include <string>
#include <vector>

#include "measure.hpp"
#include "options.hpp"
#include "report.hpp"

namespace bench {

class Reporter {
 public:
  explicit Reporter(const Options& options) : options_(options) {}

  /// The rows that follow are about this database.
  void begin(const std::string& database) {
    database_ = database;
    headed_ = false;
  }
  /// callgrind, which counts one row at a time, asks for it by its whole name.
  [[nodiscard]] bool wants(const std::string& name) const {
    return options_.callgrind ? name == options_.filter : name.find(options_.filter) != std::string::npos;
  }
  void add(ReportRow row);
  void measure_all(const std::vector<Comparison>& rows);
  /// Prints the lines of JSON, and writes them to the file that was asked for.
  void finish() const;

 private:
  const Options& options_;
  std::string database_, lines_;
  bool headed_ = false;  ///< the table of this database has begun
};

}  // namespace bench
