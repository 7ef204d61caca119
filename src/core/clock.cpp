#include <atomic>

#include "rowan/core/time.hpp"

namespace rowan {
namespace {

std::atomic<Instant (*)()> replacement{nullptr};

}  // namespace

Instant now() {
  if (auto* const clock = replacement.load(std::memory_order_acquire)) return clock();
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void set_clock(Instant (*clock)()) { replacement.store(clock, std::memory_order_release); }

}  // namespace rowan
