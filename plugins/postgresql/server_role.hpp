// What kind of server answers: a primary, a replica, or a pooler before them.
#pragma once

#include <chrono>
#include <optional>

struct pg_conn;

namespace rowan::postgresql {

/// How far a standby's data is behind; 0 on a primary. A standby that is connected to its primary and has replayed all
/// that it received is not behind, however long ago the last transaction was. @throws StatementError, ConnectionLost.
std::optional<std::chrono::milliseconds> replication_lag(pg_conn* connection);

/// What a new session tells of itself.
struct NewSession {
  /// The process that answers is not the one that greeted: then a pooler, such as PgBouncer, hands the connection on,
  /// and what a session keeps may be another client's next time.
  bool behind_pooler;
  /// In a session of this role, floating-point numbers keep all their digits as text, and bytes come in the form that
  /// is read here.
  bool exact_text;
};
/// One round trip. @throws as above.
NewSession ask_new_session(pg_conn* connection);

/// A write was refused because the server takes none. Unless the server says that it is no standby, so that the
/// transaction itself was begun READ ONLY, the connection is marked, to be thrown away: its successor may find the new
/// primary among the hosts of the URL.
void note_refused_write(pg_conn* connection) noexcept;
bool refused_write(const pg_conn* connection) noexcept;

}  // namespace rowan::postgresql
