// Parts of times, and times a while after others.
#pragma once

#include <sqlite3.h>

namespace rowan::sqlite {

/// Registers `rowan_cut_time`, `rowan_time_part`, `rowan_add_…` and `rowan_…_between`, which give NULL where an
/// argument is. Gives SQLite's code.
int add_time_functions(sqlite3* handle);

}  // namespace rowan::sqlite
