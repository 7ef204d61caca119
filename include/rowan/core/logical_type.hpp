// What a column holds, independent of any database's name for it.
#pragma once

#include <cstdint>
#include <string_view>

#include "rowan/export.hpp"

namespace rowan {

/// The kinds of value a column can hold.
enum class TypeKind : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  decimal,
  text,
  bytes,
  date,
  local_date_time,
  instant,
  uuid,
  json,
};

/// The kind of an array whose elements are of this kind: a number of its own beside the enumerators. Elements are no
/// arrays themselves.
constexpr TypeKind array_of(TypeKind element) {
  return static_cast<TypeKind>(static_cast<std::uint8_t>(element) | 0x80U);
}
constexpr bool is_array(TypeKind kind) { return (static_cast<std::uint8_t>(kind) & 0x80U) != 0; }
/// Of the elements of an array; of any other kind, that kind.
constexpr TypeKind element_of(TypeKind kind) { return static_cast<TypeKind>(static_cast<std::uint8_t>(kind) & 0x7FU); }

/// A kind with its sizes: `length` for text (characters, 0 = any), `precision` and `scale` for decimals (0 = any). Of
/// an array, they are its elements' sizes.
struct LogicalType {
  TypeKind kind = TypeKind::text;
  std::uint32_t length = 0;
  std::uint8_t precision = 0;
  std::uint8_t scale = 0;
  friend bool operator==(const LogicalType&, const LogicalType&) = default;
};

/// "int64", "local_date_time", "text[]", …
ROWAN_EXPORT std::string_view to_string(TypeKind kind);

constexpr bool is_integer(TypeKind kind) { return kind >= TypeKind::int8 && kind <= TypeKind::uint64; }
constexpr bool is_unsigned(TypeKind kind) { return kind >= TypeKind::uint8 && kind <= TypeKind::uint64; }

}  // namespace rowan
