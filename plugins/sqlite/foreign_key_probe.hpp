// Which foreign key failed: SQLite's message does not say.
#pragma once

#include <optional>

#include "schema_lookup.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace rowan::sqlite {

/// A foreign key that failed, and from which side.
struct FailedForeignKey {
  ForeignKeyFacts key;
  bool target_missing;  ///< else a row was to go that others point to
};

/// Runs the failed statement, which still has its parameters, once more inside a savepoint with the checks put off,
/// looks at the rows that it changed, and undoes it. Nothing when that tells nothing. Only for the path of an error: it
/// costs a few statements.
std::optional<FailedForeignKey> find_failed_foreign_key(sqlite3* handle, sqlite3_stmt* statement);

/// The first foreign key that is broken anywhere in the database: what a COMMIT found.
std::optional<FailedForeignKey> find_broken_foreign_key(sqlite3* handle);

}  // namespace rowan::sqlite
