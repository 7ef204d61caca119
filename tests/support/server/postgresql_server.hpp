// A PostgreSQL server of the tests' own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/server/server_process.hpp"

namespace rowan::testing {

struct PostgresqlSettings {
  std::vector<std::string> options{};  ///< "max_connections=20", …
  unsigned port = 0;                   ///< on 127.0.0.1 too; 0: socket only
};

/// A new cluster on a socket in a private directory, with nothing synced to disk. The user is `rowan`, its database
/// `postgres`.
class PostgresqlServer {
 public:
  /// Runs initdb and starts it; returns when it answers. @throws std::runtime_error with what the server wrote;
  /// when `missing()` says something, saying that.
  explicit PostgresqlServer(PostgresqlSettings settings = {});
  /// A standby that streams from `primary`: copies it as it is now, and starts. @throws as above.
  PostgresqlServer(const PostgresqlServer& primary, PostgresqlSettings settings);
  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  /// What to install, or empty when the server is there.
  static std::string missing();
  /// One for the whole test process, started at the first call and stopped when the process ends.
  static PostgresqlServer& shared();

  /// `postgresql:///database?host=…`; options are appended by `&`.
  [[nodiscard]] std::string url(const std::string& database = "postgres") const;
  /// For libpq.
  [[nodiscard]] std::string conninfo(const std::string& database = "postgres") const;
  [[nodiscard]] ServerDirectory& directory() { return directory_; }
  [[nodiscard]] std::string socket() const;

  /// Kills it without warning, as a crash does; waits for the end.
  void crash();
  /// Ends it in order, its clients thrown out.
  void stop();
  /// After `crash` or `stop`: again, on the same data.
  void start();
  [[nodiscard]] ServerProcess& process() { return *process_; }

 private:
  PostgresqlSettings settings_;
  ServerDirectory directory_;
  std::unique_ptr<ServerProcess> process_;
};

}  // namespace rowan::testing
