// Looking at SQL texts: enough of MySQL's syntax to tell where literals and comments are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rowan::mysql {

/// The pieces of `sql` around its placeholders `?`: one more than there are of these.
[[nodiscard]] std::vector<std::string> split_at_placeholders(std::string_view sql);

/// Whether something other than blanks and comments follows a `;`.
[[nodiscard]] bool is_script(std::string_view sql);

/// The table that a statement writes to, without its schema: the name after INTO, UPDATE or FROM, outside of
/// parentheses, where common table expressions are. Empty when there is none.
[[nodiscard]] std::string written_table(std::string_view sql);

/// Whether the statement only reads: its result is not of rows that it wrote.
[[nodiscard]] bool is_query(std::string_view sql);

/// Whether the statement is a SELECT, or one that begins with WITH. Its one result may be read as it comes; a CALL may
/// give several.
[[nodiscard]] bool is_select(std::string_view sql);

}  // namespace rowan::mysql
