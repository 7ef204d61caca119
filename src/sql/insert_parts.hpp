// Parts of INSERT statements.
#pragma once

#include <cstddef>
#include <string_view>

#include "query_parts.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// `INSERT INTO … VALUES …`, a placeholder for each column of each row.
void write_insert(SqlWriter& out, const ModelInfo& model, AttributeList columns, std::size_t rows);
/// Leaves an existing row unchanged. Some databases need a named column for that.
void write_do_nothing(SqlWriter& out, std::string_view any_column);
/// ` RETURNING …`, or nothing.
void write_returning(SqlWriter& out, AttributeList returning);

}  // namespace rowan
