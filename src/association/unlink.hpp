// Setting free, or deleting, the targets of an owner in one statement.
#pragma once

#include <span>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;

/// `foreign key = owner's key`, on the target of a has_one or has_many.
Expr refers_to(const AssociationInfo& association, const Slot& owner);
Expr refers_to(const AssociationInfo& association, std::span<const Value> key);
/// Whether the database holds the row of `target` to be one of the owner's, by a has_one or has_many. In a transaction:
/// the row is locked until it ends, so that the answer stays true.
bool lock_target(const AssociationInfo& association, const Slot& owner, const Slot& target, DatabaseCore& database);
/// Likewise whether the row refers to the owner, though it may not meet the association's condition.
bool lock_referring(const AssociationInfo& association, const Slot& owner, const Slot& target, DatabaseCore& database);
/// Of a belongs_to itself; of a has_one or has_many the belongs_to by whose columns the targets refer to the owner,
/// which may lead to a base of it. Null: there is none.
const AssociationInfo* reference_behind(const AssociationInfo& association);
/// DELETE, without callbacks.
void delete_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database);
/// The columns of a belongs_to, or of what refers to the owner of a has_one or has_many, without those that are shared
/// with another attribute.
std::vector<const AttributeInfo*> own_parts(const AssociationInfo& association);
/// These, which are set to NULL when a target is set free. @throws MappingError when there are none, or one can't be
/// NULL.
std::vector<const AttributeInfo*> parts_set_free(const AssociationInfo& association);
/// UPDATE … SET foreign key = NULL. @throws MappingError as above.
void nullify_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database);

}  // namespace rowan
