// How SOCI is told to open a connection.
#pragma once

#include <string>

#include "options.hpp"

namespace rowan::mysql {

/// SOCI's connection string. SOCI knows few of the options of a connection; but what it passes on as the host may be a
/// connection string of Connector/C's own, which knows all of them, and what to execute first.
[[nodiscard]] std::string connect_string(const Options& options);

/// What each connection executes first: strict and standard SQL, UTC, and texts that are equal only when their bytes
/// are.
[[nodiscard]] std::string session_settings(const Options& options);

}  // namespace rowan::mysql
