#include "association/list_changes.hpp"

#include <algorithm>

#include "model/graph.hpp"
#include "model/record_log.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

bool is_unsaved(Slot* place) {
  const ModelBase& record = record_at(*place);
  return record.is_new() && !record.is_moved_from();
}

// What was loaded after a change that is taken back may hold rows that are gone with it. Unsaved records stay.
void unload(TargetList& list) {
  std::erase_if(list.items, [&](Slot* place) {
    if (is_unsaved(place)) return false;
    list.retire(place);
    return true;
  });
  list.complete = list.gone = false;
}

Value part_of(const AttributeInfo& attribute, ModelBase& record) {
  return attribute.ops->get(static_cast<const std::byte*>(record.object()) + attribute.offset);
}

}  // namespace

ListChange::ListChange(Kind kind, Slot& owner, const AssociationInfo& association)
    : owner_(&owner), association_(&association), kind_(kind) {
  if (owner.self != nullptr) was_loaded_ = to_many_at(owner.self->object(), association).is_loaded();
}

void ListChange::hold(Slot& place, std::size_t at) {
  slot = SlotRef(&place);
  position = static_cast<std::uint32_t>(at);
  list = std::make_unique<TargetList>();
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
    case Kind::set_free:
      break;
  }
}

// The record stays alive for as long as its list is not changed: the user may hold what add() returned.
void ListChange::undo_added(ToManyHandle& handle) const noexcept {
  TargetList* held = handle.list();
  if (held == nullptr) return;
  const auto found = std::find(held->items.rbegin(), held->items.rend(), slot.get());
  if (found != held->items.rend()) {
    held->retire(slot.get());
    held->items.erase(std::next(found).base());
  }
  if (!was_loaded_ && handle.is_loaded()) unload(*held);
}

void ListChange::undo_removed(ToManyHandle& handle) noexcept {
  if (was_loaded_ && !handle.is_loaded()) return;  // dropped since: the next touch loads it
  TargetList& held = handle.make_list();
  const auto at = std::min<std::size_t>(position, held.items.size());
  held.items.insert(held.items.begin() + static_cast<std::ptrdiff_t>(at), slot.get());
  list->items.clear();  // its reference is the item's now
  if (!was_loaded_ && handle.is_loaded()) unload(held);
}

void ListChange::undo_replaced(ToManyHandle& handle) noexcept {
  const std::unique_ptr<TargetList> since(handle.exchange_list(list.release()));
  TargetList* restored = handle.list();
  if (since == nullptr || restored == nullptr) return;
  for (Slot* place : since->items) {
    if (!is_unsaved(place) || std::find(restored->items.begin(), restored->items.end(), place) != restored->items.end())
      continue;
    place->block->add_strong();
    restored->items.push_back(place);
  }
}

void ListChange::undo_set_free() const noexcept {
  if (slot->self == nullptr) return;
  const auto parts = association_->foreign_key;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (key[i].is_null() || !part_of(*parts[i], *slot->self).is_null()) continue;  // the user has set another
    parts[i]->ops->set(static_cast<std::byte*>(slot->self->object()) + parts[i]->offset, key[i]);
  }
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

void ListChanges::added(Slot& place) { push(ListChange::Kind::added).slot = SlotRef(&place); }

void ListChanges::remove(TargetList& list, std::size_t position) {
  Slot* place = list.items[position];
  push(ListChange::Kind::removed).hold(*place, position);
  list.items.erase(list.items.begin() + static_cast<std::ptrdiff_t>(position));
  place->block->drop_strong();
}

void ListChanges::replaced(std::unique_ptr<TargetList> before) {
  push(ListChange::Kind::replaced).list = std::move(before);
}

void ListChanges::set_free(ModelBase& child) {
  ListChange& change = push(ListChange::Kind::set_free);
  change.slot = SlotRef(child.slot());
  for (const AttributeInfo* part : association_.foreign_key) change.key.push_back(part_of(*part, child));
}

void ListChanges::keep(DatabaseCore& database) {
  if (TransactionState* transaction = database.transaction()) RecordLog::of(*transaction).remember(std::move(changes_));
  changes_.clear();
}

}  // namespace rowan
