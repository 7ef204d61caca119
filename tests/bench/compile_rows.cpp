// What a file with models costs to compile.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "suite.hpp"

// NOLINTNEXTLINE(readability-redundant-declaration): POSIX leaves the declaration to the program.
extern char** environ;

namespace bench {
namespace {

struct Cost {
  double milliseconds = 0;  ///< CPU time of the user
  double megabytes = 0;     ///< resident, at most
};

Cost compile(const char* file) {
  const std::string source = std::string(BENCH_SOURCES "/compile/") + file;
  std::vector<std::string> words{BENCH_COMPILER, "-std=c++20", "-O0",         "-c",  "-o",
                                 "/dev/null",    "-I",         BENCH_INCLUDE, source};
  if (const std::string boost = BENCH_BOOST_INCLUDE; !boost.empty()) words.insert(words.end(), {"-isystem", boost});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) {
    throw std::runtime_error(fmt::format("the compiler {} can't be run", words[0]));
  }
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child || status != 0)
    throw std::runtime_error(fmt::format("{} does not compile", source));
  return {static_cast<double>(used.ru_utime.tv_sec) * 1e3 + static_cast<double>(used.ru_utime.tv_usec) / 1e3,
          static_cast<double>(used.ru_maxrss) / 1024};
}

struct Series {
  std::vector<double> five, ten, queries, yardstick, ratios, query_ratios, further;
  double megabytes = 0;

  void add_round(bool reversed) {
    const char* const files[] = {"yardstick.cpp", "five_models.cpp", "ten_models.cpp", "query_surface.cpp"};
    Cost costs[4];
    for (int i = 0; i < 4; ++i) costs[reversed ? 3 - i : i] = compile(files[reversed ? 3 - i : i]);
    yardstick.push_back(costs[0].milliseconds);
    five.push_back(costs[1].milliseconds);
    ten.push_back(costs[2].milliseconds);
    queries.push_back(costs[3].milliseconds);
    ratios.push_back(five.back() / yardstick.back());
    query_ratios.push_back(queries.back() / yardstick.back());
    further.push_back((ten.back() - five.back()) / 5);
    megabytes = std::max(megabytes, costs[1].megabytes);
  }
};

/// The limit is 1.5 s of CPU time, or 2.2 times the yardstick on slower machines: what misses both misses it.
ReportRow five_models(const Series& series) {
  constexpr double most_milliseconds = 1500;
  ReportRow row;
  row.name = "compile five models, -O0";
  row.unit = Unit::milliseconds;
  row.ours = median(series.five);
  row.raw = median(series.yardstick);
  row.ratio = median(series.ratios);
  row.interval = median_interval(series.ratios);
  row.limit = std::max(2.2, most_milliseconds / row.raw);
  row.note = row.ours <= most_milliseconds ? "at most 1.5 s" : "";
  return row;
}

ReportRow query_surface(const Series& series) {
  ReportRow row;
  row.name = "compile every way of asking three models, -O0";
  row.unit = Unit::milliseconds;
  row.ours = median(series.queries);
  row.raw = median(series.yardstick);
  row.ratio = median(series.query_ratios);
  row.interval = median_interval(series.query_ratios);
  row.limit = 3;
  return row;
}

ReportRow further_model(const Series& series) {
  ReportRow row;
  row.name = "compile one further model, -O0";
  row.unit = Unit::milliseconds;
  row.ours = median(series.further);
  row.limit = 100;
  return row;
}

ReportRow memory(const Series& series) {
  ReportRow row;
  row.name = "compile five models: memory of the compiler";
  row.unit = Unit::megabytes;
  row.ours = series.megabytes;
  row.limit = 400;
  return row;
}

std::vector<ReportRow> compile_rows(const Options& options) {
  Series series;
  compile("yardstick.cpp");  // so that the compiler is in memory
  for (std::size_t i = 0; i < options.rounds; ++i) series.add_round(i % 2 == 1);
  std::vector<ReportRow> rows{five_models(series), further_model(series), query_surface(series), memory(series)};
  for (ReportRow& row : rows) {
    row.rounds = options.rounds;
    row.rows = 1;
  }
  return rows;
}

const bool added = add_suite({"", [](const Options& options, Reporter& reporter) {
                                if (!reporter.wants("compile")) return;
                                for (const ReportRow& row : compile_rows(options)) reporter.add(row);
                              }});

}  // namespace
}  // namespace bench
