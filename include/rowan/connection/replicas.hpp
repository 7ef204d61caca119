// Replicas: copies of a database that follow it and serve reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "rowan/connection/pool_statistics.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// Whose reads go to the primary for a while after a write.
enum class StickyFor : std::uint8_t {
  thread,    ///< those of the thread that wrote
  database,  ///< those of all threads of the process: for requests that change threads
};

/// How reads are routed when a database has replicas. A thread sees its own writes as long as `stickiness` is at least
/// `max_lag` and `check_every` together.
struct ReadOptions {
  std::chrono::milliseconds stickiness{5000};  ///< after the end of a write, reads go to the primary; 0: they don't
  StickyFor sticky_for = StickyFor::thread;
  std::chrono::milliseconds max_lag{3000};      ///< a replica that is further behind is not used; 0: any lag will do
  std::chrono::milliseconds check_every{1000};  ///< how often a replica is asked how far behind it is
  std::chrono::milliseconds rest{5000};  ///< one that can't be reached is left out for so long; longer, if it stays so
};

enum class ReplicaState : std::uint8_t {
  untried,     ///< no read needed it yet
  serving,     ///< reads go to it
  behind,      ///< by more than `max_lag`, when it was asked last
  unavailable  ///< it could not be reached; tried again after its rest
};

/// What is known of one replica. A snapshot.
struct ReplicaStatus {
  std::string url;  ///< password hidden
  ReplicaState state = ReplicaState::untried;
  /// When it was asked last; `milliseconds::max()`: it has stopped to follow; nothing: it can't tell, or was not asked.
  std::optional<std::chrono::milliseconds> lag{};
  PoolStatistics pool{};
};

}  // namespace rowan
