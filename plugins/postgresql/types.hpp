// The types of PostgreSQL that the library knows in binary.
#pragma once

#include <cstdint>
#include <string_view>

namespace rowan::postgresql {

/// Identifiers of built-in types: the same on every server.
namespace oid {
inline constexpr unsigned unknown = 0;  ///< the server infers it
inline constexpr unsigned boolean = 16;
inline constexpr unsigned bytea = 17;
inline constexpr unsigned name = 19;
inline constexpr unsigned int8 = 20;
inline constexpr unsigned int2 = 21;
inline constexpr unsigned int4 = 23;
inline constexpr unsigned text = 25;
inline constexpr unsigned oid = 26;
inline constexpr unsigned json = 114;
inline constexpr unsigned money = 790;
inline constexpr unsigned float4 = 700;
inline constexpr unsigned float8 = 701;
inline constexpr unsigned bpchar = 1042;
inline constexpr unsigned varchar = 1043;
inline constexpr unsigned date = 1082;
inline constexpr unsigned timestamp = 1114;
inline constexpr unsigned timestamptz = 1184;
inline constexpr unsigned numeric = 1700;
inline constexpr unsigned uuid = 2950;
inline constexpr unsigned jsonb = 3802;
}  // namespace oid

/// The type of arrays of a type known here; and the type of the elements, or `unknown` of what is no such array.
unsigned array_type(unsigned element);
unsigned element_type(unsigned array);

/// What a column holds, as far as reading it goes.
enum class Stored : std::uint8_t {
  boolean,
  int2,
  int4,
  int8,
  float4,
  float8,
  numeric,
  text,
  padded,  ///< char(n): the blanks at its end are no part of the text
  bytes,
  date,
  timestamp,
  timestamptz,
  uuid,
  json,
  jsonb,
  array,  ///< of elements of one of the above
  other,  ///< read as the text that PostgreSQL makes of it
};

Stored stored_as(unsigned type);
/// "an integer", "a date": for messages.
std::string_view description(Stored stored);

}  // namespace rowan::postgresql
