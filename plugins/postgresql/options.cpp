#include "options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan::postgresql {
namespace {

using ConnectionParameters = std::map<std::string, std::string, std::less<>>;

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
    require_database();
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
    set_unless_empty("user", url.user);
    set_unless_empty("password", url.password);
    set_unless_empty("dbname", url.path);
    read_hosts(url.hosts());
  }

  // libpq would take the database that is called like the user, and there mostly is one: not the one that is meant.
  void require_database() const {
    const bool elsewhere = std::getenv("PGDATABASE") != nullptr || std::getenv("PGSERVICE") != nullptr;
    if (elsewhere || parameters_.contains("dbname") || parameters_.contains("service")) return;
    throw InvalidUrl("the PostgreSQL URL names no database: write postgresql://user@host/database");
  }

  void set_unless_empty(const char* name, const std::string& value) {
    if (!value.empty()) parameters_[name] = value;
  }

  /// libpq takes two lists, as long as each other: an empty port is its default.
  void read_hosts(const std::vector<UrlHost>& hosts) {
    std::vector<std::string> names, ports;
    for (const auto& [name, port] : hosts) {
      names.push_back(name);
      ports.push_back(port ? std::to_string(*port) : "");
    }
    set_unless_empty("host", fmt::format("{}", fmt::join(names, ",")));
    set_unless_empty("port", fmt::format("{}", fmt::join(ports, ",")));
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
      std::vector<std::string_view> names{"statements", "prepare", "pooler", "pool"};
      names.insert(names.end(), known.begin(), known.end());
      throw InvalidUrl(fmt::format("PostgreSQL has no option \"{}\"{}", name, did_you_mean(name, names)));
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
  ConnectionParameters parameters_;
  std::optional<bool> prepare_, pooler_;
};

}  // namespace

Options Options::parse(const Url& url) { return Reader().read(url); }

}  // namespace rowan::postgresql
