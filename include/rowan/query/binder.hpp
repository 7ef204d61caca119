// Where names meet a model: resolves them, checks types, converts values to what the columns store.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class BoundExpr;
namespace bound {
struct Query;
}  // namespace bound

// What these two give is query/bound.hpp's.

/// `query` with every name looked up, every association written out, and its values converted. Thread-safe; what it
/// gives refers to the query's values by their place only (see Origin).
/// @throws QueryError for an unknown name (with near misses) or an operation the attribute has not; InvalidValue for a
/// value of the wrong type, naming model and attribute.
ROWAN_EXPORT bound::Query bind_query(const SelectQuery& query);
/// Likewise the query for rows that are to be changed: common tables stand in the sub-queries that ask them, not before
/// the statement.
ROWAN_EXPORT bound::Query bind_changed_rows(const SelectQuery& query);
/// Likewise a condition on the model's own table.
ROWAN_EXPORT BoundExpr bind_condition(const Expr& condition, const ModelInfo& model);
/// The source of what an upsert was about to insert.
inline constexpr std::uint32_t excluded_source = ~std::uint32_t{0} - 3;
/// @throws QueryError when a query does not give a value for each of `columns` that its attribute takes.
ROWAN_EXPORT void require_insertable(const ModelInfo& model, std::span<const AttributeInfo* const> columns,
                                     const bound::Query& query);
/// What the database is to set an attribute to, made of the row's own columns, whose source is `row`. To-one targets
/// are asked in sub-queries: an UPDATE joins nothing. In an upsert, `excluded()` speaks of what was sent. @throws as
/// bind_query; QueryError for a value of another type.
ROWAN_EXPORT BoundExpr bind_new_value(const ModelInfo& model, const AttributeInfo& attribute, const Expr& value,
                                      std::uint32_t row = 0, bool in_upsert = false);
/// `value` as the column stores it (enum text to its number where it is stored as one). NULL stays NULL.
/// @throws InvalidValue naming model and attribute.
ROWAN_EXPORT Value bind_value(const ModelInfo& model, const AttributeInfo& attribute, const Value& value);
/// `value` as one of `kind`, where it meets no column. @throws InvalidValue.
ROWAN_EXPORT Value bind_value(TypeKind kind, const Value& value);
/// What a value is by itself.
ROWAN_EXPORT TypeKind kind_of(const Value& value);
/// The kind in which `amount` is added to the attribute: its own, but signed where that lowers an unsigned one.
ROWAN_EXPORT TypeKind increment_kind(const AttributeInfo& attribute, const Value& amount);
/// The attribute called `name`; for a belongs_to's name, its column.
/// @throws QueryError when there is none (with near misses), or when the belongs_to's key has several columns.
ROWAN_EXPORT const AttributeInfo& bind_attribute(const ModelInfo& model, std::string_view name);

/// Attributes of the owner that lead to the association's targets: the foreign key of a belongs_to, else usually the
/// primary key.
ROWAN_EXPORT const std::vector<const AttributeInfo*>& association_owner_key(const AssociationInfo& association);

}  // namespace rowan
