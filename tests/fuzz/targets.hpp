// What is fuzzed: readers of texts from outside. Each takes any bytes, and ends, or throws an error of the library's
// own; what it accepts it gives back the same when that is written and read again. Everything else is a finding.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/error.hpp"

namespace rowan::fuzz {

struct Target {
  std::string_view name;
  bool (*run)(std::string_view text);   ///< whether the text was taken
  std::vector<std::string> (*seeds)();  ///< texts to begin with, which are taken
};

std::span<const Target> targets();
/// @throws std::out_of_range.
const Target& target(std::string_view name);

/// A promise that was not kept. No error of the library's, so nothing takes it for a refusal.
struct Finding : std::logic_error {
  using std::logic_error::logic_error;
};

inline void require(bool holds, const std::string& what) {
  if (!holds) throw Finding(what);
}

/// Runs `code`, which may refuse what it gets. Whether it took it.
template <class Code>
bool may_refuse(const Code& code) {
  try {
    code();
    return true;
  } catch (const Error&) {  // typed, with words: that is what is promised
    return false;
  }
}

extern const Target decimals, times, urls, identifiers, sql_texts, documents, json_texts, uuids, json_queries, cursors,
    records, nested_writes;

}  // namespace rowan::fuzz
