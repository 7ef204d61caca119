// One term of an ORDER BY.
#pragma once

#include <cstdint>
#include <vector>

#include "rowan/query/expr.hpp"

namespace rowan {

/// Where rows without a value go. `unspecified` is the database's own choice: first when ascending on SQLite, MySQL and
/// SQL Server, last on PostgreSQL.
enum class NullsOrder : std::uint8_t { unspecified, first, last };

/// `attr("age").desc()`, `attr("age").asc().nulls_last()`, or `OrderTerm{sql("length(name)")}`.
struct OrderTerm {
  Expr expr;
  bool descending = false;
  NullsOrder nulls = NullsOrder::unspecified;

  [[nodiscard]] OrderTerm nulls_first() const { return {expr, descending, NullsOrder::first}; }
  [[nodiscard]] OrderTerm nulls_last() const { return {expr, descending, NullsOrder::last}; }
};

namespace ast {

/// The rows that a window function sees: with these values, in this order, in this frame.
struct WindowRows {
  std::vector<Expr> partition{};
  std::vector<OrderTerm> order{};
  FrameUnit unit{};
  FrameEnd first{}, last{};
  std::int64_t before = 0, after = 0;  ///< how far `first` and `last` are, of `preceding` and `following`
};

}  // namespace ast
}  // namespace rowan
