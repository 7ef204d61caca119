// How PostgreSQL reads quotes and comments.
#pragma once

#include "rowan/query/sql_lexis.hpp"

namespace rowan::postgresql {

inline constexpr SqlLexis lexis{.escape_texts = true, .dollar_quotes = true, .nested_comments = true};

}  // namespace rowan::postgresql
