// The condition of a partial index, in its definition and where an upsert names it.
#pragma once

#include <span>

#include "rowan/reflect/model_info.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// ` WHERE "a" IS NULL AND "b" = 'x'`. Its values, constants of the program, are written: a definition takes no
/// parameters, and the database finds the index of an upsert by the same text.
void write_index_condition(SqlWriter& out, std::span<const schema::Term> terms);
void write_index_condition(SqlWriter& out, std::span<const IndexTerm> terms);

}  // namespace rowan
