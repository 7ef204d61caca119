// Where the library's log goes. The interface is here; the spdlog sink that implements it is made by `log_to_spdlog()`
// in the library.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"

namespace rowan {

enum class LogLevel : std::uint8_t { trace, debug, info, warning, error };

/// One executed statement. Views are valid during the call only.
struct StatementEvent {
  std::string_view sql{};
  std::string_view database{};  ///< redacted URL or name
  std::string_view model{};     ///< the model it ran for, or empty
  std::string_view purpose{};   ///< "find", "insert", "load posts", …
  std::string_view tag{};       ///< the relation's `.tag("…")`, or empty
  std::string_view values{};    ///< "[1, 'Ann', NULL]" where the database was opened with `log_values`, else empty
  std::chrono::nanoseconds elapsed{};
  std::uint64_t rows = 0;  ///< read, or matched
  bool failed = false;
};

/// Receives the log. Called from any thread, possibly from several at once. What it throws is dropped; what it
/// asks of a database is not logged, nor what it logs while it takes a message.
class ROWAN_EXPORT LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void statement(const StatementEvent& event) = 0;
  virtual void message(LogLevel level, std::string_view text) = 0;
};

/// Sets the process's sink; null turns logging off (the default, and then it costs one load per statement).
/// Thread-safe.
ROWAN_EXPORT void set_log_sink(std::shared_ptr<LogSink> sink);
/// The sink now in use, or null. Thread-safe.
ROWAN_EXPORT std::shared_ptr<LogSink> log_sink();
/// A cheap test before building a message. Thread-safe.
ROWAN_EXPORT bool log_enabled() noexcept;
/// Sends a message to the sink, if there is one. Thread-safe.
ROWAN_EXPORT void log_message(LogLevel level, std::string_view text);

/// One sink that hands all to each of these, in their order; null ones are left out.
ROWAN_EXPORT std::shared_ptr<LogSink> combined_sink(std::vector<std::shared_ptr<LogSink>> sinks);

/// The sink that `log_to_spdlog` sets, for a combined one. Thread-safe.
ROWAN_EXPORT std::shared_ptr<LogSink> spdlog_sink(std::string_view logger = "rowan");
/// Sends statements (debug level: text, milliseconds, rows, model, purpose, tag) and messages to the spdlog logger of
/// that name, made on standard error when it does not exist. Thread-safe.
ROWAN_EXPORT void log_to_spdlog(std::string_view logger = "rowan");

}  // namespace rowan
