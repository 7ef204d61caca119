// How many rows go into one statement, by their size.
#pragma once

#include "model/write/bulk_rows.hpp"

namespace rowan::detail {

/// How many rows from `from` on, at most `most`, hold together no more bytes than every server takes in one statement.
/// At least one, whatever it holds.
[[nodiscard]] std::size_t rows_that_fit(const Rows& rows, const Columns& columns, std::size_t from, std::size_t most);

}  // namespace rowan::detail
