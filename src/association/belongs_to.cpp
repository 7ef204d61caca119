#include "rowan/association/belongs_to.hpp"

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/kinds/shared.hpp"
#include "association/list_changes.hpp"
#include "association/load.hpp"
#include "association/shared_columns.hpp"
#include "model/load/fetch.hpp"
#include "model/load/hydrate.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "reflect/error_details.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/default_condition.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

[[noreturn]] void missing(const ModelInfo& target, const BelongsToHandle& handle) {
  if (!handle.has_key()) handle.require_not_moved();
  const std::string name = handle.is_bound() ? full_name(handle.association()) : "the " + target.name;
  if (!handle.has_key()) {
    throw RecordNotFound(fmt::format("{} is null: test it first (`if (record.{})`), or use get_if()", name,
                                     handle.is_bound() ? handle.association().name : "member"));
  }
  const bool hides = !default_condition(target).always_true();
  const std::string hidden = hides ? fmt::format(
                                         ", or that a default condition hides, as of softly deleted rows, which "
                                         "preload(…, {}::unscoped()) brings",
                                         target.name)
                                   : std::string();
  throw RecordNotFound(
      fmt::format("{} refers to a row that is not in {} (any more){}{}: use get_if() where that can happen", name,
                  target.table, handle.is_absent() ? ", or that its preload left out" : "", hidden),
      details_of(target));
}

// A target that was assigned and not saved yet, or whose INSERT was undone; what was loaded is not.
bool is_part_of_copies(const BelongsToHandle& handle) noexcept {
  const Slot* target = handle.held();
  return target != nullptr && (!handle.has_key() || target->lifecycle == Lifecycle::fresh);
}

}  // namespace

BelongsToHandle::BelongsToHandle(const BelongsToHandle& other) noexcept : HandleBase(other) {
  if (is_part_of_copies(other)) refer(*other.target_);
}

BelongsToHandle& BelongsToHandle::operator=(const BelongsToHandle& other) {
  if (this == &other) return *this;
  if (is_member()) other.require_not_moved();
  if (!other.has_key() && other.is_bound() && detail::owner_for_copy(other.owner_, this) == nullptr)
    other.require_key_known();
  let_go();
  const bool alone = assigned_alone(other);
  HandleBase::operator=(other);
  if (alone) set(assigned);
  if (is_part_of_copies(other)) refer(*other.target_);
  return *this;
}

BelongsToHandle& BelongsToHandle::operator=(BelongsToHandle&& other) noexcept {
  if (this == &other) return *this;
  let_go();
  const bool alone = assigned_alone(other);
  HandleBase::operator=(std::move(other));
  if (alone) set(assigned);
  target_ = std::exchange(other.target_, nullptr);
  return *this;
}

// The rest of a record, and so the columns that the key shares, does not come along.
bool BelongsToHandle::assigned_alone(const BelongsToHandle& other) const noexcept {
  const Slot* from = other.owner_;
  if (from == nullptr || !other.has_key() || !from->block->model().shares_columns) return false;
  if (detail::owner_for_copy(from, this) != nullptr || from->self == nullptr) return false;
  const auto* object = static_cast<const std::byte*>(from->self->object());
  const auto* member = reinterpret_cast<const std::byte*>(this);
  return member < object || member >= object + from->block->model().object.size;
}

void BelongsToHandle::reset() noexcept {
  let_go();
  Cohort* cohort = is_bound() ? owner_->block->cohort() : nullptr;
  if (cohort == nullptr) return;
  const AssociationInfo* branch = branch_at(owner_->block->model().associations[association_], *this);
  if (branch == nullptr) return;
  const Stash* stash = cohort->stash(*branch);
  if (stash != nullptr) served_by(stash->generation);
}

void BelongsToHandle::refer(Slot& target) const noexcept {
  target.block->add_reference();
  drop_target();
  target_ = &target;
}

void BelongsToHandle::hold(Slot& target) const noexcept {
  target.block->add_strong();
  drop_target();
  target_ = &target;
  set(strong);
}

void BelongsToHandle::drop_target() const noexcept {
  Slot* old = std::exchange(target_, nullptr);
  const bool was_strong = has(strong);
  clear(strong);
  clear(absent);
  if (old == nullptr) return;
  if (was_strong)
    old->block->drop_strong();
  else
    old->block->drop_reference();
}

void BelongsToHandle::put_back(Slot& old, bool was_strong) const noexcept {
  drop_target();
  target_ = &old;
  if (was_strong) set(strong);
}

// The new target may live in the old one. Where nothing else would keep it, this handle does.
void BelongsToHandle::let_go_of(Slot& old, bool was_strong) const noexcept {
  if (!was_strong) return old.block->drop_reference();
  Block* home = target_ == nullptr || has(strong) ? nullptr : target_->block;
  if (home != nullptr && !home->holds(target_->self)) home = nullptr;
  if (home != nullptr) home->add_strong();
  old.block->drop_strong();
  if (home == nullptr) return;
  if (!home->is_last_strong()) return home->drop_strong();
  home->drop_reference();  // the other one that this handle has
  set(strong);
}

void BelongsToHandle::take_key_part(const ValueOps& ops, const Value& value) {
  // Setting a key forgets the target, so the target steps aside meanwhile.
  Slot* target = std::exchange(target_, nullptr);
  const bool was_strong = has(strong);
  clear(strong);
  ops.set(this, value);
  target_ = target;
  if (was_strong) set(strong);
}

void BelongsToHandle::require_referable(const TargetType& type, const ModelBase& record) const {
  static_cast<void>(type.model());
  detail::require_alive(record, "refer to");
}

void BelongsToHandle::assign_record(const TargetType& type, ModelBase& record) {
  require_referable(type, record);
  Replacing old(*this);
  refer(record.need_slot());
  take_key_of(type, record);
  old.done();
}

void BelongsToHandle::take_key_of(const TargetType& type, const ModelBase& record) {
  const ModelInfo& model = type.model();
  const ValueOps* const* key_ops = type.key_ops();
  mark_assigned(!record.is_new());
  if (record.is_new()) return mark_present(false);
  const auto* object = static_cast<const std::byte*>(record.object());
  for (std::size_t i = 0; i < model.primary_key.size(); ++i) {
    const AttributeInfo& part = *model.primary_key[i];
    take_key_part(*key_ops[i], part.ops->get(object + part.offset));
  }
}

void BelongsToHandle::assign_moved(const TargetType& type, void* object) {
  detail::require_not_moved(record_of(type.model(), object), "refer to");
  require_other_record(type.model(), object);
  const BlockRef block(Block::make(type.model(), 1, true));
  assign_record(type, *block->relocate_next(object));
  hold(block->slot(0));
}

void BelongsToHandle::load_bound(const TargetType& type) const {
  const AssociationInfo* branch = branch_at(association(), *this);
  if (branch == nullptr) return;
  const AssociationInfo& known = *branch;
  if (known.shares_columns && !is_member()) return load_unbound(type);  // the rest of the key is in the record
  Key key;
  if (!read_reference(known, reinterpret_cast<const std::byte*>(this) - known.offset, key)) return;
  const Touched touched = touch(known, *owner_, key, flags_ >> generation_shift);
  if (touched.share->empty())
    drop_target();
  else
    hold(*touched.share->front());
  served_by(touched.generation);
  // What the transaction has written may be in it; when that is undone, the target is forgotten.
  if (touched.written != nullptr && target_ != nullptr) [[unlikely]]
    RecordLog::of(*touched.written).remember(ListChange::target_loaded(*owner_, known, target_));
  if (known.target->tells_found && target_ != nullptr) [[unlikely]] {
    Stash& stash = stash_of(touched, known, *owner_);
    stash.note_held(*target_);
    tell_given(stash, known, key, *owner_, [this] { drop_target(); });
    Key now;
    const bool same_key =
        read_reference(known, reinterpret_cast<const std::byte*>(this) - known.offset, now) && now == key;
    if (target_ == nullptr && same_key)
      throw RecordMoved(fmt::format("an after_find callback reset {}, whose record it is told of: leave it as it is",
                                    full_name(known)));
  }
}

void BelongsToHandle::load_unbound(const TargetType& type) const {
  const ModelInfo& model = type.model();
  std::vector<Value> parts;
  for (std::size_t i = 0; i < model.primary_key.size(); ++i) parts.push_back(type.key_ops()[i]->get(this));
  Block* block = fetch_one(model, parts);
  if (block == nullptr) return;
  hold(block->slot(0));
  block->drop_strong();
}

void BelongsToHandle::require_key_known() const {
  require_not_moved();
  if (target_ == nullptr && is_bound()) require_key_loaded(association(), *owner_);
}

ModelBase* BelongsToHandle::load(const TargetType& type, bool must_exist) const {
  const bool unknown = has_key() && !is_absent();
  if (unknown && is_bound())
    load_bound(type);
  else if (unknown)
    load_unbound(type);
  else if (target_ == nullptr)
    require_key_known();
  if (target_ != nullptr && target_->self != nullptr) return target_->self;
  if (must_exist) missing(type.model(), *this);
  return nullptr;
}

ModelBase* BelongsToHandle::target_of_bound() const {
  const bool there = target_ != nullptr && target_->self != nullptr;
  if (!there && has_key() && !is_absent()) load_bound({});
  if (!there && !has_key()) require_key_loaded(association(), *owner_);
  return target_ == nullptr ? nullptr : target_->self;
}

Value detail::key_for_condition(const ModelBase& record) {
  const ModelInfo& model = record.model_info();
  detail::require_not_moved(record, "compare with");
  if (record.is_new())
    throw QueryError(fmt::format("this {} is new and has no key to compare with: save it first", model.name));
  return key_parts(slot_key(*record.slot()), model.primary_key)[0];
}

}  // namespace rowan
