#include "association/target_writes.hpp"

#include <fmt/format.h>

#include "association/join_rows.hpp"
#include "association/owner_counts.hpp"
#include "association/unlink.hpp"
#include "model/record/block_ref.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/resolve.hpp"
#include "model/save/chain.hpp"
#include "model/save/graph.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

void set_free(const AssociationInfo& association, ModelBase& child, ListChanges& changes) {
  const std::vector<const AttributeInfo*> parts = parts_set_free(association);
  changes.set_free(child);
  for (const AttributeInfo* part : parts)
    part->ops->set(static_cast<std::byte*>(child.object()) + part->offset, Value());
}

// What removing one child of a has_one or has_many means.
void unlink_child(const AssociationInfo& association, ModelBase& child, const DatabaseRef& database,
                  ListChanges& changes) {
  if (association.dependent == Dependent::destroy) {
    if (!destroy_record(child, database.shared()))
      throw RecordNotSaved(fmt::format("{} can't be removed: its before_destroy stopped it", association.target->name));
    return;
  }
  if (association.dependent == Dependent::delete_all) return child.delete_row();
  set_free(association, child, changes);
  save_target(association, child, database, "removed from");
}

bool is_of_type(const AssociationInfo& association, const ModelBase& child) {
  if (association.type == nullptr) return true;
  const auto* member = static_cast<const std::byte*>(child.object()) + association.type->offset;
  return association.type->ops->get(member) == Value(association.type_text);
}

[[noreturn]] void refuse_stale(const AssociationInfo& known, const Slot& child) {
  throw StaleRecord(fmt::format(
      "{} {} can't be removed from {}: since it was loaded its row was given to another {}, or deleted; reset() the "
      "list",
      known.target->name, to_string(slot_key(child), known.target->primary_key), full_name(known), known.owner->name));
}

}  // namespace

void refuse_through(const AssociationInfo& association) {
  if (association.ops->key != KeyPlace::path) return;
  throw Unsupported(fmt::format("{} is reached through {}: add to, or remove from, that one", full_name(association),
                                association.through->name));
}

std::shared_ptr<DatabaseCore> database_of_changes(const AssociationInfo& known, const Slot& owner) {
  const DatabaseRef& own = owner.block->database;
  return known.is_joined() ? resolve_database(*known.owner, nullptr, own) : database_for_targets(known, own);
}

void refuse_target(const AssociationInfo& association, const SaveResult& result, std::string_view done) {
  throw RecordInvalid(fmt::format("{} can't be {} {}: {}", association.target->name, done, full_name(association),
                                  result.errors().to_string()));
}

void save_target(const AssociationInfo& association, ModelBase& record, const DatabaseRef& database,
                 std::string_view done) {
  const SaveResult result = save_record(record, database_for_targets(association, database));
  if (!result) refuse_target(association, result, done);
}

void unlink_target(const AssociationInfo& known, Slot& owner, ModelBase& child, const DatabaseRef& database,
                   ListChanges& changes, Stale stale) {
  require_one_database(known, child.slot(), database);
  Key key;
  const bool named = read_key(known.foreign_key, child.object(), key) && is_of_type(known, child);
  const bool same = named && key == slot_key(owner);
  // A key that is spelt differently may be equal to the database.
  bool own = same || (named && key.box != nullptr);
  if (own && (!same || stale != Stale::impossible)) {
    // What is taken out by hand is told by its key, also where it meets the condition no more.
    const auto lock = stale == Stale::left ? &lock_target : &lock_referring;
    own = lock(known, owner, *child.slot(), *database_for_targets(known, database));
    if (!own && same && stale == Stale::left) return;
    if (!own && same) refuse_stale(known, *child.slot());
  }
  if (!own)
    throw RecordNotFound(
        fmt::format("this {} belongs to another {}: remove it there", known.target->name, known.owner->name));
  const OwnerAtHand at_hand(owner);
  unlink_child(known, child, database, changes);
}

void link_target(const AssociationInfo& known, Slot& owner, ModelBase& target,
                 const std::shared_ptr<DatabaseCore>& database) {
  const SlotRef state(target.slot());
  const auto insert = [&] { insert_join_rows(known, owner, {state.get()}, *database); };
  if (!target.is_new()) return insert();
  database->run_step([&](Transaction&) {
    const SaveResult result = save_record(target, database_for_targets(known, owner.block->database));
    if (!result)
      throw RecordInvalid(fmt::format("{} can't be linked: {}", full_name(known),
                                      errors_under(*known.owner, known.name, result).to_string()));
    insert();
  });
}

void unlink_targets(const AssociationInfo& known, Slot& owner, const std::vector<Slot*>& targets,
                    const DatabaseRef& database, ListChanges& changes, Stale stale) {
  for (Slot* place : targets) {
    ModelBase& child = record_at(*place);
    if (child.is_moved_from() || child.is_new() || was_destroyed(child)) continue;
    unlink_target(known, owner, child, database, changes, stale);
  }
}

}  // namespace rowan
