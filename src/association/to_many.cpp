// HasMany, HasOne and ManyToMany: loading, adding, removing.
#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "association/counting.hpp"
#include "association/handle_at.hpp"
#include "association/join_rows.hpp"
#include "association/list_changes.hpp"
#include "association/load.hpp"
#include "association/unlink.hpp"
#include "model/load/hydrate.hpp"
#include "model/record/anchor.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "model/save/chain.hpp"
#include "query/association_path.hpp"
#include "reflect/full_name.hpp"
#include "rowan/association/has_one.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

bool owner_is_persisted(const ToManyHandle& handle) {
  return handle.is_bound() && handle.owner()->lifecycle == Lifecycle::persisted;
}

void require_owner(const ToManyHandle& handle) {
  if (handle.owner()->lifecycle != Lifecycle::destroyed) return;
  throw RecordDestroyed(fmt::format("{} can't be loaded: its {} was destroyed", full_name(handle.association()),
                                    handle.association().owner->name));
}

// Really or softly.
bool is_destroyed(const ModelBase& record) {
  if (record.slot() == nullptr) return false;
  if (record.slot()->lifecycle == Lifecycle::destroyed) return true;
  const AttributeInfo* deleted_at = record.slot()->block->model().deleted_at;
  return deleted_at != nullptr && !deleted_at->ops->is_null(member_of(record.object(), *deleted_at));
}

/// The first place of each row in a list.
class RowPlaces {
 public:
  explicit RowPlaces(const std::vector<Slot*>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) note(*items[i], i);
  }
  void note(Slot& item, std::size_t place) {
    const ModelBase& record = record_at(item);
    if (record.is_persisted()) places_.try_emplace(slot_key(*record.slot()), place);
  }
  [[nodiscard]] std::optional<std::size_t> find(Slot& item) const {
    const ModelBase& record = record_at(item);
    if (!record.is_persisted()) return std::nullopt;
    const auto found = places_.find(slot_key(*record.slot()));
    return found == places_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<Key, std::size_t, KeyHash> places_;
};

// It was saved with the key of another owner, or of none.
bool belongs_elsewhere(const AssociationInfo& known, const Slot& owner, ModelBase& target) {
  if (!known.is_referred_to() || !target.is_persisted()) return false;
  if (known.type != nullptr) {  // another model may have a row of the same key
    if (target.changed(known.type->name)) return false;
    if (target.get(known.type->name) != Value(known.type_text)) return true;
  }
  for (std::size_t i = 0; i < known.foreign_key.size(); ++i) {
    const AttributeInfo& part = *known.foreign_key[i];
    if (target.changed(part.name) || owner.self == nullptr) return false;
    if (target.get(part.name) != owner.self->get(known.referenced_key[i]->name)) return true;
  }
  return false;
}

// What was added before the load stays the same object: it replaces its own row, or, unsaved, comes last. One that was
// saved as another's is not here any more.
void merge_added(const AssociationInfo& known, const Slot& owner, TargetList& list, const std::vector<Slot*>& added) {
  RowPlaces places(list.items);
  for (Slot* item : added) {
    const bool destroyed = is_destroyed(record_at(*item));
    if (const auto place = destroyed ? std::nullopt : places.find(*item)) {
      std::exchange(list.items[*place], item)->block->drop_strong();
    } else if (destroyed || belongs_elsewhere(known, owner, record_at(*item))) {
      list.retire(item);
    } else {
      places.note(*item, list.items.size());
      list.items.push_back(item);
    }
  }
}

// What siblings have loaded for it, too.
void forget_share_of(const Slot& owner, const AssociationInfo& known) {
  Cohort* cohort = owner.block->cohort();
  Stash* stash = cohort == nullptr ? nullptr : cohort->stash(known);
  Key key;
  if (stash != nullptr && known.ops->owner_key(known, owner, key)) stash->forget(key);
}

// Of an owner that has a row.
void fill(const ToManyHandle& handle, Strictness strictness) {
  const AssociationInfo& known = handle.association();
  Slot& owner = *handle.owner();
  Key key;
  require_key_loaded(known, owner);
  if (!known.ops->owner_key(known, owner, key)) return handle.take_share({});
  const Touched touched = touch(known, owner, key, 0, strictness);
  Stash& stash = stash_of(touched, known, owner);
  stash.hand_over(key, handle);
  // What the transaction has written may be in it; when that is undone, the list is forgotten.
  if (touched.written != nullptr) [[unlikely]]
    RecordLog::of(*touched.written).remember(ListChange(ListChange::Kind::loaded, owner, known));
  if (known.target->tells_found) [[unlikely]] {
    tell_given(stash, known, key, owner, [&] {
      if (handle.list() != nullptr) forget_rows(handle.make_list(), Forgotten::kept);
    });
    if (!handle.is_loaded())
      throw RecordMoved(fmt::format("an after_find callback reset {}, whose records it is told of: leave it as it is",
                                    full_name(known)));
  }
}

}  // namespace

ToManyHandle& ToManyHandle::operator=(const ToManyHandle& other) {
  if (this == &other) return *this;
  if (is_member() && other.owner_ != owner_)
    throw Unsupported(fmt::format("{} can't be assigned from another record: add, link or set what it shall hold",
                                  full_name(association())));
  const TargetListPtr old(std::exchange(list_, nullptr));  // `other` may live in it
  HandleBase::operator=(other);
  return *this;
}

ToManyHandle& ToManyHandle::operator=(ToManyHandle&& other) noexcept {
  if (this == &other) return *this;
  if (is_member() && other.owner_ != owner_) {
    forget_list();
    set(moved_from);
    return *this;
  }
  const TargetListPtr old(std::exchange(list_, std::exchange(other.list_, nullptr)));
  HandleBase::operator=(std::move(other));
  return *this;
}

TargetList& ToManyHandle::make_list() const {
  if (list_ == nullptr) list_ = new TargetList;
  if (list_->in_use()) [[unlikely]]
    list_ = list_->leave_to_loops();
  return *list_;
}

void ToManyHandle::reset() {
  const TargetListPtr old(std::exchange(list_, nullptr));  // it may hold even this handle's record
  if (is_bound()) clear(moved_from);
  forget_share();
}

void ToManyHandle::forget_share() {
  if (is_bound()) forget_share_of(*owner_, owner_->block->model().associations[association_]);
}

void ToManyHandle::take_share(std::vector<Slot*>&& share) const {
  TargetList& list = make_list();
  const std::vector<Slot*> added = std::exchange(list.items, std::move(share));
  list.complete = true;
  list.gone = false;
  const AssociationInfo& known = association();
  while (!known.to_many() && list.items.size() > 1) {
    list.items.back()->block->drop_strong();
    list.items.pop_back();
  }
  if (known.inverse != nullptr && known.inverse->refers()) {
    for (Slot* place : list.items) belongs_to_at(record_at(*place).object(), *known.inverse).refer(*owner_);
  }
  if (!added.empty()) merge_added(known, *owner_, list, added);
}

// On a rollback they come back.
void ToManyHandle::take_out_destroyed() const {
  TargetList& list = make_list();
  std::vector<Slot*> destroyed;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (!is_destroyed(record_at(*list.items[i]))) continue;
    destroyed.push_back(list.items[i]);
    remember_removed(*owner_, association(), *list.items[i], i);
  }
  list.take_out(destroyed);
  list.gone = false;
  const bool next = is_first_of_many(association()) && list.items.empty() && owner_is_persisted(*this);
  list.complete = !next;
  if (next) forget_share_of(*owner_, association());
}

const std::vector<Slot*>& ToManyHandle::load() const {
  require_not_moved();
  if (list_ != nullptr && list_->gone) {
    take_out_destroyed();
    if (list_->complete) return list_->items;
  }
  if (is_bound()) require_owner(*this);
  if (!owner_is_persisted(*this)) {
    TargetList& list = make_list();
    list.complete = true;
    return list.items;
  }
  fill(*this, Strictness::as_declared);
  return list_->items;
}

const std::vector<Slot*>& ToManyHandle::items_despite_strictness() const {
  if (list_ != nullptr && list_->gone) take_out_destroyed();
  if (!is_loaded() && owner_is_persisted(*this)) {
    require_not_moved();
    fill(*this, Strictness::off);
  }
  return items();
}

std::uint64_t ToManyHandle::count_rows() const {
  require_not_moved();
  if (!owner_is_persisted(*this)) return list_ == nullptr ? 0 : items().size();
  const AssociationInfo& known = association();
  const std::shared_ptr<DatabaseCore> database = database_for_targets(known, owner_->block->database);
  Key key;
  require_key_loaded(known, *owner_);
  return known.ops->owner_key(known, *owner_, key) ? count_targets(known, key, *database) : 0;
}

std::uint64_t ToManyHandle::counted_rows() const {
  require_not_moved();
  if (!owner_is_persisted(*this) || owner_->self == nullptr) return count_rows();
  const AssociationInfo* reference = counting_reference(association());
  if (reference == nullptr || reference->counter_trust != CounterTrust::trusted) return count_rows();
  if (is_missing(owner_, *reference->counter)) return count_rows();
  const Value number = reference->counter->ops->get(member_of(owner_->self->object(), *reference->counter));
  return number.is_null() ? 0 : static_cast<std::uint64_t>(std::max<std::int64_t>(0, number.as_int64()));
}

void detail::missing_has_one(const ToManyHandle& handle) {
  throw RecordNotFound(fmt::format("{} has no target: test it first, or use get_if()",
                                   handle.is_bound() ? full_name(handle.association()) : "this has_one"));
}

}  // namespace rowan
