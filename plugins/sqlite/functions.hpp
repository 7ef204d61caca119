// What the library adds to each SQLite connection.
#pragma once

#include <string_view>

#include "rowan/core/logical_type.hpp"

struct sqlite3;

namespace rowan::sqlite {

inline constexpr std::string_view refused_sum = "can't compute: ";
inline constexpr std::string_view beyond_64_bits = "the result takes more than 64 bits";

/// Registers the collations `rowan_decimal`, which orders decimal texts by their exact value ("1.5" = "1.50" < "10"),
/// `rowan_time`, and `rowan_json`, to which documents that hold the same are equal; the functions `rowan_lower(text)`
/// and `rowan_upper(text)`, which know all of Unicode's simple case pairs where SQLite's own stop at ASCII; and those
/// of number_functions.hpp.
/// @throws ConnectionFailed when SQLite has no memory for them.
void add_functions(sqlite3* handle);

/// The collation by whose rules values of the kind are equal; empty: SQLite's own.
std::string_view collation_of(TypeKind kind) noexcept;

}  // namespace rowan::sqlite
