// A fork duplicates the process's connections.
#pragma once

#include <vector>

namespace rowan {

class Pool;

/// Knows all pools, so that fork finds them in order: no pool's lock is held by a thread that the child does not have,
/// and the child drops the parent's connections without notifying their servers. Connections and transactions
/// that the forking thread held throw when the child uses them.
class ForkGuard {
 public:
  static void watch(Pool& pool);
  static void forget(Pool& pool) noexcept;

 private:
  static void before_fork() noexcept;
  static void after_fork_in_parent() noexcept;
  static void after_fork_in_child() noexcept;
};

}  // namespace rowan
