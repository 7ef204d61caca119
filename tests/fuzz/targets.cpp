#include "fuzz/targets.hpp"

#include <algorithm>
#include <array>

namespace rowan::fuzz {

std::span<const Target> targets() {
  static const std::array all{decimals,  times,       uuids,        json_texts, documents, urls,
                              sql_texts, identifiers, json_queries, cursors,    records,   nested_writes};
  return all;
}

const Target& target(std::string_view name) {
  const auto found = std::ranges::find(targets(), name, &Target::name);
  if (found == targets().end()) throw std::out_of_range("there is no target " + std::string(name));
  return *found;
}

}  // namespace rowan::fuzz
