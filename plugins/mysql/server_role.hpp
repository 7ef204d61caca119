// What kind of server answers: a primary or a replica.
#pragma once

#include <chrono>
#include <optional>

#include "options.hpp"

struct st_mysql;

namespace rowan::mysql {

class Session;

/// One round trip. @throws ConnectionFailed unless the server may be written to, or not, as the URL asks, and for a
/// Galera node without its cluster.
void require_role(st_mysql* handle, const Options& options);

/// How far the server's data is behind its primary's, in whole seconds, with several primaries the longest; 0 on
/// a server that follows none, and `milliseconds::max()` on one that has stopped. Nothing when the user may not ask:
/// that takes REPLICA MONITOR on MariaDB, REPLICATION CLIENT on MySQL. One round trip.
/// @throws StatementError, ConnectionLost.
std::optional<std::chrono::milliseconds> replication_lag(Session& session);

}  // namespace rowan::mysql
