// The second phase: resolving what models say of each other.
#pragma once

#include "rowan/reflect/model_info.hpp"

namespace rowan::detail {

/// Finds a described model by qualified name, or null. Called under the registry's lock.
using FindModel = const ModelInfo* (*)(std::string_view qualified_name);

/// Resolves one association, or leaves the reason in `error`. Returns whether it is resolved now. Under the registry's
/// lock.
bool link_association(AssociationInfo& association, FindModel find);

}  // namespace rowan::detail
