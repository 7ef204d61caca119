#include "server_role.hpp"

#include <fmt/format.h>
#include <mysql.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "error_codes.hpp"
#include "errors.hpp"
#include "rowan/core/error.hpp"
#include "session.hpp"

namespace rowan::mysql {
namespace {

using std::chrono::milliseconds;

struct FreeResult {
  void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};
using Result = std::unique_ptr<MYSQL_RES, FreeResult>;

/// Null when it failed.
Result ask(MYSQL* handle, std::string_view sql) {
  if (mysql_real_query(handle, sql.data(), sql.size()) != 0) return nullptr;
  return Result(mysql_store_result(handle));
}

// Whether the server is read-only, and whether it is a Galera node without its cluster: that one still answers what
// reads no table of the user's.
constexpr std::string_view ask_mysql = "SELECT @@global.read_only, 0";
constexpr std::string_view ask_mariadb =
    "SELECT @@global.read_only, EXISTS (SELECT 1 FROM information_schema.global_variables WHERE variable_name = "
    "'WSREP_PROVIDER' AND variable_value <> 'none') AND EXISTS (SELECT 1 FROM information_schema.global_status WHERE "
    "variable_name = 'WSREP_READY' AND variable_value <> 'ON')";

bool is_read_only(MYSQL* handle, const Options& options) {
  const Result result = ask(handle, options.server == Server::mysql ? ask_mysql : ask_mariadb);
  const MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
  if (row == nullptr) raise_not_connected(mysql_errno(handle), mysql_error(handle), options);
  if (row[1] != std::string_view("0")) raise_not_connected(galera_not_ready, "it is not part of its cluster", options);
  return row[0] != std::string_view("0");
}

/// The column by either name: MySQL has another than MariaDB.
unsigned column_called(MYSQL_RES* result, std::string_view mariadb, std::string_view mysql) {
  const MYSQL_FIELD* fields = mysql_fetch_fields(result);
  const MYSQL_FIELD* end = fields + mysql_num_fields(result);
  const auto* found =
      std::find_if(fields, end, [&](const MYSQL_FIELD& field) { return field.name == mariadb || field.name == mysql; });
  if (found == end) throw StatementError(fmt::format("the server tells nothing of {} among its replicas", mariadb));
  return static_cast<unsigned>(found - fields);
}

}  // namespace

void require_role(MYSQL* handle, const Options& options) {
  const bool read_only = is_read_only(handle, options);
  if (options.role == Role::any || read_only == (options.role == Role::read_only)) return;
  const auto* const is = read_only ? "read-only" : "not read-only";
  const auto* const wanted = read_only ? "read-write" : "read-only";
  throw ConnectionFailed(
      fmt::format("the server at {} is {}, and the URL asks for target_session_attrs={}: name the "
                  "server that is, or several hosts",
                  options.place(), is, wanted));
}

std::optional<milliseconds> replication_lag(Session& session) {
  session.make_way();
  const std::string_view sql = session.server() == Server::mysql ? "SHOW REPLICA STATUS" : "SHOW ALL REPLICAS STATUS";
  const Result result = ask(session.handle(), sql);
  if (!result) {
    if (mysql_errno(session.handle()) == privilege_missing) return std::nullopt;
    session.raise_last(sql);
  }
  const unsigned column = column_called(result.get(), "Seconds_Behind_Master", "Seconds_Behind_Source");
  milliseconds lag{0};
  while (const MYSQL_ROW row = mysql_fetch_row(result.get())) {
    const char* seconds = row[column];  // NULL: it does not follow
    lag = std::max(lag,
                   seconds == nullptr ? milliseconds::max() : milliseconds(1000 * std::strtoll(seconds, nullptr, 10)));
  }
  return lag;
}

}  // namespace rowan::mysql
