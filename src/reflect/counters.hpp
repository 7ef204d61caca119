// Which attributes are counters of others' associations.
#pragma once

#include "rowan/reflect/attribute_info.hpp"

namespace rowan::detail {

/// Whether some belongs_to that was linked counts in it: writes of whole rows leave it alone. Thread-safe.
[[nodiscard]] bool is_counter(const AttributeInfo& attribute);

}  // namespace rowan::detail
