#include "connection/pool.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include "connection/fork_guard.hpp"
#include "connection/thread_state.hpp"
#include "connection/time_source.hpp"
#include "connection/watchdog.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

using std::chrono::nanoseconds;

namespace {

/// A connection that was used just now needs no test: it is as likely to fail after the test.
constexpr std::chrono::milliseconds look_after{10};

/// Whether the server sent something unasked: usually the end of the connection. One system call, no round trip.
bool has_news(int socket) noexcept {
  char first = 0;
  return socket >= 0 && (::recv(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN);
}

/// What a firewall forgot would answer when TCP gives up, which takes minutes.
bool answers_in_time(PooledConnection& connection, std::chrono::milliseconds limit) noexcept {
  try {
    const Watch watch(connection.driver().socket(), limit);
    return connection.driver().ping();
  } catch (...) {
    return false;  // nobody can watch over it: another one takes its place
  }
}

}  // namespace

Pool::Pool(DatabaseCore& database, Driver& driver, Url url, PoolSettings settings)
    : database_(database),
      driver_(driver),
      url_(std::move(url)),
      settings_(std::move(settings)),
      dice_(std::random_device{}()) {
  all_.reserve(settings_.size);
  idle_.reserve(settings_.size);  // so that releasing never allocates
  ForkGuard::watch(*this);
}

Pool::~Pool() { ForkGuard::forget(*this); }

PooledConnection& Pool::check_out(HeldFor purpose) {
  Lock lock(mutex_);
  refuse_when_closed(lock);
  if (!idle_.empty()) [[likely]] {
    PooledConnection& connection = *idle_.back();
    idle_.pop_back();
    const auto idle_since = connection.since;
    hand_out(connection, purpose, lock);
    if (connection.nested != nullptr) [[unlikely]]
      return connection;  // who uses it finds out
    const auto idle_for = connection.since - idle_since;
    bool doubtful = idle_for > settings_.verify_after || connection.generation != generation_;
    const bool old = expired(connection, connection.since);
    if (old) ++counted_.expired;
    lock.unlock();
    if (old) [[unlikely]]
      return replaced(connection, purpose);
    doubtful = doubtful || !connection.usable() || (idle_for > look_after && has_news(connection.driver().socket()));
    return doubtful ? proven(connection, purpose) : connection;
  }
  if (all_.size() + opening_ < most()) {
    refuse_beside_kept(lock);
    ++opening_;
    lock.unlock();
    return open(purpose);
  }
  return wait(lock, purpose);
}

PooledConnection& Pool::hand_out(PooledConnection& connection, HeldFor purpose, const Lock&) noexcept {
  connection.since = coarse_now();
  connection.holder = thread_id();
  connection.held_for = purpose;
  ++counted_.check_outs;
  return connection;
}

/// Opens a connection in the slot that the caller has reserved by `++opening_`.
PooledConnection& Pool::open(HeldFor purpose) {
  Owned made;
  try {
    auto opened = was_open_ ? driver_.open_again(url_) : driver_.open(url_);
    made = std::make_unique<PooledConnection>(std::move(opened), database_, settings_.statement_cache);
    if (settings_.log_values) made->log_values();
    made->comment(settings_.comments);
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
  ++counted_.opened;
  was_open_ = true;
  made->generation = generation_;
  made->retire_at = retirement(coarse_now());
  return hand_out(*all_.emplace_back(std::move(made)), purpose, lock);
}

PooledConnection& Pool::wait(Lock& lock, HeldFor purpose) {
  Waiter self;
  wait_in_line(lock, self);
  if (self.connection) return hand_out(*self.connection, purpose, lock);
  if (!self.may_open) refuse_when_closed(lock);
  lock.unlock();
  return open(purpose);
}

void Pool::wait_in_line(Lock& lock, Waiter& self) {
  const auto started = std::chrono::steady_clock::now();
  waiters_.push_back(&self);
  const auto served = [&] { return self.connection || self.may_open || closed_; };
  const bool in_time = self.wake.wait_for(lock, settings_.timeout, served);
  const nanoseconds waited = std::chrono::steady_clock::now() - started;
  ++counted_.waits;
  counted_.waited += waited;
  counted_.longest_wait = std::max(counted_.longest_wait, waited);
  if (in_time) return;
  ++counted_.timeouts;
  const std::string message = timeout_message(lock);
  std::erase(waiters_, &self);
  throw PoolTimeout(message);
}

/// The connection, or another one when it no longer answers.
PooledConnection& Pool::proven(PooledConnection& connection, HeldFor purpose) {
  const bool answers = connection.usable() && answers_in_time(connection, settings_.statement_timeout);
  Lock lock(mutex_);
  if (answers) {
    connection.generation = generation_;
    return connection;
  }
  ++counted_.broken;
  if (!settings_.sole_copy) suspect_all(lock);
  lock.unlock();
  return replaced(connection, purpose);
}

PooledConnection& Pool::replaced(PooledConnection& connection, HeldFor purpose) {
  if (settings_.sole_copy) {
    give_back(connection);
    throw ConnectionLost("the connection to " + settings_.label +
                         " is broken, and its data went with it, for it lived in memory "
                         "only; connect again and fill it anew");
  }
  end(connection);
  return open(purpose);
}

/// One connection was lost, so others opened before may be lost, too: idle ones are closed, those in use are
/// tested before they are used again.
void Pool::suspect_all(Lock& lock) noexcept {
  ++generation_;
  const auto in_doubt = [&](const PooledConnection* idle) { return idle->generation != generation_; };
  for (;;) {
    const auto found = std::find_if(idle_.begin(), idle_.end(), in_doubt);
    if (found == idle_.end()) return;
    auto ended = take(**found);
    idle_.erase(found);
    ++opening_;  // it keeps its place until it is closed
    lock.unlock();
    ended.reset();
    lock.lock();
    --opening_;
    free_slot(lock);
  }
}

void Pool::give_back(PooledConnection& connection) noexcept {
  if (connection.abandoned) return;
  const bool lost = !connection.usable();
  const bool reuse = fit_for_reuse(connection);
  Lock lock(mutex_);
  cancelled_.wait(lock, [&] { return !connection.cancelling; });
  connection.holder = 0;
  connection.since = coarse_now();
  const bool old = expired(connection, connection.since);
  const bool surplus = all_.size() + opening_ > most() && connection.nested == nullptr;
  if (!reuse || old || surplus || closed_ || (connection.cancelled && !must_stay(connection))) [[unlikely]] {
    if (lost)
      ++counted_.broken;
    else if (old)
      ++counted_.expired;
    if (lost && !settings_.sole_copy) suspect_all(lock);
    lock.unlock();
    end(connection);
    lock.lock();
    --opening_;
    return free_slot(lock);
  }
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
  if (connection.nested != nullptr) return true;
  const bool usable = connection.usable();
  const bool dirty = usable && connection.driver().in_transaction();
  if (usable && !dirty && !connection.discard) [[likely]]
    return true;
  if (dirty) {
    log_message(LogLevel::warning, "a connection to " + settings_.label +
                                       " was given back inside a transaction that raw SQL began; "
                                       "it is rolled back. Use Database::transaction");
  }
  if (!settings_.sole_copy) return false;
  try {
    if (dirty) connection.driver().rollback(database_.dialect().rollback());
  } catch (const std::exception& error) {
    log_message(LogLevel::error, "rolling back on " + settings_.label + " failed: " + error.what());
  }
  connection.discard = false;
  return true;  // whatever its state, closing it would lose the data
}

bool Pool::expired(const PooledConnection& connection, nanoseconds now) const noexcept {
  return now >= connection.retire_at && settings_.max_age.count() != 0 && !must_stay(connection);
}

/// Within a tenth of the configured age.
nanoseconds Pool::retirement(nanoseconds now) noexcept {
  dice_ = dice_ * 6364136223846793005U + 1442695040888963407U;
  const double share = 0.9 + 0.2 * static_cast<double>(dice_ >> 40U) / static_cast<double>(1U << 24U);
  return now + std::chrono::duration_cast<nanoseconds>(settings_.max_age * share);
}

/// Destroys the connection. Its slot stays taken, as one that is being opened, so that there are never more than
/// `size`.
void Pool::end(PooledConnection& connection) noexcept {
  Lock lock(mutex_);
  cancelled_.wait(lock, [&] { return !connection.cancelling; });
  const auto ended = take(connection);
  ++opening_;
  lock.unlock();
}

Pool::Owned Pool::take(const PooledConnection& connection) noexcept {
  const auto slot =
      std::find_if(all_.begin(), all_.end(), [&](const auto& owned) { return owned.get() == &connection; });
  auto taken = std::move(*slot);
  all_.erase(slot);
  ++counted_.closed;
  return taken;
}

/// One connection fewer: the longest waiter may open another.
void Pool::free_slot(const Lock&) noexcept {
  if (closed_ || keeps_ != Keeps::all) drained_.notify_all();
  // What the one that is shared held is gone with it.
  if (closed_ || keeps_ == Keeps::one || waiters_.empty() || all_.size() + opening_ >= most()) return;
  ++opening_;
  waiters_.front()->may_open = true;
  waiters_.front()->wake.notify_one();
  waiters_.pop_front();
}

void Pool::close(unsigned own) {
  std::vector<Owned> ended;  // destroyed after the lock is released
  Lock lock(mutex_);
  refuse_when_kept(lock, "the database can't be closed");
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

}  // namespace rowan
