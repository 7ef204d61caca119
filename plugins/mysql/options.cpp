#include "options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan::mysql {
namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view allowed) {
  throw InvalidUrl(fmt::format("the option {}={} of the MySQL URL is not valid: use {}", option, value, allowed));
}

unsigned seconds(std::string_view option, const std::string& text, unsigned least) {
  constexpr unsigned most = 31'536'000;  // a year, which is what the server takes
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    refuse(option, text, fmt::format("whole seconds, from {} to {}", least, most));
  }
  return value;
}

bool on_off(std::string_view option, const std::string& value) {
  if (value == "on" || value == "1" || value == "true") return true;
  if (value == "off" || value == "0" || value == "false") return false;
  refuse(option, value, "on or off");
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return text;
}

// Connector/C has no way between: it begins TLS or not, and checks chain and name together or nothing.
TlsMode tls_mode(const std::string& given) {
  const auto value = lower(given);
  if (value == "disabled") return TlsMode::disabled;
  if (value == "required") return TlsMode::required;
  if (value == "verify_identity") return TlsMode::verify_identity;
  refuse("ssl_mode", given,
         "disabled, required, or verify_identity (preferred and verify_ca are not to be had: the client library checks "
         "a certificate wholly or not at all)");
}

Role role(const std::string& given) {
  const auto value = lower(given);
  if (value == "any") return Role::any;
  if (value == "read-write") return Role::read_write;
  if (value == "read-only") return Role::read_only;
  refuse("target_session_attrs", given, "any (the default), read-write or read-only");
}

Server server(const std::string& value) {
  if (value == "mariadb") return Server::mariadb;
  if (value == "mysql") return Server::mysql;
  refuse("server", value, "mariadb (the default) or mysql");
}

StatementPath statement_path(const std::string& value) {
  if (value == "native") return StatementPath::native;
  if (value == "soci") return StatementPath::soci;
  refuse("statements", value, "native (the default) or soci");
}

void check_charset(const std::string& value) {
  if (value != "utf8mb4") refuse("charset", value, "utf8mb4, or leave it out: text is always exchanged as that");
}

/// The options that are kept as they are written.
std::string* text_option(Options& options, std::string_view name) {
  if (name == "socket") return &options.socket;
  if (name == "ssl_ca") return &options.tls_ca;
  if (name == "ssl_capath") return &options.tls_ca_path;
  if (name == "ssl_cert") return &options.tls_cert;
  if (name == "ssl_key") return &options.tls_key;
  if (name == "ssl_cipher") return &options.tls_cipher;
  if (name == "ssl_crl") return &options.tls_crl;
  if (name == "tls_version") return &options.tls_version;
  return nullptr;
}

[[noreturn]] void unknown_option(std::string_view name) {
  constexpr std::array<std::string_view, 19> known{
      "socket",        "target_session_attrs", "ssl_mode", "ssl_ca",      "ssl_capath",      "ssl_cert",
      "ssl_key",       "ssl_cipher",           "ssl_crl",  "tls_version", "connect_timeout", "read_timeout",
      "write_timeout", "lock_wait_timeout",    "compress", "charset",     "server",          "statements",
      "pool"};
  throw InvalidUrl(fmt::format("MySQL and MariaDB URLs have no option \"{}\"{}", name, did_you_mean(name, known)));
}

void apply(Options& options, const std::string& name, const std::string& value) {
  if (std::string* text = text_option(options, name)) {
    *text = value;
  } else if (name == "ssl_mode") {
    options.tls = tls_mode(value);
  } else if (name == "target_session_attrs") {
    options.role = role(value);
  } else if (name == "connect_timeout") {
    options.connect_timeout = seconds(name, value, 1);
  } else if (name == "read_timeout") {
    options.read_timeout = seconds(name, value, 0);
  } else if (name == "write_timeout") {
    options.write_timeout = seconds(name, value, 0);
  } else if (name == "lock_wait_timeout") {
    options.lock_wait_timeout = seconds(name, value, 0);
  } else if (name == "compress") {
    options.compress = on_off(name, value);
  } else if (name == "charset") {
    check_charset(value);
  } else if (name == "server") {
    options.server = server(value);
  } else if (name == "statements") {
    options.statements = statement_path(value);
  } else if (name != "pool") {  // the pool's size is for the layer above, which checks it
    unknown_option(name);
  }
}

void refuse_characters(const Options& options) {
  for (const auto* text : {&options.user, &options.password, &options.database, &options.socket}) {
    if (text->find('\0') != std::string::npos) throw InvalidUrl("the MySQL URL contains a NUL");
  }
  std::vector<std::string_view> settings{options.socket,  options.tls_ca,     options.tls_ca_path, options.tls_cert,
                                         options.tls_key, options.tls_cipher, options.tls_crl,     options.tls_version};
  for (const auto& host : options.hosts) settings.emplace_back(host.name);
  for (const auto text : settings) {
    if (text.find_first_of("{}") == std::string_view::npos) continue;
    throw InvalidUrl(fmt::format(
        "\"{}\" in the MySQL URL has a brace in it, which the client library can't take: use another name", text));
  }
}

void check_database(const Options& options) {
  if (!options.database.empty()) return;
  throw InvalidUrl(
      "the MySQL URL names no database: write mysql://user@host/database (or /information_schema, where no tables are "
      "to be made)");
}

void check_hosts(const Options& options) {
  if (options.hosts.size() == 1) return;
  if (!options.socket.empty()) {
    throw InvalidUrl("the MySQL URL names several hosts and a socket, which is one server's: leave out one of the two");
  }
  for (const auto& host : options.hosts) {
    if (host.name.empty()) throw InvalidUrl("the MySQL URL has two commas, or one at an end, in its list of hosts");
  }
}

}  // namespace

std::string Options::place() const {
  if (!socket.empty()) return fmt::format("the socket {}", socket);
  std::vector<std::string> places;
  for (const auto& [name, port] : hosts) {
    places.push_back(port ? fmt::format("{}:{}", name, *port) : name.empty() ? "the local server" : name);
  }
  return fmt::format("{}", fmt::join(places, ", "));
}

Options Options::at(const UrlHost& host) const {
  Options one = *this;
  one.hosts = {host};
  return one;
}

Options Options::parse(const Url& url) {
  Options options;
  options.hosts = url.hosts();
  options.user = url.user;
  options.password = url.password;
  options.database = url.path;
  for (const auto& [given, value] : url.options) {
    auto name = given;
    std::replace(name.begin(), name.end(), '-', '_');  // the mysql client's own spelling: ssl-mode
    apply(options, name, value);
  }
  refuse_characters(options);
  check_database(options);
  check_hosts(options);
  const bool names_authority = !options.tls_ca.empty() || !options.tls_ca_path.empty();
  const bool says_mode = url.option("ssl_mode") || url.option("ssl-mode");
  if (names_authority && !says_mode) options.tls = TlsMode::verify_identity;
  return options;
}

}  // namespace rowan::mysql
