// The connections of one database, and who waits for them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/connection/url.hpp"

namespace rowan {

/// A connection with what the pool and the thread that holds it write down.
struct PooledConnection : Connection {
  using Connection::Connection;
  PooledConnection* next_held = nullptr;  ///< of the holding thread
  unsigned leases = 0;                    ///< of the holding thread, its transaction among them
  bool discard = false;                   ///< its state is unknown: never to be used again
  std::chrono::nanoseconds since{};       ///< steady time of the last check-out or return; guarded by the pool
};

struct PoolSettings {
  std::string label;  ///< of the database, for messages
  unsigned size = 1;
  std::chrono::milliseconds timeout{5000};
  std::size_t statement_cache = 256;
  bool sole_copy = false;  ///< the data lives and dies with the one connection
};

/// Opens connections as they are needed, up to `size`; then threads wait in the order they came. Thread-safe.
class Pool {
 public:
  Pool(DatabaseCore& database, Driver& driver, Url url, PoolSettings settings);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// A connection for this thread alone. @throws PoolTimeout, DatabaseClosed, ConnectionFailed, ConnectionLost.
  PooledConnection& check_out();
  /// Takes it back, or destroys it when it is broken or inside a transaction. The longest waiter gets it, or the right
  /// to open another.
  void give_back(PooledConnection& connection) noexcept;
  /// Refuses new check-outs, waits up to the time-out until all but `own` connections came back, and destroys those
  /// that are in. The others are destroyed when they come.
  void close(unsigned own);

 private:
  struct Waiter {
    std::condition_variable wake;
    PooledConnection* connection = nullptr;
    bool may_open = false;
  };
  using Lock = std::unique_lock<std::mutex>;

  PooledConnection& open();
  PooledConnection& wait(Lock& lock);
  PooledConnection& proven(PooledConnection& connection);
  PooledConnection& replaced(PooledConnection& connection);
  bool fit_for_reuse(PooledConnection& connection) noexcept;
  void end(PooledConnection& connection) noexcept;
  std::unique_ptr<PooledConnection> take(const PooledConnection& connection) noexcept;
  void free_slot(const Lock& lock) noexcept;
  void refuse_when_closed(const Lock& lock) const;
  [[nodiscard]] std::string timeout_message(const Lock& lock) const;

  DatabaseCore& database_;
  Driver& driver_;
  const Url url_;
  const PoolSettings settings_;

  std::mutex mutex_;
  std::vector<std::unique_ptr<PooledConnection>> all_;
  std::vector<PooledConnection*> idle_;  ///< last in, first out: the warmest one is used. Empty while anyone waits.
  std::deque<Waiter*> waiters_;
  unsigned opening_ = 0;
  bool closed_ = false;
  std::condition_variable drained_;
};

}  // namespace rowan
