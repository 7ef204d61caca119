// The code of docs/guide/observing.md, checked as it runs.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "expect.hpp"
#include "library.hpp"
#include "rowan/connection/slow_queries.hpp"
#include "rowan/core/log.hpp"
#include "rowan/observe/repeated_statements.hpp"
#include "rowan/observe/slow_statements.hpp"
#include "rowan/observe/statement_metrics.hpp"

using namespace library;

namespace {

void serve(const std::string&) {}

void metrics(const rowan::Database& db) {
  // [snippet: metrics]
  auto metrics = std::make_shared<rowan::StatementMetrics>();
  auto slow = std::make_shared<rowan::SlowStatements>(std::chrono::milliseconds(100));
  rowan::set_log_sink(rowan::combined_sink({rowan::spdlog_sink(), metrics, slow}));
  // [end]
  (void)Book::find(1);
  // [snippet: prometheus]
  const std::vector pools{db};
  serve(metrics->prometheus(pools));  // for GET /metrics
  // [end]
  bool counted = false;
  for (const auto& one : metrics->series())
    counted = counted || (one.model == "Book" && one.purpose == "find" && one.statements == 1 && one.rows == 1);
  expect(counted && metrics->prometheus(pools).find("rowan_pool_open{") != std::string::npos);
  rowan::set_log_sink(nullptr);
}

void plans() {
  const auto limit = std::chrono::nanoseconds(0);
  std::string told;
  // [snippet: plans]
  rowan::explain_slow_queries({.limit = limit, .report = [&](const rowan::SlowQuery& query) {
                                 told = std::string(query.sql) + "\n" + std::string(query.plan);
                               }});
  // [end]
  (void)Book::where(Book::c.loans > 3).count();
  rowan::stop_explaining_slow_queries();
  expect(told.find("COUNT") != std::string::npos && told.find("books") != std::string::npos);
}

void repeated() {
  const auto ids = Book::pluck(Book::c.id);
  std::size_t found = 0;
  // [snippet: repeated]
  {
    const rowan::RepeatedStatements watch(2);  // each statement may run twice in this block
    for (const auto id : ids) std::puts(Book::find(id).title.c_str());
    // [end]
    found = watch.found().size();
  }
  expect(found == 1);
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  metrics(db);
  plans();
  repeated();
}
