#include "model/record/fingerprints.hpp"

#include "model/record/members.hpp"

namespace rowan {

void restore_initial(Slot& slot) noexcept {
  const ModelInfo& model = slot.block->model();
  std::uint64_t* prints = slot.block->fingerprints(slot.row);
  if (prints == nullptr) return;
  const auto restore = [&](const AttributeInfo* stamp, bool by_library) {
    if (stamp != nullptr && !by_library) prints[stamp->word] = model.initial_fingerprints[stamp->word];
  };
  restore(model.created_at, slot.stamped_created);
  restore(model.updated_at, slot.stamped_updated);
}

void keep_original(const AttributeInfo& attribute, const void* object, Slot& slot) {
  slot.block->make_originals();
  Value& kept = slot.block->originals(slot.row)[attribute.kept_index];
  slot.block->previous_originals(slot.row)[attribute.kept_index] = std::move(kept);
  kept = attribute.ops->get(member_of(object, attribute));
}

void keep_originals(const ModelInfo& model, const void* object, Slot& slot) {
  for (const AttributeInfo* attribute : model.kept_originals) keep_original(*attribute, object, slot);
}

}  // namespace rowan
