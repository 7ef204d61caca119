// Imports dpkg's (or an archive index's) package data into a database, then answers questions about it.
#include <chrono>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <rowan/core/log.hpp>

#include "importer.hpp"
#include "models.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace {

struct Options {
  std::string database = "sqlite://packages.db";
  std::string file = "/var/lib/dpkg/status";
  std::string package;
  std::size_t top = 10;
  bool log = false;
};

void declare(CLI::App& app, Options& options) {
  app.add_option("file,--file", options.file,
                 "The input: dpkg's status file, or an archive's Packages index (not compressed)")
      ->capture_default_str();
  app.add_option("-d,--database", options.database, "The database; missing tables are created")->capture_default_str();
  app.add_option("-p,--package", options.package,
                 "The package whose removal is examined (default: one that many others want)");
  app.add_option("-n,--top", options.top, "How many rows of each answer to print; 0: all")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--log", options.log, "Show every SQL statement on standard error");
  app.footer(
      "The database then matches the file: another run with the same file changes nothing, with another file it adds,\n"
      "changes and removes the differences. A malformed file changes nothing and is reported with the line.\n"
      "Exit status: 0 for success, 1 for an error, 2 for an invalid option.");
}

void import(rowan::Database& database, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto statements = rowan::statements_executed();
  packages::ImportResult result;
  {
    packages::ProgressBar bar("Reading " + options.file);
    result = packages::import_file(database, options.file, [&](auto done, auto all) { bar.show(done, all); });
  }
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  packages::report_import(options.file, result, rowan::statements_executed() - statements, time.count());
}

int run(const Options& options) {
  if (options.log) rowan::log_to_spdlog();
  auto database = rowan::connect(options.database);
  packages::create_tables(database);
  import(database, options);
  if (!packages::report_answers(options.package, options.top)) return 1;
  packages::report_where_to_go_on();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Imports package descriptions and answers questions by walking from record to record.", "packages");
  Options options;
  declare(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}
