// Adding to, and taking from, a to-many handle. On a persisted owner each is all or nothing.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "association/join_rows.hpp"
#include "association/owner_counts.hpp"
#include "association/target_writes.hpp"
#include "association/unlink.hpp"
#include "model/load/hydrate.hpp"
#include "model/record/anchor.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/chain.hpp"
#include "model/save/check_graph.hpp"
#include "model/save/graph.hpp"
#include "model/save/soft_delete.hpp"
#include "query/association_path.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/any_relation.hpp"

namespace rowan {
namespace {

using Shared = std::shared_ptr<DatabaseCore>;

bool has_row(const ToManyHandle& handle) {
  return handle.is_bound() && handle.owner()->lifecycle == Lifecycle::persisted;
}

// Without a copy of the keys where they are integers, for lists may be long.
bool same_key(const Slot& left, const Slot& right) {
  if (!left.boxed && !right.boxed) return left.key == right.key;
  return slot_key(left) == slot_key(right);
}

bool same_record(const ModelBase& left, const ModelBase& right) {
  if (&left == &right) return true;
  if (!left.is_persisted() || !right.is_persisted()) return false;
  return same_key(*left.slot(), *right.slot());
}

// Whether it stands for a row that none of the places does.
bool is_unseen(const ModelBase& record, const std::vector<Slot*>& places) {
  return std::none_of(places.begin(), places.end(),
                      [&](Slot* place) { return same_record(record_at(*place), record); });
}

// Callbacks and listeners that move the owner undo what they are told of.
template <class Do>
void in_one_step(const AssociationInfo& known, ModelBase& record, const Anchor& owner, DatabaseCore& database,
                 std::string_view operation, Do&& what) {
  const ModelInfo& target = *known.target;
  if (!target.callbacks && !target.validates && !is_listened_to(target) && !has_pending(target, record.object()))
    return what();
  database.run_step([&](Transaction&) {
    what();
    owner.require_in_place(operation);
  });
}

bool has_item(const ToManyHandle& handle, const Slot& place) {
  if (handle.list() == nullptr) return false;
  const std::vector<Slot*>& items = handle.list()->items;
  return std::find(items.rbegin(), items.rend(), &place) != items.rend();  // mostly the last
}

// Whether its row is still one that the owner's list would load.
bool is_target(const AssociationInfo& known, const Slot& owner, const ModelBase& record, const Shared& database) {
  return record.is_persisted() && lock_referring(known, owner, *record.slot(), *database) &&
         (known.target->deleted_at == nullptr || !is_hidden(record, database));
}

// After the save of what is added: a list that had it although its callbacks took it out, and its row, would show what
// the owner has not.
void require_not_taken_out(const ToManyHandle& handle, Slot& place, const Shared& database) {
  const AssociationInfo& known = handle.association();
  const bool ended = handle.owner()->lifecycle != Lifecycle::persisted;
  if (!ended && (has_item(handle, place) || is_target(known, *handle.owner(), record_at(place), database))) return;
  throw RecordNotSaved(fmt::format(
      "this {} can't be added to {}: a callback or listener of its save took it out again{}; do that when it "
      "is added",
      known.target->name, full_name(known), ended ? ", with its owner" : ""));
}

// The records at some places, which stay there while callbacks run.
class Held {
 public:
  explicit Held(const std::vector<Slot*>& places) : places_(places) {
    for (Slot* place : places_) place->block->add_strong();
  }
  ~Held() {
    for (Slot* place : places_) place->block->drop_strong();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  [[nodiscard]] const std::vector<Slot*>& places() const { return places_; }

 private:
  std::vector<Slot*> places_;
};

// Where the list had the row already, what was added takes the place of the record that stood for it. That one stays
// alive for those who refer to it.
void retire_twin(TargetList& list, Slot& added, ListChanges& changes) {
  std::vector<Slot*>& items = list.items;
  const auto twin = std::find_if(items.begin(), items.end(), [&](Slot* other) {
    return other != &added && same_record(record_at(*other), record_at(added));
  });
  if (twin == items.end()) return;
  const auto position = twin - items.begin();
  (*twin)->block->add_strong();
  list.retire(*twin);
  changes.remove(list, static_cast<std::size_t>(position));
  const auto place = std::find(items.begin(), items.end(), &added);
  if (items.begin() + position < place) std::rotate(items.begin() + position, place, place + 1);
}

// Where in the list the very object is: once, or nowhere.
std::vector<Slot*> places_of(const ModelBase& record, const TargetList* list) {
  std::vector<Slot*> places;
  if (list == nullptr) return places;
  std::copy_if(list->items.begin(), list->items.end(), std::back_inserter(places),
               [&](Slot* place) { return &record_at(*place) == &record; });
  return places;
}

}  // namespace

ToManyHandle& ToManyHandle::own_handle() {
  const AssociationInfo& known = association();
  ModelBase* owner = owner_->self;
  if (owner == nullptr)
    throw RecordMoved(
        fmt::format("{} can't be changed by this handle: the {} that it was copied or moved from has ended",
                    full_name(known), known.owner->name));
  ToManyHandle& own = to_many_at(owner->object(), known);
  own.bind(*owner_, association_);
  return own;
}

ModelBase& ToManyHandle::take_in(const ModelInfo& target, void* object) {
  detail::require_not_moved(record_of(target, object), "add");
  Block* block = Block::make(target, 1, true);
  block->add_strong();
  ModelBase& record = *block->relocate_next(object);
  make_list().items.push_back(&block->slot(0));
  list_->drop_retired();
  return record;
}

ModelBase& ToManyHandle::build_record(const ModelInfo& target, void* object, const AssociationOps& ops) {
  require_not_moved();
  require_other_record(target, object);
  if (is_elsewhere()) {
    const TargetListPtr old(std::exchange(list_, nullptr));
    return own_handle().build_record(target, object, ops);
  }
  if (is_bound()) refuse_through(association());
  const bool joined = ops.key == KeyPlace::join_table;
  ModelBase& record = take_in(target, object);
  if (has_row(*this) && !joined) set_foreign_key(association(), *owner_->self, record);
  if (joined) {
    Slot& state = record.need_slot();
    state.block->add_strong();
    list_->unlinked.push_back(&state);
  }
  return record;
}

ModelBase& ToManyHandle::add_record(const ModelInfo& target, void* object, const AssociationOps& ops) {
  require_not_moved();
  require_other_record(target, object);
  if (is_elsewhere()) {
    const TargetListPtr old(std::exchange(list_, nullptr));
    return own_handle().add_record(target, object, ops);
  }
  if (!has_row(*this)) return build_record(target, object, ops);
  const AssociationInfo& known = association();
  refuse_through(known);
  require_one_database(known, record_of(target, object).slot(), owner_->block->database);
  const Shared database = database_of_changes(known, *owner_);
  const Anchor owner(*owner_->self);
  ListChanges changes(*owner_, known);
  ModelBase& record = take_in(target, object);
  Slot& place = *list_->items.back();
  const BlockRef kept(place.block);
  const bool had_row = record.is_persisted();
  changes.added(place);
  forget_share();
  if (known.is_joined()) {
    record.need_slot();
    in_one_step(known, record, owner, *database, "add to", [&] { link_target(known, owner.slot(), record, database); });
  } else {
    set_foreign_key(known, *owner_->self, record);
    const OwnerAtHand at_hand(owner.slot());
    in_one_step(known, record, owner, *database, "add to", [&] {
      save_target(known, record, owner.slot().block->database, "added to");
      owner.require_in_place("add to");
      require_not_taken_out(*this, place, database);
    });
  }
  keep_added(place);
  if (had_row) retire_twin(make_list(), place, changes);
  changes.keep(*database);
  return record;
}

// Callbacks may have dropped the list, and loaded another.
void ToManyHandle::keep_added(Slot& place) {
  if (has_item(*this, place)) return;
  std::vector<Slot*>& items = make_list().items;
  const auto same = std::find_if(items.begin(), items.end(),
                                 [&](Slot* other) { return same_record(record_at(*other), record_at(place)); });
  place.block->add_strong();
  if (same == items.end()) return items.push_back(&place);
  (*same)->block->drop_strong();
  *same = &place;
}

// A list of what is not in the database, for a handle that is to load the rest anew.
TargetListPtr ToManyHandle::take_unsaved() const {
  TargetListPtr unsaved(new TargetList);
  if (list_ == nullptr) return unsaved;
  for (Slot* place : list_->items) {
    if (record_at(*place).is_new() && !record_at(*place).is_moved_from()) unsaved->items.push_back(place);
  }
  unsaved->unlinked = list_->unlinked;
  for (Slot* place : unsaved->items) place->block->add_strong();
  for (Slot* state : unsaved->unlinked) state->block->add_strong();
  return unsaved;
}

void ToManyHandle::link_record(ModelBase& record) {
  require_not_moved();
  if (is_elsewhere()) {
    const TargetListPtr old(std::exchange(list_, nullptr));
    return own_handle().link_record(record);
  }
  detail::require_alive(record, "link");
  Slot& state = record.need_slot();
  if (!has_row(*this)) {
    state.block->add_strong();
    make_list().unlinked.push_back(&state);
    return;
  }
  const AssociationInfo& known = association();
  const Shared database = database_of_changes(known, *owner_);
  const Anchor owner(*owner_->self);
  ListChanges changes(*owner_, known);
  forget_share();
  in_one_step(known, record, owner, *database, "link to", [&] { link_target(known, owner.slot(), record, database); });
  // Loaded before: it is loaded again, so that the linked one is among the targets.
  if (is_loaded()) changes.replaced(TargetListPtr(exchange_list(take_unsaved().release())));
  changes.keep(*database);
}

bool ToManyHandle::drop_waiting(const ModelBase& record) {
  if (list_ == nullptr) return false;
  return std::erase_if(list_->unlinked, [&](Slot* waiting) {
           if (waiting != record.slot()) return false;
           waiting->block->drop_strong();
           return true;
         }) != 0;
}

void ToManyHandle::drop_item(const ModelBase& record) {
  if (list_ == nullptr) return;
  drop_waiting(record);
  std::vector<Slot*>& items = make_list().items;
  const auto found =
      std::find_if(items.begin(), items.end(), [&](Slot* place) { return &record_at(*place) == &record; });
  if (found == items.end()) return;
  Slot* place = *found;
  items.erase(found);
  place->block->drop_strong();
}

void ToManyHandle::remove_record(ModelBase& record) {
  require_not_moved();
  if (is_elsewhere()) {
    const TargetListPtr old(std::exchange(list_, nullptr));
    return own_handle().remove_record(record);
  }
  detail::require_not_moved(record, "remove");
  if (!has_row(*this) || record.is_new()) return drop_item(record);
  const AssociationInfo& known = association();
  refuse_through(known);
  if (drop_waiting(record)) return drop_item(record);  // it was not linked yet
  forget_share();
  const Shared database = database_of_changes(known, *owner_);
  const Anchor owner(*owner_->self), child(record);
  const Held kept(places_of(record, list_));  // callbacks may drop the list that it stands in
  ListChanges changes(*owner_, known);
  if (!known.is_joined()) {
    const auto unlink = [&](Transaction&) {
      unlink_target(known, owner.slot(), record, owner.slot().block->database, changes, Stale::refused);
      owner.require_in_place("remove from");
    };
    if (!was_destroyed(record)) database->run_step(unlink);
  } else if (!delete_join_row(known, *owner_, *record.slot(), *database)) {
    throw RecordNotFound(fmt::format("{} is not among {}: nothing was removed", known.target->name, full_name(known)));
  }
  // More than once where the join table has two rows for it.
  for (std::size_t i = list_ == nullptr ? 0 : make_list().items.size(); i-- > 0;) {
    const Slot* state = record_at(*list_->items[i]).slot();
    if (state == &child.slot() || (state != nullptr && state->block != nullptr && same_key(*state, child.slot())))
      changes.remove(*list_, i);
  }
  if (is_first_of_many(known) && list_ != nullptr && list_->items.empty()) make_list().complete = false;
  changes.keep(*database);
}

void ToManyHandle::clear_all() {
  if (is_elsewhere()) {
    const TargetListPtr old(std::exchange(list_, nullptr));
    return own_handle().clear_all();
  }
  require_not_moved();
  if (!has_row(*this)) {
    if (is_bound() && owner_->lifecycle == Lifecycle::destroyed)
      throw RecordDestroyed(fmt::format("{} can't be cleared: its {} was destroyed", full_name(association()),
                                        association().owner->name));
    const TargetListPtr old(std::exchange(list_, nullptr));
    return;
  }
  const AssociationInfo& known = association();
  refuse_through(known);
  const bool joined = known.is_joined();
  // The join table may have rows of others than its targets.
  const bool one_by_one = joined && (known.condition != nullptr || known.target->base != nullptr);
  const Shared database = database_of_changes(known, *owner_);
  const Anchor owner(*owner_->self);
  ListChanges changes(*owner_, known);
  if ((!joined || one_by_one) && is_loaded()) {
    // The database decides: a preload may have left some out, others may have added some or taken them.
    changes.replaced(TargetListPtr(exchange_list(nullptr)));
    reset();
  }
  const Held targets(joined && !one_by_one ? std::vector<Slot*>() : items_despite_strictness());
  forget_share();
  if (joined || !targets.places().empty()) {
    const auto clear = [&](Transaction&) {
      if (joined && !one_by_one) return clear_join_rows(known, owner.slot(), *database);
      if (joined) {
        for (Slot* place : targets.places()) {
          Slot& target = *record_at(*place).slot();
          if (target.lifecycle == Lifecycle::persisted) delete_join_row(known, owner.slot(), target, *database);
        }
        return;
      }
      unlink_targets(known, owner.slot(), targets.places(), owner.slot().block->database, changes, Stale::impossible);
      owner.require_in_place("clear");
    };
    database->run_confined(clear);
  }
  // What callbacks have added meanwhile stays.
  TargetListPtr rest(new TargetList);
  rest->complete = !joined && !is_first_of_many(known);
  const std::unordered_set<const Slot*> cleared(targets.places().begin(), targets.places().end());
  for (Slot* place : list_ == nullptr || joined ? std::vector<Slot*>() : list_->items) {
    if (cleared.contains(place)) continue;
    place->block->add_strong();
    rest->items.push_back(place);
  }
  changes.replaced(TargetListPtr(exchange_list(rest.release())));
  changes.keep(*database);
}

ModelBase& ToManyHandle::replace_record(const ModelInfo& target, void* object, const AssociationOps& ops) {
  require_not_moved();
  require_other_record(target, object);
  if (is_elsewhere()) {
    const TargetListPtr old(std::exchange(list_, nullptr));
    return own_handle().replace_record(target, object, ops);
  }
  if (!has_row(*this)) {
    detail::require_not_moved(record_of(target, object), "set");
    const Held before(list_ == nullptr ? std::vector<Slot*>() : list_->items);  // it may be a part of one of these
    clear_all();
    return build_record(target, object, ops);
  }
  const AssociationInfo& known = association();
  refuse_through(known);
  require_one_database(known, record_of(target, object).slot(), owner_->block->database);
  const Shared database = database_of_changes(known, *owner_);
  const Anchor owner(*owner_->self);
  // Of a has_one that is the first of many by an order, the others stay.
  const bool may_have_another = is_loaded() && !is_first_of_many(known);
  const Held before(items_despite_strictness());
  ListChanges changes(*owner_, known);
  ModelBase& record = take_in(target, object);
  Slot& place = *list_->items.back();
  const BlockRef kept(place.block);
  changes.added(place);
  forget_share();
  set_foreign_key(known, *owner_->self, record);
  GraphCheck check;
  if (const SaveResult result = check.look_at(record); !result) refuse_target(known, result, "added to");
  // A copy of the present target is the same row, which stays linked.
  std::vector<Slot*> others;
  std::copy_if(before.places().begin(), before.places().end(), std::back_inserter(others),
               [&](Slot* old) { return !same_record(record_at(*old), record); });
  // What stands in its place now, if somebody else wrote that since the handle was loaded.
  std::optional<AnyRecord> there;
  if (may_have_another) there = AnyRelation::of(*owner_->self, known.name).first();
  if (there && !same_record(**there, record) && is_unseen(**there, before.places())) others.push_back((*there)->slot());
  // The old one first: the foreign key may be unique.
  const auto replace = [&](Transaction&) {
    unlink_targets(known, owner.slot(), others, owner.slot().block->database, changes, Stale::left);
    save_target(known, record, owner.slot().block->database, "added to");
    owner.require_in_place("set in");
    require_not_taken_out(*this, place, database);
  };
  database->run_confined(replace);
  for (Slot* old : before.places()) {
    const auto found =
        list_ == nullptr
            ? std::size_t{0}
            : static_cast<std::size_t>(std::find(list_->items.begin(), list_->items.end(), old) - list_->items.begin());
    if (list_ != nullptr && found < list_->items.size()) changes.remove(make_list(), found);
  }
  keep_added(place);
  changes.keep(*database);
  return record;
}

}  // namespace rowan
