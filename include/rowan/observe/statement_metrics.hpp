// Counts and times of statements, for monitoring.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/log.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// What the statements of one database, model and purpose did since the start.
struct StatementSeries {
  std::string database{};  ///< redacted URL or name
  std::string model{};     ///< empty for SQL of the program's own
  std::string purpose{};   ///< "find", "insert", "load posts", …
  std::uint64_t statements = 0;
  std::uint64_t failures = 0;  ///< of these
  std::uint64_t rows = 0;      ///< read or matched
  std::chrono::nanoseconds elapsed{};
  /// Statements that took at most the limit at this place of `StatementMetrics::limits()`, and longer than the limit
  /// before it; the last is for longer ones.
  std::vector<std::uint64_t> by_duration{};
};

/// A log sink that counts. Labels come from models and the library's own words, never from values or SQL texts, so
/// there are few series, and none of them shows data. Thread-safe.
class ROWAN_EXPORT StatementMetrics final : public LogSink {
 public:
  using Limits = std::vector<std::chrono::nanoseconds>;

  /// Durations are counted by the default limits: 100 µs, 1 ms, 5 ms, 25 ms, 100 ms, 500 ms, 2.5 s, 10 s.
  StatementMetrics();
  /// @throws InvalidValue unless the limits ascend.
  explicit StatementMetrics(Limits limits);

  void statement(const StatementEvent& event) override;
  void message(LogLevel level, std::string_view text) override;

  [[nodiscard]] const Limits& limits() const noexcept { return limits_; }
  /// In the order of database, model, purpose.
  [[nodiscard]] std::vector<StatementSeries> series() const;
  /// All series, the number of warnings and errors that the library logged, and the pools of `databases`, in the text
  /// format of Prometheus (version 0.0.4, `Content-Type: text/plain; version=0.0.4`). Durations are in seconds. Of
  /// pools with one address the second has ` #2` behind it, and so on.
  [[nodiscard]] std::string prometheus(std::span<const Database> databases = {}) const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;

  const Limits limits_;
  mutable std::mutex mutex_;
  std::map<Key, StatementSeries, std::less<>> series_;
  std::uint64_t warnings_ = 0, errors_ = 0;
};

}  // namespace rowan
