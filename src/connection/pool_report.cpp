// A pool's statistics and messages, and cancellation.
#include <fstream>

#include "connection/pool.hpp"
#include "connection/time_source.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

/// The thread with its name, which programs that name their threads know best.
std::string thread_text(std::int64_t thread) {
  std::string name;
  std::ifstream comm("/proc/self/task/" + std::to_string(thread) + "/comm");
  std::getline(comm, name);
  return "thread " + std::to_string(thread) + (name.empty() ? "" : " \"" + name + '"');
}

std::string holder_text(const PooledConnection& connection, std::chrono::nanoseconds now) {
  const auto held = (now - connection.since) / std::chrono::milliseconds(1);
  return thread_text(connection.holder) + " for " + std::to_string(held) + " ms " +
         (connection.held_for == HeldFor::transaction ? "in a transaction" : "for a statement");
}

}  // namespace

PoolStatistics Pool::statistics() const {
  const Lock lock(mutex_);
  PoolStatistics now = counted_;
  now.size = settings_.size;
  now.open = static_cast<unsigned>(all_.size()) + opening_;
  now.idle = static_cast<unsigned>(idle_.size());
  now.in_use = now.open - now.idle;
  now.waiting = static_cast<unsigned>(waiters_.size());
  return now;
}

std::string Pool::holders(const Lock&) const {
  const auto now = coarse_now();
  std::string text;
  for (const auto& connection : all_) {
    if (connection->holder == 0) continue;
    text += (text.empty() ? "" : ", ") + holder_text(*connection, now);
  }
  if (opening_ > 0) text += (text.empty() ? "" : ", ") + std::to_string(opening_) + " being opened";
  return text;
}

std::string Pool::timeout_message(const Lock& lock) const {
  return "no connection to " + settings_.label + " became free within " + std::to_string(settings_.timeout.count()) +
         " ms: all " + std::to_string(all_.size() + opening_) + " are in use (held by " + holders(lock) + "), and " +
         std::to_string(waiters_.size() - 1) + " other threads wait. " + std::string(advice(lock));
}

std::string_view Pool::advice(const Lock&) const {
  switch (keeps_) {
    case Keeps::one:
      return "Inside a HeldTransaction all threads share one connection in turns: let none wait for another that needs "
             "it while it has a transaction or a loop over rows open";
    case Keeps::one_soon:
      return "A HeldTransaction is to begin, which it does when no thread has a connection: end what threads do on the "
             "database before";
    case Keeps::all:
      break;
  }
  return "Hold transactions shorter, or raise pool_size or checkout_timeout";
}

void Pool::cancel(std::int64_t thread) {
  Lock lock(mutex_);
  if (keeps_ == Keeps::one) {
    throw Unsupported("a statement inside a HeldTransaction on " + settings_.label +
                      " is not cancelled: the request might hit another thread's, for they share the connection, or "
                      "end the transaction. Test this without one");
  }
  for (const auto& each : all_) {
    if (each->holder != thread || each->cancelling) continue;
    PooledConnection& connection = *each;
    connection.cancelling = true;  // it can neither be destroyed nor given to another thread meanwhile
    lock.unlock();
    const bool asked = connection.driver().cancel();
    lock.lock();
    connection.cancelled = asked;
    connection.cancelling = false;
    cancelled_.notify_all();
    if (asked) return;
    throw Unsupported("a statement on " + settings_.label +
                      " could not be asked to stop: its driver can't, or the server did not answer");
  }
}

}  // namespace rowan
