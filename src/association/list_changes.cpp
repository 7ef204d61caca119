#include "association/list_changes.hpp"

#include <algorithm>

#include "association/handle_at.hpp"
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
  if (owner.self != nullptr) was_loaded_ = to_many_at(owner.self->object(), association).is_loaded();
}

void ListChange::hold(Slot& place, std::size_t at) {
  slot = SlotRef(&place);
  position = static_cast<std::uint32_t>(at);
  list.reset(new TargetList);
  list->items.push_back(&place);
  place.block->add_strong();
}

void ListChange::undo() noexcept {
  if (kind_ == Kind::set_free) return undo_set_free();
  if (owner_->self == nullptr) return;
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
    case Kind::set_free:
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

void ListChange::undo_set_free() const noexcept {
  if (slot->self == nullptr) return;
  const auto parts = association_->own_columns();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (key[i].is_null()) continue;
    if (!part_of(*parts[i], *slot->self).is_null()) {
      if (part_of(*parts[i], *slot->self) != key[i]) return;  // the user has set another
      continue;
    }
    parts[i]->ops->set(static_cast<std::byte*>(slot->self->object()) + parts[i]->offset, key[i]);
  }
  if (association_->inverse != nullptr && owner_->self != nullptr)
    belongs_to_at(slot->self->object(), *association_->inverse).refer(*owner_.get());
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

void ListChanges::set_free(ModelBase& child) {
  ListChange& change = push(ListChange::Kind::set_free);
  change.slot = SlotRef(child.slot());
  for (const AttributeInfo* part : association_.own_columns()) change.key.push_back(part_of(*part, child));
}

void ListChanges::keep(DatabaseCore& database) {
  if (TransactionState* transaction = database.transaction()) RecordLog::of(*transaction).remember(std::move(changes_));
  changes_.clear();
}

}  // namespace rowan
