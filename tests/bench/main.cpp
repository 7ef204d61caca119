// Measures this library beside the C APIs of databases. Exits with 1 only where the two do not agree on the data.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "suite.hpp"

namespace bench {
namespace {

void run(const Options& options) {
  Reporter reporter(options);
  for (const Suite& suite : suites()) {
    if (suite.database.find(options.database) == std::string::npos) continue;
    reporter.begin(suite.database);
    suite.run(options, reporter);
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
