// What becomes of an owner's targets as it is destroyed: for the tables of association kinds.
#pragma once

#include "rowan/model/model_base.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// The destruction of one record and its dependents.
class Destroyer;

/// Does what the association's `dependent` says.
SaveResult end_dependents(const AssociationInfo& declared, ModelBase& owner, Destroyer& destroyer);
/// Deletes the join rows.
SaveResult unlink_dependents(const AssociationInfo& declared, ModelBase& owner, Destroyer& destroyer);

}  // namespace rowan
