#include "support/server/server_directory.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include "support/server/spawn.hpp"

namespace rowan::testing {
namespace {

namespace fs = std::filesystem;

ServerUser find_user() {
  if (geteuid() != 0) return {geteuid(), getegid(), {}, false};
  const passwd* found = getpwnam("nobody");
  if (found == nullptr) throw std::runtime_error("there is no user nobody for the servers of the tests to run as");
  return {found->pw_uid, found->pw_gid, found->pw_name, true};
}

// Reads "add PID" and "drop PID" until this process closes its end or dies, then ends who is left: first by SIGQUIT, at
// which PostgreSQL gives its shared memory back. A shell, because a forked copy of a test with threads could not
// allocate.
constexpr const char* watchdog_script = R"(
servers=
while read -r verb server; do
  others=
  for s in $servers; do [ "$s" = "$server" ] || others="$others $s"; done
  servers=$others
  [ "$verb" = add ] && servers="$servers $server"
done
for s in $servers; do kill -QUIT "$s" 2>/dev/null; done
for s in $servers; do
  tries=0
  while kill -0 "$s" 2>/dev/null && [ $tries -lt 30 ]; do tries=$((tries + 1)); sleep 0.1; done
  kill -9 "$s" 2>/dev/null
done
tries=0
while ! rm -rf "$0" 2>/dev/null && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
)";

// In memory where there is room, for there what a server syncs to disk costs nothing. Elsewhere a container may have
// 64 MB of it.
const char* roomiest() {
  constexpr std::uintmax_t enough = 2'000'000'000;
  std::error_code none;
  const auto space = fs::space("/dev/shm", none);
  return !none && space.available >= enough && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

fs::path make_directory() {
  std::string pattern = std::string(roomiest()) + "/rowan-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("can't make a directory like " + pattern);
  return pattern;
}

}  // namespace

const ServerUser& ServerUser::get() {
  static const ServerUser user = find_user();
  return user;
}

ServerDirectory::ServerDirectory() : path_(make_directory()) {
  const auto& user = ServerUser::get();
  if (user.changed && chown(path_.c_str(), user.uid, user.gid) != 0) {
    throw std::runtime_error("can't give " + path_.string() + " to " + user.name);
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("can't make a pipe for the servers' watchdog");
  watchdog_ = spawn({.command = {"/bin/sh", "-c", watchdog_script, path_.string()}, .input = ends[0]});
  close(ends[0]);
  watchdog_input_ = ends[1];
}

ServerDirectory::~ServerDirectory() {
  close(watchdog_input_);
  wait_for(watchdog_);
}

void ServerDirectory::watch(pid_t server) { tell("add", server); }
void ServerDirectory::unwatch(pid_t server) { tell("drop", server); }

void ServerDirectory::tell(std::string_view verb, pid_t server) const {
  const std::string line = std::string(verb) + ' ' + std::to_string(server) + '\n';
  static_cast<void>(!write(watchdog_input_, line.data(), line.size()));
}

std::optional<fs::path> find_program(const std::string& program, const std::vector<fs::path>& directories) {
  auto places = directories;
  const char* path = std::getenv("PATH");
  std::istringstream words(path == nullptr ? "" : path);
  for (std::string place; std::getline(words, place, ':');) places.emplace_back(place);
  for (const auto& place : places) {
    const auto file = place / program;
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return std::nullopt;
}

}  // namespace rowan::testing
