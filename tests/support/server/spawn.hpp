// A process as another user.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/server/server_directory.hpp"

namespace rowan::testing {

struct Spawn {
  std::vector<std::string> command;  ///< a full path, and arguments
  const ServerUser* user = nullptr;  ///< null: this process's
  std::string directory = "/";       ///< to run in
  std::string output = "/dev/null";  ///< where standard output and error are appended
  int input = -1;                    ///< standard input; -1: nothing
};

/// Starts it in a session of its own, so that Ctrl-C is for the test alone. Safe with other threads running.
/// @throws std::runtime_error when there can be no process. A program that can't be run ends with status 127.
pid_t spawn(const Spawn& what);

/// Its end, waited for; 128 + the signal that ended it.
int wait_for(pid_t process);

}  // namespace rowan::testing
