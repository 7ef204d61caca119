#include "bits.hpp"

#include <algorithm>
#include <charconv>

#include <mysql.h>

#include "rowan/core/error.hpp"

namespace rowan::mysql {

// The server marks what it computed as binary, too; what a sub-query takes from a column as the column.
BitColumn bit_column(const st_mysql_field& field) {
  return {static_cast<std::uint8_t>(std::min(field.length, 64UL)), (field.flags & BINARY_FLAG) != 0};
}

std::uint64_t number_in_bits(std::string_view sent, BitColumn column) {
  std::uint64_t as_bits = 0, as_digits = 0;
  for (const char byte : sent) as_bits = as_bits << 8 | static_cast<unsigned char>(byte);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!column.computed || sent.empty() || !std::all_of(sent.begin(), sent.end(), is_digit)) return as_bits;
  if (sent.size() == (column.bits + 7U) / 8U && (column.bits == 64 || as_bits >> column.bits == 0))
    throw InvalidValue(
        "the server computed this from a BIT column, and sent what may be its bits or its digits: ask for the value "
        "plus 0");
  std::from_chars(sent.data(), sent.data() + sent.size(), as_digits);
  return as_digits;
}

}  // namespace rowan::mysql
