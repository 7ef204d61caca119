#include "rowan/query/index_hint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

// It is quoted, too; a name that no database has is more likely a mistake than one that is quoted wrongly.
IndexHint named(IndexUse how, std::string_view function, std::string_view index) {
  constexpr std::size_t longest = 64;
  const bool plain =
      std::none_of(index.begin(), index.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (index.empty() || index.size() > longest || !plain) {
    throw QueryError(
        fmt::format("{}() takes the name of an index as the database has it, at most {} bytes and no control character",
                    function, longest));
  }
  return {how, std::string(index)};
}

}  // namespace

IndexHint use_index(TextArgument index) { return named(IndexUse::use, "use_index", index); }
IndexHint force_index(TextArgument index) { return named(IndexUse::force, "force_index", index); }
IndexHint ignore_index(TextArgument index) { return named(IndexUse::ignore, "ignore_index", index); }

}  // namespace rowan
