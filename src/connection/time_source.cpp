#include "connection/time_source.hpp"

#include <time.h>

#include <atomic>
#include <thread>

namespace rowan {
namespace {

std::atomic<const TimeSource*> replacement{nullptr};

}  // namespace

std::chrono::nanoseconds coarse_now() noexcept {
  if (const auto* source = replacement.load(std::memory_order_acquire)) [[unlikely]]
    return source->now();
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

void sleep_for(std::chrono::nanoseconds time) {
  if (const auto* source = replacement.load(std::memory_order_acquire)) return source->sleep(time);
  std::this_thread::sleep_for(time);
}

void set_time_source(const TimeSource* source) noexcept { replacement.store(source, std::memory_order_release); }

}  // namespace rowan
