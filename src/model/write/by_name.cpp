// Access by name, reload.
#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "connection/open_transaction.hpp"
#include "model/load/fetch.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/with_lock.hpp"

namespace rowan {
namespace {

void drop_loaded(const ModelInfo& model, void* object) {
  for (const AssociationInfo& association : model.associations) {
    association.ops->reset(association, object);
  }
}

}  // namespace

Value ModelBase::get(MemberName name) const {
  detail::require_not_moved(*this, "get from");
  const AttributeInfo& attribute = model_info().attribute(name);
  require_loaded(*this, attribute);
  return attribute.ops->get(static_cast<const std::byte*>(object()) + attribute.offset);
}

namespace {

bool has_written(const DatabaseCore& database) {
  const OpenTransaction* open = OpenTransaction::find(database);
  return open != nullptr && (open->log != nullptr || open->ran_user_statements());
}

// The row is read beside the record, which stays what it was when the row is gone or can't be read.
void read_anew(ModelBase& record, const RowLock* lock) {
  const ModelInfo& model = record.model_info();
  Slot& slot = *record.slot();
  const Key key = slot_key(slot);
  LoadOptions options;
  options.strict_loading = slot.block->strict_loading;
  options.batch = slot.block->batch;
  const auto database = resolve_database(model, nullptr, slot.block->database);
  const BlockRef fresh(Block::make(model, 1, false));
  ModelBase& row = *fresh->construct_next();
  if (!fetch_into(model, key, *database, options, row, fresh->object(0), lock)) {
    throw RecordNotFound(
        fmt::format("can't reload {} {}: its row is gone", model.name, to_string(key, model.primary_key)));
  }
  // What the transaction wrote, its rollback undoes. What others committed stays.
  if (has_written(*database)) {
    if (slot.partial) complete_from(fresh->object(0), record);  // what a rollback gives back is whole
    RecordLog::reread(*database->transaction(), slot, fresh->object(0));
  }
  copy_attributes(model, fresh->object(0), record.object());
  drop_loaded(model, record.object());
  slot.inserted = slot.updated = slot.partial = false;
  settle_loaded(model, record.object(), slot);
  if (model.tells_found) tell_found(record);
}

}  // namespace

void ModelBase::reload() {
  detail::require_row(*this, "reload");
  read_anew(*this, nullptr);
}

void detail::lock_row(ModelBase& record, const RowLock& lock) {
  detail::require_row(record, "lock");
  if (record.changed()) {
    throw RecordNotSaved(fmt::format("can't lock {} {}: it has changes that the reload would lose; save it first",
                                     record.model_info().name,
                                     to_string(slot_key(*record.slot()), record.model_info().primary_key)));
  }
  read_anew(record, &lock);
}

Database detail::database_of_row(const ModelBase& record) {
  detail::require_row(record, "lock");
  return Database(resolve_database(record.model_info(), nullptr, record.slot()->block->database));
}

const AttributeInfo& detail::attribute_at(const ModelBase& record, const void* member) {
  const auto offset = static_cast<std::uint32_t>(static_cast<const std::byte*>(member) -
                                                 static_cast<const std::byte*>(record.object()));
  for (const AttributeInfo& attribute : record.model_info().attributes) {
    if (attribute.offset == offset) return attribute;
  }
  for (const AssociationInfo& association : record.model_info().associations) {
    if (association.offset == offset && !association.foreign_key.empty()) return *association.foreign_key[0];
  }
  throw MappingError(
      fmt::format("this member of {} is not in its ROWAN_MODEL list: add it there", record.model_info().name));
}

}  // namespace rowan
