#include "open_session.hpp"

#include <fmt/format.h>
#include <mysql.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/session.h>

#include <string>
#include <utility>

#include "connect_string.hpp"
#include "error_codes.hpp"
#include "errors.hpp"
#include "rowan/core/error.hpp"
#include "server_role.hpp"
#include "soci_handle.hpp"

namespace rowan::mysql {
namespace {

std::unique_ptr<::soci::session> connected(const Options& options) {
  try {
    return std::make_unique<::soci::session>(*::soci::factory_mysql(), connect_string(options));
  } catch (const ::soci::mysql_soci_error& error) {
    raise_not_connected(error.err_num_, error.get_error_message(), options);
  } catch (const ::soci::soci_error& error) {
    raise_not_connected(0, error.get_error_message(), options);
  }
}

// Connector/C goes on in the clear when a server offers no TLS, unless it is to check the certificate.
void require_encryption(MYSQL* handle, const Options& options) {
  if (options.tls == TlsMode::disabled || mysql_get_ssl_cipher(handle) != nullptr) return;
  raise_not_connected(tls_failed, "the server offers no TLS", options);
}

void require_kind(MYSQL* handle, const Options& options) {
  const bool is_mariadb = mariadb_connection(handle) != 0;
  if (is_mariadb == (options.server == Server::mariadb)) return;
  raise_wrong_server(mysql_get_server_info(handle), options);
}

OpenedSession open_at(const Options& options, bool ask_role) {
  OpenedSession opened{connected(options), options};
  MYSQL* handle = handle_of(*opened.soci);
  require_encryption(handle, options);
  require_kind(handle, options);
  if (ask_role) require_role(handle, options);
  return opened;
}

bool ends_the_search(int code) {
  return code == access_denied || code == access_denied_without_password || code == access_to_database_denied ||
         code == unknown_database;
}

}  // namespace

OpenedSession open_session(const Options& options) {
  if (options.hosts.size() == 1) return open_at(options, options.role != Role::any);
  std::string failures;
  ErrorDetails details;
  for (const UrlHost& host : options.hosts) {
    try {
      // Whatever role will do, a node that left its cluster will not.
      return open_at(options.at(host), true);
    } catch (const ConnectionFailed& error) {
      if (ends_the_search(error.details().native_code)) throw;
      details = error.details();
      failures += fmt::format("; {}", error.what());
    }
  }
  throw ConnectionFailed(fmt::format("none of the servers that the URL names will do{}", failures), std::move(details));
}

}  // namespace rowan::mysql
