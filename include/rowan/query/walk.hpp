// Walks over trees that need not know the nodes: each node lists its fields, and among them are the trees inside.
#pragma once

#include <tuple>
#include <vector>

namespace rowan {

/// Calls `visit` with each field of a node's part, in order.
template <class Part, class Visit>
void for_each_field(const Part& part, const Visit& visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, part.fields());
}

template <class T>
concept expression_tree = requires(const T& tree) {
  tree.node();
  tree.always_true();
};

template <class T>
concept expression_trees = requires { typename T::value_type; } && expression_tree<typename T::value_type>;

/// Calls `visit` with each tree that stands directly inside of a node's part. Trees inside of sub-queries are theirs.
template <class Part, class Visit>
void for_each_child(const Part& part, const Visit& visit) {
  for_each_field(part, [&]<class Field>(const Field& field) {
    if constexpr (expression_tree<Field>) {
      visit(field);
    } else if constexpr (expression_trees<Field>) {
      for (const auto& tree : field) visit(tree);
    }
  });
}

/// A copy of a node's part in which `change` has replaced each tree directly inside.
template <class Part, class Change>
Part with_children(const Part& part, const Change& change) {
  Part made = part;
  for_each_child(made, [&]<class Tree>(const Tree& tree) { const_cast<Tree&>(tree) = change(tree); });
  return made;
}

}  // namespace rowan
