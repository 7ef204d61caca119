// One replica: whether it may currently serve.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "rowan/connection/connection.hpp"
#include "rowan/connection/replicas.hpp"

namespace rowan {

class Error;
class PooledDatabase;

/// A pool of connections to it, and its known health. Thread-safe. Reads that want it check and change its state, so
/// there is no background thread: when a check is due, one of the reads does it, and the others use the last known
/// state.
class Replica {
 public:
  Replica(std::shared_ptr<PooledDatabase> database, const ReadOptions& options);

  /// A connection, unless the replica rests, is too far behind, or can't be reached.
  /// @throws PoolTimeout, DatabaseClosed.
  std::optional<Lease> try_acquire();
  [[nodiscard]] PooledDatabase& database() const noexcept { return *database_; }
  [[nodiscard]] ReplicaStatus status() const;

 private:
  using Time = std::int64_t;  ///< steady nanoseconds
  enum class Turn : std::uint8_t { no, yes, to_try };

  Turn turn(Time now) noexcept;
  bool near_enough(Connection& connection);
  void rest(const Error& why) noexcept;
  void wake_up() noexcept;
  static bool wins(std::atomic<Time>& due, Time now, std::chrono::nanoseconds interval) noexcept;
  [[nodiscard]] std::chrono::nanoseconds rest_time() const noexcept;

  const std::shared_ptr<PooledDatabase> database_;
  const ReadOptions options_;
  const bool limited_;                ///< the lag is
  std::atomic<Time> rests_until_{0};  ///< 0: it does not rest
  std::atomic<Time> check_at_{0};
  std::atomic<bool> near_enough_;
  std::atomic<std::int64_t> lag_;      ///< milliseconds
  std::atomic<unsigned> failures_{0};  ///< in a row
};

}  // namespace rowan
