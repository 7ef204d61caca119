// Tables to DDL.
#pragma once

#include <string>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/schema/database_schema.hpp"

namespace rowan {

/// CREATE TABLE with foreign keys and checks inside, then its indexes: one statement each. Thread-safe.
ROWAN_EXPORT std::vector<std::string> create_table_sql(const Dialect& dialect, const schema::Table& table);
/// All tables in order; foreign keys of a cycle are added afterwards where the database can't name a table that comes
/// later.
/// @throws Unsupported where it can do neither.
ROWAN_EXPORT std::vector<std::string> create_schema_sql(const Dialect& dialect, const schema::DatabaseSchema& schema);
/// DROP TABLE in the opposite order; of a cycle, the foreign keys that lead forward go first.
ROWAN_EXPORT std::vector<std::string> drop_schema_sql(const Dialect& dialect, const schema::DatabaseSchema& schema);

}  // namespace rowan
