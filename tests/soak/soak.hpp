// Load with faults, on any database: more threads than connections move money, count, rename and read, while
// connections die under them. At the end the books must balance.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "rowan/connection/database.hpp"

namespace rowan::testing {

struct SoakSettings {
  std::string url;
  /// Breaks something, called again and again; none: nothing is broken.
  std::function<void()> fault{};
  unsigned threads = 12;
  unsigned pool = 5;
};

/// How long, from ROWAN_SOAK_SECONDS; else five seconds.
std::chrono::seconds soak_time();

/// Runs the load on an empty database, then checks; what is wrong fails the test.
void soak(const SoakSettings& settings);

}  // namespace rowan::testing
