#include "rowan/observe/statement_metrics.hpp"

#include <algorithm>
#include <utility>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

StatementMetrics::Limits usual_limits() {
  using std::chrono::microseconds, std::chrono::milliseconds, std::chrono::seconds;
  return {microseconds(100), milliseconds(1),   milliseconds(5),    milliseconds(25),
          milliseconds(100), milliseconds(500), milliseconds(2500), seconds(10)};
}

bool ascend(const StatementMetrics::Limits& limits) {
  return std::ranges::adjacent_find(limits, std::greater_equal<>()) == limits.end();
}

}  // namespace

StatementMetrics::StatementMetrics() : StatementMetrics(usual_limits()) {}

StatementMetrics::StatementMetrics(Limits limits) : limits_(std::move(limits)) {
  if (!ascend(limits_))
    throw InvalidValue("the limits of StatementMetrics must ascend, each longer than the one before");
}

void StatementMetrics::statement(const StatementEvent& event) {
  const auto above = std::ranges::lower_bound(limits_, event.elapsed);
  const auto place = static_cast<std::size_t>(above - limits_.begin());
  const std::tuple key(event.database, event.model, event.purpose);
  const std::scoped_lock lock(mutex_);
  auto found = series_.find(key);
  if (found == series_.end()) {
    StatementSeries fresh{.database = std::string(event.database),
                          .model = std::string(event.model),
                          .purpose = std::string(event.purpose),
                          .by_duration = std::vector<std::uint64_t>(limits_.size() + 1)};
    found = series_.emplace(Key(key), std::move(fresh)).first;
  }
  StatementSeries& series = found->second;
  ++series.statements;
  series.failures += event.failed ? 1 : 0;
  series.rows += event.rows;
  series.elapsed += event.elapsed;
  ++series.by_duration[place];
}

void StatementMetrics::message(LogLevel level, std::string_view) {
  const std::scoped_lock lock(mutex_);
  warnings_ += level == LogLevel::warning ? 1 : 0;
  errors_ += level == LogLevel::error ? 1 : 0;
}

std::vector<StatementSeries> StatementMetrics::series() const {
  const std::scoped_lock lock(mutex_);
  std::vector<StatementSeries> all;
  all.reserve(series_.size());
  for (const auto& [key, one] : series_) all.push_back(one);
  return all;
}

}  // namespace rowan
