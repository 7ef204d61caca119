// By what an upsert finds the row that is already there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Rows that are equal in `attributes` are one, of those for which all terms of `where` hold: those of a partial index.
struct ConflictTarget {
  std::vector<const AttributeInfo*> attributes;
  std::span<const IndexTerm> where{};  ///< of the index of the model
};

/// The declared unique index, or the primary key, over the attributes that `names` name in whatever order; a partial
/// index where there is no other. The name of an index names it, too.
/// @throws MappingError naming those there are, where none or several are meant; QueryError for an unknown name.
ConflictTarget conflict_target(const ModelInfo& model, std::span<const std::string_view> names);
/// Whether another key than `conflict`, all columns of which are sent or have a default of the database, may have a row
/// in the way.
bool sends_other_key(const ModelInfo& model, std::span<const AttributeInfo* const> conflict,
                     std::span<const AttributeInfo* const> sent);

}  // namespace rowan
