#include "connection/watchdog.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

namespace rowan {
namespace {

using Clock = std::chrono::steady_clock;

/// How long the answer of a server that enforces the limit may take.
constexpr std::chrono::seconds travel{1};

class Kennel {
 public:
  void add(int socket, Clock::time_point end) {
    const std::lock_guard lock(mutex_);
    if (!thread_started_) std::thread([this] { guard(); }).detach();
    thread_started_ = true;
    watched_.push_back({socket, end});
    if (end <= earliest()) woken_.notify_one();
  }

  void remove(int socket) noexcept {
    const std::lock_guard lock(mutex_);
    std::erase_if(watched_, [&](const Watched& each) { return each.socket == socket; });
  }

 private:
  struct Watched {
    int socket;
    Clock::time_point end;
  };

  Clock::time_point earliest() const {
    auto first = Clock::time_point::max();
    for (const Watched& each : watched_) first = std::min(first, each.end);
    return first;
  }

  /// Under the lock, so that nobody closes the socket, and another opens one of the same number, meanwhile.
  void shut_down_late() {
    const auto now = Clock::now();
    std::erase_if(watched_, [&](const Watched& each) {
      if (each.end > now) return false;
      ::shutdown(each.socket, SHUT_RDWR);
      return true;
    });
  }

  [[noreturn]] void guard() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (watched_.empty())
        woken_.wait(lock);
      else
        woken_.wait_until(lock, earliest());
      shut_down_late();
    }
  }

  std::mutex mutex_;
  std::condition_variable woken_;
  std::vector<Watched> watched_;
  bool thread_started_ = false;
};

/// Never destroyed: its thread outlives static objects.
Kennel* kennel = new Kennel;

}  // namespace

void Watchdog::watch(int socket, std::chrono::milliseconds limit) {
  kennel->add(socket, Clock::now() + limit + travel);
}
void Watchdog::rest(int socket) noexcept { kennel->remove(socket); }
/// Replaces it: the old one's state belongs to a thread that this process does not have.
void Watchdog::begin_anew() noexcept { new (kennel) Kennel; }

}  // namespace rowan
