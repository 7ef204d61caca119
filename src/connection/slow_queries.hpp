// Who asks for the plans of slow queries, and whether one is due.
#pragma once

#include <atomic>
#include <chrono>
#include <string_view>

#include "rowan/connection/slow_queries.hpp"

namespace rowan::detail {

/// Whether anybody asks.
extern std::atomic<bool> slow_switch;

/// Made before a query runs.
class SlowWatch {
 public:
  SlowWatch() noexcept {
    if (slow_switch.load(std::memory_order_relaxed)) [[unlikely]]
      started_ = Clock::now();
  }
  /// Whether the query that ends now took long, and its plan was not asked a short while ago.
  [[nodiscard]] bool is_due(std::string_view sql) { return started_ != Clock::time_point() && is_slow(sql); }
  /// Reports it; throws nothing.
  void report(SlowQuery query) const noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] bool is_slow(std::string_view sql);
  Clock::time_point started_{};
  std::chrono::nanoseconds elapsed_{};
};

}  // namespace rowan::detail
