// What a pool has done and does.
#pragma once

#include <chrono>
#include <cstdint>

#include "rowan/export.hpp"

namespace rowan {

/// A snapshot. Counters run from the opening of the database.
struct PoolStatistics {
  unsigned size = 0;     ///< most connections
  unsigned open = 0;     ///< connections now, those that are being opened among them
  unsigned idle = 0;     ///< of these, waiting for work
  unsigned in_use = 0;   ///< of these, held by threads or being opened
  unsigned waiting = 0;  ///< threads that wait for one

  std::uint64_t check_outs = 0;  ///< connections handed to threads
  std::uint64_t waits = 0;       ///< of these, after waiting for another thread to give one back
  std::uint64_t timeouts = 0;    ///< waits that ended in PoolTimeout
  std::uint64_t opened = 0;
  std::uint64_t closed = 0;            ///< for whatever reason
  std::uint64_t broken = 0;            ///< of these, because they were lost or did not answer
  std::uint64_t expired = 0;           ///< of these, because they were too old
  std::chrono::nanoseconds waited{0};  ///< by all threads together
  std::chrono::nanoseconds longest_wait{0};
};

}  // namespace rowan
