// The text of a cursor: the values that decide where a row stands in an order, for that order only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/value.hpp"

namespace rowan {

/// `order`: the print of the order that the values belong to. @throws InvalidValue for a number that is not finite.
[[nodiscard]] std::string cursor_text(std::uint64_t order, std::span<const Value> values);
/// The values back. @throws QueryError for a text that is no cursor, and for one of another order.
[[nodiscard]] std::vector<Value> cursor_values(std::string_view text, std::uint64_t order, std::size_t count);

}  // namespace rowan
