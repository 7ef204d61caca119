// Several counters of one record at once.
#pragma once

#include <span>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/assignment.hpp"

namespace rowan::detail {
/// One UPDATE that adds to each of these; the members then hold what the database has. @throws as increment();
/// QueryError for an attribute named twice, and for what adds nothing.
ROWAN_EXPORT void increment_each(ModelBase& record, std::span<const AttributeAssignment> counters);
}  // namespace rowan::detail
