// Database servers that a test starts for itself: unprivileged, in a directory of their own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "support/server/server_directory.hpp"

namespace rowan::testing {

/// A server, running from the constructor on. Its output goes to a file in the directory, and its end into the message
/// of what goes wrong. Ends with the object, or with this process however that ends. Not for several threads at once.
class ServerProcess {
 public:
  /// `command` is a program's full path and its arguments; `name` names the file of its output.
  /// @throws std::runtime_error when it can't be started.
  ServerProcess(ServerDirectory& directory, const std::string& name, const std::vector<std::string>& command);
  /// Kills it, if it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Asks every few milliseconds until `ready` is true. @throws std::runtime_error with the server's last words when it
  /// ends before that, or when the time is up.
  void wait_until(const std::function<bool()>& ready, std::chrono::seconds limit = std::chrono::seconds(60));
  /// Sends `signal` and waits for the end; kills it when that takes longer than `limit`. SIGKILL is a crash.
  void stop(int signal = SIGTERM, std::chrono::seconds limit = std::chrono::seconds(20));
  void send(int signal) const;

  [[nodiscard]] bool running();
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// The last lines that it wrote.
  [[nodiscard]] std::string last_words() const;

 private:
  bool wait_for_end(std::chrono::milliseconds limit);

  ServerDirectory& directory_;
  std::string log_;
  std::string program_;
  pid_t pid_ = -1;
  bool ended_ = false;
};

/// Runs a program to its end as the servers' user, in `directory`. @throws std::runtime_error with its last words when
/// it fails.
void run_as_server_user(ServerDirectory& directory, const std::string& name, const std::vector<std::string>& command);

}  // namespace rowan::testing
