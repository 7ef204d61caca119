// New targets of an association with a condition.
#pragma once

#include "rowan/model/model_base.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// Sets the attributes that the association's condition compares with one value by `==`, all of which must hold, where
/// the record leaves them as its class starts with them.
void meet_condition(const AssociationInfo& association, ModelBase& target);

}  // namespace rowan
