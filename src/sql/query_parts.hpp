// Pieces that several statements are made of.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rowan/query/bound.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

using AttributeList = std::span<const AttributeInfo* const>;

/// `"a", "b"`, each with `prefix` before it.
void write_columns(SqlWriter& out, AttributeList columns, std::string_view prefix = {});
/// All attributes of the model, in order.
void write_all_columns(SqlWriter& out, const ModelInfo& model, std::string_view prefix = {});
/// A lock version whose NULL, in rows that others made, counts as 0.
bool counts_from_null(const AttributeInfo& attribute);
/// `column = ? AND …`, by what each column is compared by.
void write_equalities(SqlWriter& out, AttributeList columns);
/// The parameter for an array of the attribute's values, and its type.
void write_array(SqlWriter& out, const AttributeInfo& attribute);
/// Refuses a model with attributes that the database has no columns for. @throws Unsupported naming the first.
void require_columns(const Dialect& dialect, const ModelInfo& model);
/// @throws RecordNotSaved when the model is read-only.
void require_writable(const ModelInfo& model);
/// What the outputs of a query are read as.
std::vector<CompiledSql::Output> outputs_of(const bound::Query& query);
/// The primary key. @throws MappingError when the model has none, saying what needs it.
AttributeList key_of(const ModelInfo& model, std::string_view purpose);

}  // namespace rowan
