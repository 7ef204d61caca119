#include "model/write/writer.hpp"

#include "association/shared_columns.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/key.hpp"
#include "model/record/record_log.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/automatic_step.hpp"
#include "model/write/guard_change.hpp"
#include "model/write/write_parts.hpp"
#include "reflect/subclass.hpp"
#include "rowan/reflect/callback_table.hpp"

namespace rowan {

[[gnu::hot]] void enlist(Slot& slot, DatabaseContext context) {
  if (context.transaction != nullptr) RecordLog::enlist(*context.transaction, slot);
}

void announce_again(const ModelBase& record, DatabaseCore& database, bool back) {
  const Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  if (!model.callbacks || model.callbacks->copy == nullptr) return;
  if (TransactionState* transaction = database.transaction())
    RecordLog::of(*transaction).announce_again(model, record.object(), slot, back);
}

namespace {

using Columns = std::vector<const AttributeInfo*>;

// A row that refers to itself can't be deleted in MariaDB, whose foreign keys find it referred to.
Columns references_to_itself(const ModelInfo& model, const Slot& slot, const void* object) {
  Columns columns;
  for (const AssociationInfo& declared : model.associations) {
    const bool once = declared.refers() && declared.branches.empty() && !declared.shares_columns;
    if (!once || !detail::leads_to_kin(declared, model)) continue;
    const AssociationInfo& association = declared.resolved();
    Key key;
    if (!association.optional || !read_reference(association, object, key) || key != slot_key(slot)) continue;
    columns.insert(columns.end(), association.foreign_key.begin(), association.foreign_key.end());
  }
  return columns;
}

void set_null(const ModelInfo& model, const Slot& slot, const Columns& columns, Connection& connection) {
  Statement& statement = RecordStatements::of(connection, model).update(columns, false);
  Execution execution(connection, statement, model.name, "delete");
  int index = 0;
  for (const AttributeInfo* column : columns) statement.write_null(index++, column->type.kind);
  const Key key = slot_key(slot);
  write_key(statement, index, key, model.primary_key);
  execution.run();
}

void send_delete(const ModelInfo& model, const Slot& slot, const void* object, Connection& connection) {
  const bool by_lock = model.lock_version != nullptr && slot.block->fingerprints(slot.row) != nullptr;
  Statement& statement = RecordStatements::of(connection, model).remove(by_lock);
  Execution execution(connection, statement, model.name, "delete");
  const Key key = slot_key(slot);
  write_key(statement, 0, key, model.primary_key);
  if (by_lock)
    statement.write(static_cast<int>(model.primary_key.size()),
                    static_cast<std::int64_t>(expected_lock_version(model, object)));
  if (execution.run() == 0) stale(model, slot, "delete");
}

}  // namespace

static void delete_untold(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  const void* object = object_of(model, record);
  enlist(slot, database);
  if (const Columns own = references_to_itself(model, slot, object); !own.empty()) {
    database.run_step([&](Transaction&) {
      const Lease connection = database.acquire();
      set_null(model, slot, own, *connection);
      send_delete(model, slot, object, *connection);
    });
  } else {
    guard_change(model, &TableFacts::redirects_deletes, database,
                 [&](Connection& connection) { send_delete(model, slot, object, connection); });
  }
  slot.lifecycle = Lifecycle::destroyed;
}

void delete_record(ModelBase& record, DatabaseCore& database) {
  if (!concerns_others(record.slot()->block->model())) return delete_untold(record, database);
  tell_write(record, Operation::destroy, database, [&] { return delete_untold(record, database), true; });
}

}  // namespace rowan
