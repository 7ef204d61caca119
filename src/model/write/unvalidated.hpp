// What is written without being validated keeps to what a model can read again.
#pragma once

#include <vector>

#include "model/load/table_facts.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

[[nodiscard]] inline bool declares_digits(const AttributeInfo& attribute) {
  return attribute.type.precision != 0 && element_of(attribute.type.kind) == TypeKind::decimal;
}

/// Servers round what has more digits behind the point, SQLite keeps it and what has more before it: both would be news
/// to the program.
/// @throws InvalidValue naming model, attribute and column.
void require_declared_digits(const ModelInfo& model, const AttributeInfo& attribute, const void* object);
void require_declared_digits(const ModelInfo& model, const AttributeInfo& attribute, const Value& value);

/// Rows of a type that is of no model could be read by none. @throws InvalidValue.
void require_known_type(const ModelInfo& model, const AttributeInfo& attribute, const Value& type);

/// What columns are set to, or counted up by, fits them; computed values are the database's. @throws InvalidValue.
void require_fit(Connection& connection, const ModelInfo& model, const Assignment& set);
void require_fit(Connection& connection, const ModelInfo& model, const std::vector<Assignment>& sets);

}  // namespace rowan
