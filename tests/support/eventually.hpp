// Waiting for what takes its time.
#pragma once

#include <chrono>
#include <thread>

namespace rowan::testing {

/// Asks until `so` is true, at most for ten seconds. Whether it was.
template <class Condition>
bool eventually(const Condition& so) {
  constexpr std::chrono::seconds limit{10};
  constexpr std::chrono::milliseconds pause{10};
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!so()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace rowan::testing
