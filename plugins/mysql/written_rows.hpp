// How many rows a statement wrote, in the library's way of counting.
#pragma once

#include <cstdint>
#include <string_view>

struct st_mysql;

namespace rowan::mysql {

/// What the dialect puts into an INSERT that leaves rows alone which are already there. A row that was left alone
/// counts as a new one does; what `LAST_INSERT_ID` is given comes back with the result and tells the two apart. No key
/// is as large.
inline constexpr std::string_view left_alone_mark = "LAST_INSERT_ID(18446744073709551615)";

/// Whether `sql` may meet rows that are there already, so that `written_rows` must count. A statement that is executed
/// often asks once.
[[nodiscard]] bool may_meet_rows(std::string_view sql);

/// Rows inserted, matched or deleted by the statement `sql` that was just executed on `handle`, which counted
/// `affected`. MySQL counts a row twice that ON DUPLICATE KEY UPDATE changed; here each counts once, and one that was
/// left alone not at all.
[[nodiscard]] std::uint64_t written_rows(st_mysql* handle, std::uint64_t affected, std::string_view sql);

}  // namespace rowan::mysql
