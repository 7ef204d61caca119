// The server that all rows work on, and what is in it.
#pragma once

#include <cstdint>
#include <string>

#include "options.hpp"
#include "postgresql/raw_postgresql.hpp"
#include "samples.hpp"
#include "support/server/postgresql_server.hpp"

namespace bench::postgresql {

/// A server of its own on a socket, that syncs nothing to disk: connected once by Rowan and once by libpq.
class Fixture {
 public:
  explicit Fixture(const Options& options);
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const RawDatabase& raw() const { return raw_; }
  [[nodiscard]] rowan::Database& rowan() { return rowan_; }
  [[nodiscard]] std::int64_t customers() const { return static_cast<std::int64_t>(options_.rows); }

  /// Removes what a round inserted. Returns a checksum over it.
  std::uint64_t remove_new_customers() const { return remove("customers", customers()); }
  std::uint64_t remove_contacts() const { return remove("contacts", 0); }

 private:
  std::uint64_t remove(const char* table, std::int64_t last_kept) const;
  void fill_customers() const;
  void fill_blog() const;

  Options options_;
  rowan::testing::PostgresqlServer server_;
  rowan::Database rowan_;
  RawDatabase raw_;
};

inline auto raw_transaction(const RawDatabase& database) {
  return [&database](const auto& body) {
    database.execute("BEGIN");
    body();
    database.execute("COMMIT");
  };
}

}  // namespace bench::postgresql
