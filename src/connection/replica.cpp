#include "connection/replica.hpp"

#include <algorithm>

#include "connection/pooled_database.hpp"
#include "connection/time_source.hpp"
#include "connection/watchdog.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"

namespace rowan {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::int64_t never_asked = -1, cannot_tell = -2;

std::string in_words(nanoseconds time) { return std::to_string(duration_cast<milliseconds>(time).count()) + " ms"; }

std::string behind_in_words(milliseconds lag) {
  return lag == milliseconds::max() ? " has stopped to follow its primary" : " is " + in_words(lag) + " behind";
}

}  // namespace

Replica::Replica(std::shared_ptr<PooledDatabase> database, const ReadOptions& options)
    : database_(std::move(database)),
      options_(options),
      limited_(options.max_lag.count() > 0),
      near_enough_(!limited_),
      lag_(never_asked) {}

std::optional<Lease> Replica::try_acquire() {
  const Turn mine = turn(coarse_now().count());
  if (mine == Turn::no) return std::nullopt;
  try {
    Lease lease = database_->acquire();
    if (mine == Turn::to_try && limited_ && !near_enough(*lease)) return std::nullopt;
    if (rests_until_.load(std::memory_order_relaxed) != 0) [[unlikely]]
      wake_up();
    return lease;
  } catch (const PoolTimeout&) {
    throw;
  } catch (const DatabaseClosed&) {
    throw;
  } catch (const Error& error) {
    rest(error);
    return std::nullopt;
  }
}

/// Whether this thread may use the replica, and whether it must check the replica's health.
Replica::Turn Replica::turn(Time now) noexcept {
  if (rests_until_.load(std::memory_order_relaxed) != 0) [[unlikely]] {
    if (!wins(rests_until_, now, rest_time())) return Turn::no;
    check_at_.store(now + nanoseconds(options_.check_every).count(), std::memory_order_relaxed);
    return Turn::to_try;
  }
  if (limited_ && wins(check_at_, now, options_.check_every)) return Turn::to_try;
  return near_enough_.load(std::memory_order_relaxed) ? Turn::yes : Turn::no;
}

/// True for one of the threads that come when `due` has passed; then it is due again after `interval`.
bool Replica::wins(std::atomic<Time>& due, Time now, nanoseconds interval) noexcept {
  Time seen = due.load(std::memory_order_relaxed);
  return now >= seen && due.compare_exchange_strong(seen, now + interval.count(), std::memory_order_relaxed);
}

bool Replica::near_enough(Connection& connection) {
  const auto lag = [&] {
    const Watch watch(connection.driver().socket(), connection.time_limit());
    return connection.driver().replication_lag();
  }();
  const auto before = lag_.exchange(lag ? lag->count() : cannot_tell, std::memory_order_relaxed);
  const bool near = !lag || *lag <= options_.max_lag;
  const bool was_near = near_enough_.exchange(near, std::memory_order_relaxed);
  if (!lag && before != cannot_tell) {
    log_message(LogLevel::warning, "the replica " + database_->label() +
                                       " does not tell how far it is behind, so max_lag is not kept there: grant the "
                                       "user the right to ask, or say max_lag = 0s");
  }
  if (was_near && !near) {
    log_message(LogLevel::warning, "the replica " + database_->label() + behind_in_words(*lag) + ", and max_lag is " +
                                       in_words(options_.max_lag) + ": reads go elsewhere until it has caught up");
  }
  if (!near) rests_until_.store(0, std::memory_order_relaxed);  // it can be reached
  return near;
}

void Replica::rest(const Error& why) noexcept {
  failures_.fetch_add(1, std::memory_order_relaxed);
  const auto time = rest_time();
  near_enough_.store(!limited_, std::memory_order_relaxed);
  rests_until_.store((coarse_now() + time).count(), std::memory_order_relaxed);
  log_message(LogLevel::warning, "the replica " + database_->label() + " can't serve and is left out for " +
                                     in_words(time) + ": " + why.what());
}

void Replica::wake_up() noexcept {
  rests_until_.store(0, std::memory_order_relaxed);
  failures_.store(0, std::memory_order_relaxed);
  log_message(LogLevel::info, "the replica " + database_->label() + " serves again");
}

/// Doubles with each failure up to sixteen times, because an unresponsive server costs the checking thread a time-out.
nanoseconds Replica::rest_time() const noexcept {
  constexpr unsigned most_doublings = 4;
  const unsigned failures = failures_.load(std::memory_order_relaxed);
  return options_.rest * (1U << std::min(failures == 0 ? 0 : failures - 1, most_doublings));
}

ReplicaStatus Replica::status() const {
  ReplicaStatus status{.url = database_->redacted_url(), .pool = database_->pool_statistics()};
  const auto lag = lag_.load(std::memory_order_relaxed);
  if (lag >= 0) status.lag = milliseconds(lag);
  if (rests_until_.load(std::memory_order_relaxed) != 0) {
    status.state = ReplicaState::unavailable;
  } else if (near_enough_.load(std::memory_order_relaxed) && status.pool.opened > 0) {
    status.state = ReplicaState::serving;
  } else if (lag >= 0) {
    status.state = ReplicaState::behind;
  }
  return status;
}

}  // namespace rowan
