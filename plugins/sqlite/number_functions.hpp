// Arithmetic that is exact, or fails.
#pragma once

#include <sqlite3.h>

namespace rowan::sqlite {

/// Registers `rowan_decimal_…` and `rowan_integer_…`, which give NULL where an argument is. A result that can't be
/// fails with a message that begins with `refused_sum`. Gives SQLite's code.
int add_number_functions(sqlite3* handle);

}  // namespace rowan::sqlite
