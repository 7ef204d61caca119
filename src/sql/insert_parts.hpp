// Ends of INSERT statements.
#pragma once

#include <string_view>

#include "query_parts.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// Leaves an existing row unchanged. Some databases need a named column for that.
void write_do_nothing(SqlWriter& out, std::string_view any_column);
/// ` RETURNING …`, or nothing.
void write_returning(SqlWriter& out, AttributeList returning);

}  // namespace rowan
