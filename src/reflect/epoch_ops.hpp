// Instants in columns of integers: seconds or milliseconds since 1970-01-01 UTC.
#pragma once

#include <cstdint>

#include "rowan/reflect/attribute_info.hpp"

namespace rowan::detail {

/// The functions for what `plain` are those of, Instant or std::optional<Instant>, with `unit` (1,000,000 or 1,000)
/// microseconds to the integer; null when it is neither.
const ValueOps* epoch_ops(const ValueOps& plain, std::int64_t unit);

}  // namespace rowan::detail
