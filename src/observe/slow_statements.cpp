#include "rowan/observe/slow_statements.hpp"

#include <fmt/format.h>

#include <utility>

namespace rowan {
namespace {

void warn_of_slow(const StatementEvent& event) {
  const double milliseconds = std::chrono::duration<double, std::milli>(event.elapsed).count();
  log_message(LogLevel::warning,
              fmt::format("slow: {:.1f} ms, {} rows, {}{}{}{}: {}{}{}", milliseconds, event.rows, event.model,
                          event.model.empty() ? "" : " ", event.purpose, event.failed ? ", failed" : "", event.sql,
                          event.values.empty() ? "" : " ", event.values));
}

}  // namespace

SlowStatements::SlowStatements(std::chrono::nanoseconds limit) : SlowStatements(limit, warn_of_slow) {}
SlowStatements::SlowStatements(std::chrono::nanoseconds limit, Report report)
    : limit_(limit), report_(std::move(report)) {}

void SlowStatements::statement(const StatementEvent& event) {
  if (event.elapsed >= limit_ && report_) report_(event);
}

void SlowStatements::message(LogLevel, std::string_view) {}

}  // namespace rowan
