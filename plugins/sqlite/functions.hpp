// What the library adds to each SQLite connection.
#pragma once

struct sqlite3;

namespace rowan::sqlite {

/// Registers the collation `rowan_decimal`, which orders decimal texts by their exact value ("1.5" = "1.50" < "10"),
/// and the functions `rowan_lower(text)`, which lower-cases all of Unicode where SQLite's own `lower` stops at ASCII,
/// and `rowan_decimal_add(a, b)`, the exact sum of two decimals.
/// @throws ConnectionFailed when SQLite has no memory for them.
void add_functions(sqlite3* handle);

}  // namespace rowan::sqlite
