// Parts of SET clauses.
#pragma once

#include <span>
#include <vector>

#include "query_writer.hpp"
#include "rowan/query/bound.hpp"
#include "rowan/reflect/attribute_info.hpp"
#include "rowan/sql/sql_writer.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// `column = COALESCE(column, 0) + ?`. Returns Dialect::sum_fits of the two. @throws QueryError for an attribute that
/// is not a number.
std::string write_increment(SqlWriter& out, const AttributeInfo& attribute, Value amount);

/// One SET: an attribute, and what it becomes if the database computes that.
struct SetStep {
  const AttributeInfo* attribute;
  BoundExpr value;
};

/// What an upsert sets an attribute to; its value may be made of what was sent, too. @throws as bind_new_value.
BoundExpr bind_upsert_value(const ModelInfo& model, const Assignment& assignment);
/// The steps in an order in which each value is made of what the row held before. @throws Unsupported where the
/// database sets one after the other, and two are made of each other.
std::vector<SetStep> in_turn(const Dialect& dialect, const ModelInfo& model, bound::SourceId row,
                             std::vector<SetStep> steps);
/// @throws Unsupported when a step asks the table that is changed, and the database can't ask it as it was before.
void require_askable(const Dialect& dialect, const ModelInfo& model, const bound::Source& table, const SetStep& step);

}  // namespace rowan
