// What MySQL and MariaDB make of SQL texts. Sessions have ANSI_QUOTES, so "…" is a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/query/sql_tokens.hpp"

namespace rowan::mysql {

inline constexpr SqlLexis lexis{
    .backslash_escapes = true, .hash_comments = true, .dashes_need_space = true, .executable_comments = true};

/// The pieces of `sql` around its placeholders `?`: one more than there are of these.
[[nodiscard]] std::vector<std::string> split_at_placeholders(std::string_view sql);

/// Whether the statement only reads: its result is not of rows that it wrote.
[[nodiscard]] bool is_query(std::string_view sql);

/// Whether the statement reads or writes rows, judged by its first word: such a one commits nothing, not even when it
/// fails.
[[nodiscard]] bool concerns_rows_only(std::string_view sql);

/// Whether the statement is a SELECT, or one that begins with WITH. Its one result may be read as it comes; a CALL may
/// give several.
[[nodiscard]] bool is_select(std::string_view sql);

}  // namespace rowan::mysql
