// Texts in columns of types that a database spells in its own way: what it was given as '9:05' a time gives as
// '09:05:00'.
#pragma once

#include <vector>

#include "model/load/table_facts.hpp"

namespace rowan {

/// Makes the texts among `set` in `object` (null: all) what the row will hold, so that the record equals it once it is
/// saved. Asks the database about each. @throws InvalidValue naming model, attribute and column, when it is no value of
/// the column's type.
void respell(const TableFacts& facts, const ModelInfo& model, void* object,
             const std::vector<const AttributeInfo*>* set, Connection& connection);

}  // namespace rowan
