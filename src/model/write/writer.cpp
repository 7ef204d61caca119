#include "model/write/writer.hpp"

#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/key.hpp"
#include "model/record/record_log.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/guard_change.hpp"
#include "model/write/lock_version_step.hpp"
#include "model/write/write_parts.hpp"
#include "rowan/reflect/callback_table.hpp"

namespace rowan {

[[gnu::hot]] void enlist(Slot& slot, WriteContext context) {
  if (context.transaction != nullptr) RecordLog::enlist(*context.transaction, slot);
}

void announce_again(const ModelBase& record, DatabaseCore& database) {
  const Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  if (!model.callbacks || model.callbacks->copy == nullptr) return;
  if (TransactionState* transaction = database.transaction())
    RecordLog::of(*transaction).announce_again(model, record.object(), slot);
}

static void delete_untold(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  const bool by_lock = model.lock_version != nullptr && slot.block->fingerprints(slot.row) != nullptr;
  enlist(slot, database);
  guard_change(model, &TableFacts::redirects_deletes, database, [&](Connection& connection) {
    Statement& statement = RecordStatements::of(connection, model).remove(by_lock);
    Execution execution(connection, statement, model.name, "delete");
    const Key key = slot_key(slot);
    write_key(statement, 0, key, model.primary_key);
    if (by_lock)
      statement.write(static_cast<int>(model.primary_key.size()),
                      static_cast<std::int64_t>(expected_lock_version(model, object_of(model, record))));
    execution.rows = statement.run();
    if (execution.rows == 0) stale(model, slot, "delete");
  });
  slot.lifecycle = Lifecycle::destroyed;
}

void delete_record(ModelBase& record, DatabaseCore& database) {
  if (!anybody_listens()) return delete_untold(record, database);
  tell_write(record, Operation::destroy, database, [&] { return delete_untold(record, database), true; });
}

}  // namespace rowan
