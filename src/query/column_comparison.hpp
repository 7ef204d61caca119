// A column compared with a value: most conditions. Three nodes in one memory.
#pragma once

#include <string_view>
#include <utility>

#include "rowan/query/ast.hpp"

namespace rowan::ast {

struct ColumnComparison : Node {
  /// `value`: a Value, or the text that it is to be.
  template <class Held>
  ColumnComparison(std::string_view name, CompareOp op, Held&& value)
      : Node(std::in_place_type<Comparison>, Extent{1, 1}, Comparison{op, {}, {}}),
        left(std::in_place_type<Column>, Extent{}, name),
        right(std::in_place_type<Literal>, Extent{}, std::forward<Held>(value)) {
    left.home = right.home = this;
    // Last, when nothing throws any more. They are not counted: they would keep themselves.
    auto& comparison = std::get<Comparison>(is);
    comparison.left = Expr(&left);
    comparison.right = Expr(&right);
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
