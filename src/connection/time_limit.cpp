#include "connection/time_limit.hpp"

#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "rowan/core/error.hpp"

namespace rowan {

std::chrono::milliseconds checked_time_limit(std::chrono::milliseconds limit) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (limit.count() >= 0 && limit.count() <= most) return limit;
  throw QueryError(
      fmt::format("a statement can't be given {} ms: a time limit is 0, which is none, to {} ms", limit.count(), most));
}

}  // namespace rowan
