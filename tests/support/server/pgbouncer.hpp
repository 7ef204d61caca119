// A PgBouncer of the tests' own.
#pragma once

#include <memory>
#include <string>

#include "support/server/postgresql_server.hpp"

namespace rowan::testing {

/// Lends `servers` connections to a PostgreSQL server, each for one transaction, to any number of clients.
class PgBouncer {
 public:
  /// @throws std::runtime_error with what it wrote, or saying what is `missing()`.
  /// `statements` is its max_prepared_statements, which it has from 1.21 on: 0 leaves named statements to chance.
  PgBouncer(const PostgresqlServer& server, unsigned servers, unsigned statements = 0);
  ~PgBouncer();
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  /// What to install, or empty when it is there.
  static std::string missing();
  /// Whether it can keep the named statements of its clients apart: 1.21 or newer.
  static bool knows_statements();
  /// `postgresql:///postgres?host=…`; options are appended by `&`.
  [[nodiscard]] std::string url() const;

 private:
  ServerDirectory directory_;
  std::unique_ptr<ServerProcess> process_;
};

}  // namespace rowan::testing
