// The connections of one database, and the threads that wait for them.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "connection/pooled_connection.hpp"
#include "connection/statement_comments.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/connection/pool_statistics.hpp"
#include "rowan/connection/url.hpp"

namespace rowan {

struct PoolSettings {
  std::string label;  ///< of the database, for messages
  unsigned size = 1;
  std::chrono::milliseconds timeout{5000};
  std::size_t statement_cache = 256;
  bool sole_copy = false;                          ///< the data exists only in this one connection
  std::chrono::milliseconds verify_after{30000};   ///< servers and firewalls drop idle connections silently
  std::chrono::milliseconds max_age{0};            ///< 0: they don't age
  bool log_values = false;                         ///< statements report their bound values to the log
  std::chrono::milliseconds statement_timeout{0};  ///< of each statement
  StatementComments comments{};
};

/// Opens connections as they are needed, up to `size`; then threads wait in the order they came. Thread-safe, and safe
/// to fork: the child starts with no connections, and does not touch the parent's.
class Pool {
 public:
  Pool(DatabaseCore& database, Driver& driver, Url url, PoolSettings settings);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// A connection for this thread alone. @throws PoolTimeout, DatabaseClosed, ConnectionFailed, ConnectionLost.
  PooledConnection& check_out(HeldFor purpose);
  /// Takes it back, or destroys it when it is broken, too old or inside a transaction. The longest waiter gets it, or
  /// the right to open another.
  void give_back(PooledConnection& connection) noexcept;
  /// As check_out, for a transaction that all threads are to share: from here on there is this connection only. The
  /// others are closed, for which it waits up to the time-out. @throws PoolTimeout too when they are still in use;
  /// TransactionError when one is kept already, or another thread is about to keep one.
  PooledConnection& keep_one();
  /// Gives back the one that is kept: from here on threads use it in turns, whatever its state.
  void share(PooledConnection& connection) noexcept;
  /// There may be as many again as before.
  void keep_all() noexcept;
  /// Refuses new check-outs, waits up to the time-out until all but `own` connections came back, and destroys those
  /// that are in. The others are destroyed when they come. @throws TransactionError while one is kept.
  void close(unsigned own);
  /// Asks the statement that `thread` runs to stop. @throws Unsupported where the driver can't.
  void cancel(std::int64_t thread);
  [[nodiscard]] PoolStatistics statistics() const;
  [[nodiscard]] const PoolSettings& settings() const noexcept { return settings_; }

 private:
  friend class ForkGuard;
  /// How many connections there may be.
  enum class Keeps : std::uint8_t {
    all,
    one_soon,  ///< one, and a thread is about to begin on it what all will share
    one,       ///< for all threads
  };
  struct Waiter {
    std::condition_variable wake;
    PooledConnection* connection = nullptr;
    bool may_open = false;
  };
  using Lock = std::unique_lock<std::mutex>;
  using Owned = std::unique_ptr<PooledConnection>;

  PooledConnection& hand_out(PooledConnection& connection, HeldFor purpose, const Lock& lock) noexcept;
  PooledConnection& open(HeldFor purpose);
  PooledConnection& first_of_all();
  PooledConnection& wait(Lock& lock, HeldFor purpose);
  void wait_in_line(Lock& lock, Waiter& self);
  PooledConnection& proven(PooledConnection& connection, HeldFor purpose);
  PooledConnection& replaced(PooledConnection& connection, HeldFor purpose);
  void suspect_all(Lock& lock) noexcept;
  bool fit_for_reuse(PooledConnection& connection) noexcept;
  [[nodiscard]] bool expired(const PooledConnection& connection, std::chrono::nanoseconds now) const noexcept;
  void end(PooledConnection& connection) noexcept;
  Owned take(const PooledConnection& connection) noexcept;
  void free_slot(const Lock& lock) noexcept;
  [[nodiscard]] std::chrono::nanoseconds retirement(std::chrono::nanoseconds now) noexcept;
  void refuse_when_closed(const Lock& lock) const;
  void refuse_when_kept(const Lock& lock, std::string_view refused) const;
  void refuse_beside_kept(const Lock& lock) const;
  [[nodiscard]] unsigned most() const noexcept { return keeps_ == Keeps::all ? settings_.size : 1; }
  /// Whether it must not be closed: its data, or a transaction that a test holds, would go with it.
  [[nodiscard]] bool must_stay(const PooledConnection& connection) const noexcept {
    return settings_.sole_copy || connection.nested != nullptr;
  }
  [[nodiscard]] std::string timeout_message(const Lock& lock) const;
  [[nodiscard]] std::string_view advice(const Lock& lock) const;
  [[nodiscard]] std::string holders(const Lock& lock) const;
  void abandon_all() noexcept;

  DatabaseCore& database_;
  Driver& driver_;
  const Url url_;
  const PoolSettings settings_;

  mutable std::mutex mutex_;
  std::vector<Owned> all_;
  std::vector<PooledConnection*> idle_;  ///< last in, first out: the warmest one is used. Empty while anyone waits.
  std::deque<Waiter*> waiters_;
  unsigned opening_ = 0;
  std::atomic<bool> was_open_{false};  ///< a connection was open once
  bool closed_ = false;
  Keeps keeps_ = Keeps::all;
  std::uint64_t generation_ = 0;  ///< grows when a connection is lost: older ones are in doubt
  std::uint64_t dice_;            ///< of the ages, so that connections opened together don't end together
  PoolStatistics counted_;        ///< its counters
  std::condition_variable drained_, cancelled_;
};

}  // namespace rowan
