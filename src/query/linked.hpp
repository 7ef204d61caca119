// An association whose target is known.
#pragma once

#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// `association`, resolved. @throws MappingError when it can't be.
inline const AssociationInfo& linked(const AssociationInfo& association) {
  if (association.target == nullptr) throw MappingError(association.name + ": its target model is not registered");
  return association;
}

}  // namespace rowan
