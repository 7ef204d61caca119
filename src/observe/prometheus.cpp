// The text format of Prometheus 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/
#include <fmt/format.h>

#include <functional>
#include <initializer_list>
#include <map>
#include <utility>

#include "rowan/connection/database_core.hpp"
#include "rowan/connection/pool_statistics.hpp"
#include "rowan/observe/statement_metrics.hpp"

namespace rowan {
namespace {

using Label = std::pair<std::string_view, std::string_view>;

std::string escaped_label(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

double in_seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

/// Writes samples, each family under its own head.
class Exposition {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }

  template <class Number>
  void sample(std::string_view name, std::initializer_list<Label> labels, Number value) {
    text_ += name;
    std::string_view before = "{";
    for (const auto& [label, said] : labels) {
      fmt::format_to(std::back_inserter(text_), "{}{}=\"{}\"", before, label, escaped_label(said));
      before = ",";
    }
    fmt::format_to(std::back_inserter(text_), "{} {}\n", labels.size() == 0 ? "" : "}", value);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write_durations(Exposition& out, const std::vector<StatementSeries>& all, const StatementMetrics::Limits& limits) {
  out.family("rowan_statement_duration_seconds", "histogram", "How long statements took, until their last row.");
  for (const auto& one : all) {
    std::uint64_t up_to_here = 0;
    for (std::size_t i = 0; i < one.by_duration.size(); ++i) {
      up_to_here += one.by_duration[i];
      const std::string limit = i < limits.size() ? fmt::format("{}", in_seconds(limits[i])) : "+Inf";
      out.sample("rowan_statement_duration_seconds_bucket",
                 {{"database", one.database}, {"model", one.model}, {"purpose", one.purpose}, {"le", limit}},
                 up_to_here);
    }
    const std::initializer_list<Label> labels{
        {"database", one.database}, {"model", one.model}, {"purpose", one.purpose}};
    out.sample("rowan_statement_duration_seconds_sum", labels, in_seconds(one.elapsed));
    out.sample("rowan_statement_duration_seconds_count", labels, one.statements);
  }
}

void write_counts(Exposition& out, const std::vector<StatementSeries>& all, std::string_view name,
                  std::string_view help, std::uint64_t StatementSeries::*count) {
  out.family(name, "counter", help);
  for (const auto& one : all)
    out.sample(name, {{"database", one.database}, {"model", one.model}, {"purpose", one.purpose}}, one.*count);
}

struct PoolFamily {
  std::string_view name, type, help;
  double (*value)(const PoolStatistics&);
};

constexpr PoolFamily pool_families[] = {
    {"rowan_pool_size", "gauge", "The most connections that the pool opens.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.size); }},
    {"rowan_pool_open", "gauge", "Open connections.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.open); }},
    {"rowan_pool_in_use", "gauge", "Connections that threads hold.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.in_use); }},
    {"rowan_pool_waiting", "gauge", "Threads that wait for a connection.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.waiting); }},
    {"rowan_pool_check_outs_total", "counter", "Connections handed to threads.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.check_outs); }},
    {"rowan_pool_waits_total", "counter", "Connections handed out after a wait.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.waits); }},
    {"rowan_pool_wait_seconds_total", "counter", "The time that threads waited.",
     [](const PoolStatistics& pool) { return in_seconds(pool.waited); }},
    {"rowan_pool_timeouts_total", "counter", "Waits that ended in PoolTimeout.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.timeouts); }},
    {"rowan_pool_opened_total", "counter", "Connections opened.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.opened); }},
    {"rowan_pool_broken_total", "counter", "Connections closed because they were lost.",
     [](const PoolStatistics& pool) { return static_cast<double>(pool.broken); }},
};

void write_pools(Exposition& out, std::span<const Database> databases) {
  // Prometheus refuses all of a text in which two samples have the same labels: a second pool of a label has a number.
  std::vector<std::pair<std::string, PoolStatistics>> pools;
  std::map<std::string, int, std::less<>> seen;
  for (const Database& database : databases) {
    const std::string& label = database.core()->label();
    const int number = ++seen[label];
    pools.emplace_back(number == 1 ? label : fmt::format("{} #{}", label, number), database.pool_statistics());
  }
  for (const PoolFamily& family : pool_families) {
    out.family(family.name, family.type, family.help);
    for (const auto& [database, pool] : pools) out.sample(family.name, {{"database", database}}, family.value(pool));
  }
}

}  // namespace

std::string StatementMetrics::prometheus(std::span<const Database> databases) const {
  const std::vector<StatementSeries> all = series();
  Exposition out;
  write_durations(out, all, limits_);
  write_counts(out, all, "rowan_statement_failures_total", "Statements that failed.", &StatementSeries::failures);
  write_counts(out, all, "rowan_statement_rows_total", "Rows read or matched.", &StatementSeries::rows);
  out.family("rowan_log_messages_total", "counter", "Warnings and errors in the library's log.");
  {
    const std::scoped_lock lock(mutex_);
    out.sample("rowan_log_messages_total", {{"level", "warning"}}, warnings_);
    out.sample("rowan_log_messages_total", {{"level", "error"}}, errors_);
  }
  if (!databases.empty()) write_pools(out, databases);
  return out.take();
}

}  // namespace rowan
