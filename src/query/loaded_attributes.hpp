// Which attributes a query for some of them reads.
#pragma once

#include <string>
#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Those that are named, a belongs_to meaning its key, and those that a record is none without: its own key, the lock
/// version, all parts of a key of several, and columns that several attributes share. In order, each once.
/// @throws QueryError with near misses.
[[nodiscard]] std::vector<const AttributeInfo*> loaded_attributes(const ModelInfo& model,
                                                                  const std::vector<std::string>& names);

}  // namespace rowan
