// How long a statement may run, as users say it.
#pragma once

#include <chrono>

namespace rowan {

/// The limit. @throws QueryError for one that is negative, or beyond the 2^31-1 ms that every database takes.
std::chrono::milliseconds checked_time_limit(std::chrono::milliseconds limit);

}  // namespace rowan
