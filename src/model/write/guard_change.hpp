// Changes that a trigger may turn into something else.
#pragma once

#include "model/load/record_statements.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {

/// Calls `change(connection)`: in its own level if the fact says that the database may report no row although a trigger
/// did something, because that must be undone when the change fails.
template <class Change>
void guard_change(const ModelInfo& model, bool TableFacts::*redirected, DatabaseCore& database, const Change& change) {
  {
    const Lease connection = database.acquire();
    if (!(RecordStatements::of(*connection, model).facts().*redirected)) [[likely]]
      return change(*connection);
  }
  database.run_step([&](Transaction&) { change(*database.acquire()); });
}

}  // namespace rowan
