// Imports a file into the database, completely or not at all.
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

/// Called with the progress of the import, in bytes of the file.
using ProgressReport = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Makes the database match the file: inserts new packages, replaces those whose stanza differs (keeping their id), and
/// removes those that the file lacks. Uses one transaction: on any error nothing changes.
/// @throws MalformedFile with the line, std::runtime_error when the file can't be read.
ImportResult import_file(rowan::Database& database, const std::string& file, const ProgressReport& report = {});

}  // namespace packages
