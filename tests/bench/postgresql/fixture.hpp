// The server that all rows work on, and what is in it.
#pragma once

#include <cstdint>
#include <string>

#include "models.hpp"
#include "options.hpp"
#include "postgresql/raw_postgresql.hpp"
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
  [[nodiscard]] std::string conninfo() const { return server_.conninfo(); }
  [[nodiscard]] std::string server_socket() const { return server_.socket(); }
  [[nodiscard]] std::int64_t customers() const { return static_cast<std::int64_t>(options_.rows); }

  /// Removes what a round inserted. Returns a checksum over it.
  std::uint64_t remove_new_customers() const { return remove("customers", customers()); }
  std::uint64_t remove_contacts() const { return remove("contacts", 0); }
  std::uint64_t remove_members() const { return remove("members", 0); }
  /// Takes dead rows away, so that no round pays for the one before.
  void settle() const { raw_.execute("VACUUM customers"); }
  void add_million_contacts() const;

 private:
  std::uint64_t remove(const char* table, std::int64_t last_kept) const;

  Options options_;
  rowan::testing::PostgresqlServer server_;
  rowan::Database rowan_;
  RawDatabase raw_;
};

}  // namespace bench::postgresql
