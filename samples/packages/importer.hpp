// From a file into the database, all of it or nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <rowan/rowan.hpp>

namespace packages {

struct ImportResult {
  std::size_t added = 0, changed = 0, removed = 0, unchanged = 0;
  std::size_t left_out = 0;  ///< in the file, but not installed
  [[nodiscard]] bool nothing_new() const { return added + changed + removed == 0; }
  [[nodiscard]] std::size_t total() const { return added + changed + unchanged; }
};

/// Told how far the import is, in bytes of the file.
using ProgressReport = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Makes the database say what the file says: new packages are inserted, those whose stanza differs are replaced
/// (keeping their id), those that the file doesn't have are removed. One transaction: when anything is wrong, nothing
/// changes.
/// @throws MalformedFile with the line, std::runtime_error when the file can't be read.
ImportResult import_file(rowan::Database& database, const std::string& file, const ProgressReport& report = {});

}  // namespace packages
