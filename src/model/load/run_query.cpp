#include "model/load/run_query.hpp"

#include <fmt/format.h>

#include "association/load.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/tell_found.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

std::vector<Slot*> slots_of(const RecordSet& set) {
  std::vector<Slot*> slots(set.size());
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = set.slot(i);
  return slots;
}

void require_transaction_for_lock(const SelectQuery& query, DatabaseCore& database) {
  if (!query.lock || database.transaction() != nullptr) return;
  throw TransactionError(fmt::format(
      "lock() on {} outside a transaction would lock nothing: the lock ends with the transaction, so open one around "
      "both the load and what you do with it",
      query.model->name));
}

RecordSet run_select_untold(const SelectQuery& query, const LoadOptions& options,
                            const std::shared_ptr<DatabaseCore>& database) {
  require_transaction_for_lock(query, *database);
  if (!options.preloads.empty()) check_preloads(*query.model, options.preloads);
  const SomeAttributes some(query);
  RecordSet set = run_read(*database, query, options, load_question, [&](Statement& statement, Execution& execution) {
    RecordSet rows = read_records(*query.model, statement, database, options, nullptr,
                                  query.limit ? static_cast<std::size_t>(*query.limit) : 0, some.list());
    execution.rows = rows.size();
    return rows;
  });
  if (!options.preloads.empty()) preload(slots_of(set), options.preloads, database, options);
  return set;
}

RecordSet run_select(const SelectQuery& query, const LoadOptions& options,
                     const std::shared_ptr<DatabaseCore>& database) {
  RecordSet set = run_select_untold(query, options, database);
  if (query.model->tells_found) [[unlikely]]
    tell_found(set);
  return set;
}

[[gnu::hot]] bool run_select_one(const SelectQuery& query, const LoadOptions& options,
                                 const std::shared_ptr<DatabaseCore>& database, ModelBase& record, void* object) {
  const ModelInfo& model = *query.model;
  if (!options.preloads.empty()) {
    const RecordSet found = run_select(query, options, database);
    if (found.empty()) return false;
    // The caller's object takes the place of the one just made.
    model.object.destroy(object);
    model.object.relocate(object, found.blocks()[0]->object(0));
    return true;
  }
  require_transaction_for_lock(query, *database);
  const SomeAttributes some(query);
  const bool found =
      run_read(*database, query, options, load_question, [&](Statement& statement, Execution& execution) {
        if (!statement.step()) return false;
        read_found(model, statement, record, object, *database, options, some.list());
        execution.rows = 1;
        return true;
      });
  if (found && model.tells_found) [[unlikely]]
    tell_found(record);
  return found;
}

}  // namespace rowan
