// Unsaved records around a record: those it belongs to are saved before it, added children after it.
#pragma once

#include <span>
#include <string>

#include "association/handle_at.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/connection/transaction.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;

/// Whether anything around the record waits to be saved or linked with it.
bool has_pending(const ModelInfo& model, const void* object);
/// For the log: names each list with a target that was changed, and that the save of its owner leaves so.
void tell_of_changed_targets(const ModelInfo& model, const void* object);
/// Saves new records that `record` belongs to and takes over their keys.
SaveResult save_parents(const ModelInfo& model, ModelBase& record, const SaveStep& save);
/// Takes over the keys of records that were saved since: where records belong to each other in a circle, one is saved
/// before the one it belongs to. False when there was none.
bool take_keys_of_saved_parents(const ModelInfo& model, ModelBase& record);
/// @throws QueryError when the key that `record` would send belongs to a record of another database.
void require_keys_of(DatabaseCore& database, const ModelInfo& model, ModelBase& record);
/// Gives children the key of `record`, saves the new ones, and inserts join rows that wait.
SaveResult save_children(const ModelInfo& model, ModelBase& record, DatabaseCore& database, const SaveStep& save);

// What kinds of associations do of that, each for one association of `record`.
bool list_pends(const TargetList* list);
bool reference_pends(const AssociationInfo& association, const BelongsToHandle& handle);
/// Saves the new record that a reference was given, and takes over its key.
SaveResult save_target_of_reference(const AssociationInfo& declared, ModelBase& record, const SaveStep& save);
/// Gives new targets the owner's key and saves them.
SaveResult save_new_targets(const AssociationInfo& association, ModelBase& record, const SaveStep& save);
/// Saves new records that wait to be linked, and inserts the join rows.
SaveResult save_links(const AssociationInfo& association, ModelBase& record, DatabaseCore& database,
                      const SaveStep& save);

/// Inserts the join rows of targets that wait to be linked and are saved, for all owners together.
void link_saved(const AssociationInfo& association, std::span<ModelBase* const> owners, DatabaseCore& database);

/// How errors name a child: `items[2]`, or `profile` where there is only one.
std::string name_of_child(const AssociationInfo& association, std::size_t index);
/// What is wrong with a record of the graph, told from the record that has the association.
Errors errors_under(const ModelInfo& owner, const std::string& path, const SaveResult& result);

/// A record was destroyed: lists of the records that it refers to take it out at their next touch.
void leave_lists(ModelBase& record);

/// Copies the owner's key into the child's foreign key.
void set_foreign_key(const AssociationInfo& association, ModelBase& owner, ModelBase& child);

}  // namespace rowan
