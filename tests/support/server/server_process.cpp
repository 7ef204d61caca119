#include "support/server/server_process.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "support/server/spawn.hpp"

namespace rowan::testing {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::string end_of(const std::string& file) {
  constexpr std::streamoff most = 2000;
  std::ifstream in(file, std::ios::ate);
  if (!in) return "(it wrote nothing)";
  const auto size = static_cast<std::streamoff>(in.tellg());
  in.seekg(size > most ? size - most : 0);
  return {std::istreambuf_iterator<char>(in), {}};
}

Spawn as_server_user(const ServerDirectory& directory, const std::vector<std::string>& command,
                     const std::string& log) {
  return {.command = command, .user = &ServerUser::get(), .directory = directory.path().string(), .output = log};
}

}  // namespace

ServerProcess::ServerProcess(ServerDirectory& directory, const std::string& name,
                             const std::vector<std::string>& command)
    : directory_(directory), log_(directory.file(name + ".log")), program_(command.front()) {
  pid_ = spawn(as_server_user(directory, command, log_));
  directory_.watch(pid_);
}

ServerProcess::~ServerProcess() { stop(SIGKILL); }

bool ServerProcess::running() {
  if (ended_) return false;
  const pid_t found = waitpid(pid_, nullptr, WNOHANG);
  if (found == 0 || (found < 0 && errno == EINTR)) return true;
  ended_ = true;
  directory_.unwatch(pid_);
  return false;
}

void ServerProcess::wait_until(const std::function<bool()>& ready, std::chrono::seconds limit) {
  const auto until = Clock::now() + limit;
  while (!ready()) {
    if (!running()) throw std::runtime_error(program_ + " ended instead of serving:\n" + last_words());
    if (Clock::now() > until) throw std::runtime_error(program_ + " did not get ready in time:\n" + last_words());
    std::this_thread::sleep_for(5ms);
  }
}

bool ServerProcess::wait_for_end(std::chrono::milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (running()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

void ServerProcess::stop(int signal, std::chrono::seconds limit) {
  send(signal);
  if (wait_for_end(limit)) return;
  send(SIGKILL);
  wait_for_end(limit);
}

void ServerProcess::send(int signal) const {
  if (!ended_) ::kill(pid_, signal);
}

std::string ServerProcess::last_words() const { return end_of(log_); }

void run_as_server_user(ServerDirectory& directory, const std::string& name, const std::vector<std::string>& command) {
  const auto log = directory.file(name + ".log");
  const int status = wait_for(spawn(as_server_user(directory, command, log)));
  if (status == 0) return;
  throw std::runtime_error(command.front() + " failed with status " + std::to_string(status) + ":\n" + end_of(log));
}

}  // namespace rowan::testing
