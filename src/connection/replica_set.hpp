// The replicas of one database: which of them serves a read, and when none does.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "connection/replica.hpp"
#include "rowan/connection/database.hpp"

namespace rowan {

class Driver;
struct Url;

/// This thread's, among those that asked: it decides which replica serves it, and what it is not to read there yet.
[[nodiscard]] std::uint32_t thread_number() noexcept;
/// This thread reads as that one does: what it wrote is seen.
void work_for_thread(std::uint32_t number) noexcept;

/// Thread-safe.
class ReplicaSet {
 public:
  /// Null when `url` and `options` name no replicas. Opens nothing. @throws InvalidUrl.
  static std::unique_ptr<ReplicaSet> make(Driver& driver, const Url& url, const DatabaseOptions& options);

  /// A connection to a replica that may be used now; nothing: the primary must serve. A thread stays with one replica
  /// as long as that serves, so that what it has read does not vanish from its next read.
  /// @throws PoolTimeout, DatabaseClosed.
  std::optional<Lease> acquire();
  /// This thread wrote.
  void note_write() noexcept;
  /// Whether a write is so recent that this thread's reads go to the primary.
  [[nodiscard]] bool sticks_to_primary() const noexcept;

  void close();
  void cancel(std::int64_t thread);
  [[nodiscard]] std::vector<ReplicaStatus> status() const;

 private:
  explicit ReplicaSet(const ReadOptions& options) : options_(options) {}
  [[nodiscard]] std::size_t seat() const noexcept;

  /// Threads share them, one in so many: a thread that shares its seat with one that writes may read from the primary
  /// without need, which harms nothing, and threads that have ended leave nothing behind.
  static constexpr std::size_t seats = 1024;

  const ReadOptions options_;
  std::deque<Replica> replicas_;                            ///< a deque, for they don't move
  std::array<std::atomic<std::int64_t>, seats> written_{};  ///< when, in steady nanoseconds; 0: never
};

}  // namespace rowan
