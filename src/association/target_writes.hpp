// What adding targets to a handle, and taking them from it, writes to the database.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "association/list_changes.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

// Others may have given a target to another owner since the list was loaded. That one keeps it.
enum class Stale : std::uint8_t { refused, left, impossible };

/// Its row is gone, by this record or a copy of it.
[[nodiscard]] inline bool was_destroyed(const ModelBase& record) {
  return record.slot() != nullptr && record.slot()->lifecycle == Lifecycle::destroyed;
}

/// @throws Unsupported where it goes through others, for what it leads to belongs to these.
void refuse_through(const AssociationInfo& association);
/// Where the database keeps what a change of the owner's handle writes.
[[nodiscard]] std::shared_ptr<DatabaseCore> database_of_changes(const AssociationInfo& known, const Slot& owner);
/// @throws RecordInvalid that says what was not `done`: "added to".
[[noreturn]] void refuse_target(const AssociationInfo& known, const SaveResult& result, std::string_view done);
/// Saves a target whose foreign key was set. @throws RecordInvalid as above.
void save_target(const AssociationInfo& known, ModelBase& record, const DatabaseRef& database, std::string_view done);
/// A row in the join table; the target is saved first when it is new.
void link_target(const AssociationInfo& known, Slot& owner, ModelBase& target,
                 const std::shared_ptr<DatabaseCore>& database);
/// What the association's dependents say becomes of one that is taken away. @throws RecordNotFound of another owner's,
/// StaleRecord.
void unlink_target(const AssociationInfo& known, Slot& owner, ModelBase& child, const DatabaseRef& database,
                   ListChanges& changes, Stale stale);
/// The same for all that have rows.
void unlink_targets(const AssociationInfo& known, Slot& owner, const std::vector<Slot*>& targets,
                    const DatabaseRef& database, ListChanges& changes, Stale stale);

}  // namespace rowan
