// A column compared with a value: most conditions. Three nodes in one memory.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "rowan/query/ast.hpp"

namespace rowan::ast {

struct ColumnComparison : Node {
  // The comparison's references to its sides are not counted: they would keep themselves.
  ColumnComparison(std::string_view name, CompareOp op, Value&& value)
      : Node(Comparison{op, Expr(&left), Expr(&right)}, Extent{1, 1}),
        left(Column{std::string(name)}, Extent{}),
        right(Literal{std::move(value)}, Extent{}) {
    left.home = right.home = this;
  }
  ~ColumnComparison() {
    auto& comparison = std::get<Comparison>(is);
    comparison.left.release();
    comparison.right.release();
  }
  ColumnComparison(const ColumnComparison&) = delete;
  ColumnComparison& operator=(const ColumnComparison&) = delete;

  Node left, right;
};

/// Destroys a node that has no owner left, which is its own home.
inline void end(const Node& node) noexcept {
  const auto* comparison = std::get_if<Comparison>(&node.is);
  if (comparison != nullptr && comparison->left.node() != nullptr && comparison->left.node()->home == &node)
    delete static_cast<const ColumnComparison*>(&node);
  else
    delete &node;
}

}  // namespace rowan::ast
