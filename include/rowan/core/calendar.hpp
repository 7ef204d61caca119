// Times that lie a while after others, by the Gregorian calendar.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "rowan/export.hpp"

namespace rowan::calendar {

/// Of UTC, or of a wall clock whose days have 24 hours.
using Moment = std::chrono::sys_time<std::chrono::microseconds>;

// Absent outside of the years 1 to 9999, where not every database has times.
[[nodiscard]] ROWAN_EXPORT std::optional<Moment> plus_microseconds(Moment time, std::int64_t amount);
[[nodiscard]] ROWAN_EXPORT std::optional<Moment> plus_days(Moment time, std::int64_t amount);
/// The same day of another month, or its last one where it is shorter: January 31 and a month is February 28 or 29.
[[nodiscard]] ROWAN_EXPORT std::optional<Moment> plus_months(Moment time, std::int64_t amount);

/// The most that is added or taken away: 4000 years.
inline constexpr std::int64_t most_months = 48000, most_days = 1461000, most_microseconds = most_days * 86400 * 1000000;

}  // namespace rowan::calendar
