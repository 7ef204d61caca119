#include "model/record/fingerprints.hpp"

#include "model/record/members.hpp"

namespace rowan {

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
