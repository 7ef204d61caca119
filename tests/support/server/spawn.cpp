#include "support/server/spawn.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace rowan::testing {
namespace {

// Between fork and exec only calls that are safe after the fork of a process with threads; nothing is allocated.
[[noreturn]] void become(const Spawn& what, char* const* arguments, const char* nowhere) {
  setsid();
  const int input = what.input >= 0 ? what.input : open(nowhere, O_RDONLY);
  dup2(input, STDIN_FILENO);
  bool good = true;
  if (what.user != nullptr && what.user->changed) {
    good = setgroups(0, nullptr) == 0 && setgid(what.user->gid) == 0 && setuid(what.user->uid) == 0;
  }
  const int output = open(what.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  close_range(3, ~0U, 0);  // a server must not keep another one's watchdog waiting
  if (good && chdir(what.directory.c_str()) == 0) execv(arguments[0], arguments);
  const char* reason = strerrorname_np(errno);
  static_cast<void>(!write(STDERR_FILENO, reason, strlen(reason)));
  _exit(127);
}

}  // namespace

pid_t spawn(const Spawn& what) {
  std::vector<char*> arguments;
  arguments.reserve(what.command.size() + 1);
  for (const auto& argument : what.command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) become(what, arguments.data(), "/dev/null");
  if (child < 0) throw std::runtime_error("can't start " + what.command.front() + ": " + std::strerror(errno));
  return child;
}

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace rowan::testing
