#include "options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <vector>

#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan::sqlite {
namespace {

using Words = std::vector<std::string_view>;

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view allowed) {
  throw InvalidUrl(fmt::format("the option {}={} of the SQLite URL is not valid: use {}", option, value, allowed));
}

std::string one_of(std::string_view option, const std::string& value, const Words& allowed) {
  for (const auto word : allowed) {
    if (word == value) return value;
  }
  refuse(option, value, fmt::format("one of {}", fmt::join(allowed, ", ")));
}

std::int64_t number(std::string_view option, const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    refuse(option, text, fmt::format("a whole number from {} to {}", least, most));
  }
  return value;
}

bool on_off(std::string_view option, const std::string& value) {
  if (value == "on" || value == "1" || value == "true") return true;
  if (value == "off" || value == "0" || value == "false") return false;
  refuse(option, value, "on or off");
}

OpenMode open_mode(const std::string& value) {
  if (value == "ro") return OpenMode::read_only;
  if (value == "rw") return OpenMode::read_write;
  if (value == "rwc") return OpenMode::create;
  if (value == "memory") return OpenMode::memory;
  refuse("mode", value, "ro (read only), rw (must exist), rwc (created when missing; the default) or memory");
}

void apply(Options& options, std::string_view name, const std::string& value) {
  constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t limit32 = std::numeric_limits<std::int32_t>::max();
  if (name == "mode") {
    options.mode = open_mode(value);
  } else if (name == "immutable") {
    options.immutable = on_off(name, value);
  } else if (name == "busy_timeout") {
    options.busy_timeout = static_cast<int>(number(name, value, 0, limit32));
  } else if (name == "journal_mode") {
    options.journal_mode = one_of(name, value, {"wal", "delete", "truncate", "persist", "memory", "off"});
  } else if (name == "synchronous") {
    options.synchronous = one_of(name, value, {"off", "normal", "full", "extra"});
  } else if (name == "foreign_keys") {
    options.foreign_keys = on_off(name, value);
  } else if (name == "cache_size") {
    options.cache_size = number(name, value, -limit32, limit32);
  } else if (name == "mmap_size") {
    options.mmap_size = number(name, value, 0, limit);
  } else if (name == "statements") {
    const auto path = one_of(name, value, {"native", "soci"});
    options.statements = path == "soci" ? StatementPath::soci : StatementPath::native;
  } else if (name != "pool") {  // the pool's size is for the layer above, which checks it
    constexpr std::array<std::string_view, 10> known{"mode",        "immutable",    "busy_timeout", "journal_mode",
                                                     "synchronous", "foreign_keys", "cache_size",   "mmap_size",
                                                     "statements",  "pool"};
    throw InvalidUrl(fmt::format("SQLite has no option \"{}\"{}", name, did_you_mean(name, known)));
  }
}

}  // namespace

Options Options::parse(const Url& url) {
  Options options;
  options.path = url.path;
  for (const auto& [name, value] : url.options) apply(options, name, value);
  if (options.path == ":memory:") options.mode = OpenMode::memory;
  if (options.in_memory()) options.path = ":memory:";
  if (options.path.empty()) {
    throw InvalidUrl("the SQLite URL names no file: write sqlite://path/to/file.db, or sqlite::memory:");
  }
  if (options.immutable && options.mode != OpenMode::read_only && url.option("mode"))
    throw InvalidUrl("the SQLite URL says immutable=on, which is for reading only: use mode=ro, or leave mode out");
  if (options.path.find('\0') != std::string::npos) throw InvalidUrl("the path of the SQLite URL contains a NUL");
  return options;
}

}  // namespace rowan::sqlite
