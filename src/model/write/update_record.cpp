// The UPDATE of one record: what changed since it was loaded, or just some columns.
#include <algorithm>
#include <optional>

#include "model/load/hydrate.hpp"
#include "model/record/key.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/guard_change.hpp"
#include "model/write/unvalidated.hpp"
#include "model/write/update_step.hpp"
#include "model/write/update_wide.hpp"
#include "model/write/writer.hpp"

namespace rowan {

[[gnu::noinline]] void send_in_level(const UpdateStep& step, DatabaseCore& database) {
  database.run_step([&](Transaction&) { step.send_alone(*database.acquire()); });
}

[[gnu::always_inline]] static inline bool update_untold(ModelBase& record, DatabaseContext context) {
  const ModelInfo& model = record.slot()->block->model();
  if (is_wide(model)) [[unlikely]]
    return update_wide(record, context.database);
  return update_by(model, record, context, [&](UpdateStep& step) {
    std::optional<Lease> lease;
    return step.send(context.connection(lease, Intent::write));
  });
}

[[gnu::noinline]] static bool update_and_tell(ModelBase& record, DatabaseCore& database) {
  return tell_write(record, Operation::update, database, [&] { return update_untold(record, database); });
}

[[gnu::hot]] bool update_record(ModelBase& record, DatabaseContext context) {
  if (concerns_others(record.slot()->block->model())) [[unlikely]]
    return update_and_tell(record, context.database);
  return update_untold(record, context);
}

namespace {

void send_columns(const ModelInfo& model, const Slot& slot, void* object,
                  const std::vector<const AttributeInfo*>& columns, Connection& connection) {
  RecordStatements& statements = RecordStatements::of(connection, model);
  for (const AttributeInfo* column : columns) {
    require_declared_digits(model, *column, object);
    if (column == model.type_attribute)
      require_known_type(model, *column, column->ops->get(member_of(object, *column)));
  }
  if (statements.facts().minds_values()) statements.make_fit(object, &columns);
  Statement& statement = statements.update(columns, false);
  Execution execution(connection, statement, model.name, "update columns");
  int index = 0;
  for (const AttributeInfo* attribute : columns) write_member(model, statement, index++, *attribute, object);
  const Key key = slot_key(slot);
  write_key(statement, index, key, model.primary_key);
  if (execution.run() == 0) stale(model, slot, "update");
}

// A soft deletion.
bool takes_back(const ModelInfo& model, const void* object, std::span<const AttributeInfo* const> columns) {
  if (std::find(columns.begin(), columns.end(), model.deleted_at) == columns.end()) return false;
  return model.deleted_at->ops->get(member_of(object, *model.deleted_at)).is_null();
}

}  // namespace

static void update_columns_untold(ModelBase& record, std::span<const AttributeInfo* const> columns,
                                  DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  void* object = record.object();
  enlist(slot, database);
  guard_change(model, &TableFacts::redirects_updates, database, [&](Connection& connection) {
    send_columns(model, slot, object, {columns.begin(), columns.end()}, connection);
  });
  std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  for (const AttributeInfo* attribute : columns) {
    if (loaded != nullptr) attribute->ops->fingerprint(member_of(object, *attribute), loaded + attribute->word);
    if (attribute->keep_original && attribute->ops->hashed) keep_original(*attribute, object, slot);
  }
  // A key that was assigned, but is not among the columns, is yet to be sent.
  if (std::any_of(columns.begin(), columns.end(), [](const auto* column) { return column->primary_key; }))
    take_key(model, object, slot);
  announce_again(record, database, takes_back(model, object, columns));
}

void update_columns_of(ModelBase& record, std::span<const AttributeInfo* const> columns, DatabaseCore& database) {
  const auto update = [&] { return update_columns_untold(record, columns, database), true; };
  tell_write(record, Operation::update, database, update, columns);
}

}  // namespace rowan
