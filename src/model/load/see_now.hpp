// What is asked about rows that are locked already: as they are, not as a transaction once read them.
#pragma once

#include "rowan/connection/database_core.hpp"
#include "rowan/query/select.hpp"

namespace rowan {

/// Where a transaction reads rows as they were when it first read, only a lock gives them as they are: the query gets
/// one, if a database can lock its rows. Rows that a path leads to are not locked with them: they stay as they were.
void see_now(SelectQuery& query, const DatabaseCore& database);

}  // namespace rowan
