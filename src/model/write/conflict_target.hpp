// By what an upsert finds the row that is already there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// The attributes of the declared unique index, or of the primary key, that `names` name in whatever order.
/// @throws MappingError naming those there are, where they are none; QueryError for an unknown name.
std::vector<const AttributeInfo*> conflict_target(const ModelInfo& model, std::span<const std::string_view> names);
/// Whether another key than `conflict`, all columns of which are sent or have a default of the database, may have a row
/// in the way.
bool sends_other_key(const ModelInfo& model, std::span<const AttributeInfo* const> conflict,
                     std::span<const AttributeInfo* const> sent);

}  // namespace rowan
