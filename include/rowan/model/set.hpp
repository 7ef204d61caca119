// Assignments as functions: `set(Post::c.title, "x")`, and by name `set("title", "x")`.
#pragma once

#include <utility>

#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/assignment.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/value_of.hpp"

namespace rowan {

/// As `Post::c.title = "x"` and `Post::c.views += 1`, and by name.
template <class M, class V, class Tag, ColumnKind kind, class U>
auto set(const Column<M, V, Tag, kind>& column, const U& value) {
  return column = value;
}
template <class M, class V, class Tag, ColumnKind kind, class U>
TypedIncrement<M> increment(const Column<M, V, Tag, kind>& column, const U& by) {
  return column += by;
}
inline AttributeAssignment set(TextArgument attribute, Value value) { return {attribute, std::move(value), false}; }
/// What the database makes of others: `set("rank", attr("likes") * 2)`.
template <detail::has_value_source E>
AttributeAssignment set(TextArgument attribute, const E& computed) {
  return {attribute, {}, false, detail::value_source<E>::expr(computed)};
}
inline AttributeAssignment increment(TextArgument attribute, Value by) { return {attribute, std::move(by), true}; }

}  // namespace rowan
