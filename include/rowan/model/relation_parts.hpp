// What relations do to their parts: conditions taken out or replaced, and parts of another relation taken over.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/select.hpp"

namespace rowan {

struct LoadOptions;

/// What unscope() takes away. `limit` is the offset, too.
enum class RelationPart : std::uint8_t { where, order, limit, distinct, lock, preload };

namespace detail {

/// The row is none of these records'. New ones have no row.
ROWAN_EXPORT Expr is_none_of(const ModelInfo& model, const std::vector<const ModelBase*>& records);
/// `where` without the terms, joined by AND, that are about nothing but what `condition` is about; and `condition`.
ROWAN_EXPORT Expr where_anew(const ModelInfo& model, const Expr& where, const Expr& condition);
/// The order in which `attribute` has these values.
ROWAN_EXPORT OrderTerm in_order_of(std::string_view attribute, const std::vector<Value>& values);
ROWAN_EXPORT void unscope(SelectQuery& query, LoadOptions& options, RelationPart part);
[[noreturn]] ROWAN_EXPORT void refuse_merged_cursor();
/// Conditions of both, the orders one after the other, and what else `other` says. @throws QueryError where that has
/// several sources.
ROWAN_EXPORT void merge(SelectQuery& query, LoadOptions& options, const SelectQuery& other, const LoadOptions& others);

}  // namespace detail
}  // namespace rowan
