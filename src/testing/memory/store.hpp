// One database in memory: its tables, who may write, and what is committed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "testing/memory/table.hpp"

namespace rowan::testing::memory {

/// Shared by its sessions; thread-safe as said of each member.
class Store {
 public:
  /// Held, shared or alone, while `tables`, `committed` or `readers` are looked at or changed.
  std::shared_mutex latch;
  std::map<std::string, std::unique_ptr<Table>, std::less<>> tables;
  std::vector<std::unique_ptr<Table>> dropped;  ///< that the transaction which did so may still refer to
  std::uint64_t committed = 0;
  int readers = 0;  ///< transactions that hold on to what they see

  /// @throws UndefinedTable.
  Table& table(const std::string& name);

  /// Makes `writer` the only one that may write, waiting for others. Any thread. @throws LockTimeout.
  void begin_write(const void* writer, std::chrono::milliseconds patience);
  void end_write() noexcept;

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  const void* writer_ = nullptr;
};

}  // namespace rowan::testing::memory
