// The server that all rows work on, and what is in it.
#pragma once

#include <cstdint>
#include <string>

#include "models.hpp"
#include "mysql/raw_mariadb.hpp"
#include "options.hpp"
#include "support/server/mariadb_server.hpp"

namespace bench::mysql {

/// A server of its own on a socket, that syncs nothing to disk: connected once by Rowan and once by Connector/C.
class Fixture {
 public:
  static constexpr const char* name = "bench";
  explicit Fixture(const Options& options);
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const RawDatabase& raw() const { return raw_; }
  [[nodiscard]] rowan::Database& rowan() { return rowan_; }
  [[nodiscard]] std::string socket() const { return server_.socket(); }
  [[nodiscard]] std::int64_t customers() const { return static_cast<std::int64_t>(options_.rows); }

  /// Removes what a round inserted. Returns a checksum over it.
  std::uint64_t remove_new_customers() const;
  std::uint64_t remove_contacts() const { return remove_all("contacts"); }
  std::uint64_t remove_members() const { return remove_all("members"); }
  /// Waits until the server has purged what was changed or deleted, so that no round pays for the one before.
  void settle() const;
  void add_million_contacts() const;

 private:
  std::uint64_t remove_all(const char* table) const;

  Options options_;
  rowan::testing::MariadbServer server_;
  rowan::Database rowan_;
  RawDatabase raw_;
};

}  // namespace bench::mysql
