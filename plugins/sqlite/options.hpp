// What a SQLite URL asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rowan/connection/url.hpp"

namespace rowan::sqlite {

enum class OpenMode : std::uint8_t { read_only, read_write, create, memory };

/// Which way statements take: straight over the C API on the handle that the SOCI session owns, or through SOCI's own
/// statements.
enum class StatementPath : std::uint8_t { native, soci };

/// The options of one URL, checked. Plain data.
struct Options {
  std::string path;  ///< ":memory:" for a database in memory
  OpenMode mode = OpenMode::create;
  bool immutable = false;  ///< nobody writes to the file, so that nothing has to be written beside it
  StatementPath statements = StatementPath::native;
  int busy_timeout = 5000;                  ///< milliseconds
  std::optional<std::string> journal_mode;  ///< unset: wal where the file can be written
  std::string synchronous = "normal";
  bool foreign_keys = true;
  std::optional<std::int64_t> cache_size;  ///< as PRAGMA cache_size: pages, or KiB when negative
  std::optional<std::int64_t> mmap_size;   ///< bytes

  [[nodiscard]] bool in_memory() const { return mode == OpenMode::memory; }

  /// @throws InvalidUrl naming the option that is wrong and what is allowed.
  static Options parse(const Url& url);
};

}  // namespace rowan::sqlite
