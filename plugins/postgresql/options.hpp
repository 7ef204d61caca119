// What a PostgreSQL URL asks for.
#pragma once

#include <cstdint>
#include <string>

#include "rowan/connection/url.hpp"

namespace rowan::postgresql {

/// Which way statements take: straight over libpq on the connection that the SOCI session owns, or through SOCI's own
/// statements.
enum class StatementPath : std::uint8_t { native, soci };

/// The options of one URL, checked. Plain data.
struct Options {
  std::string conninfo;  ///< for libpq, with the password
  StatementPath statements = StatementPath::native;
  /// Statements are prepared on the server and executed by name. Behind a pooler that lends a server connection for one
  /// transaction only, names would meet the statements of other clients: then each execution sends its text.
  bool prepare = true;

  /// @throws InvalidUrl naming the option that is wrong and what is allowed.
  static Options parse(const Url& url);
};

}  // namespace rowan::postgresql
