#include "association/kinds/shared.hpp"
#include "model/record/key.hpp"
#include "model/save/check_graph.hpp"
#include "query/association_path.hpp"

namespace rowan {

const std::vector<const AttributeInfo*>& ListKind::owner_attributes(const AssociationInfo& association) {
  return association.owner->primary_key;
}

bool ListKind::owner_key(const AssociationInfo&, const Slot& owner, Key& key) {
  key = slot_key(owner);
  return true;
}

bool ListKind::is_loaded(const AssociationInfo& association, const void* object) {
  const ToManyHandle& handle = to_many_at(const_cast<void*>(object), association);
  // Where the first of many was destroyed, the next one is to be loaded.
  return handle.is_loaded() && !(handle.list()->gone && is_first_of_many(association));
}

void ListKind::deal_out(const AssociationInfo& association, Slot& owner, Stash& stash, const Key& key,
                        std::vector<Slot*>& targets) {
  const ToManyHandle& handle = to_many_at(owner.self->object(), association);
  stash.hand_over(key, handle);
  targets.insert(targets.end(), handle.items().begin(), handle.items().end());
}

void ListKind::reset(const AssociationInfo& association, void* object) { to_many_at(object, association).reset(); }

bool ListKind::pending(const AssociationInfo& association, const void* object) {
  return list_pends(to_many_at(const_cast<void*>(object), association).list());
}

void ListKind::validate(const AssociationInfo& association, ModelBase& owner, GraphCheck& check) {
  check.look_at_children(association, owner);
}

SaveResult ListKind::save_after(const AssociationInfo& association, ModelBase& owner, DatabaseCore&,
                                const SaveStep& save) {
  return save_new_targets(association, owner, save);
}

}  // namespace rowan
