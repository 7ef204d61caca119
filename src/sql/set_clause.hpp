// Parts of SET clauses.
#pragma once

#include "rowan/reflect/attribute_info.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// `column = COALESCE(column, 0) + ?`. @throws QueryError for an attribute that is not a number.
void write_increment(SqlWriter& out, const AttributeInfo& attribute, Value amount);

}  // namespace rowan
