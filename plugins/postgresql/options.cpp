#include "options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/error.hpp"

namespace rowan::postgresql {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

// What libpq of this machine knows, from sslmode to target_session_attrs.
const std::vector<std::string>& libpq_parameters() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> known(PQconndefaults(), &PQconninfoFree);
    for (const auto* each = known.get(); each != nullptr && each->keyword != nullptr; ++each) {
      const std::string_view kind = each->dispchar;
      if (kind.find('D') == std::string_view::npos) list.emplace_back(each->keyword);  // D is for debugging
    }
    return list;
  }();
  return names;
}

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view allowed) {
  throw InvalidUrl(fmt::format("the option {}={} of the PostgreSQL URL is not valid: use {}", option, value, allowed));
}

bool on_off(std::string_view option, const std::string& value) {
  if (value == "on") return true;
  if (value == "off") return false;
  refuse(option, value, "on or off");
}

/// Reads the options one by one; what is libpq's goes to libpq.
class Reader {
 public:
  Options read(const Url& url) {
    read_address(url);
    for (const auto& [name, value] : url.options) read_option(name, value);
    options_.prepare = prepare_.value_or(!pooler_.value_or(false));
    options_.pooler = pooler_;
    if (!options_.prepare && options_.statements == StatementPath::soci) {
      throw InvalidUrl(
          "statements=soci always prepares statements by name, which a pooler that lends connections for one "
          "transaction mixes up between clients: leave it out with prepare=off or pooler=transaction");
    }
    add_defaults();
    const bool own_options = parameters_.contains("options");
    if (!own_options && !options_.pooler) options_.conninfo_for_pooler = conninfo();
    if (!options_.pooler.value_or(false)) add_startup_options();
    options_.conninfo = conninfo();
    return std::move(options_);
  }

 private:
  void read_address(const Url& url) {
    if (!url.user.empty()) parameters_["user"] = url.user;
    if (!url.password.empty()) parameters_["password"] = url.password;
    if (!url.path.empty()) parameters_["dbname"] = url.path;
    if (url.port) parameters_["port"] = std::to_string(*url.port);
    if (!url.host.empty()) read_hosts(url.host);
  }

  /// "a:5432,b,[::1]:5433" is a list in libpq's URLs, and two lists in its parameters.
  void read_hosts(const std::string& list) {
    const bool several = list.find(',') != std::string::npos;
    if (!several) {
      parameters_["host"] = list;
      return;
    }
    std::vector<std::string> hosts, ports;
    for (std::size_t at = 0; at <= list.size();) {
      const auto end = std::min(list.find(',', at), list.size());
      read_host(list.substr(at, end - at), hosts, ports);
      at = end + 1;
    }
    parameters_["host"] = fmt::format("{}", fmt::join(hosts, ","));
    parameters_["port"] = fmt::format("{}", fmt::join(ports, ","));
  }

  static void read_host(const std::string& text, std::vector<std::string>& hosts, std::vector<std::string>& ports) {
    const auto bracket = text.starts_with('[') ? text.find(']') : std::string::npos;
    const auto colon = text.find(':', bracket == std::string::npos ? 0 : bracket);
    auto host = text.substr(0, colon);
    if (bracket != std::string::npos) host = text.substr(1, bracket - 1);
    hosts.push_back(std::move(host));
    ports.push_back(colon == std::string::npos ? "" : text.substr(colon + 1));  // empty: libpq's default
  }

  void read_option(const std::string& name, const std::string& value) {
    if (name == "statements") {
      if (value != "native" && value != "soci") refuse(name, value, "native or soci");
      options_.statements = value == "soci" ? StatementPath::soci : StatementPath::native;
    } else if (name == "prepare") {
      prepare_ = on_off(name, value);
    } else if (name == "pooler") {
      if (value != "transaction" && value != "none") {
        refuse(name, value,
               "transaction (PgBouncer and its like, lending connections for one transaction) or none (the default)");
      }
      pooler_ = value == "transaction";
    } else if (name != "pool") {  // the pool's size is for the layer above, which checks it
      read_libpq(name, value);
    }
  }

  void read_libpq(const std::string& name, const std::string& value) {
    const auto& known = libpq_parameters();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw InvalidUrl(fmt::format(
          "PostgreSQL has no option \"{}\": use statements, prepare, pooler, pool, or a connection parameter of libpq: "
          "{}",
          name, fmt::join(known, ", ")));
    }
    if (!parameters_.emplace(name, value).second) {
      throw InvalidUrl(fmt::format(
          "the PostgreSQL URL gives the {0} twice, before the '?' and as the option {0}: give it once", name));
    }
  }

  void add_defaults() {
    parameters_.emplace("connect_timeout", "10");  // seconds; libpq would wait for ever
    parameters_.emplace("application_name", "rowan");
    parameters_["client_encoding"] = "UTF8";
  }

  // PgBouncer refuses them.
  void add_startup_options() {
    auto& options = parameters_["options"];
    options = "-c TimeZone=UTC -c DateStyle=ISO" + (options.empty() ? "" : " " + options);
  }

  [[nodiscard]] std::string conninfo() const {
    std::string text;
    for (const auto& [name, value] : parameters_) {
      text += text.empty() ? "" : " ";
      text += name + "='";
      for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
      }
      text += '\'';
    }
    return text;
  }

  Options options_;
  Parameters parameters_;
  std::optional<bool> prepare_, pooler_;
};

}  // namespace

Options Options::parse(const Url& url) { return Reader().read(url); }

}  // namespace rowan::postgresql
