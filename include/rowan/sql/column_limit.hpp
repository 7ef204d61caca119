// What a column keeps of a value, where that is less than the model's type holds: for tables that others made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/cell.hpp"
#include "rowan/core/logical_type.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// How others keep UUIDs in columns of text or bytes.
struct UuidSpelling {
  static constexpr std::uint8_t capitals = 1, no_hyphens = 2, bytes = 4;
};

/// A database stores a value that does not fit its column exactly without an error in these ways. Negative, 0 or false:
/// it does not.
struct ColumnLimit {
  /// What the column holds, where the attribute's type is not read from that: nothing is written, nor compared.
  std::optional<TypeKind> holds{};
  std::int8_t scale = -1;              ///< numbers are rounded to so many digits after the point
  std::uint8_t zeros = 0;              ///< numbers are rounded to end with so many zeros before the point
  std::int8_t time_digits = -1;        ///< times are cut to so many digits of a second
  std::int8_t significant_digits = 0;  ///< numbers become binary floats of so many digits
  bool date_only = false;              ///< the time of day is dropped
  bool replaces_null = false;          ///< in place of NULL it keeps the present time
  bool single_precision = false;       ///< a double or an integer is rounded to a float
  bool integers_exact = false;         ///< with `significant_digits`: 64-bit integers are kept
  bool takes_numbers = false;          ///< text, or JSON, that reads as a number becomes one
  bool mixes_numbers = false;          ///< decimals of others may be numbers beside texts, and these are never equal
  bool drops_parts = false;            ///< an interval keeps some of its parts only
  bool strips_blanks = false;          ///< blanks at the end of a text are dropped
  std::uint8_t uuid_spellings = 0;     ///< `UuidSpelling` bits: what others may keep, which compares as another UUID
  std::uint8_t integer_bits = 0;       ///< integers beyond so many bits are refused, by a message that names no column
  bool years = false;                  ///< integers below 100 become years of one of two centuries
  std::uint32_t characters = 0;        ///< blanks beyond this length of a text are dropped
  std::uint32_t cut_bytes = 0;         ///< text is cut to so many bytes
  std::uint32_t bytes = 0;             ///< shorter bytes are filled up to this length
  std::vector<std::string> labels{};   ///< only these texts are kept, and others may be taken for one of them
  bool label_sets = false;             ///< or several of them, in this order, with commas between

  [[nodiscard]] bool any() const { return *this != ColumnLimit{}; }
  friend bool operator==(const ColumnLimit&, const ColumnLimit&) = default;
};

/// What `ColumnLimit::holds` is for an attribute of `kind`, if the column's cells are like this one.
[[nodiscard]] ROWAN_EXPORT std::optional<TypeKind> held_instead(const Cell& cell, TypeKind kind);

/// A column's type as its database spells it, "numeric(10,2)" or "timestamp(0) without time zone", taken apart.
struct DeclaredType {
  std::string name;             ///< in lower case, without what is in parentheses: "timestamp without time zone"
  int first = -1, second = -1;  ///< the numbers in parentheses; -1: not given
  int zeros = 0;                ///< of a negative second number, which PostgreSQL has: "numeric(5,-2)" has 2
  std::string full{};           ///< as the database spells it
};
[[nodiscard]] ROWAN_EXPORT DeclaredType declared_type(std::string_view text);

}  // namespace rowan
