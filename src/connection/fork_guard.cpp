#include "connection/fork_guard.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <new>

#include "connection/open_transaction.hpp"
#include "connection/pool.hpp"
#include "connection/thread_state.hpp"
#include "connection/watchdog.hpp"

namespace rowan {
namespace {

struct Pools {
  std::mutex mutex;
  std::vector<Pool*> all;
};

/// Never destroyed, because a static database may end later.
Pools& pools() {
  static auto& known = *new Pools;
  return known;
}

}  // namespace

void ForkGuard::watch(Pool& pool) {
  static const int once = pthread_atfork(&before_fork, &after_fork_in_parent, &after_fork_in_child);
  static_cast<void>(once);
  const std::lock_guard lock(pools().mutex);
  pools().all.push_back(&pool);
}

void ForkGuard::forget(Pool& pool) noexcept {
  const std::lock_guard lock(pools().mutex);
  std::erase(pools().all, &pool);
}

void ForkGuard::before_fork() noexcept {
  pools().mutex.lock();
  for (Pool* pool : pools().all) pool->mutex_.lock();
}

void ForkGuard::after_fork_in_parent() noexcept {
  for (Pool* pool : pools().all) pool->mutex_.unlock();
  pools().mutex.unlock();
}

void ForkGuard::after_fork_in_child() noexcept {
  this_thread.id = 0;
  Watchdog::begin_anew();
  OpenTransaction::belong_to_parent();
  for (Pool* pool : pools().all) {
    pool->abandon_all();
    pool->mutex_.unlock();
  }
  pools().mutex.unlock();
}

/// The objects are leaked: their destructors would close the parent's connections on the server.
void Pool::abandon_all() noexcept {
  for (Owned& connection : all_) {
    if (const int socket = connection->driver().socket(); socket >= 0) ::close(socket);
    connection->abandoned = true;
    static_cast<void>(connection.release());
  }
  all_.clear();
  idle_.clear();
  waiters_.clear();
  opening_ = 0;
  if (keeps_ == Keeps::one_soon) keeps_ = Keeps::all;  // the thread that was to begin on it is the parent's
  // Threads of the parent may wait here: without them, ending a condition variable would wait forever.
  new (&drained_) std::condition_variable;
  new (&cancelled_) std::condition_variable;
}

}  // namespace rowan
