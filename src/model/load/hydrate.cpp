#include "model/load/hydrate.hpp"

#include <fmt/format.h>

#include "association/cohort.hpp"
#include "association/shared_columns.hpp"
#include "model/record/key.hpp"
#include "model/record/partial.hpp"
#include "model/record/slab.hpp"
#include "reflect/error_details.hpp"
#include "reflect/subclass.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {
namespace {

// Chunk sizes as RecordSet promises: 16, 240, then 256.
std::uint32_t chunk_size(std::size_t chunks_so_far, std::size_t expected) {
  if (chunks_so_far == 0) return static_cast<std::uint32_t>(expected == 1 ? 1 : RecordSet::first_chunk);
  return static_cast<std::uint32_t>(chunks_so_far == 1 ? RecordSet::chunk - RecordSet::first_chunk : RecordSet::chunk);
}

// A key that is NULL in part is none, which shows only when its last part was read: the parts before that are watched
// as what is there, not as the row has them, or the next save would set them to NULL.
void watch_missing_keys(const ModelInfo& model, const void* object, std::uint64_t* prints) {
  for (const AssociationInfo& association : model.associations) {
    if (!association.refers() || association.foreign_key.size() < 2) continue;
    for (const AttributeInfo* part : association.foreign_key) {
      if (part->ops->is_null(member_of(object, *part)))
        take_fingerprint(model.members[part->index], object, prints + part->word);
    }
  }
}

}  // namespace

void refuse_read(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error) {
  throw InvalidValue(fmt::format("{}.{} can't be read from column {}.{}: {}", model.name, attribute.name, model.table,
                                 attribute.column, error.what()),
                     details_of(model, attribute));
}

namespace {

// A row that was written before its table had types is of the base.
[[gnu::noinline]] void require_known_type(const ModelInfo& model, const void* object) {
  const AttributeInfo& attribute = *model.type_attribute;
  const Value value = attribute.ops->get(member_of(object, attribute));
  const std::string type = value.is_null() ? std::string() : value.to_string();
  if ((type.empty() && model.base == nullptr) || detail::is_type_known(model, type)) return;
  if (const ModelInfo* other = detail::kind_of_type(model.root(), type)) {
    refuse_read(model, attribute,
                InvalidValue(fmt::format("the row is of the type '{}': it is a {}, not a {}; ask {} for it", type,
                                         other->name, model.name, other->name)));
  }
  refuse_read(model, attribute,
              InvalidValue(fmt::format("the row is of the type '{}', and {} here is of {}: register the model that has "
                                       "this type by ROWAN_REGISTER_MODEL, or give it m.type_name(\"{}\"), or correct "
                                       "the row",
                                       type, model.name, detail::types_of(model), type)));
}

}  // namespace

void read_attribute(const ModelInfo& model, const AttributeInfo& attribute, RowReader& row, int column, void* object) {
  try {
    attribute.ops->read(row, column, member_of(object, attribute));
  } catch (const InvalidValue& error) {
    refuse_read(model, attribute, error);
  }
}

void take_key(const ModelInfo& model, const void* object, Slot& slot) {
  if (model.integer_key) return take_fingerprint(model.members[model.key_index], object, &slot.key);
  if (model.primary_key.empty()) return;
  Key key;
  if (read_key(model.primary_key, object, key)) set_slot_key(slot, std::move(key));
}

namespace {

// The steps from a row to a record are inline, because calling one takes as long as the step itself.

// Ties the handles of a record, just loaded or inserted, to its slot.
[[gnu::always_inline]] inline void bind_handles(const ModelInfo& model, void* object, Slot& slot) {
  std::uint32_t index = 0, references = 0;
  for (const HandleStep& step : model.handles) {
    auto& handle = *reinterpret_cast<HandleBase*>(static_cast<std::byte*>(object) + step.offset);
    const bool foreign = handle.owner() != nullptr && handle.owner() != &slot;  // copied from another record
    if (foreign && !step.refers) [[unlikely]]
      static_cast<ToManyHandle&>(handle).forget_list();
    references += handle.bind_uncounted(slot, index++);
  }
  slot.block->add_references(references);
}

// `prints`: its fingerprints, which were taken; null: it is not tracked.
[[gnu::always_inline]] inline void settle(const ModelInfo& model, void* object, Slot& slot, std::uint64_t* prints) {
  slot.lifecycle = Lifecycle::persisted;
  if (prints != nullptr && model.integer_key) [[likely]]
    slot.key = prints[model.key_word];
  else
    take_key(model, object, slot);
  bind_handles(model, object, slot);
  if (model.shares_columns) follow_columns(model, object);
  if (model.has_composite_references && prints != nullptr) watch_missing_keys(model, object, prints);
  if (!model.kept_originals.empty()) keep_originals(model, object, slot);
}

[[gnu::always_inline]] inline void read_all(const ModelInfo& model, RowReader& row, void* object, Slot& slot,
                                            int first) {
  int column = first;
  std::uint64_t* prints = slot.block->fingerprints(slot.row);
  try {
    row.read_members(model.members, object, column, prints);
  } catch (const InvalidValue& error) {
    refuse_read(model, model.attributes[static_cast<std::size_t>(column - first)], error);
  }
  if (model.type_attribute != nullptr) [[unlikely]]
    require_known_type(model, object);
  settle(model, object, slot, prints);
}

}  // namespace

[[gnu::hot]] void read_record(const ModelInfo& model, RowReader& row, void* object, Slot& slot, int first) {
  read_all(model, row, object, slot, first);
}

void read_record(const ModelInfo& model, const std::vector<const AttributeInfo*>& only, RowReader& row, void* object,
                 Slot& slot) {
  int column = 0;
  for (const AttributeInfo* attribute : only) {
    read_attribute(model, *attribute, row, column++, object);
    if (attribute == model.type_attribute) require_known_type(model, object);
  }
  settle_loaded(model, object, slot);
  mark_partial(model, only, object, slot);
}

[[gnu::hot]] void read_found(const ModelInfo& model, RowReader& row, ModelBase& record, void* object,
                             DatabaseCore& database, const LoadOptions& options,
                             const std::vector<const AttributeInfo*>* only) {
  if (record.slot() == nullptr) record.attach(Block::make_slot(model, !options.readonly));
  Slot& slot = *record.slot();
  slot.block->database = DatabaseRef(&database);
  slot.block->strict_loading = options.strict_loading;
  slot.block->batch = options.batch;
  if (only != nullptr) [[unlikely]]
    return read_record(model, *only, row, object, slot);
  read_all(model, row, object, slot, 0);
}

void settle_loaded(const ModelInfo& model, void* object, Slot& slot) {
  std::uint64_t* prints = slot.block->fingerprints(slot.row);
  if (prints != nullptr) take_fingerprints(model, object, prints);
  settle(model, object, slot, prints);
}

[[gnu::hot]] void settle_watched(const ModelInfo& model, void* object, Slot& slot) {
  settle(model, object, slot, slot.block->fingerprints(slot.row));
}

void RecordBuilder::begin_block() {
  block_ = Block::make(model_, chunk_size(set_.blocks().size(), expected_), !options_.readonly, &memory_);
  block_->add_strong();
  set_.append(block_);
  block_->database = DatabaseRef(database_.get());
  block_->strict_loading = options_.strict_loading;
  block_->batch = options_.batch;
  if (cohort_ == nullptr) cohort_ = new Cohort;
  block_->join(*cohort_);
}

[[gnu::hot]] Slot& RecordBuilder::add(RowReader& row, int first) {
  if (block_ == nullptr || block_->constructed() == block_->count()) begin_block();
  ModelBase* record = block_->construct_next();
  Slot& slot = *record->slot();
  if (only_ != nullptr) [[unlikely]]
    read_record(model_, *only_, row, block_->object(slot.row), slot);
  else
    read_record(model_, row, block_->object(slot.row), slot, first);
  set_.set_size(set_.size() + 1);
  return slot;
}

RecordSet read_records(const ModelInfo& model, Statement& statement, const std::shared_ptr<DatabaseCore>& database,
                       const LoadOptions& options, RowVisitor* visitor, std::size_t expected,
                       const std::vector<const AttributeInfo*>* only) {
  RecordBuilder records(model, database, options, expected, only);
  while (statement.step()) {
    Slot& slot = records.add(statement);
    if (visitor != nullptr) visitor->row(statement, slot);
  }
  return records.finish();
}

}  // namespace rowan
