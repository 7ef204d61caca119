// How a pool comes down to one connection, which all threads share, and grows again.
#include "connection/pool.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

/// Says so first: of two threads that both had a connection, neither would see the other's come back.
PooledConnection& Pool::keep_one() {
  std::vector<Owned> ended;  // destroyed after the lock is released
  Lock lock(mutex_);
  refuse_when_closed(lock);
  refuse_when_kept(lock, "another can't begin");
  keeps_ = Keeps::one_soon;
  lock.unlock();
  PooledConnection& kept = first_of_all();
  lock.lock();
  for (const PooledConnection* idle : idle_) ended.push_back(take(*idle));
  idle_.clear();
  if (drained_.wait_for(lock, settings_.timeout, [&] { return all_.size() + opening_ == 1; })) return kept;
  kept.holder = 0;  // not the one that it waited for
  const std::string message = "other connections to " + settings_.label + " are in use still after " +
                              std::to_string(settings_.timeout.count()) + " ms (" + holders(lock) +
                              "): a HeldTransaction begins when no thread has one";
  lock.unlock();
  keep_all();
  give_back(kept);
  throw PoolTimeout(message);
}

PooledConnection& Pool::first_of_all() {
  try {
    return check_out(HeldFor::transaction);
  } catch (...) {
    keep_all();
    throw;
  }
}

void Pool::share(PooledConnection& connection) noexcept {
  {
    const Lock lock(mutex_);
    keeps_ = Keeps::one;
  }
  give_back(connection);
}

void Pool::keep_all() noexcept {
  const Lock lock(mutex_);
  keeps_ = Keeps::all;
  for (auto free = settings_.size - all_.size() - opening_; free > 0; --free) free_slot(lock);
}

void Pool::refuse_when_kept(const Lock&, std::string_view refused) const {
  if (keeps_ == Keeps::all) return;
  throw TransactionError("there is a HeldTransaction on " + settings_.label +
                         " already, or another thread begins one: " + std::string(refused) + " before its end");
}

// The kept connection is gone, or the parent's of this process: nothing may be written beside what it held.
void Pool::refuse_beside_kept(const Lock&) const {
  if (keeps_ != Keeps::one) return;
  throw TransactionError("the connection with the HeldTransaction on " + settings_.label +
                         " is gone from this process, as after a fork: connect anew there");
}

}  // namespace rowan
