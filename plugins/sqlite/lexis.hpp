// How SQLite reads quotes and comments.
#pragma once

#include "rowan/query/sql_lexis.hpp"

namespace rowan::sqlite {

inline constexpr SqlLexis lexis{.bracket_names = true};

}  // namespace rowan::sqlite
