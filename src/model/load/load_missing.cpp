// The rest of a record of which some attributes were loaded.
#include <vector>

#include <fmt/format.h>

#include "model/load/fetch.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/fingerprints.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

void require_same_version(const ModelInfo& model, const Slot& slot, const void* row) {
  const AttributeInfo* version = model.lock_version;
  const std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  if (version == nullptr || loaded == nullptr) return;
  std::uint64_t now = 0;
  take_fingerprint(model.members[version->index], row, &now);
  if (now == loaded[version->word]) return;
  throw StaleRecord(
      fmt::format("can't load what is missing of {} {}: its row has changed since, so the parts would not "
                  "fit together; reload() it",
                  model.name, to_string(slot_key(slot), model.primary_key)));
}

// What was given meanwhile stays, and is a change to what the row has.
void fill_in(const ModelInfo& model, const void* row, void* object, Slot& slot) {
  std::vector<const AttributeInfo*> missing;  // before one part of a key makes the others look as if they were set
  for (const AttributeInfo& attribute : model.attributes) {
    if (lacks(slot, attribute)) missing.push_back(&attribute);
  }
  for (const AttributeInfo* attribute : missing)
    attribute->ops->set(member_of(object, *attribute), attribute->ops->get(member_of(row, *attribute)));
  std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  for (const AttributeInfo& attribute : model.attributes) {
    if (!was_not_loaded(&slot, attribute) || was_saved_since(slot, attribute)) continue;
    if (loaded != nullptr) take_fingerprint(model.members[attribute.index], row, loaded + attribute.word);
    if (attribute.keep_original) keep_original(attribute, row, slot);
  }
}

}  // namespace

void complete_from(const void* row, ModelBase& record) {
  Slot& slot = *record.slot();
  fill_in(record.model_info(), row, record.object(), slot);
  slot.partial = false;
}

void ModelBase::load_missing() {
  detail::require_row(*this, "load what is missing of");
  Slot& slot = *slot_;
  if (!slot.partial) return;
  const ModelInfo& model = model_info();
  const Key key = slot_key(slot);
  const auto database = resolve_database(model, nullptr, slot.block->database);
  const BlockRef fresh(Block::make(model, 1, false));
  ModelBase& row = *fresh->construct_next();
  if (!fetch_into(model, key, *database, {}, row, fresh->object(0))) {
    throw RecordNotFound(fmt::format("can't load what is missing of {} {}: its row is gone", model.name,
                                     to_string(key, model.primary_key)));
  }
  require_same_version(model, slot, fresh->object(0));
  complete_from(fresh->object(0), *this);
}

}  // namespace rowan
