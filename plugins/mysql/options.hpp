// What a MySQL or MariaDB URL asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rowan/connection/url.hpp"

namespace rowan::mysql {

/// Whose SQL is written: the two differ in RETURNING, in UUIDs, and in the names of their collations.
enum class Server : std::uint8_t { mariadb, mysql };

/// `verify_identity` checks the server's certificate and that it is for the host of the URL.
enum class TlsMode : std::uint8_t { disabled, required, verify_identity };

/// Which way statements take: straight over the C API on the handle that the SOCI session owns, or through SOCI's own
/// statements.
enum class StatementPath : std::uint8_t { native, soci };

/// Which servers will do, by whether they are read-only now. The words are libpq's.
enum class Role : std::uint8_t { any, read_write, read_only };

/// The options of one URL, checked. Plain data.
struct Options {
  std::vector<UrlHost> hosts;  ///< in the order in which they are tried; at least one
  Role role = Role::any;
  std::string user, password, database, socket;
  Server server = Server::mariadb;
  StatementPath statements = StatementPath::native;
  TlsMode tls = TlsMode::disabled;
  std::string tls_ca, tls_ca_path, tls_cert, tls_key, tls_cipher, tls_crl, tls_version;
  unsigned connect_timeout = 10;              ///< seconds
  unsigned read_timeout = 0;                  ///< seconds for one answer of the server; 0: no limit
  unsigned write_timeout = 0;                 ///< seconds; 0: no limit
  std::optional<unsigned> lock_wait_timeout;  ///< seconds a statement waits for a row lock; unset: as the server has it
  bool compress = false;

  /// The same for one of the hosts.
  [[nodiscard]] Options at(const UrlHost& host) const;
  /// What messages say of the server, or servers: never the password.
  [[nodiscard]] std::string place() const;

  /// @throws InvalidUrl naming the option that is wrong and what is allowed.
  static Options parse(const Url& url);
};

}  // namespace rowan::mysql
