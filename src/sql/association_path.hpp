// An association as the tables it passes: whatever its kind, a chain of hops from the owner to the target.
#pragma once

#include <string>
#include <vector>

#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// One step to another table: rows there whose `to` columns equal the `from` columns of the table before.
struct Hop {
  std::string schema, table;
  std::vector<std::string> from, to;
  std::vector<const AttributeInfo*> key;  ///< an attribute for each pair, for its type; of the first hop, the owner's
};

/// At least one hop. @throws MappingError when the association can't be resolved.
std::vector<Hop> association_path(const AssociationInfo& unresolved);

}  // namespace rowan
