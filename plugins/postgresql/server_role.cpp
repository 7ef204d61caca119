#include "server_role.hpp"

#include <libpq-events.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <string_view>

#include "errors.hpp"
#include "result.hpp"

namespace rowan::postgresql {
namespace {

Result ask(PGconn* connection, const char* sql) {
  Result result(PQexec(connection, sql));
  if (!succeeded(result.get())) raise(Failure::of(result.get(), connection, sql));
  return result;
}

bool says(const PGconn* connection, const char* parameter, std::string_view value) {
  const char* current = PQparameterStatus(connection, parameter);
  return current != nullptr && current == value;
}

// libpq's way to attach something to a connection; there is nothing to do at its events.
int mark(PGEventId, void*, void*) { return 1; }

}  // namespace

std::optional<std::chrono::milliseconds> replication_lag(PGconn* connection) {
  const auto result = ask(connection,
                          "SELECT CASE WHEN NOT pg_is_in_recovery() OR (pg_last_wal_receive_lsn() = "
                          "pg_last_wal_replay_lsn() AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver)) THEN 0 ELSE "
                          "(extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), "
                          "pg_postmaster_start_time())) * 1000)::int8 END");
  return std::chrono::milliseconds(std::strtoll(PQgetvalue(result.get(), 0, 0), nullptr, 10));
}

bool is_behind_pooler(PGconn* connection) {
  const auto result = ask(connection, "SELECT pg_backend_pid()");
  return std::strtol(PQgetvalue(result.get(), 0, 0), nullptr, 10) != PQbackendPID(connection);
}

void note_refused_write(PGconn* connection) noexcept {
  const bool writable =
      says(connection, "in_hot_standby", "off") && says(connection, "default_transaction_read_only", "off");
  if (writable) return;
  PQregisterEventProc(connection, &mark, "rowan", nullptr);
  PQsetInstanceData(connection, &mark, connection);
}

bool refused_write(const PGconn* connection) noexcept { return PQinstanceData(connection, &mark) != nullptr; }

}  // namespace rowan::postgresql
