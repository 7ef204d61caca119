// A MariaDB server of the tests' own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/server/server_process.hpp"

namespace rowan::testing {

struct MariadbSettings {
  std::vector<std::string> options{};  ///< "--max-connections=20", …
  unsigned port = 0;                   ///< on 127.0.0.1 too; 0: socket only
};

/// A new server on a socket in a private directory, with nothing synced to disk. The user is `root`, without a
/// password.
class MariadbServer {
 public:
  /// Makes the system tables and starts it; returns when it answers. @throws std::runtime_error with what the server
  /// wrote; when `missing()` says something, saying that.
  explicit MariadbServer(MariadbSettings settings = {});
  ~MariadbServer();
  MariadbServer(const MariadbServer&) = delete;
  MariadbServer& operator=(const MariadbServer&) = delete;

  /// What to install, or empty when the server is there.
  static std::string missing();
  /// One for the whole test process, started at the first call and stopped when the process ends.
  static MariadbServer& shared();

  /// Makes the database unless it is there.
  void create_database(const std::string& name);
  /// Runs one statement as root, rows ignored. @throws std::runtime_error when it fails.
  void run(const std::string& sql);
  /// `mysql://root@localhost/database?socket=…`; options are appended by `&`.
  [[nodiscard]] std::string url(const std::string& database) const;
  [[nodiscard]] std::string socket() const { return directory_.file("mysql.sock"); }
  [[nodiscard]] unsigned port() const { return settings_.port; }
  [[nodiscard]] ServerDirectory& directory() { return directory_; }

  /// Kills it without warning, as a crash does; waits for the end.
  void crash();
  /// Ends it in order.
  void stop();
  /// After `crash` or `stop`: again, on the same data.
  void start();
  [[nodiscard]] ServerProcess& process() { return *process_; }

 private:
  MariadbSettings settings_;
  ServerDirectory directory_;
  std::unique_ptr<ServerProcess> process_;
};

}  // namespace rowan::testing
