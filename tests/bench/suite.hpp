// What is measured: a suite for each database, and one for the compiler. A suite joins with a file like
// sqlite/suite.cpp:
//
//   const bool added = add_suite({"sqlite", [](const Options& options, Reporter& reporter) {…}});
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "options.hpp"
#include "reporter.hpp"

namespace bench {

struct Suite {
  std::string database;  ///< in the JSON lines; empty where none takes part
  std::function<void(const Options& options, Reporter& reporter)> run;
};

/// Called from a static initialiser of the suite's file.
bool add_suite(Suite suite);
/// In the order of their names, the one of the compiler last.
const std::vector<Suite>& suites();

}  // namespace bench
