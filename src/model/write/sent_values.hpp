// What a bulk write would send of one row, as values.
#pragma once

#include <vector>

#include "model/write/bulk_rows.hpp"

namespace rowan::detail {

/// Of these columns, as RowBinder binds them. @throws as it does.
std::vector<Value> sent_values(const Rows& rows, const Columns& columns, std::size_t row, Connection& connection);

}  // namespace rowan::detail
