#include "connect_string.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rowan::mysql {
namespace {

// In braces a value of Connector/C's may hold anything but braces, which `Options` refuses.
void add(std::string& settings, std::string_view name, std::string_view value) {
  if (!value.empty()) settings.append(name).append("={").append(value).append("};");
}

void add_tls(std::string& settings, const Options& options) {
  if (options.tls == TlsMode::disabled) return;
  settings += "ssl-enforce=1;";
  // Said either way: what Connector/C does by itself changed with 3.4.
  settings += options.tls == TlsMode::verify_identity ? "ssl-verify-server-cert=1;" : "ssl-verify-server-cert=0;";
  add(settings, "ssl-ca", options.tls_ca);
  add(settings, "ssl-capath", options.tls_ca_path);
  add(settings, "ssl-cert", options.tls_cert);
  add(settings, "ssl-key", options.tls_key);
  add(settings, "ssl-cipher", options.tls_cipher);
  add(settings, "ssl-crl", options.tls_crl);
  add(settings, "tls-version", options.tls_version);
}

std::string connector_settings(const Options& options) {
  std::string settings = fmt::format("connect-timeout={};local-infile=0;", options.connect_timeout);
  const auto& [host, port] = options.hosts.front();
  add(settings, "host", host);
  if (port) settings += fmt::format("port={};", *port);
  add(settings, "socket", options.socket);
  add_tls(settings, options);
  if (options.compress) settings += "compress=1;";
  add(settings, "init-command", session_settings(options));
  return settings;
}

std::string connector_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

std::string connect_string(const Options& options) {
  std::string text = "charset='utf8mb4' host=" + connector_text(connector_settings(options));
  if (!options.user.empty()) text += " user=" + connector_text(options.user);
  if (!options.password.empty()) text += " password=" + connector_text(options.password);
  if (!options.database.empty()) text += " dbname=" + connector_text(options.database);
  if (options.read_timeout > 0) text += fmt::format(" read_timeout='{}'", options.read_timeout);
  if (options.write_timeout > 0) text += fmt::format(" write_timeout='{}'", options.write_timeout);
  return text;
}

// Messages are in English, for the names of constraints and columns are found in them.
std::string session_settings(const Options& options) {
  std::string sql =
      "SET SESSION sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,STRICT_TRANS_TABLES,NO_ZERO_DATE,"
      "NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_UNSIGNED_SUBTRACTION,NO_ENGINE_SUBSTITUTION'"
      ", time_zone='+00:00', "
      "autocommit=1, completion_type=NO_CHAIN, sql_select_limit=DEFAULT, sql_auto_is_null=0, lc_messages='en_US', "
      "collation_connection=";
  sql += options.server == Server::mysql ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin";
  // Else MariaDB would end a recursive query after 1000 levels, without an error. Rowan's end by themselves. In
  // comments that the other server passes over: which one it is is asked later.
  sql += " /*M! , max_recursive_iterations=4294967295 */ /*!80003 , cte_max_recursion_depth=4294967295 */";
  if (options.lock_wait_timeout) sql += fmt::format(", innodb_lock_wait_timeout={}", *options.lock_wait_timeout);
  return sql;
}

}  // namespace rowan::mysql
