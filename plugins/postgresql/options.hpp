// What a PostgreSQL URL asks for.
#pragma once

#include <cstdint>
#include <optional>
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
  /// Whether a pooler is before the server; nothing: the URL does not say, so that the connection has to find out.
  std::optional<bool> pooler{};
  /// For a pooler that refuses the start-up options of `conninfo`; empty when the URL gives options of its own.
  std::string conninfo_for_pooler;

  /// @throws InvalidUrl naming the option that is wrong and what is allowed.
  static Options parse(const Url& url);
};

}  // namespace rowan::postgresql
