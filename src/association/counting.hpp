// Which counter an association is counted by.
#pragma once

#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// The belongs_to on the other side of a has_one or has_many, or the branch of it, if that has a counter cache; else
/// null.
const AssociationInfo* counting_reference(const AssociationInfo& association);

}  // namespace rowan
