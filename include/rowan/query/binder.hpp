// Where names meet a model: resolves them, checks types, converts values to what the columns store.
#pragma once

#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/order.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// `condition` with every name resolved against `model`. Binding what is bound changes nothing. Thread-safe.
/// @throws QueryError for an unknown name (with near misses) or an operation the attribute has not; InvalidValue for a
/// value of the wrong type, naming model and attribute.
ROWAN_EXPORT Expr bind_condition(const Expr& condition, const ModelInfo& model);
/// Likewise for an order.
ROWAN_EXPORT std::vector<OrderTerm> bind_order(const std::vector<OrderTerm>& order, const ModelInfo& model);
/// `value` as the column stores it (enum text to its number where it is stored as one). NULL stays NULL.
/// @throws InvalidValue naming model and attribute.
ROWAN_EXPORT Value bind_value(const ModelInfo& model, const AttributeInfo& attribute, const Value& value);
/// The kind in which `amount` is added to the attribute: its own, but signed where that lowers an unsigned one.
ROWAN_EXPORT TypeKind increment_kind(const AttributeInfo& attribute, const Value& amount);
/// The attribute called `name`; for a belongs_to's name, its column.
/// @throws QueryError when there is none (with near misses), or when the belongs_to's key has several columns.
ROWAN_EXPORT const AttributeInfo& bind_attribute(const ModelInfo& model, std::string_view name);

}  // namespace rowan
