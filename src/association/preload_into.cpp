// Preloads for records that are loaded already.
#include <unordered_set>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/list_changes.hpp"
#include "association/load.hpp"
#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan {
namespace {

// What is in the database is loaded anew; what waits to be saved stays.
void make_room(const AssociationInfo& association, const std::vector<Slot*>& owners) {
  for (Slot* owner : owners) {
    if (owner->self == nullptr) continue;  // ended by a callback
    void* object = owner->self->object();
    if (!association.refers())
      to_many_at(object, association).forget_loaded();
    else if (const BelongsToHandle& handle = belongs_to_at(object, association); handle.has_key())
      association.ops->reset(association, object);
  }
}

// What the transaction has written may be in it; when that is undone, it is forgotten.
void remember_loaded(const AssociationInfo& association, const std::vector<Slot*>& owners) {
  for (Slot* owner : owners) {
    TransactionState* transaction = database_for_targets(association, owner->block->database)->transaction();
    if (transaction == nullptr || transaction->log == nullptr) continue;
    RecordLog& log = RecordLog::of(*transaction);
    if (!association.refers())
      log.remember(ListChange(ListChange::Kind::loaded, *owner, association));
    else if (const BelongsToHandle& handle = belongs_to_at(owner->self->object(), association);
             handle.held() != nullptr || handle.is_absent())
      log.remember(ListChange::target_loaded(*owner, association, handle.held()));
  }
}

std::vector<Slot*> owners_among(const ModelInfo& model, std::span<ModelBase* const> records) {
  std::vector<Slot*> owners;
  std::unordered_set<const Slot*> seen;
  for (ModelBase* record : records) {
    if (record == nullptr) throw QueryError(fmt::format("one of these pointers to records of {} is null", model.name));
    detail::require_not_moved(*record, "preload into");
    if (!record->is_persisted() || !seen.insert(record->slot()).second) continue;
    owners.push_back(record->slot());
    if (are_one(*owners.front()->block->database, *owners.back()->block->database)) continue;
    throw QueryError(fmt::format(
        "these records of {} come from different databases: preload into those of each by themselves", model.name));
  }
  return owners;
}

}  // namespace

void RelationBase::preload_records(std::span<ModelBase* const> records) const {
  const ModelInfo& model = model_();
  if (owned_ || query_.composition || query_.limit || query_.offset || !query_.where.always_true()) {
    throw QueryError(
        fmt::format("preload_into loads for the records of {} that it is given, and this relation says which to load: "
                    "begin with {}::all().preload(…)",
                    model.name, model.name));
  }
  check_preloads(model, options_.preloads);
  const std::vector<Slot*> owners = owners_among(model, records);
  if (owners.empty()) return;
  // One may be held by a handle of another, which lets go of it; and callbacks may end any.
  std::vector<Anchor> anchors;
  anchors.reserve(owners.size());
  for (Slot* owner : owners) anchors.emplace_back(*owner->self);
  const auto make_room_for_all = [&] {
    for (const PreloadSpec& spec : options_.preloads) make_room(model.association(spec.association).resolved(), owners);
  };
  make_room_for_all();
  try {
    preload(owners, options_.preloads, rowan::resolve_database(model, nullptr, owners.front()->block->database),
            options_);
  } catch (...) {
    make_room_for_all();  // after_find may not have been told of all that is there
    throw;
  }
  for (const Anchor& anchor : anchors) anchor.require_in_place("preload into");
  for (const PreloadSpec& spec : options_.preloads) {
    const AssociationInfo& association = model.association(spec.association).resolved();
    if (association.branches.empty()) remember_loaded(association, owners);
    for (const auto& branch : association.branches) remember_loaded(*branch, owners);
  }
}

}  // namespace rowan
