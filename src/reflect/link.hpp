// The second phase: resolving what models say of each other.
#pragma once

#include "rowan/reflect/model_info.hpp"

namespace rowan::detail {

/// Resolves one association, or leaves the reason in `error`. Returns whether it is resolved now. Under the registry's
/// lock.
bool link_association(AssociationInfo& association, FindModel find);

// What kinds share in their `link`. Checks return what is wrong, or nothing.
std::vector<std::string_view> association_names(const ModelInfo& model);
/// foreign_key and referenced_key must pair up.
std::string check_key_types(const AssociationInfo& association, const ModelInfo& referring, const ModelInfo& referred);
/// Only models that are read_only() may be without a key.
std::string missing_key(const AssociationInfo& association, const ModelInfo& referred);
/// Of a belongs_to, or a branch: finds its counter cache, and looks whether the target can be touched.
std::string link_effects(AssociationInfo& association);

}  // namespace rowan::detail
