// What a query gives, as what columns of an INSERT are set to.
#pragma once

#include <span>

#include "rowan/query/bound.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan {

/// Has decimals rounded as their columns do. After require_insertable().
void round_outputs(std::span<const AttributeInfo* const> columns, bound::Query& query);

}  // namespace rowan
