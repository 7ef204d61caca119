#include "association/kinds/shared.hpp"
#include "model/save/check_graph.hpp"

namespace rowan {

bool ReferenceKind::is_loaded(const AssociationInfo& association, const void* object) {
  const BelongsToHandle& handle = belongs_to_at(const_cast<void*>(object), association);
  const Slot* held = handle.held();
  return (held != nullptr && held->self != nullptr) || handle.is_absent();
}

void ReferenceKind::deal_out(const AssociationInfo& association, Slot& owner, Stash& stash, const Key& key,
                             std::vector<Slot*>& targets) {
  const Share& share = stash.shares.find(key)->second;
  const BelongsToHandle& handle = belongs_to_at(owner.self->object(), association);
  if (share.empty()) {
    if (handle.held() == nullptr) handle.mark_absent();
    return;
  }
  handle.hold(*share.front());
  stash.note_held(*share.front());
  targets.push_back(share.front());
}

void ReferenceKind::reset(const AssociationInfo& association, void* object) {
  belongs_to_at(object, association).reset();
}

bool ReferenceKind::pending(const AssociationInfo& association, const void* object) {
  return reference_pends(association, belongs_to_at(const_cast<void*>(object), association));
}

void ReferenceKind::validate(const AssociationInfo& association, ModelBase& owner, GraphCheck& check) {
  check.look_at_parent(association, owner);
}

}  // namespace rowan
