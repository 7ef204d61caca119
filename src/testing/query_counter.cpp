#include "rowan/testing/query_counter.hpp"

#include <exception>

namespace rowan::testing {

void StatementRecorder::executing(const StartingStatement& statement) { statements_.emplace_back(statement.sql); }

QueryCounter::QueryCounter(std::size_t expected, const char* file, int line, Report report) noexcept
    : expected_(expected), file_(file), line_(line), report_(report), exceptions_(std::uncaught_exceptions()) {}

QueryCounter::~QueryCounter() {
  const auto& statements = recorder_.statements();
  if (statements.size() == expected_ || std::uncaught_exceptions() > exceptions_) return;
  std::string message =
      "expected " + std::to_string(expected_) + " statements, but " + std::to_string(statements.size()) + " ran";
  message += statements.empty() ? "" : ":";
  for (const auto& sql : statements) message += "\n  " + sql;
  report_(file_, line_, message);
}

}  // namespace rowan::testing
