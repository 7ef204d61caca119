// The only place that knows SOCI's MySQL statements.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "rowan/core/logical_type.hpp"

struct st_mysql_res;
namespace soci {
namespace details {
class statement_backend;
}
}  // namespace soci

namespace rowan::mysql {

/// Gives the statement its text, with `?` for each value: by itself SOCI knows only `:names`, and takes colons inside
/// quoted names and comments for such. Returns how many values it takes.
std::size_t set_text(::soci::details::statement_backend& statement, std::string_view sql);

/// The result of the last execution; null when there is none.
[[nodiscard]] st_mysql_res* result_of(::soci::details::statement_backend& statement);

/// What the current row holds in `column`; nothing for NULL.
[[nodiscard]] std::optional<TypeKind> kind_in_row(::soci::details::statement_backend& statement, int column);

/// The type of a column of the result, one of the client library's.
[[nodiscard]] int type_of(::soci::details::statement_backend& statement, int column);

/// Its text in the current row, which is not NULL; of a BIT column, its bytes.
[[nodiscard]] std::string_view text_in_row(::soci::details::statement_backend& statement, int column);

/// Whether the collation of a column of the result compares byte by byte.
[[nodiscard]] bool compares_bytes(::soci::details::statement_backend& statement, int column);

}  // namespace rowan::mysql
