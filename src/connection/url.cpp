#include "rowan/connection/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "rowan/connection/driver.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

constexpr std::string_view example = "scheme://user:password@host:port/database?option=value, as in sqlite://blog.db";

constexpr std::string_view encode_password =
    "in a password write '/', '?', '#', '@', ':' and '%' as %2F, %3F, %23, %40, %3A and %25";

/// The part of an unparsable URL that may be shown. It is unknown where the password is: only files, and URLs without
/// a place for a password, are shown.
std::string shown(std::string_view text, UrlForm form) {
  const auto colon = text.find(':');
  const bool may_hold_password = form == UrlForm::server && text.find_first_of(":@") != text.npos;
  if (!may_hold_password) return std::string(text.substr(0, text.find('?')));
  if (colon > text.find('@')) return "***";
  const bool slashes = text.substr(colon).starts_with("://");
  return std::string(text.substr(0, colon + 1)) + (slashes ? "//***" : "***");
}

bool is_secret(std::string_view option) {
  for (const std::string_view word : {"pass", "pwd", "secret", "token"}) {
    if (option.find(word) != option.npos) return true;
  }
  return false;
}

[[noreturn]] void invalid(std::string_view text, const std::string& why, UrlForm form = UrlForm::server) {
  throw InvalidUrl("the database URL \"" + shown(text, form) + "\" is not valid: " + why);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_scheme_char(char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::uint16_t read_port(std::string_view url, std::string_view port) {
  unsigned value = 0;
  const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), value);
  if (error != std::errc() || stop != port.data() + port.size() || value == 0 || value > 65535) {
    // This may be part of a password with a bare '/', so it is not repeated.
    invalid(url, "its port is not a number from 1 to 65535; " + std::string(encode_password));
  }
  return static_cast<std::uint16_t>(value);
}

/// `host`, `host:port`, `[::1]` or `[::1]:port`.
UrlHost read_host(std::string_view url, std::string_view text) {
  auto end = text.find(':');
  auto name = text.substr(0, end);
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == text.npos) invalid(url, "the '[' of its IPv6 address is not closed; write [::1]");
    name = text.substr(1, close - 1);
    end = close + 1;
    if (end < text.size() && text[end] != ':') {
      invalid(url, "only a :port may follow an IPv6 address; write [::1]:5432");
    }
  } else if (end != text.npos && text.find(':', end + 1) != text.npos) {
    invalid(url, "its host has several ':'; write an IPv6 address in brackets, as [::1]:5432");
  }
  UrlHost host{std::string(name), std::nullopt};
  if (end < text.size()) host.port = read_port(url, text.substr(end + 1));
  return host;
}

// As other libraries write a database in memory, or nearly: it would be a file of that name.
bool means_memory(std::string_view path) {
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  return path == ":memory:" || path == ":memory" || path == "memory:";
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), rest_(text) {}

  Url parse() {
    parse_scheme();
    const std::string_view options = split_options();
    switch (url_.form) {
      case UrlForm::server:
        parse_server();
        break;
      case UrlForm::file:
        parse_file();
        break;
      case UrlForm::name:
        parse_name();
        break;
    }
    parse_options(options);  // last: what follows a bare '?' in a password fails before, and is not shown
    return std::move(url_);
  }

 private:
  void parse_scheme() {
    const auto colon = rest_.find(':');
    const auto scheme = rest_.substr(0, colon);
    if (colon == rest_.npos || scheme.empty() || !is_letter(scheme[0])) {
      if (rest_ == ":memory:") invalid("it does not begin with a scheme; a database in memory is sqlite::memory:");
      invalid("it does not begin with a scheme; write " + std::string(example));
    }
    if (!std::all_of(scheme.begin(), scheme.end(), is_scheme_char)) {
      invalid("its scheme may have letters, digits, '+', '-' and '.' only; write " + std::string(example));
    }
    url_.scheme = scheme;
    for (char& c : url_.scheme) c = is_letter(c) ? static_cast<char>(c | 0x20) : c;
    rest_.remove_prefix(colon + 1);
    if (const Driver* driver = find_driver_if(url_.scheme)) url_.form = driver->url_form();
  }

  [[noreturn]] void invalid(const std::string& why) const { rowan::invalid(text_, why, url_.form); }

  std::string_view split_options() {
    const auto question = rest_.find('?');
    if (question == rest_.npos) return {};
    if (url_.form == UrlForm::server && rest_.find('@') != rest_.npos && rest_.find('@') > question) {
      invalid("a '?' comes before the '@'; " + std::string(encode_password));  // the password's, so it is not repeated
    }
    const std::string_view options = rest_.substr(question + 1);
    rest_ = rest_.substr(0, question);
    return options;
  }

  void parse_options(std::string_view list) {
    while (!list.empty()) {
      const auto end = std::min(list.find('&'), list.size());
      parse_option(list.substr(0, end));
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }

  void parse_option(std::string_view option) {
    const auto equals = option.find('=');
    const std::string name = decode(option.substr(0, equals), "an option's name");
    if (name.empty()) invalid("an option has no name; write options as ?name=value&other=value");
    if (equals == option.npos) invalid("the option \"" + name + "\" has no value; write " + name + "=value");
    const bool is_new =
        url_.options.emplace(name, decode(option.substr(equals + 1), "the option \"" + name + "\"")).second;
    if (!is_new) invalid("the option \"" + name + "\" is given twice; give it once");
  }

  void parse_file() {
    if (rest_ == ":memory:") {
      url_.path = rest_;
      return;
    }
    if (means_memory(rest_)) invalid(fmt::format("a database in memory is {0}::memory:", url_.scheme));
    if (!rest_.starts_with("//")) {
      invalid(fmt::format(
          "after \"{0}:\" comes // and a path, or :memory:; write {0}://{1}, {0}:///absolute/path.db or {0}::memory:",
          url_.scheme, rest_));
    }
    url_.path = decode(rest_.substr(2), "the path");
    if (url_.path.empty())
      invalid(fmt::format("it names no file; write {0}://blog.db, or {0}::memory: for one in memory", url_.scheme));
  }

  void parse_name() {
    if (rest_.empty()) return;
    if (rest_.starts_with("//")) url_.host = decode(rest_.substr(2), "the name");
    if (url_.host.empty())
      invalid(fmt::format("after \"{0}:\" comes nothing, or // and a name; write {0}: or {0}://name", url_.scheme));
  }

  void parse_server() {
    if (!rest_.starts_with("//")) invalid("after the scheme comes ://; write " + std::string(example));
    rest_.remove_prefix(2);
    const auto slash = std::min(rest_.find('/'), rest_.size());
    auto authority = rest_.substr(0, slash);
    if (slash < rest_.size()) url_.path = decode(rest_.substr(slash + 1), "the database's name");
    if (const auto at = authority.rfind('@'); at != authority.npos) {
      parse_user(authority.substr(0, at));
      authority.remove_prefix(at + 1);
    }
    parse_host(authority);
  }

  void parse_user(std::string_view user) {
    const auto colon = user.find(':');
    url_.user = decode(user.substr(0, colon), "the user");
    if (colon != user.npos) url_.password = decode(user.substr(colon + 1), "the password");
  }

  void parse_host(std::string_view host) {
    if (host.find(',') != host.npos) {
      url_.host = decode(host, "the host");  // a list, with ports, which `hosts` takes apart
      return;
    }
    auto [name, port] = read_host(text_, host);
    url_.host = decode(name, "the host");
    url_.port = port;
  }

  std::string decode(std::string_view text, const std::string& what) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) out += text[i] == '%' ? escaped(text, i, what) : text[i];
    if (out.find('\0') != out.npos) invalid(what + " has a NUL character, which no database takes");
    return out;
  }

  char escaped(std::string_view text, std::size_t& i, const std::string& what) const {
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      invalid(what + " has a '%' that two hexadecimal digits do not follow; write a bare '%' as %25");
    }
    i += 2;
    return static_cast<char>(high * 16 + low);
  }

  std::string_view text_, rest_;
  Url url_;
};

// So that it is read as the same text: `reserved` are those that would end it, and '%' is always.
std::string url_encoded(std::string_view text, std::string_view reserved) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || reserved.find(c) != reserved.npos)
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string server_part(const Url& url) {
  std::string out = "//" + url_encoded(url.user, "/?@:");
  if (!url.password.empty()) out += ":***";
  if (!url.user.empty() || !url.password.empty()) out += '@';
  const bool bare_ipv6 = url.host.find(':') != std::string::npos && url.host.find(',') == std::string::npos;
  const std::string host = url_encoded(url.host, "/?@");
  out += bare_ipv6 ? '[' + host + ']' : host;
  if (url.port) out += ':' + std::to_string(*url.port);
  return url.path.empty() ? out : out + '/' + url_encoded(url.path, "?");
}

}  // namespace

Url Url::parse(std::string_view text) { return Parser(text).parse(); }

std::string Url::redacted() const {
  std::string out = scheme + ':';
  switch (form) {
    case UrlForm::server:
      out += server_part(*this);
      break;
    case UrlForm::file:
      out += path == ":memory:" ? path : "//" + url_encoded(path, "?");
      break;
    case UrlForm::name:
      out += host.empty() ? host : "//" + url_encoded(host, "?");
      break;
  }
  char separator = '?';
  for (const auto& [name, value] : options) {
    out += separator + url_encoded(name, "=&@") + '=' + (is_secret(name) ? "***" : url_encoded(value, "&@"));
    separator = '&';
  }
  return out;
}

std::vector<UrlHost> Url::hosts() const {
  if (host.find(',') == std::string::npos) return {{host, port}};
  std::vector<UrlHost> all;
  for (std::size_t at = 0; at <= host.size();) {
    const auto end = std::min(host.find(',', at), host.size());
    all.push_back(read_host(redacted(), std::string_view(host).substr(at, end - at)));
    at = end + 1;
  }
  return all;
}

std::optional<std::string> Url::option(std::string_view name) const {
  const auto found = options.find(name);
  return found == options.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace rowan
