// Which index a query is to use, or not, where the database can be told.
#pragma once

#include <cstdint>
#include <string>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

enum class IndexUse : std::uint8_t { use, force, ignore, none };

/// For Relation::hint. Made by the functions below, each of them for the databases that it names.
struct IndexHint {
  IndexUse how = IndexUse::none;
  std::string index{};  ///< as the database calls it; empty: any
};

/// Of all indexes only this one is to be thought of: MariaDB's USE INDEX. @throws QueryError for what is no name.
[[nodiscard]] ROWAN_EXPORT IndexHint use_index(TextArgument index);
/// This one is to be used, whatever the database thinks of it: SQLite's INDEXED BY, which fails where the index can't
/// serve the query, and MariaDB's FORCE INDEX. @throws QueryError for what is no name.
[[nodiscard]] ROWAN_EXPORT IndexHint force_index(TextArgument index);
/// This one is not to be used: MariaDB's IGNORE INDEX. @throws QueryError for what is no name.
[[nodiscard]] ROWAN_EXPORT IndexHint ignore_index(TextArgument index);
/// None is to be used: SQLite's NOT INDEXED, MariaDB's USE INDEX ().
[[nodiscard]] inline IndexHint no_index() { return {}; }

}  // namespace rowan
