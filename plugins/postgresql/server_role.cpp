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

// By what each session of the role begins with: SOCI has set the digits in this one, which behind a pooler says nothing
// of the next.
NewSession ask_new_session(PGconn* connection) {
  const auto result = ask(connection,
                          "SELECT pg_backend_pid(), "
                          "(SELECT reset_val FROM pg_settings WHERE name = 'extra_float_digits'), "
                          "(SELECT reset_val FROM pg_settings WHERE name = 'bytea_output')");
  const auto number = [&](int column) { return std::strtol(PQgetvalue(result.get(), 0, column), nullptr, 10); };
  constexpr int shortest_exact = 120000;  // from this version on, any number of extra digits above 0 means that
  const int digits_needed = PQserverVersion(connection) >= shortest_exact ? 1 : 3;
  const bool hexadecimal = std::string_view(PQgetvalue(result.get(), 0, 2)) == "hex";
  return {.behind_pooler = number(0) != PQbackendPID(connection),
          .exact_text = number(1) >= digits_needed && hexadecimal};
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
