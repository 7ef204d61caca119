// Values of BIT(n) columns, and of what is computed from them.
#pragma once

#include <cstdint>
#include <string_view>

struct st_mysql_field;

namespace rowan::mysql {

/// A column of a result whose type is BIT(n), n up to 64.
struct BitColumn {
  std::uint8_t bits;  ///< n
  bool computed;      ///< by MIN, CASE, FIRST_VALUE and the like, and not a column of a table
};

/// What the server says of it.
BitColumn bit_column(const st_mysql_field& field);

/// The number that the server sent. MariaDB sends some of the computed ones as their digits and some as their bits, by
/// the same type (10.11, measured): they are told apart by length and content. @throws InvalidValue where both are
/// possible.
std::uint64_t number_in_bits(std::string_view sent, BitColumn column);

}  // namespace rowan::mysql
