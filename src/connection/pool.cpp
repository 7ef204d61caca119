#include "connection/pool.hpp"

#include <time.h>

#include <algorithm>

#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

/// A connection that lay idle for longer is pinged first: servers and firewalls drop such silently.
constexpr nanoseconds ping_after = std::chrono::seconds(30);

/// Steady time, exact to some milliseconds: a third of the price, and enough for messages and pings.
nanoseconds coarse_now() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

}  // namespace

Pool::Pool(DatabaseCore& database, Driver& driver, Url url, PoolSettings settings)
    : database_(database), driver_(driver), url_(std::move(url)), settings_(std::move(settings)) {
  all_.reserve(settings_.size);
  idle_.reserve(settings_.size);  // so that giving back never allocates
}

PooledConnection& Pool::check_out() {
  Lock lock(mutex_);
  refuse_when_closed(lock);
  if (!idle_.empty()) [[likely]] {
    PooledConnection& connection = *idle_.back();
    idle_.pop_back();
    const auto now = coarse_now();
    const bool stale = now - connection.since > ping_after;
    connection.since = now;
    lock.unlock();
    return stale || !connection.usable() ? proven(connection) : connection;
  }
  if (all_.size() + opening_ < settings_.size) {
    ++opening_;
    lock.unlock();
    return open();
  }
  return wait(lock);
}

/// Opens a connection in the slot that the caller has reserved by `++opening_`.
PooledConnection& Pool::open() {
  std::unique_ptr<PooledConnection> made;
  try {
    made = std::make_unique<PooledConnection>(driver_.open(url_), database_, settings_.statement_cache);
  } catch (...) {
    const Lock lock(mutex_);
    --opening_;
    free_slot(lock);
    throw;
  }
  const Lock lock(mutex_);
  --opening_;
  if (closed_) drained_.notify_all();
  refuse_when_closed(lock);
  made->since = coarse_now();
  return *all_.emplace_back(std::move(made));
}

PooledConnection& Pool::wait(Lock& lock) {
  Waiter self;
  waiters_.push_back(&self);
  const auto served = [&] { return self.connection || self.may_open || closed_; };
  if (!self.wake.wait_for(lock, settings_.timeout, served)) {
    const std::string message = timeout_message(lock);
    std::erase(waiters_, &self);
    throw PoolTimeout(message);
  }
  if (self.connection) return *self.connection;
  if (!self.may_open) refuse_when_closed(lock);
  lock.unlock();
  return open();
}

/// The connection, or another in its place when it does not answer any more.
PooledConnection& Pool::proven(PooledConnection& connection) {
  return connection.usable() && connection.driver().ping() ? connection : replaced(connection);
}

PooledConnection& Pool::replaced(PooledConnection& connection) {
  if (settings_.sole_copy) {
    give_back(connection);
    throw ConnectionLost("the connection to " + settings_.label +
                         " is broken, and its data went with it, for it lived in memory "
                         "only; connect again and fill it anew");
  }
  end(connection);
  return open();
}

void Pool::give_back(PooledConnection& connection) noexcept {
  const bool reuse = fit_for_reuse(connection);
  Lock lock(mutex_);
  if (!reuse || closed_) [[unlikely]] {
    lock.unlock();
    end(connection);
    lock.lock();
    --opening_;
    return free_slot(lock);
  }
  connection.since = coarse_now();
  if (waiters_.empty()) [[likely]] {
    idle_.push_back(&connection);
    return;
  }
  // Woken under the lock: the waiter owns the condition variable and may be gone as soon as it sees the connection.
  waiters_.front()->connection = &connection;
  waiters_.front()->wake.notify_one();
  waiters_.pop_front();
}

bool Pool::fit_for_reuse(PooledConnection& connection) noexcept {
  const bool dirty = connection.driver().in_transaction();
  if (connection.usable() && !dirty && !connection.discard) [[likely]]
    return true;
  if (dirty) {
    log_message(LogLevel::warning, "a connection to " + settings_.label +
                                       " was given back inside a transaction that raw SQL began; "
                                       "it is rolled back. Use Database::transaction");
  }
  if (!settings_.sole_copy) return false;
  try {
    if (dirty) connection.driver().execute(database_.dialect().rollback());
  } catch (const std::exception& error) {
    log_message(LogLevel::error, "rolling back on " + settings_.label + " failed: " + error.what());
  }
  connection.discard = false;
  return true;  // whatever became of it, closing it would lose the data
}

/// Destroys the connection. Its slot stays taken, as one that is being opened, so that there are never more than
/// `size`.
void Pool::end(PooledConnection& connection) noexcept {
  Lock lock(mutex_);
  const auto ended = take(connection);
  ++opening_;
  lock.unlock();
}

std::unique_ptr<PooledConnection> Pool::take(const PooledConnection& connection) noexcept {
  const auto slot =
      std::find_if(all_.begin(), all_.end(), [&](const auto& owned) { return owned.get() == &connection; });
  auto taken = std::move(*slot);
  all_.erase(slot);
  return taken;
}

/// One connection fewer: the longest waiter may open another.
void Pool::free_slot(const Lock&) noexcept {
  if (closed_) return drained_.notify_all();
  if (waiters_.empty()) return;
  ++opening_;
  waiters_.front()->may_open = true;
  waiters_.front()->wake.notify_one();
  waiters_.pop_front();
}

void Pool::close(unsigned own) {
  std::vector<std::unique_ptr<PooledConnection>> ended;  // destroyed after the lock is let go
  Lock lock(mutex_);
  closed_ = true;
  for (Waiter* waiter : waiters_) waiter->wake.notify_one();
  waiters_.clear();
  for (const PooledConnection* idle : idle_) ended.push_back(take(*idle));
  idle_.clear();
  const bool drained = drained_.wait_for(lock, settings_.timeout, [&] { return all_.size() + opening_ <= own; });
  if (!drained) {
    log_message(LogLevel::warning,
                settings_.label + " was closed while connections were in use; they are closed when they are let go");
  }
}

void Pool::refuse_when_closed(const Lock&) const {
  if (closed_) throw DatabaseClosed(settings_.label + " was closed; connect again to use it");
}

std::string Pool::timeout_message(const Lock&) const {
  const auto now = coarse_now();
  std::string held;
  for (const auto& connection : all_) {
    held += (held.empty() ? "" : ", ") + std::to_string((now - connection->since) / milliseconds(1)) + " ms";
  }
  return "no connection to " + settings_.label + " became free within " + std::to_string(settings_.timeout.count()) +
         " ms: all " + std::to_string(settings_.size) + " are in use (held for " + held + "), and " +
         std::to_string(waiters_.size() - 1) +
         " other threads wait. Hold transactions shorter, or raise pool_size or checkout_timeout";
}

}  // namespace rowan
