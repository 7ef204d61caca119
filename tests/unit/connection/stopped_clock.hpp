// Steady time that stands still until a test moves it on, and sleeps that are only written down.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <vector>

#include "connection/time_source.hpp"

namespace rowan {

/// One at a time; the machine's clock is back when it ends.
class StoppedClock {
 public:
  StoppedClock() {
    time_ = std::chrono::hours(1);
    slept().clear();
    static constexpr TimeSource source{&StoppedClock::now, &StoppedClock::sleep};
    set_time_source(&source);
  }
  ~StoppedClock() { set_time_source(nullptr); }
  StoppedClock(const StoppedClock&) = delete;
  StoppedClock& operator=(const StoppedClock&) = delete;

  void pass(std::chrono::nanoseconds time) { time_ = time_.load() + time; }
  /// Sleeps so far.
  static std::vector<std::chrono::nanoseconds>& slept() {
    static std::vector<std::chrono::nanoseconds> all;
    return all;
  }

 private:
  static std::chrono::nanoseconds now() noexcept { return time_; }
  static void sleep(std::chrono::nanoseconds time) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    slept().push_back(time);
  }

  inline static std::atomic<std::chrono::nanoseconds> time_{};
};

}  // namespace rowan
