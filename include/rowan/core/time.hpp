// The three kinds of time a column can hold. They are different C++ types, so that a wall-clock
// reading can't be mistaken for a moment.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// A calendar date without a time of day.
using Date = std::chrono::year_month_day;

/// A wall-clock reading without a time zone ("naive"), in microseconds.
using LocalDateTime = std::chrono::local_time<std::chrono::microseconds>;

/// A moment, in microseconds since 1970-01-01 00:00 UTC, leap seconds not counted.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// The current moment, through the replaceable clock (see `set_clock`). Thread-safe.
ROWAN_EXPORT Instant now();

/// Replaces the clock used for time-stamps; null restores the system clock. Thread-safe. For tests.
ROWAN_EXPORT void set_clock(Instant (*clock)());

/// ISO 8601 text: "2026-11-21", "2026-11-21 20:59:56.000000", "2026-11-21 20:59:56.000000Z".
/// Always of fixed width for years 0–9999, so that text order is time order. @throws InvalidValue outside these years.
ROWAN_EXPORT std::string to_string(Date date);
ROWAN_EXPORT std::string to_string(LocalDateTime time);
ROWAN_EXPORT std::string to_string(Instant instant);

/// Room for the longest of these texts.
using TimeText = std::array<char, 32>;
/// As `to_string`, without allocating: the view is into `buffer`.
ROWAN_EXPORT std::string_view write_text(Date date, TimeText& buffer);
ROWAN_EXPORT std::string_view write_text(LocalDateTime time, TimeText& buffer);
ROWAN_EXPORT std::string_view write_text(Instant instant, TimeText& buffer);

/// Reads what `to_string` writes, and the usual variants: a `T` separator, missing seconds or fraction, up to nine
/// fraction digits (cut to six), for instants `Z` or an offset as `+01:00`; without one, UTC. Never depends on the
/// process's time zone.
/// @throws InvalidValue naming the text.
ROWAN_EXPORT Date parse_date(TextArgument text);
ROWAN_EXPORT LocalDateTime parse_local_date_time(TextArgument text);
ROWAN_EXPORT Instant parse_instant(TextArgument text);

}  // namespace rowan
