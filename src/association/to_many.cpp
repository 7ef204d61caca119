// HasMany, HasOne and ManyToMany: loading, adding, removing.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "association/join_rows.hpp"
#include "association/load.hpp"
#include "association/unlink.hpp"
#include "model/anchor.hpp"
#include "model/block_ref.hpp"
#include "model/chain.hpp"
#include "model/graph.hpp"
#include "model/hydrate.hpp"
#include "model/lifecycle.hpp"
#include "model/resolve.hpp"
#include "model/run_sql.hpp"
#include "reflect/full_name.hpp"
#include "rowan/association/has_one.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/compiler.hpp"

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

void refuse_through(const AssociationInfo& association) {
  if (association.kind != AssociationKind::has_many_through) return;
  throw Unsupported(fmt::format("{} is reached through {}: add to, or remove from, that one", full_name(association),
                                association.through->name));
}

void save_now(const AssociationInfo& association, ModelBase& record, const std::shared_ptr<DatabaseCore>& database) {
  const SaveResult result = save_record(record, database_for_targets(association, database));
  if (!result)
    throw RecordInvalid(fmt::format("{} can't be added to {}: {}", association.target->name, full_name(association),
                                    result.errors().to_string()));
}

bool same_row(const ModelBase& left, const ModelBase& right) {
  if (&left == &right) return true;
  if (!left.is_persisted() || !right.is_persisted()) return false;
  return slot_key(*left.slot()) == slot_key(*right.slot());
}

bool foreign_key_is(const AssociationInfo& association, const Slot& owner, const ModelBase& child) {
  Key key;
  return read_key(association.foreign_key, child.object(), key) && key == slot_key(owner);
}

void set_free(const AssociationInfo& association, ModelBase& child) {
  for (const AttributeInfo* part : parts_set_free(association))
    part->ops->set(static_cast<std::byte*>(child.object()) + part->offset, Value());
}

// What removing one child of a has_one or has_many means.
void unlink_child(const AssociationInfo& association, ModelBase& child, const std::shared_ptr<DatabaseCore>& database) {
  if (association.dependent == Dependent::destroy) {
    if (!destroy_record(child, database))
      throw RecordNotSaved(fmt::format("{} can't be removed: its before_destroy stopped it", association.target->name));
    return;
  }
  if (association.dependent == Dependent::delete_all) return child.delete_row();
  set_free(association, child);
  save_now(association, child, database);
}

const Slot* place_of(const TargetList* list, const ModelBase& record) {
  if (list == nullptr) return nullptr;
  const auto found =
      std::find_if(list->items.begin(), list->items.end(), [&](Slot* place) { return &record_at(*place) == &record; });
  return found == list->items.end() ? nullptr : *found;
}

CompiledSql count_sql(const AssociationInfo& association, const Slot& owner, const Dialect& dialect) {
  if (association.kind == AssociationKind::has_many || association.kind == AssociationKind::has_one) {
    SelectQuery query;
    query.model = association.target;
    query.where = refers_to(association, owner);
    return compile_count(dialect, query);
  }
  AssociationLoadSql load = association_load_sql(dialect, association, 1);
  Key key;
  if (owner_key(association, owner, key)) {
    std::vector<Value> parts = key_parts(key, load.owner_key);
    if (load.keys_as_lists) {
      for (Value& part : parts) part = Value::list({std::exchange(part, {})});
    }
    std::copy(parts.begin(), parts.end(),
              load.parameters.begin() + static_cast<std::ptrdiff_t>(load.first_key_parameter));
  }
  return {"SELECT COUNT(*) FROM (" + load.sql + ") AS counted", std::move(load.parameters), std::move(load.kinds)};
}

}  // namespace

TargetList::~TargetList() {
  for (Slot* slot : items) slot->block->drop_strong();
  for (Slot* slot : unlinked) slot->block->drop_strong();
}

ToManyHandle& ToManyHandle::operator=(const ToManyHandle& other) {
  if (this == &other) return *this;
  if (is_member() && other.owner_ != owner_)
    throw Unsupported(fmt::format("{} can't be assigned from another record: add, link or set what it shall hold",
                                  full_name(association())));
  delete std::exchange(list_, nullptr);
  HandleBase::operator=(other);
  return *this;
}

ToManyHandle& ToManyHandle::operator=(ToManyHandle&& other) noexcept {
  if (this == &other) return *this;
  if (is_member() && other.owner_ != owner_) {
    delete std::exchange(list_, nullptr);
    set(moved_from);
    return *this;
  }
  delete std::exchange(list_, std::exchange(other.list_, nullptr));
  HandleBase::operator=(std::move(other));
  return *this;
}

TargetList& ToManyHandle::make_list() const {
  if (list_ == nullptr) list_ = new TargetList;
  return *list_;
}

void ToManyHandle::reset() {
  delete std::exchange(list_, nullptr);
  if (is_bound()) clear(moved_from);
  forget_share();
}

void ToManyHandle::forget_share() {
  Cohort* cohort = is_bound() ? owner_->block->cohort : nullptr;
  if (cohort == nullptr) return;
  const AssociationInfo& known = owner_->block->model().associations[association_];
  Key key;
  Stash* stash = cohort->stash(known);
  if (stash != nullptr && owner_key(known, *owner_, key)) stash->forget(key);
}

void ToManyHandle::take_share(std::vector<Slot*>&& share) const {
  TargetList& list = make_list();
  const std::vector<Slot*> added = std::exchange(list.items, std::move(share));
  list.complete = true;
  const AssociationInfo& known = association();
  while (known.kind == AssociationKind::has_one && list.items.size() > 1) {
    list.items.back()->block->drop_strong();
    list.items.pop_back();
  }
  if (known.inverse != nullptr && known.inverse->kind == AssociationKind::belongs_to) {
    for (Slot* place : list.items) belongs_to_at(record_at(*place).object(), *known.inverse).refer(*owner_);
  }
  // What was added before the load stays the same object: it replaces its own row, or, unsaved, comes last.
  for (Slot* place : added) {
    const auto same = std::find_if(list.items.begin(), list.items.end(),
                                   [&](Slot* other) { return same_row(record_at(*other), record_at(*place)); });
    if (same == list.items.end()) {
      list.items.push_back(place);
    } else {
      (*same)->block->drop_strong();
      *same = place;
    }
  }
}

const std::vector<Slot*>& ToManyHandle::load() const {
  require_not_moved();
  if (is_bound()) require_owner(*this);
  if (!owner_is_persisted(*this)) {
    TargetList& list = make_list();
    list.complete = true;
    return list.items;
  }
  const AssociationInfo& known = association();
  Key key;
  if (!owner_key(known, *owner_, key)) {
    take_share({});
    return list_->items;
  }
  const Touched touched = touch(known, *owner_, key);
  Stash& stash = touched.own ? *touched.own : *owner_->block->cohort->stash(known);
  take_share(stash.take(key));
  return list_->items;
}

const std::vector<Slot*>& ToManyHandle::items_despite_strictness() const {
  const bool strict = std::exchange(owner_->block->strict_loading, false);
  struct Restore {
    Block* block;
    bool strict;
    ~Restore() { block->strict_loading = strict; }
  } restore{owner_->block, strict};
  return items();
}

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
  Block* block = Block::make(target, 1, true, true);
  block->add_strong();
  ModelBase& record = *block->relocate_next(object);
  make_list().items.push_back(&block->slot(0));
  return record;
}

ModelBase& ToManyHandle::build_record(const ModelInfo& target, void* object, AssociationKind kind) {
  require_not_moved();
  if (is_elsewhere()) {
    const std::unique_ptr<TargetList> old(std::exchange(list_, nullptr));
    return own_handle().build_record(target, object, kind);
  }
  if (is_bound()) refuse_through(association());
  ModelBase& record = take_in(target, object);
  if (kind == AssociationKind::many_to_many) {
    Slot& state = record.need_slot();
    state.block->add_strong();
    list_->unlinked.push_back(&state);
  }
  return record;
}

ModelBase& ToManyHandle::add_record(const ModelInfo& target, void* object, AssociationKind kind) {
  require_not_moved();
  if (is_elsewhere()) {
    const std::unique_ptr<TargetList> old(std::exchange(list_, nullptr));
    return own_handle().add_record(target, object, kind);
  }
  ModelBase& record = build_record(target, object, kind);
  if (!owner_is_persisted(*this)) return record;
  const AssociationInfo& known = association();
  const std::shared_ptr<DatabaseCore> database = owner_->block->database;
  const Anchor owner(*owner_->self);
  Slot& place = *list_->items.back();
  const BlockRef kept(place.block);
  forget_share();
  try {
    if (known.kind == AssociationKind::many_to_many) {
      link_waiting(known);
    } else {
      set_foreign_key(known, *owner_->self, record);
      save_now(known, record, database);
    }
    owner.require_in_place("add to");
  } catch (...) {
    if (owner.in_place()) drop_item(record);
    throw;
  }
  keep_added(place);
  return record;
}

// Callbacks may have dropped the list, and loaded another.
void ToManyHandle::keep_added(Slot& place) {
  std::vector<Slot*>& items = make_list().items;
  if (std::find(items.begin(), items.end(), &place) != items.end()) return;
  const auto same = std::find_if(items.begin(), items.end(),
                                 [&](Slot* other) { return same_row(record_at(*other), record_at(place)); });
  place.block->add_strong();
  if (same == items.end()) return items.push_back(&place);
  (*same)->block->drop_strong();
  *same = &place;
}

void ToManyHandle::link_waiting(const AssociationInfo& known) {
  const std::shared_ptr<DatabaseCore> database = resolve_database(*known.owner, nullptr, owner_->block->database);
  database->run(
      [&](Transaction& transaction) {
        const SaveStep save = [&](ModelBase& target) {
          return save_record(target, database_for_targets(known, database));
        };
        const SaveResult result = save_children(*known.owner, *owner_->self, *database, transaction, save);
        if (!result)
          throw RecordInvalid(fmt::format("{} can't be linked: {}", full_name(known), result.errors().to_string()));
      },
      {});
}

void ToManyHandle::link_record(ModelBase& record) {
  require_not_moved();
  if (is_elsewhere()) {
    const std::unique_ptr<TargetList> old(std::exchange(list_, nullptr));
    return own_handle().link_record(record);
  }
  detail::require_alive(record, "link");
  Slot& state = record.need_slot();
  state.block->add_strong();
  make_list().unlinked.push_back(&state);
  if (!owner_is_persisted(*this)) return;
  const SlotRef kept(&state);
  const Anchor owner(*owner_->self);
  forget_share();
  try {
    link_waiting(association());
    owner.require_in_place("link to");
  } catch (...) {
    if (owner.in_place()) drop_waiting(state);
    throw;
  }
  if (list_ == nullptr || !list_->complete) return;
  // Loaded before: load again, so that the linked one is among the targets.
  reset();
}

void ToManyHandle::drop_waiting(const Slot& state) {
  if (list_ == nullptr) return;
  std::erase_if(list_->unlinked, [&](Slot* waiting) {
    if (waiting != &state) return false;
    waiting->block->drop_strong();
    return true;
  });
}

void ToManyHandle::drop_item(const ModelBase& record) {
  if (list_ == nullptr) return;
  const auto dropped = [&](Slot* place) {
    ModelBase& held = record_at(*place);
    return &held == &record;
  };
  const auto found = std::find_if(list_->items.begin(), list_->items.end(), dropped);
  std::erase_if(list_->unlinked, [&](Slot* state) {
    if (state->self != &record) return false;
    state->block->drop_strong();
    return true;
  });
  if (found == list_->items.end()) return;
  Slot* place = *found;
  list_->items.erase(found);
  place->block->drop_strong();
}

void ToManyHandle::remove_record(ModelBase& record) {
  require_not_moved();
  if (is_elsewhere()) {
    const std::unique_ptr<TargetList> old(std::exchange(list_, nullptr));
    return own_handle().remove_record(record);
  }
  detail::require_not_moved(record, "remove");
  if (!owner_is_persisted(*this) || record.is_new()) return drop_item(record);
  const AssociationInfo& known = association();
  refuse_through(known);
  forget_share();
  const std::shared_ptr<DatabaseCore> database = owner_->block->database;
  const Anchor owner(*owner_->self), child(record);
  const Slot* place = place_of(list_, record);
  const std::optional<BlockRef> kept = place == nullptr ? std::nullopt : std::optional<BlockRef>(place->block);
  if (known.kind == AssociationKind::many_to_many) {
    if (!delete_join_row(known, *owner_, *record.slot(), *resolve_database(*known.owner, nullptr, database))) {
      throw RecordNotFound(
          fmt::format("{} is not among {}: nothing was removed", known.target->name, full_name(known)));
    }
  } else {
    if (!foreign_key_is(known, *owner_, record)) {
      throw RecordNotFound(
          fmt::format("this {} belongs to another {}: remove it there", known.target->name, known.owner->name));
    }
    unlink_child(known, record, database);
    owner.require_in_place("remove from");
  }
  if (list_ == nullptr) return;
  const auto held = std::find_if(list_->items.begin(), list_->items.end(), [&](Slot* item) {
    const Slot* state = record_at(*item).slot();
    return state == &child.slot() ||
           (state != nullptr && state->block != nullptr && slot_key(*state) == slot_key(child.slot()));
  });
  if (held != list_->items.end()) drop_item(record_at(**held));
}

void ToManyHandle::clear_all() {
  if (is_elsewhere()) {
    const std::unique_ptr<TargetList> old(std::exchange(list_, nullptr));
    return own_handle().clear_all();
  }
  if (owner_is_persisted(*this) && association().kind == AssociationKind::many_to_many) {
    clear_join_rows(association(), *owner_, *resolve_database(*association().owner, nullptr, owner_->block->database));
    reset();
    return;
  }
  while (!items().empty()) remove_record(record_at(*items().back()));
}

std::uint64_t ToManyHandle::count_rows() const {
  require_not_moved();
  if (!owner_is_persisted(*this)) return list_ == nullptr ? 0 : list_->items.size();
  const AssociationInfo& known = association();
  const std::shared_ptr<DatabaseCore> database = database_for_targets(known, owner_->block->database);
  Lease connection = database->acquire(Intent::read);
  const CompiledSql sql = count_sql(known, *owner_, connection->dialect());
  return static_cast<std::uint64_t>(select_integer(*connection, sql, known.target->name, "count " + known.name));
}

void detail::missing_has_one(const ToManyHandle& handle) {
  throw RecordNotFound(fmt::format("{} has no target: test it first, or use get_if()",
                                   handle.is_bound() ? full_name(handle.association()) : "this has_one"));
}

}  // namespace rowan
