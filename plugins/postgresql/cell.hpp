// One column of one row, as PostgreSQL sent it.
#pragma once

#include <string>
#include <string_view>

#include "rowan/core/cell.hpp"
#include "types.hpp"

namespace rowan::postgresql {

/// Not NULL. A view: valid as long as the result is.
struct WireCell {
  std::string_view bytes{};
  Stored stored = Stored::other;
  bool binary = false;  ///< else in PostgreSQL's text form
};

/// What it holds; `room` is for bytes that stand in it otherwise. @throws InvalidValue for what C++'s type can't hold,
/// as infinite dates.
Cell opened(const WireCell& cell, std::string& room);
/// The same, copied.
Value value_of(const WireCell& cell);
/// As the server makes text of char(n). Padded, a key would not equal the foreign keys that refer to it.
std::string_view unpadded(std::string_view text);

}  // namespace rowan::postgresql
