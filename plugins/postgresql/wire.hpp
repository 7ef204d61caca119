// The binary format of numbers and times, as they cross the wire: big-endian, times from the year 2000.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "rowan/core/decimal.hpp"
#include "rowan/core/json.hpp"
#include "rowan/core/time.hpp"

namespace rowan::postgresql::wire {

/// The bytes in the other order, on machines that keep the lowest first. A compiler makes one instruction of it, and
/// none of a loop.
template <class Unsigned>
Unsigned in_wire_order(Unsigned number) {
  if constexpr (sizeof number == 1 || std::endian::native == std::endian::big)
    return number;
  else if constexpr (sizeof number == 2)
    return __builtin_bswap16(number);
  else if constexpr (sizeof number == 4)
    return __builtin_bswap32(number);
  else
    return __builtin_bswap64(number);
}

template <class Integer>
Integer from_big_endian(const char* data) {
  std::make_unsigned_t<Integer> number;
  std::memcpy(&number, data, sizeof number);
  return static_cast<Integer>(in_wire_order(number));
}

template <class Integer>
void to_big_endian(Integer value, char* out) {
  const auto number = in_wire_order(static_cast<std::make_unsigned_t<Integer>>(value));
  std::memcpy(out, &number, sizeof number);
}

/// The digits of a `numeric`, as decimal text: "-12.50". @throws InvalidValue for NaN and the infinities.
std::string numeric_text(std::string_view data);
std::string numeric_from(const Decimal& value);

/// @throws InvalidValue for the infinities, and for what C++'s type can't hold.
Date date_from(std::int32_t days);
std::int64_t microseconds_from(std::int64_t since_2000);

/// @throws InvalidValue outside of the years 0 to 9999, which is what every database takes.
std::int32_t days_of(Date date);
std::int64_t since_2000(LocalDateTime time);
std::int64_t since_2000(Instant instant);

/// @throws InvalidValue for an escaped NUL, which jsonb has no room for.
void check_jsonb(const Json& document);

}  // namespace rowan::postgresql::wire
