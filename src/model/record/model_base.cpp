// Life and death of records: how a record and its slot stay together.
#include "rowan/model/model_base.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/cohort.hpp"
#include "association/handle_at.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/fingerprints.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/record_log.hpp"
#include "model/record/words.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

// What a moved-from record's slot_ points to: one for all, in no block, with no record.
Slot moved_from{};

bool is_real(const Slot* slot) noexcept { return slot != nullptr && slot != &moved_from; }

void copy_fingerprints(const Slot& from, Slot& to) {
  const std::uint64_t* source = from.block->fingerprints(from.row);
  std::uint64_t* target = to.block->fingerprints(to.row);
  if (source != nullptr && target != nullptr) copy_words(source, from.block->model().fingerprint_words, target);
  if (const Value* kept = from.block->originals(from.row)) {
    to.block->make_originals();
    std::copy_n(kept, from.block->model().kept_originals.size(), to.block->originals(to.row));
  }
}

// Makes `slot` the same in all respects: same row, same cohort, same place in the transaction.
void copy_state(const Slot& from, Slot& slot) {
  Block* block = slot.block;
  block->database = from.block->database;
  block->strict_loading = from.block->strict_loading;
  block->batch = from.block->batch;
  if (from.boxed || slot.boxed)
    set_slot_key(slot, slot_key(from));
  else
    slot.key = from.key;
  slot.lifecycle = from.lifecycle;
  slot.stamped_created = from.stamped_created;
  slot.stamped_updated = from.stamped_updated;
  copy_fingerprints(from, slot);
  if (from.partial) [[unlikely]]
    copy_partial(from, slot);
  if (Cohort* cohort = from.block->cohort(); cohort != nullptr && block->cohort() == nullptr) block->join(*cohort);
  if (from.enlisted != 0 && block->database) {
    if (TransactionState* transaction = block->database->transaction())
      RecordLog::of(*transaction).enlist_copy(from, slot);
  }
}

Slot& clone_slot(const Slot& from) {
  const bool tracked = from.block->fingerprints(from.row) != nullptr;
  Slot& slot = Block::make_slot(from.block->model(), tracked);
  copy_state(from, slot);
  return slot;
}

// Handles are copied right after their record's base: this tells them which record they now belong to.
struct LastCopy {
  Slot* to = nullptr;
  const Slot* from = nullptr;
};
// initial-exec: a constant offset from the thread pointer instead of a call, for every record that ends.
constinit thread_local LastCopy last_copy __attribute__((tls_model("initial-exec")));

}  // namespace

namespace detail {

Slot* owner_for_copy(const Slot* original, const void* handle) noexcept {
  if (original == nullptr || last_copy.from != original || last_copy.to == nullptr || last_copy.to->self == nullptr)
    return nullptr;
  const ModelInfo& model = last_copy.to->block->model();
  const auto* object = static_cast<const std::byte*>(object_of(model, *last_copy.to->self));
  const auto* member = static_cast<const std::byte*>(handle);
  const bool inside = member >= object && member < object + model.object.size;
  return inside ? last_copy.to : nullptr;
}

void require_not_moved(const ModelBase& record, std::string_view operation) {
  if (record.slot() != &moved_from) [[likely]]
    return;
  throw RecordMoved(
      fmt::format("can't {} a {} that was moved from: use the record it was moved to, or assign a new one first",
                  operation, record.model_info().name));
}

void require_alive(const ModelBase& record, std::string_view operation) {
  require_not_moved(record, operation);
  const Slot* slot = record.slot();
  if (slot != nullptr && slot->lifecycle == Lifecycle::destroyed) {
    const ModelInfo& model = slot->block->model();
    throw RecordDestroyed(fmt::format("can't {} {} {}: it was destroyed", operation, model.name,
                                      to_string(slot_key(*slot), model.primary_key)));
  }
}

void require_row(const ModelBase& record, std::string_view operation) {
  require_alive(record, operation);
  if (!record.is_persisted()) {
    throw RecordNotFound(
        fmt::format("can't {} a new {}: it has no row before save()", operation, record.model_info().name));
  }
}

void refuse_readonly(const ModelBase& record, std::string_view operation) {
  if (!record.is_readonly()) return;
  if (record.model_info().read_only) {
    throw RecordNotSaved(
        fmt::format("can't {} this {}: the model is read_only(), because {} is a view or a table that "
                    "this program only reads",
                    operation, record.model_info().name, record.model_info().table));
  }
  throw RecordNotSaved(fmt::format("can't {} this {}: it was loaded with readonly(); load it without", operation,
                                   record.model_info().name));
}

void refuse_while_busy(const ModelBase& record, std::string_view operation) {
  const Slot* slot = record.slot();
  if (!is_real(slot) || !(slot->saving || slot->called_back || slot->destroying)) return;
  const std::string_view busy = slot->destroying ? "it is being destroyed"
                                : slot->saving   ? "it is being saved"
                                                 : "a callback of it, a rule or a listener runs";
  throw RecordNotSaved(
      fmt::format("can't {} this {} while {}: that is left to the caller", operation, record.model_info().name, busy));
}

}  // namespace detail

ModelBase::ModelBase(const ModelBase& other) : info_(other.info_) {
  if (!is_real(other.slot_)) {
    slot_ = other.slot_;
    return;
  }
  attach(clone_slot(*other.slot_));
  last_copy = {slot_, other.slot_};
}

ModelBase::ModelBase(ModelBase&& other) noexcept : info_(other.info_), slot_(std::exchange(other.slot_, &moved_from)) {
  if (is_real(slot_)) slot_->self = this;
}

// The record's handles, and its siblings, drop what they held, and `record = record.children[0]` or `node =
// *node.parent` is assigned from a part of that. The compiler assigns the other members afterwards, so that part must
// outlive this function: the block that the record now gets keeps it.
Block* ModelBase::let_go_of_targets(const ModelBase& source) noexcept {
  const Slot* known = is_real(slot_) ? slot_ : source.slot_;
  if (known == nullptr) return nullptr;  // two records made by hand, of a model that may not be described yet
  const ModelInfo& model = is_real(known) ? known->block->model() : info_();
  const Spared spared(&source);
  void* own = object_of(model, *this);
  for (const AssociationInfo& association : model.associations) {
    if (association.refers())
      belongs_to_at(own, association).let_go();
    else
      to_many_at(own, association).forget_list();
  }
  if (slot_ != nullptr) detach_slot();  // with the last of its siblings goes what was loaded for them
  return spared.block();
}

ModelBase& ModelBase::operator=(const ModelBase& other) {
  if (this == &other) return *this;
  Slot* fresh = is_real(other.slot_) ? &clone_slot(*other.slot_) : nullptr;
  Block* home = let_go_of_targets(other);
  slot_ = other.slot_;
  if (home != nullptr && slot_ == nullptr) need_slot();
  if (fresh != nullptr) {
    attach(*fresh);
    last_copy = {slot_, other.slot_};
  }
  if (home != nullptr && is_real(slot_)) slot_->block->keep(home);
  return *this;
}

ModelBase& ModelBase::operator=(ModelBase&& other) noexcept {
  if (this == &other) return *this;
  Block* home = let_go_of_targets(other);
  // The slot it has may be in the very block that is to be kept.
  if (home != nullptr && other.slot_ != &moved_from) {
    const bool tracked = other.slot_ == nullptr || !other.is_readonly();
    other.rehome(Block::make_slot(other.info_(), tracked));
  }
  slot_ = std::exchange(other.slot_, &moved_from);
  if (!is_real(slot_)) return *this;
  slot_->self = this;
  if (home != nullptr) slot_->block->keep(home);
  return *this;
}

[[gnu::hot]] void ModelBase::detach_slot() noexcept {
  Slot* slot = std::exchange(slot_, nullptr);
  if (!is_real(slot)) return;
  if (last_copy.to == slot || last_copy.from == slot) last_copy = {};
  slot->self = nullptr;
  slot->block->record_detached();
}

[[gnu::hot]] Slot& ModelBase::need_slot() {
  if (slot_ != nullptr) {
    detail::require_alive(*this, "use");
  } else {
    attach(Block::make_slot(info_(), true));
    restore_initial(*slot_);
  }
  return *slot_;
}

void ModelBase::rehome(Slot& to) {
  if (is_real(slot_)) {
    copy_state(*slot_, to);
    detach_slot();
  } else {
    restore_initial(to);
  }
  attach(to);
  const ModelInfo& model = to.block->model();
  for (const AssociationInfo& association : model.associations) {
    auto* at = static_cast<std::byte*>(object()) + association.offset;
    reinterpret_cast<HandleBase*>(at)->bind(to, association.index);
  }
}

void* ModelBase::object() noexcept { return reinterpret_cast<std::byte*>(this) - info_().object.base_offset; }

const void* ModelBase::object() const noexcept { return const_cast<ModelBase*>(this)->object(); }

bool ModelBase::is_moved_from() const noexcept { return slot_ == &moved_from; }

bool ModelBase::is_readonly() const noexcept {
  return is_real(slot_) && slot_->block->fingerprints(slot_->row) == nullptr;
}

void ModelBase::detach() {
  detail::require_not_moved(*this, "detach");
  detail::refuse_while_busy(*this, "detach");
  if (!is_real(slot_)) return;
  const ModelInfo& model = slot_->block->model();
  Slot& own = clone_slot(*slot_);
  own.block->leave_cohort();
  detach_slot();
  attach(own);
  auto* bytes = static_cast<std::byte*>(object());
  for (const AssociationInfo& association : model.associations) {
    association.ops->reset(association, bytes);
    reinterpret_cast<HandleBase*>(bytes + association.offset)->bind(own, association.index);
  }
}

}  // namespace rowan
