// What functions of ours that SQLite calls have in common.
#pragma once

#include <sqlite3.h>

#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "functions.hpp"
#include "rowan/core/error.hpp"

namespace rowan::sqlite {

using SqlFunction = void (*)(sqlite3_context*, int, sqlite3_value**);

struct NamedFunction {
  const char* name;
  int arguments;
  SqlFunction function;
};

inline int add_function(sqlite3* handle, const char* name, int arguments, SqlFunction function) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  return sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
}

/// Gives SQLite's code.
template <class List>
int add_functions(sqlite3* handle, const List& list) {
  int code = SQLITE_OK;
  for (const NamedFunction& one : list) {
    if (code == SQLITE_OK) code = add_function(handle, one.name, one.arguments, one.function);
  }
  return code;
}

/// To a NUL; null where the argument is NULL.
inline const char* argument_text(sqlite3_value* argument) {
  return reinterpret_cast<const char*>(sqlite3_value_text(argument));
}
/// Its bytes; absent where the argument is NULL.
inline std::optional<std::string_view> argument_view(sqlite3_value* argument) {
  const char* data = argument_text(argument);
  if (data == nullptr) return std::nullopt;
  return std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(argument)));
}

inline void give(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Told from SQLite's own failures by its beginning.
inline void refuse(sqlite3_context* context, std::string_view why) {
  const std::string message = std::string(refused_sum).append(why);
  sqlite3_result_error(context, message.data(), static_cast<int>(message.size()));
}

/// Calls `compute`, which may throw: SQLite's C would be unwound.
template <class Compute>
void guarded(sqlite3_context* context, const Compute& compute) {
  try {
    compute();
  } catch (const InvalidValue& error) {
    refuse(context, error.what());
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace rowan::sqlite
