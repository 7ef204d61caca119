#include "model/save/later_deletes.hpp"

#include <algorithm>
#include <iterator>

#include "association/owner_counts.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/key.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/graph.hpp"
#include "model/write/writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

bool has_row(const Slot& slot, DatabaseCore& database) {
  SelectQuery query;
  query.model = &slot.block->model();
  query.where = key_equals(*query.model, key_parts(slot_key(slot), query.model->primary_key));
  const Lease connection = database.acquire();
  return any_row(*connection, connection->compiler().exists(query), query.model->name, "look for");
}

// Which MariaDB finds referred to as it is deleted: see writer.cpp.
bool refers_to_itself(const ModelInfo& model, const ModelBase& record) {
  return std::any_of(model.associations.begin(), model.associations.end(), [&](const AssociationInfo& association) {
    if (!association.refers()) return false;
    const auto owner = owner_of(association, record.object());
    return owner && owner->reference->target == &model && owner->key == slot_key(*record.slot());
  });
}

}  // namespace

void remove_record(ModelBase& record, DatabaseCore& database) {
  delete_record(record, database);
  leave_lists(record);
}

void delete_dependent(ModelBase& record, DatabaseCore& database) {
  try {
    remove_record(record, database);
  } catch (const StaleRecord&) {
    if (has_row(*record.slot(), database)) throw;
    record.slot()->lifecycle = Lifecycle::destroyed;
  }
}

bool LaterDeletes::takes(const ModelBase& record) {
  const ModelInfo& model = record.model_info();
  return !model.callbacks && model.lock_version == nullptr && !concerns_others(model) &&
         !refers_to_itself(model, record);
}

// Models in the order in which they were come to: those declared first may refer to the next ones.
void LaterDeletes::delete_below(int depth) {
  while (!later_.empty() && later_.rbegin()->first > depth) {
    const std::vector<Anchor> records = std::move(later_.rbegin()->second);
    later_.erase(std::prev(later_.end()));
    std::vector<const Anchor*> rest;
    for (const Anchor& record : records) rest.push_back(&record);
    while (!rest.empty()) {
      const ModelInfo& model = rest.front()->slot().block->model();
      const auto others = std::stable_partition(
          rest.begin(), rest.end(), [&](const Anchor* record) { return &record->slot().block->model() == &model; });
      delete_together(model, {rest.begin(), others});
      rest.erase(rest.begin(), others);
    }
  }
}

void LaterDeletes::delete_together(const ModelInfo& model, Some records) {
  for (const Anchor* each : records) each->require_in_place("destroy");
  // Where a trigger may do something else, each row is looked after by itself.
  if (records.size() == 1 || RecordStatements::of(*database_.acquire(), model).facts().redirects_deletes) {
    for (const Anchor* each : records) delete_dependent(*each->slot().self, database_);
    return;
  }
  while (!records.empty()) {
    const Some some = records.first(std::min(records.size(), most_keys_named(model)));
    delete_by_keys(model, some);
    records = records.subspan(some.size());
  }
}

void LaterDeletes::delete_by_keys(const ModelInfo& model, Some records) {
  std::vector<std::vector<Value>> keys;
  for (const Anchor* each : records) {
    enlist(each->slot(), database_);
    keys.push_back(key_parts(slot_key(each->slot()), model.primary_key));
  }
  SelectQuery query;
  query.model = &model;
  query.where = key_among(model, keys);
  const Lease connection = database_.acquire();
  run_sql(*connection, connection->compiler().delete_all(query), model.name, "delete dependents");
  for (const Anchor* each : records) {
    each->slot().lifecycle = Lifecycle::destroyed;
    leave_lists(*each->slot().self);
  }
}

}  // namespace rowan
