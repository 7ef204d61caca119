// A log of the statements that took long.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "rowan/core/log.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// A log sink that reports statements which took at least `limit`; those that failed later are among them. Thread-safe
/// as far as `report` is.
class ROWAN_EXPORT SlowStatements final : public LogSink {
 public:
  using Report = std::function<void(const StatementEvent&)>;

  /// Reports as a warning in the library's log, which other sinks beside this one show.
  explicit SlowStatements(std::chrono::nanoseconds limit);
  /// Calls `report` on the thread that ran the statement; it must neither throw nor use the database.
  SlowStatements(std::chrono::nanoseconds limit, Report report);

  void statement(const StatementEvent& event) override;
  void message(LogLevel level, std::string_view text) override;

 private:
  const std::chrono::nanoseconds limit_;
  const Report report_;
};

}  // namespace rowan
