#include "model/writer.hpp"

#include "model/key.hpp"
#include "model/record_log.hpp"
#include "model/record_statements.hpp"
#include "model/write_parts.hpp"

namespace rowan {

[[gnu::hot]] void enlist(Slot& slot, DatabaseCore& database) {
  if (TransactionState* transaction = database.transaction()) RecordLog::enlist(*transaction, slot);
}

void delete_record(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  const std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  const bool by_lock = model.lock_version != nullptr && loaded != nullptr;
  enlist(slot, database);
  {
    Lease connection = database.acquire();
    Statement& statement = RecordStatements::of(*connection, model).remove(by_lock);
    Execution execution(*connection, statement, model.name, "delete");
    const Key key = slot_key(slot);
    write_key(statement, 0, key, model.primary_key);
    if (by_lock)
      statement.write(static_cast<int>(model.primary_key.size()),
                      static_cast<std::int64_t>(loaded[model.lock_version->word]));
    execution.rows = statement.run();
    if (execution.rows == 0) stale(model, slot, "delete");
  }
  slot.lifecycle = Lifecycle::destroyed;
}

}  // namespace rowan
