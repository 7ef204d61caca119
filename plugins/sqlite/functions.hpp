// What the library adds to each SQLite connection.
#pragma once

#include <string_view>

struct sqlite3;

namespace rowan::sqlite {

inline constexpr std::string_view refused_sum = "can't add: ";

/// Registers the collation `rowan_decimal`, which orders decimal texts by their exact value ("1.5" = "1.50" < "10"),
/// and the functions `rowan_lower(text)`, which lower-cases all of Unicode where SQLite's own `lower` stops at ASCII,
/// `rowan_decimal_add(a, b)`, the exact sum of two decimals, and `rowan_integer_add(a, b, lowest, highest)`, the sum of
/// two integers when it is in that range. A sum that can't be fails with a message that begins with `refused_sum`.
/// @throws ConnectionFailed when SQLite has no memory for them.
void add_functions(sqlite3* handle);

}  // namespace rowan::sqlite
