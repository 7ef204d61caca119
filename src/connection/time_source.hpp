// Steady time and sleep, behind a seam for tests.
#pragma once

#include <chrono>

namespace rowan {

struct TimeSource {
  std::chrono::nanoseconds (*now)() noexcept;
  void (*sleep)(std::chrono::nanoseconds);
};

/// Steady time, exact to some milliseconds: a third of the cost, and enough for ages and messages.
std::chrono::nanoseconds coarse_now() noexcept;
void sleep_for(std::chrono::nanoseconds time);

/// Replaces the machine's clock for the pools and pauses of the process; null: the machine's again. The
/// object must outlive its use. Thread-safe.
void set_time_source(const TimeSource* source) noexcept;

}  // namespace rowan
