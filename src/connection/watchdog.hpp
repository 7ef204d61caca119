// Ends the wait for servers that don't answer.
#pragma once

#include <chrono>

namespace rowan {

/// A server stops a statement that exceeds its time limit, unless the server or the connection is dead; then the client
/// would wait as long as TCP does, perhaps forever. So the socket is shut down some time after the limit, and the
/// statement ends with ConnectionLost. Thread-safe; one thread per process, started on first use.
class Watchdog {
 public:
  /// From now on the socket is shut down at `limit` plus some time for the answer, unless `rest` comes first.
  static void watch(int socket, std::chrono::milliseconds limit);
  static void rest(int socket) noexcept;
  /// In the child of a fork, which does not have the thread.
  static void begin_anew() noexcept;
};

/// Watches a socket for a scope; -1, or no limit: does nothing.
class Watch {
 public:
  Watch(int socket, std::chrono::milliseconds limit) : socket_(limit.count() == 0 ? -1 : socket) {
    if (socket_ >= 0) Watchdog::watch(socket_, limit);
  }
  ~Watch() {
    if (socket_ >= 0) Watchdog::rest(socket_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  const int socket_;
};

}  // namespace rowan
