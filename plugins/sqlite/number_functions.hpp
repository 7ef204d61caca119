// Arithmetic that is exact, or fails.
#pragma once

#include <sqlite3.h>

namespace rowan::sqlite {

using SqlFunction = void (*)(sqlite3_context*, int, sqlite3_value**);

inline int add_function(sqlite3* handle, const char* name, int arguments, SqlFunction function) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  return sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
}
inline const char* argument_text(sqlite3_value* argument) {
  return reinterpret_cast<const char*>(sqlite3_value_text(argument));
}

/// Registers `rowan_decimal_…` and `rowan_integer_…`, which give NULL where an argument is, and `rowan_cut_time`. A
/// result that can't be fails with a message that begins with `refused_sum`. Gives SQLite's code.
int add_number_functions(sqlite3* handle);

}  // namespace rowan::sqlite
