// The nodes of a condition: a closed set. For code that walks conditions (binder, compiler); building them is
// expr.hpp's job.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/expr.hpp"

namespace rowan::ast {

/// An attribute by name; the binder fills in which one.
struct ColumnRef {
  std::string name;
  const AttributeInfo* attribute = nullptr;
};
/// A value on the right is not NULL.
struct Comparison {
  CompareOp op{};
  ColumnRef left;
  std::variant<Value, ColumnRef> right;
};
/// Two terms or more.
struct And {
  std::vector<Expr> terms;
};
struct Or {
  std::vector<Expr> terms;
};
struct Not {
  Expr operand;
};
struct NullTest {
  ColumnRef column;
  bool negated = false;
};
/// At least one value, none of them NULL.
struct InList {
  ColumnRef column;
  std::vector<Value> values;
  bool negated = false;
};
struct Between {
  ColumnRef column;
  Value low, high;
};
struct TextMatch {
  ColumnRef column;
  MatchKind kind{};
  std::string text;
  bool ignore_case = false;
};
/// An array that has this element.
struct HasElement {
  ColumnRef column;
  Value value;
};
/// About the targets of an association; `condition` is on the target's model.
struct Quantifier {
  std::string name;
  QuantifierKind kind{};
  Expr condition;
  const AssociationInfo* association = nullptr;  ///< filled in by the binder
};
/// SQL of the user's, with a `?` for each argument. Where those are depends on the database that reads it.
struct RawSql {
  std::string text;
  std::vector<Value> arguments;
};
struct AlwaysFalse {};
/// About the target of an association that passes other tables (many_to_many, through): the owner with this key reaches
/// it. Bound as it is made.
struct ReachedFrom {
  const AssociationInfo* association = nullptr;
  std::vector<Value> key;
};

struct Node {
  std::variant<ColumnRef, Comparison, And, Or, Not, NullTest, InList, Between, TextMatch, HasElement, Quantifier,
               RawSql, AlwaysFalse, ReachedFrom>
      is;
  // Of the tree that it is the root of; a node without others inside is a tree of one.
  std::uint32_t depth = 1, size = 1;
};

/// A tree from outside the program may be of any size, and each level costs stack, here and in the database.
inline constexpr std::uint32_t most_levels = 500, most_nodes = 100000;

template <class Part>
Expr make(Part part) {
  return Expr(std::make_shared<const Node>(Node{std::move(part), 1, 1}));
}

/// A node around other trees. @throws QueryError when they are too deep or too many.
ROWAN_EXPORT Expr enclose(Node node, std::span<const Expr> inside);

}  // namespace rowan::ast
