// One column of one row, as PostgreSQL sent it.
#pragma once

#include <string_view>

#include "rowan/core/value.hpp"
#include "types.hpp"

namespace rowan::postgresql {

/// Not NULL. A view: valid as long as the result is.
struct Cell {
  std::string_view bytes{};
  Stored stored = Stored::other;
  bool binary = false;  ///< else in PostgreSQL's text form
};

/// What it holds. @throws InvalidValue for what C++'s type can't hold: infinite dates, decimals of 39 digits.
Value value_of(const Cell& cell);
/// As the server makes text of char(n). Padded, a key would not equal the foreign keys that refer to it.
std::string_view unpadded(std::string_view text);
/// Text of any text-like type. @throws InvalidValue for others, saying what was found.
std::string_view text_of(const Cell& cell);

}  // namespace rowan::postgresql
