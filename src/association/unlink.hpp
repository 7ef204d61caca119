// Setting free, or deleting, the targets of an owner in one statement.
#pragma once

#include "rowan/model/slot.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;

/// `foreign key = owner's key`, on the target of a has_one or has_many.
Expr refers_to(const AssociationInfo& association, const Slot& owner);
/// DELETE, without callbacks.
void delete_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database);
/// UPDATE … SET foreign key = NULL. @throws MappingError when it can't be NULL.
void nullify_targets(const AssociationInfo& association, const Slot& owner, DatabaseCore& database);

}  // namespace rowan
