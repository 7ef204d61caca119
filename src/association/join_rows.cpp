#include "association/join_rows.hpp"

#include <fmt/format.h>

#include "model/record/key.hpp"
#include "model/record/resolve.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

constexpr std::string_view purpose_link = "link", purpose_unlink = "unlink";

// That nothing was inserted is fine where the row was there.
void require_join_row(const AssociationInfo& association, const Key& owner_key, const Key& target_key,
                      Connection& connection) {
  Statement& statement = connection.prepared(connection.compiler().join_find(association));
  Execution execution(connection, statement, association.owner->name, purpose_link);
  write_key(statement, 0, owner_key, association.owner->primary_key);
  write_key(statement, static_cast<int>(association.owner->primary_key.size()), target_key,
            association.target->primary_key);
  if (statement.step()) return;
  ErrorDetails details;
  details.table = association.join_table;
  throw StatementError("the INSERT into " + association.join_table +
                           " left out a row: a trigger or a rule of the table dropped it; change that",
                       std::move(details));
}

// A record that waited to be linked may have ended, or lost its row, before its owner was saved.
void require_row(const AssociationInfo& association, const ModelInfo& model, const Slot& slot) {
  if (slot.lifecycle == Lifecycle::persisted) return;
  throw RecordNotSaved(fmt::format(
      "{} can't be linked: the {} {}; keep a new record until it is saved, or give it away with add(std::move(…)); "
      "reset() forgets what waits",
      full_name(association), model.name,
      slot.lifecycle == Lifecycle::destroyed ? "was destroyed" : "ended before it was saved"));
}

}  // namespace

void insert_join_rows(const AssociationInfo& association, Slot& owner, const std::vector<Slot*>& targets,
                      DatabaseCore& database) {
  require_row(association, *association.owner, owner);
  for (const Slot* target : targets) require_row(association, *association.target, *target);
  for (const Slot* target : targets) require_one_database(association, target, DatabaseRef(&database));
  Lease connection = database.acquire();
  const Key owner_key = slot_key(owner);
  const auto& owner_parts = association.owner->primary_key;
  const auto& target_parts = association.target->primary_key;
  for (Slot* target : targets) {
    Statement& statement = connection->prepared(connection->compiler().join_insert(association));
    Execution execution(*connection, statement, association.owner->name, purpose_link);
    const Key target_key = slot_key(*target);
    write_key(statement, 0, owner_key, owner_parts);
    write_key(statement, static_cast<int>(owner_parts.size()), target_key, target_parts);
    execution.rows = statement.run();
    if (execution.rows == 0) require_join_row(association, owner_key, target_key, *connection);
  }
}

bool delete_join_row(const AssociationInfo& association, Slot& owner, Slot& target, DatabaseCore& database) {
  require_one_database(association, &target, DatabaseRef(&database));
  Lease connection = database.acquire();
  Statement& statement = connection->prepared(connection->compiler().join_remove(association));
  Execution execution(*connection, statement, association.owner->name, purpose_unlink);
  const Key owner_key = slot_key(owner);
  const Key target_key = slot_key(target);
  write_key(statement, 0, owner_key, association.owner->primary_key);
  write_key(statement, static_cast<int>(association.owner->primary_key.size()), target_key,
            association.target->primary_key);
  execution.rows = statement.run();
  return execution.rows > 0;
}

void clear_join_rows(const AssociationInfo& association, Slot& owner, DatabaseCore& database) {
  Lease connection = database.acquire();
  Statement& statement = connection->prepared(connection->compiler().join_clear(association));
  Execution execution(*connection, statement, association.owner->name, purpose_unlink);
  const Key key = slot_key(owner);
  write_key(statement, 0, key, association.owner->primary_key);
  execution.rows = statement.run();
}

}  // namespace rowan
