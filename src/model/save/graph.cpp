#include "model/save/graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/join_rows.hpp"
#include "association/list_changes.hpp"
#include "association/meet_condition.hpp"
#include "association/shared_columns.hpp"
#include "association/unlink.hpp"
#include "model/record/anchor.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/key.hpp"
#include "model/record/members.hpp"
#include "model/record/resolve.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

bool is_fresh(const Slot* slot) {
  return slot != nullptr && slot->self != nullptr && slot->lifecycle == Lifecycle::fresh;
}
// Was given a record that had no key then.
bool awaits_key(const BelongsToHandle& handle) { return handle.held() != nullptr && !handle.has_key(); }
// Whether the record's next save sends the key of the reference.
bool is_sent(const AssociationInfo& association, const BelongsToHandle& handle) {
  const auto* member = reinterpret_cast<const std::byte*>(&handle);
  const ModelBase& record = record_of(*association.owner, const_cast<std::byte*>(member) - association.offset);
  const auto& parts = association.foreign_key;
  return record.is_new() ||
         std::any_of(parts.begin(), parts.end(), [&](const auto* part) { return record.changed(part->name); });
}
// The record that it refers to was destroyed, or its INSERT was undone and it ended; and the key is not in the row yet.
// SQLite gives such a key to another row.
bool has_dead_key(const AssociationInfo& association, const BelongsToHandle& handle) {
  const Slot* target = handle.held();
  if (target == nullptr || !handle.has_key()) return false;
  const bool ended = target->lifecycle == Lifecycle::fresh && target->self == nullptr;
  return (ended || target->lifecycle == Lifecycle::destroyed) && is_sent(association, handle);
}
// The record that it was given was saved, rolled back, and saved anew: its row has another key now. A key that is in
// the row as it is may be spelt otherwise than that of the target, and be equal to the database.
bool has_old_key(const AssociationInfo& declared, const BelongsToHandle& handle) {
  const Slot* target = handle.held();
  if (target == nullptr || !handle.has_key() || target->lifecycle != Lifecycle::persisted || declared.shares_columns)
    return false;
  const AssociationInfo& association = declared.resolved();
  if (!target->boxed && association.key_ops.size() == 1) {
    std::uint64_t key = 0;
    association.key_ops[0]->fingerprint(&handle, &key);
    return key != target->key && is_sent(association, handle);
  }
  const std::vector<Value> parts = key_parts(slot_key(*target), association.referenced_key);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (association.key_ops[i]->get(&handle) != parts[i]) return is_sent(association, handle);
  }
  return false;
}
bool is_fresh(const ModelBase& record) { return record.is_new() && !record.is_moved_from(); }

SaveResult failure_of(const AssociationInfo& association, const std::string& path, const SaveResult& result) {
  return SaveResult(errors_under(*association.owner, path, result), result.stopped());
}

// Callbacks of the records saved here may change the very list, or drop it: it is asked for anew each time.
TargetList* list_of(ModelBase& record, const AssociationInfo& association) {
  return to_many_at(record.object(), association).list();
}

// The next one from `place` on, which is then beyond it; what callbacks put before that is found at the end.
Slot* next_unsaved(ModelBase& record, const AssociationInfo& association, std::size_t& place) {
  const TargetList* list = list_of(record, association);
  if (list == nullptr) return nullptr;
  const auto unsaved = [](const Slot* slot) { return is_fresh(slot) && !slot->saving; };
  const auto all = list->unlinked.begin(), end = list->unlinked.end();
  auto found = std::find_if(all + static_cast<std::ptrdiff_t>(std::min(place, list->unlinked.size())), end, unsaved);
  if (found == end) found = std::find_if(all, end, unsaved);
  if (found == end) return nullptr;
  place = static_cast<std::size_t>(found - all) + 1;
  return *found;
}

// The target's row may outlive its record; a target that was never saved may not die first.
void take_key_of_target(const AssociationInfo& association, BelongsToHandle& handle, const Slot& target) {
  if (target.lifecycle != Lifecycle::persisted) {
    throw RecordNotSaved(
        fmt::format("the {} given to {}.{} {}: keep it until this one is saved, or give it away with std::move",
                    association.target->name, association.owner->name, association.name,
                    target.lifecycle == Lifecycle::destroyed ? "was destroyed" : "ended before it was saved"));
  }
  const std::vector<Value> parts = key_parts(slot_key(target), association.referenced_key);
  for (std::size_t i = 0; i < parts.size(); ++i) handle.take_key_part(*association.key_ops[i], parts[i]);
  if (association.type != nullptr) handle.take_key_part(*association.type->ops, Value(association.type_text));
  handle.mark_assigned(true);
}

[[noreturn]] void refuse_another(const AssociationInfo& association) {
  throw RecordNotSaved(
      fmt::format("{}.{} was given another unsaved {} by callbacks of the one that was being saved for it",
                  association.owner->name, association.name, association.target->name));
}

}  // namespace

std::string name_of_child(const AssociationInfo& association, std::size_t index) {
  if (!association.to_many()) return association.name;
  return fmt::format("{}[{}]", association.name, index);
}

Errors errors_under(const ModelInfo& owner, const std::string& path, const SaveResult& result) {
  Errors errors(owner);
  for (const AttributeError& error : result.errors())
    errors.add(error.attribute.empty() ? path : path + "." + error.attribute, error.message, error.code, error.values);
  return errors;
}

void leave_lists(ModelBase& record) {
  for (const AssociationInfo& association : record.model_info().associations) {
    if (!association.refers()) continue;
    const Slot* owner = belongs_to_at(record.object(), association).held();
    if (owner == nullptr || owner->self == nullptr) continue;
    for (const AssociationInfo& back : owner->block->model().associations) {
      if (back.is_referred_to() && back.linked.load(std::memory_order_acquire) && back.inverse == &association)
        to_many_at(owner->self->object(), back).target_destroyed();
    }
  }
}

bool list_pends(const TargetList* list) {
  if (list == nullptr) return false;
  if (!list->unlinked.empty()) return true;
  for (Slot* slot : list->items) {
    if (is_fresh(record_at(*slot))) return true;
  }
  return false;
}

bool reference_pends(const AssociationInfo& association, const BelongsToHandle& handle) {
  return awaits_key(handle) || is_fresh(handle.held()) || has_old_key(association, handle) ||
         has_dead_key(association, handle);
}

bool has_pending(const ModelInfo& model, const void* object) {
  return std::any_of(
      model.associations.begin(), model.associations.end(),
      [object](const AssociationInfo& association) { return association.ops->pending(association, object); });
}

void tell_of_changed_targets(const ModelInfo& model, const void* object) {
  for (const AssociationInfo& association : model.associations) {
    if (association.refers()) continue;
    const TargetList* list = to_many_at(const_cast<void*>(object), association).list();
    if (list == nullptr) continue;
    const auto changed = [](Slot* place) {
      const ModelBase& target = record_at(*place);
      return !target.is_moved_from() && target.is_persisted() && target.changed();
    };
    if (std::none_of(list->items.begin(), list->items.end(), changed)) continue;
    log_message(LogLevel::info,
                fmt::format("saving {0} does not save what was changed in {0}.{1}, only what is new in it: save these "
                            "records, too",
                            model.name, association.name));
  }
}

void set_foreign_key(const AssociationInfo& association, ModelBase& owner, ModelBase& child) {
  auto* child_object = static_cast<std::byte*>(child.object());
  const auto& parts = association.referenced_key;
  std::vector<Value> key;
  if (owner.is_persisted()) key = key_parts(slot_key(*owner.slot()), parts);
  for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
    const AttributeInfo& own = *association.foreign_key[i];
    own.ops->set(member_of(child_object, own),
                 key.empty() ? parts[i]->ops->get(member_of(owner.object(), *parts[i])) : key[i]);
  }
  if (association.type != nullptr)
    association.type->ops->set(child_object + association.type->offset, Value(association.type_text));
  if (association.condition != nullptr && child.is_new()) meet_condition(association, child);
  const AssociationInfo* reference = reference_behind(association);
  if (reference != nullptr && reference->shares_columns) follow_columns(*reference, child_object);
  if (association.inverse != nullptr) belongs_to_at(child_object, *association.inverse).refer(owner.need_slot());
}

SaveResult save_new_targets(const AssociationInfo& association, ModelBase& record, const SaveStep& save) {
  const auto item = [&](std::size_t i) -> Slot* {
    const TargetList* list = list_of(record, association);
    return list == nullptr || i >= list->items.size() ? nullptr : list->items[i];
  };
  const Anchor anchor(record);
  for (std::size_t i = 0; Slot* place = item(i); ++i) {
    const BlockRef kept(place->block);
    ModelBase& child = record_at(*place);
    if (!is_fresh(child)) continue;
    set_foreign_key(association, record, child);
    if (SaveResult result = save(child); !result) return failure_of(association, name_of_child(association, i), result);
    anchor.require_in_place("save");
  }
  return {};
}

SaveResult save_links(const AssociationInfo& association, ModelBase& record, DatabaseCore& database,
                      const SaveStep& save) {
  const Anchor anchor(record);
  std::size_t place = 0;
  while (Slot* slot = next_unsaved(record, association, place)) {
    const BlockRef kept(slot->block);
    if (SaveResult result = save(*slot->self); !result) return failure_of(association, association.name, result);
    anchor.require_in_place("save");
  }
  ModelBase* const owner[] = {&record};
  link_saved(association, owner, database);
  return {};
}

void link_saved(const AssociationInfo& association, std::span<ModelBase* const> owners, DatabaseCore& database) {
  std::vector<LinkedTargets> links;
  for (ModelBase* owner : owners) {
    TargetList* list = list_of(*owner, association);
    if (list == nullptr) continue;
    // One that is still being saved is linked at the end of the chain.
    const auto unsaved =
        std::partition(list->unlinked.begin(), list->unlinked.end(), [](const Slot* slot) { return !is_fresh(slot); });
    if (unsaved != list->unlinked.begin()) links.push_back({owner->slot(), {list->unlinked.begin(), unsaved}});
  }
  if (links.empty()) return;
  insert_join_rows(association, links, database);
  for (LinkedTargets& each : links) {
    std::vector<Slot*>& waiting = list_of(*each.owner->self, association)->unlinked;
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(each.targets.size()));
    ListChanges changes(*each.owner, association);
    changes.linked(std::move(each.targets));
    changes.keep(database);
  }
}

SaveResult save_target_of_reference(const AssociationInfo& declared, ModelBase& record, const SaveStep& save) {
  BelongsToHandle& handle = belongs_to_at(record.object(), declared);
  const SlotRef target(handle.held());
  if (!target || !reference_pends(declared, handle)) return {};
  if (is_fresh(target.get())) {
    if (target->saving) return {};  // a cycle: it gets its key when that one is done
    const Anchor anchor(record);
    if (SaveResult result = save(*target->self); !result) return failure_of(declared, declared.name, result);
    anchor.require_in_place("save");
    if (handle.held() != target.get()) {  // its callbacks gave the handle another
      if (awaits_key(handle)) refuse_another(declared.resolved());
      return {};
    }
  }
  take_key_of_target(declared.resolved(), handle, *target.get());
  return {};
}

SaveResult save_parents(const ModelInfo& model, ModelBase& record, const SaveStep& save) {
  for (const AssociationInfo& association : model.associations) {
    if (association.ops->save_before == nullptr) continue;
    if (SaveResult result = association.ops->save_before(association, record, save); !result) return result;
  }
  return {};
}

bool take_keys_of_saved_parents(const ModelInfo& model, ModelBase& record) {
  bool taken = false;
  for (const AssociationInfo& declared : model.associations) {
    if (!declared.refers()) continue;
    BelongsToHandle& handle = belongs_to_at(record.object(), declared);
    if (!awaits_key(handle) || handle.held()->lifecycle != Lifecycle::persisted) continue;
    take_key_of_target(*declared.resolved().branch_to(handle.held()->block->model()), handle, *handle.held());
    taken = true;
  }
  return taken;
}

void require_keys_of(DatabaseCore& database, const ModelInfo& model, ModelBase& record) {
  for (const AssociationInfo& declared : model.associations) {
    if (!declared.refers()) continue;
    const BelongsToHandle& handle = belongs_to_at(record.object(), declared);
    const Slot* target = handle.held();
    if (target == nullptr || target->block == nullptr || target->block->database.get() == &database) continue;
    if (!handle.has_key() || !is_sent(declared, handle)) continue;
    const AssociationInfo* association = declared.resolved().branch_to(target->block->model());
    if (association != nullptr) require_one_database(*association, target, DatabaseRef(&database));
  }
}

SaveResult save_children(const ModelInfo& model, ModelBase& record, DatabaseCore& database, const SaveStep& save) {
  for (const AssociationInfo& declared : model.associations) {
    if (declared.ops->save_after == nullptr || !declared.ops->pending(declared, record.object())) continue;
    SaveResult result = declared.ops->save_after(declared.resolved(), record, database, save);
    if (!result) return result;
  }
  return {};
}

}  // namespace rowan
