// The times that are read: others can't be written everywhere, not even as JSON.
#pragma once

#include <chrono>

namespace rowan {

inline constexpr std::chrono::sys_days first_day = std::chrono::year(0) / 1 / 1,
                                       day_beyond = std::chrono::year(10000) / 1 / 1;

}  // namespace rowan
