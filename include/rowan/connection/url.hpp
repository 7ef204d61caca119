// Database URLs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"

namespace rowan {

/// One of the servers that a URL names. Plain data.
struct UrlHost {
  std::string name;  ///< empty: the driver's default
  std::optional<std::uint16_t> port;
};

/// How a database's URLs are written after the scheme; each driver says which (`Driver::url_form`).
enum class UrlForm : std::uint8_t {
  server,  ///< `//user:password@host:port/database`
  file,    ///< `//path`, or `:memory:`
  name,    ///< nothing, or `//name`
};

/// `scheme://user:password@host:port/path?option=value&…`, percent-decoded. Plain data.
/// For files, as SQLite's: `sqlite://relative/or/absolute.db` (everything between `//` and `?` is the path;
/// `sqlite:///abs` is absolute, `sqlite://a.db` is `a.db` here) and `sqlite::memory:`, whose path is `:memory:`. For
/// servers the path is the database's name, without the slash before it; an IPv6 host stands in brackets, and here
/// without them. Several hosts, separated by commas, are all in `host`, as written, with their ports. A name alone, as
/// in `memory://name`, is in `host`.
struct ROWAN_EXPORT Url {
  std::string scheme, user, password, host, path;
  std::optional<std::uint16_t> port;
  std::map<std::string, std::string, std::less<>> options;
  UrlForm form = UrlForm::server;

  /// Asks the scheme's driver for the form; where there is none it is that of servers. @throws InvalidUrl naming the
  /// part that is wrong and showing a right one. The password is never in the message. Unsupported as `find_driver`,
  /// when the scheme's plugin is there and can't be loaded.
  static Url parse(std::string_view text);

  /// The URL again, with the password replaced by `***`: for messages and logs.
  [[nodiscard]] std::string redacted() const;
  /// The servers in the order in which they are named: at least one. @throws InvalidUrl when a port is none.
  [[nodiscard]] std::vector<UrlHost> hosts() const;
  /// The option's value, or nothing.
  [[nodiscard]] std::optional<std::string> option(std::string_view name) const;
};

}  // namespace rowan
