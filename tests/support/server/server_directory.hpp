// A directory that servers of a test have for themselves, and that does not outlive the test.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rowan::testing {

/// The user that servers run as: database servers refuse root, so root lends them `nobody`.
struct ServerUser {
  uid_t uid;
  gid_t gid;
  std::string name;
  bool changed;  ///< whether that is another user than this process's

  /// @throws std::runtime_error when there is no `nobody`.
  static const ServerUser& get();
};

/// A new directory that belongs to the servers' user. At its end, or when this process ends without saying so, killed
/// or crashed, a watchdog stops the servers that were told to it and removes the directory with all that is in it.
/// Not for several threads at once.
class ServerDirectory {
 public:
  ServerDirectory();
  ~ServerDirectory();
  ServerDirectory(const ServerDirectory&) = delete;
  ServerDirectory& operator=(const ServerDirectory&) = delete;

  /// Short, for a socket's path ends at 107 bytes.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

  /// A process to be killed when this one dies.
  void watch(pid_t server);
  /// It ended.
  void unwatch(pid_t server);

 private:
  void tell(std::string_view verb, pid_t server) const;

  std::filesystem::path path_;
  pid_t watchdog_ = -1;
  int watchdog_input_ = -1;  ///< its end of file is what the watchdog waits for
};

/// The first of `directories`, or of PATH when there is none, that has an executable `program`.
std::optional<std::filesystem::path> find_program(const std::string& program,
                                                  const std::vector<std::filesystem::path>& directories = {});

}  // namespace rowan::testing
