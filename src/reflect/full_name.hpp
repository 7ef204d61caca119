// How messages name an association.
#pragma once

#include <string>

#include "rowan/reflect/association_info.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// "Post.comments".
inline std::string full_name(const AssociationInfo& association) {
  return association.owner->name + "." + association.name;
}

}  // namespace rowan
