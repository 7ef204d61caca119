// A condition or value, as an immutable tree. The typed columns (`Post::c.title == "x"`) and the by-name ones
// (`attr("title") == "x"`) build the same nodes; nothing is resolved until the condition meets a model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"

namespace rowan {

struct SelectQuery;
struct ModelInfo;
namespace ast {
struct Node;
/// One owner more, or less, of the memory that a node is in.
ROWAN_EXPORT void keep(const Node& node) noexcept;
ROWAN_EXPORT void let_go(const Node& node) noexcept;
}  // namespace ast

enum class CompareOp : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };
enum class MatchKind : std::uint8_t { contains, starts_with, ends_with };
/// `is` and `is_not` are `some` and `none` of a to-one association.
enum class QuantifierKind : std::uint8_t { some, every, none, is, is_not };

/// What can be said of the rows around a row; the first five are the aggregates, in their order.
enum class WindowFunction : std::uint8_t {
  count,
  sum,
  average,
  minimum,
  maximum,
  row_number,
  rank,
  dense_rank,
  percent_rank,
  cume_dist,
  ntile,
  lag,
  lead,
  first_value,
  last_value,
  nth_value
};
/// Whether a frame says of which rows it is; the others are of a place among all rows of the partition.
constexpr bool sees_frame(WindowFunction function) {
  return function <= WindowFunction::maximum || function >= WindowFunction::first_value;
}
/// What a frame's distances count: rows, the value that they are in order of, or groups of rows that are equal in it.
enum class FrameUnit : std::uint8_t { rows, range, groups };
/// Where the rows begin, or end, that a window function sees. `unsaid`: SQL's own choice.
enum class FrameEnd : std::uint8_t {
  unsaid,
  unbounded_preceding,
  preceding,
  current_row,
  following,
  unbounded_following
};

/// What can be said of a group of rows by one value.
enum class AggregateFunction : std::uint8_t { count, sum, average, minimum, maximum };

/// What a value can be made of others by; see query/function.hpp.
enum class Function : std::uint8_t;

/// A condition or value: one pointer, cheap to copy, immutable, safe to share between threads. The default one holds
/// for every row.
class ROWAN_EXPORT Expr {
 public:
  Expr() noexcept = default;
  /// Becomes an owner of the node in the place of the caller, or of nobody.
  explicit Expr(const ast::Node* node) noexcept : node_(node) {}
  Expr(const Expr& other) noexcept : node_(other.node_) {
    if (node_ != nullptr) ast::keep(*node_);
  }
  Expr(Expr&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Expr& operator=(Expr other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Expr() {
    if (node_ != nullptr) ast::let_go(*node_);
  }
  /// Holds for every row, or for none.
  static Expr constant(bool value);

  /// Is the owner no longer, without letting go.
  void release() noexcept { node_ = nullptr; }

  /// Null when the condition holds for every row. See query/ast.hpp.
  [[nodiscard]] const ast::Node* node() const noexcept { return node_; }
  [[nodiscard]] bool always_true() const noexcept { return node_ == nullptr; }

  friend ROWAN_EXPORT Expr operator&&(const Expr& left, const Expr& right);
  friend ROWAN_EXPORT Expr operator||(const Expr& left, const Expr& right);
  friend ROWAN_EXPORT Expr operator!(const Expr& operand);

 private:
  const ast::Node* node_ = nullptr;
};

/// All of `terms` hold; of no terms: every row.
ROWAN_EXPORT Expr all_of(const std::vector<Expr>& terms);
/// At least one of `terms` holds; of no terms: no row.
ROWAN_EXPORT Expr any_of(const std::vector<Expr>& terms);

/// SQL of your own as a condition; each `?` outside quotes and comments is a bound argument, `??` is a question mark.
/// Column names in it are the database's. @throws QueryError when placeholders and arguments differ in number.
ROWAN_EXPORT Expr sql_with_values(std::string_view text, std::vector<Value> arguments);
template <class... Arguments>
Expr sql(TextArgument text, const Arguments&... arguments) {
  return sql_with_values(text, std::vector<Value>{Value(arguments)...});
}

namespace ast {

// What the two spellings call. Names are looked up when the condition meets a model.

/// An attribute's value.
ROWAN_EXPORT Expr column(std::string_view name);
/// A value of the program's.
ROWAN_EXPORT Expr literal(Value value);
ROWAN_EXPORT Expr call(Function function, std::vector<Expr> arguments);
/// NULL on one side makes `equal` and `not_equal` a null test of the other. @throws QueryError when NULL is to be
/// ordered.
ROWAN_EXPORT Expr compare(Expr left, CompareOp op, Expr right);
ROWAN_EXPORT Expr null_test(Expr operand, bool negated);
/// A NULL among `values` is matched by IS NULL.
ROWAN_EXPORT Expr in_list(Expr operand, std::vector<Value> values, bool negated);
/// @throws QueryError when a bound is NULL.
ROWAN_EXPORT Expr between(Expr operand, Value low, Value high);
ROWAN_EXPORT Expr match(Expr operand, MatchKind kind, std::string_view text, bool ignore_case);
/// @throws QueryError when `element` is NULL.
ROWAN_EXPORT Expr has_element(Expr array, Value element);
ROWAN_EXPORT Expr quantified(std::string_view association, QuantifierKind kind, Expr condition);
/// See form::Case. @throws QueryError when there is no condition.
ROWAN_EXPORT Expr conditional(std::vector<Expr> conditions, std::vector<Expr> values, Expr otherwise);
/// What an aggregate is of where only rows count for which `condition` holds: of no value elsewhere.
ROWAN_EXPORT Expr where_counted(const Expr& of, const Expr& condition);
/// `of`: the always true tree for the rows themselves. Rows for which `condition` does not hold count for nothing.
ROWAN_EXPORT Expr aggregate(AggregateFunction function, bool distinct, const Expr& of, const Expr& condition = {});
struct WindowRows;
/// See form::Window. @throws QueryError for a number that the function does not take, and a frame that ends before it
/// begins.
ROWAN_EXPORT Expr window(WindowFunction function, std::vector<Expr> of, std::int64_t number, const WindowRows& rows);
/// @throws QueryError always.
[[noreturn]] ROWAN_EXPORT void refuse_distinct_window();
/// A value of the target of a to-one association; NULL where there is no target.
ROWAN_EXPORT Expr at_target(std::string_view association, Expr value);
/// An aggregate of the targets of an association for which `condition` holds.
ROWAN_EXPORT Expr of_targets(std::string_view association, Expr aggregate, Expr condition);
/// The one value of a query with one output; NULL when it gives no row.
ROWAN_EXPORT Expr sub_query(SelectQuery query);
ROWAN_EXPORT Expr in_query(Expr operand, SelectQuery query, bool negated);
/// A value of one of the query's sources: by its name, or by its model where that is empty.
ROWAN_EXPORT Expr of_source(std::string_view name, const ModelInfo& (*model)(), Expr value);
/// One of the values that a source gives, from 0.
ROWAN_EXPORT Expr given(std::string_view source, std::size_t index);
/// Whether there is an aggregate of the rows themselves in the tree.
ROWAN_EXPORT bool has_aggregate(const Expr& tree);
/// Whether a window function stands in it, which sees the rows of the query.
ROWAN_EXPORT bool has_window(const Expr& tree);
/// `tree` with the values that rows are grouped by named by their numbers, from 0. `own`: the query's own model, if
/// that is known.
ROWAN_EXPORT Expr with_group_keys(const Expr& tree, const std::vector<Expr>& groups,
                                  const ModelInfo& (*own)() = nullptr);

// The same of an attribute.
ROWAN_EXPORT Expr compare(std::string_view column, CompareOp op, Value value);
/// Of a column by its own name, no path, with a text that is copied once.
ROWAN_EXPORT Expr compare_text(std::string_view column, CompareOp op, std::string_view text);
ROWAN_EXPORT Expr compare_columns(std::string_view left, CompareOp op, std::string_view right);
ROWAN_EXPORT Expr null_test(std::string_view column, bool negated);
ROWAN_EXPORT Expr in_list(std::string_view column, std::vector<Value> values, bool negated);
ROWAN_EXPORT Expr between(std::string_view column, Value low, Value high);
ROWAN_EXPORT Expr match(std::string_view column, MatchKind kind, std::string_view text, bool ignore_case);
ROWAN_EXPORT Expr has_element(std::string_view column, Value element);

}  // namespace ast
}  // namespace rowan
