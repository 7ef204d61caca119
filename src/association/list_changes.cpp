#include "association/list_changes.hpp"

#include <algorithm>

#include "association/handle_at.hpp"
#include "association/shared_columns.hpp"
#include "association/unlink.hpp"
#include "model/record/record_log.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

bool is_unsaved(Slot* place) {
  const ModelBase& record = record_at(*place);
  return record.is_new() && !record.is_moved_from();
}

Value part_of(const AttributeInfo& attribute, ModelBase& record) {
  return attribute.ops->get(static_cast<const std::byte*>(record.object()) + attribute.offset);
}

void set_part(const AttributeInfo& attribute, ModelBase& record, const Value& value) {
  attribute.ops->set(static_cast<std::byte*>(record.object()) + attribute.offset, value);
}

std::vector<Value> parts_of(const std::vector<const AttributeInfo*>& attributes, ModelBase& record) {
  std::vector<Value> parts;
  for (const AttributeInfo* attribute : attributes) parts.push_back(part_of(*attribute, record));
  return parts;
}

// The columns of the reference alone are set at once; the others follow what the handle asks of them.
void set_reference(const AssociationInfo& association, ModelBase& record, const std::vector<Value>& key) {
  BelongsToHandle& handle = belongs_to_at(record.object(), association);
  for (const AttributeInfo* part : own_parts(association)) set_part(*part, record, Value());
  handle.let_go();
  if (key.empty()) return handle.mark_assigned(false);
  if (association.type != nullptr) set_part(*association.type, record, Value(association.type_text));
  for (std::size_t i = 0; i < key.size(); ++i) handle.take_key_part(*association.key_ops[i], key[i]);
  handle.mark_assigned(association.shares_columns);
}

}  // namespace

// What was loaded after a change that is taken back may hold rows that are gone with it. Unsaved records stay; one that
// was saved further out in the transaction comes back if that is undone, too.
void ListChange::unload(TargetList& held) const noexcept {
  for (std::size_t i = 0; i < held.items.size(); ++i) {
    const ModelBase& record = record_at(*held.items[i]);
    if (is_unsaved(held.items[i]) || record.slot() == nullptr || record.slot()->enlisted == 0) continue;
    remember_removed(*owner_.get(), *association_, *held.items[i], i);
  }
  std::erase_if(held.items, [&](Slot* place) {
    if (is_unsaved(place)) return false;
    held.retire(place);
    return true;
  });
  held.complete = held.gone = false;
}

ListChange::ListChange(Kind kind, Slot& owner, const AssociationInfo& association)
    : owner_(&owner), association_(&association), kind_(kind) {
  if (owner.self != nullptr && !association.refers())
    was_loaded_ = to_many_at(owner.self->object(), association).is_loaded();
}

ListChange ListChange::target_loaded(Slot& owner, const AssociationInfo& association, Slot* target) {
  ListChange change(Kind::loaded, owner, association);
  change.slot = SlotRef(target);
  return change;
}

void ListChange::hold(Slot& place, std::size_t at) {
  slot = SlotRef(&place);
  position = static_cast<std::uint32_t>(at);
  list.reset(new TargetList);
  list->items.push_back(&place);
  place.block->add_strong();
}

void ListChange::undo() noexcept {
  if (kind_ == Kind::set_free || kind_ == Kind::referred) return undo_key();
  if (owner_->self == nullptr) return;
  if (kind_ == Kind::loaded && association_->refers()) return undo_target_loaded();
  ToManyHandle& handle = to_many_at(owner_->self->object(), *association_);
  switch (kind_) {
    case Kind::added:
      return undo_added(handle);
    case Kind::removed:
      return undo_removed(handle);
    case Kind::replaced:
      return undo_replaced(handle);
    case Kind::loaded:
      return undo_loaded(handle);
    case Kind::linked:
      return undo_linked(handle);
    case Kind::set_free:
    case Kind::referred:
      break;
  }
}

// The record stays alive for as long as its list is not changed: the user may hold what add() returned.
void ListChange::undo_added(ToManyHandle& handle) const noexcept {
  if (handle.list() == nullptr) return;
  TargetList* held = &handle.make_list();
  // The list may have been sorted since: the record is looked for, not its place.
  const auto found = std::find_if(held->items.rbegin(), held->items.rend(),
                                  [&](Slot* place) { return record_at(*place).slot() == slot.get(); });
  if (found != held->items.rend()) {
    held->retire(*found);
    held->items.erase(std::next(found).base());
  }
  if (!was_loaded_ && handle.is_loaded()) unload(*held);
}

void ListChange::undo_removed(ToManyHandle& handle) noexcept {
  // Dropped since: the next touch loads it, if it has a row.
  if (was_loaded_ && !handle.is_loaded() && !is_unsaved(slot.get())) return;
  TargetList& held = handle.make_list();
  if (std::find(held.items.begin(), held.items.end(), slot.get()) != held.items.end()) return;
  const auto at = std::min<std::size_t>(position, held.items.size());
  held.items.insert(held.items.begin() + static_cast<std::ptrdiff_t>(at), slot.get());
  list->items.clear();  // its reference is the item's now
  if (!was_loaded_ && handle.is_loaded()) unload(held);
}

void ListChange::undo_replaced(ToManyHandle& handle) noexcept {
  const TargetListPtr since(handle.exchange_list(list.release()));
  if (since == nullptr || handle.list() == nullptr) return;
  TargetList* restored = &handle.make_list();
  for (Slot* place : since->items) {
    if (is_unsaved(place) &&
        std::find(restored->items.begin(), restored->items.end(), place) == restored->items.end()) {
      place->block->add_strong();
      restored->items.push_back(place);
    }
    place->block->add_strong();
    restored->retire(place);  // references into the list stay good
  }
}

void ListChange::undo_loaded(ToManyHandle& handle) const noexcept {
  if (handle.is_loaded()) unload(handle.make_list());
}

// The join rows are gone: the targets wait for the owner's next save again.
void ListChange::undo_linked(ToManyHandle& handle) noexcept {
  std::vector<Slot*>& waiting = handle.make_list().unlinked;
  waiting.insert(waiting.end(), list->unlinked.begin(), list->unlinked.end());
  list->unlinked.clear();  // their references are the handle's now
}

// One that the user has changed stays: what he set would be lost with it.
void ListChange::undo_target_loaded() const noexcept {
  BelongsToHandle& handle = belongs_to_at(owner_->self->object(), *association_);
  if (handle.held() != slot.get()) return;
  if (slot.get() == nullptr) {
    if (handle.is_absent()) handle.reset();
    return;
  }
  if (slot->self == nullptr || slot->lifecycle != Lifecycle::persisted || !slot->self->changed()) handle.reset();
}

// Parts of a key that can't be compared with what they were are the user's own: they stay.
void ListChange::undo_key() const noexcept {
  try {
    kind_ == Kind::set_free ? undo_set_free() : undo_referred();
  } catch (...) {  // a type of the user's may refuse to be a value
  }
}

void ListChange::undo_set_free() const {
  if (slot->self == nullptr) return;
  const auto parts = association_->own_columns();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (key[i].is_null()) continue;
    if (!part_of(*parts[i], *slot->self).is_null()) {
      if (part_of(*parts[i], *slot->self) != key[i]) return;  // the user has set another
      continue;
    }
    set_part(*parts[i], *slot->self, key[i]);
  }
  if (association_->inverse != nullptr && owner_->self != nullptr)
    belongs_to_at(slot->self->object(), *association_->inverse).refer(*owner_.get());
}

// What the user has set since stays.
void ListChange::undo_referred() const {
  if (owner_->self == nullptr) return;
  ModelBase& record = *owner_->self;
  const auto parts = association_->own_columns();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool own = parts[i]->association == &association_->declared();
    if (own && part_of(*parts[i], record) != given[i]) return;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (part_of(*parts[i], record) == given[i]) set_part(*parts[i], record, key[i]);
  }
  if (association_->shares_columns) follow_columns(*association_, record.object());
  if (list != nullptr && list->items.front()->self != nullptr)
    belongs_to_at(record.object(), *association_).hold(*list->items.front());
}

void remember_removed(Slot& owner, const AssociationInfo& association, Slot& place, std::size_t position) {
  const Slot& state = *record_at(place).slot();
  TransactionState* transaction = state.block->database ? state.block->database->transaction() : nullptr;
  if (transaction == nullptr || state.enlisted == 0) return;
  ListChange change(ListChange::Kind::removed, owner, association);
  change.hold(place, position);
  RecordLog::of(*transaction).remember(std::move(change), state);
}

ListChanges::~ListChanges() {
  while (!changes_.empty()) {
    changes_.back().undo();
    changes_.pop_back();
  }
}

ListChange& ListChanges::push(ListChange::Kind kind) {
  return changes_.emplace_back(kind, *owner_.get(), association_);
}

void ListChanges::added(Slot& place) { push(ListChange::Kind::added).slot = SlotRef(&record_at(place).need_slot()); }

void ListChanges::remove(TargetList& list, std::size_t position) {
  Slot* place = list.items[position];
  push(ListChange::Kind::removed).hold(*place, position);
  list.items.erase(list.items.begin() + static_cast<std::ptrdiff_t>(position));
  place->block->drop_strong();
}

void ListChanges::replaced(TargetListPtr before) { push(ListChange::Kind::replaced).list = std::move(before); }

void ListChanges::linked(std::vector<Slot*>&& targets) {
  TargetListPtr list(new TargetList);
  list->unlinked = std::move(targets);
  push(ListChange::Kind::linked).list = std::move(list);
}

void ListChanges::set_free(ModelBase& child) {
  ListChange& change = push(ListChange::Kind::set_free);
  change.slot = SlotRef(child.slot());
  change.key = parts_of(association_.own_columns(), child);
}

void ListChanges::refer(const std::vector<Value>& to) {
  ModelBase& record = *owner_->self;
  const auto parts = association_.own_columns();
  ListChange& change = push(ListChange::Kind::referred);
  change.key = change.given = parts_of(parts, record);
  Slot* held = belongs_to_at(record.object(), association_).held();
  if (held != nullptr && held->self != nullptr) change.hold(*held, 0);
  set_reference(association_, record, to);
  change.given = to.empty() ? parts_of(parts, record) : to;
  if (!to.empty() && association_.type != nullptr)
    change.given.insert(change.given.begin(), Value(association_.type_text));
}

void ListChanges::keep(DatabaseCore& database) {
  if (TransactionState* transaction = database.transaction()) RecordLog::of(*transaction).remember(std::move(changes_));
  changes_.clear();
}

}  // namespace rowan
