// What integers of each width can be.
#pragma once

#include <cstdint>

#include "rowan/core/logical_type.hpp"

namespace rowan {

struct IntegerRange {
  std::int64_t lowest;
  std::uint64_t highest;
};

/// Of a kind for which `is_integer` holds.
constexpr IntegerRange range_of(TypeKind kind) {
  const TypeKind narrowest = is_unsigned(kind) ? TypeKind::uint8 : TypeKind::int8;
  const int bits = 8 << (static_cast<int>(kind) - static_cast<int>(narrowest));
  const std::uint64_t half = std::uint64_t{1} << (bits - 1);
  if (is_unsigned(kind)) return {0, half - 1 + half};
  return {-static_cast<std::int64_t>(half - 1) - 1, half - 1};
}

}  // namespace rowan
