#include "association/join_rows.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/record/key.hpp"
#include "model/record/resolve.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/dialect.hpp"
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

// Few different statement texts, so that the cache holds them.
std::size_t rows_at_once(const AssociationInfo& association, std::size_t targets, const Connection& connection) {
  const std::size_t parts = association.owner->primary_key.size() + association.target->primary_key.size();
  for (const std::size_t rows : {256U, 16U}) {
    if (targets >= rows && rows * parts <= connection.dialect().can().max_parameters) return rows;
  }
  return 1;
}

struct JoinRow {
  Slot* owner;
  Slot* target;
};

std::uint64_t insert_rows(const AssociationInfo& association, std::span<const JoinRow> rows, Connection& connection) {
  const auto& owner_parts = association.owner->primary_key;
  const auto& target_parts = association.target->primary_key;
  Statement& statement = connection.prepared(connection.compiler().join_insert(association, rows.size()));
  Execution execution(connection, statement, association.owner->name, purpose_link);
  std::size_t place = 0;
  for (const JoinRow& row : rows) {
    write_slot_key(statement, static_cast<int>(place), *row.owner, owner_parts);
    write_slot_key(statement, static_cast<int>(place + owner_parts.size()), *row.target, target_parts);
    place += owner_parts.size() + target_parts.size();
  }
  return execution.run();
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

void insert_join_rows(const AssociationInfo& association, std::span<const LinkedTargets> links,
                      DatabaseCore& database) {
  std::vector<JoinRow> rows;
  for (const LinkedTargets& each : links) {
    require_row(association, *association.owner, *each.owner);
    for (Slot* target : each.targets) {
      require_row(association, *association.target, *target);
      require_one_database(association, target, DatabaseRef(&database));
      rows.push_back({each.owner, target});
    }
  }
  Lease connection = database.acquire();
  for (std::span<const JoinRow> rest(rows); !rest.empty();) {
    const std::size_t count = rows_at_once(association, rest.size(), *connection);
    const std::span<const JoinRow> portion = rest.first(count);
    if (insert_rows(association, portion, *connection) < count) {
      for (const JoinRow& row : portion)
        require_join_row(association, slot_key(*row.owner), slot_key(*row.target), *connection);
    }
    rest = rest.subspan(count);
  }
}

void insert_join_rows(const AssociationInfo& association, Slot& owner, const std::vector<Slot*>& targets,
                      DatabaseCore& database) {
  const LinkedTargets links[] = {{&owner, targets}};
  insert_join_rows(association, links, database);
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
  return execution.run() > 0;
}

void clear_join_rows(const AssociationInfo& association, Slot& owner, DatabaseCore& database) {
  Lease connection = database.acquire();
  Statement& statement = connection->prepared(connection->compiler().join_clear(association));
  Execution execution(*connection, statement, association.owner->name, purpose_unlink);
  const Key key = slot_key(owner);
  write_key(statement, 0, key, association.owner->primary_key);
  execution.run();
}

}  // namespace rowan
