#include "model/load/hydrate.hpp"

#include <fmt/format.h>

#include "association/cohort.hpp"
#include "association/shared_columns.hpp"
#include "model/record/key.hpp"
#include "model/record/slab.hpp"
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

}  // namespace

void refuse_read(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error) {
  ErrorDetails details;
  details.table = model.table;
  details.columns = {attribute.column};
  throw InvalidValue(fmt::format("{}.{} can't be read from column {}.{}: {}", model.name, attribute.name, model.table,
                                 attribute.column, error.what()),
                     std::move(details));
}

[[gnu::hot]] void read_record(const ModelInfo& model, RowReader& row, void* object, Slot& slot) {
  int column = 0;
  try {
    row.read_members(model.members, object, column, slot.block->fingerprints(slot.row));
  } catch (const InvalidValue& error) {
    refuse_read(model, model.attributes[static_cast<std::size_t>(column)], error);
  }
  settle_watched(model, object, slot);
}

void take_key(const ModelInfo& model, const void* object, Slot& slot) {
  if (model.integer_key) return take_fingerprint(model.members[model.key_index], object, &slot.key);
  if (model.primary_key.empty()) return;
  Key key;
  if (read_key(model.primary_key, object, key)) set_slot_key(slot, std::move(key));
}

[[gnu::hot]] void bind_handles(const ModelInfo& model, void* object, Slot& slot) {
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

void settle_loaded(const ModelInfo& model, void* object, Slot& slot) {
  if (std::uint64_t* prints = slot.block->fingerprints(slot.row)) take_fingerprints(model, object, prints);
  settle_watched(model, object, slot);
}

[[gnu::hot]] void settle_watched(const ModelInfo& model, void* object, Slot& slot) {
  slot.lifecycle = Lifecycle::persisted;
  const std::uint64_t* prints = slot.block->fingerprints(slot.row);
  if (prints != nullptr && model.integer_key) [[likely]]
    slot.key = prints[model.key_word];
  else
    take_key(model, object, slot);
  if (!model.handles.empty()) bind_handles(model, object, slot);
  if (model.shares_columns) follow_columns(model, object);
  if (!model.kept_originals.empty()) keep_originals(model, object, slot);
}

RecordSet read_records(const ModelInfo& model, Statement& statement, const std::shared_ptr<DatabaseCore>& database,
                       const LoadOptions& options, RowVisitor* visitor, std::size_t expected) {
  RecordSet set;
  Block* block = nullptr;
  Cohort* cohort = nullptr;
  std::size_t count = 0;
  ResultMemory memory;
  while (statement.step()) {
    if (block == nullptr || block->constructed() == block->count()) {
      block = Block::make(model, chunk_size(set.blocks().size(), expected), !options.readonly, &memory);
      block->add_strong();
      set.append(block);
      block->database = DatabaseRef(database.get());
      block->strict_loading = options.strict_loading;
      block->batch = options.batch;
      if (cohort == nullptr) cohort = new Cohort;
      block->join(*cohort);
    }
    ModelBase* record = block->construct_next();
    Slot& slot = *record->slot();
    read_record(model, statement, block->object(slot.row), slot);
    set.set_size(++count);
    if (visitor != nullptr) visitor->row(statement, slot);
  }
  return set;
}

}  // namespace rowan
