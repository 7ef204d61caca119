// Which parts of a grouped query are what its rows are grouped by.
#include <algorithm>
#include <memory>
#include <type_traits>
#include <variant>

#include "rowan/query/ast.hpp"
#include "rowan/query/select.hpp"

namespace rowan::ast {
namespace {

bool same(const Expr& left, const Expr& right);

template <class Field>
bool same_field(const Field& left, const Field& right) {
  if constexpr (std::is_same_v<Field, Expr>) {
    return same(left, right);
  } else if constexpr (std::is_same_v<Field, std::vector<Expr>>) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
  } else {
    return left == right;
  }
}

template <class Part>
bool same_part(const Part& left, const Part& right) {
  const auto fields = left.fields(), others = right.fields();
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (same_field(std::get<I>(fields), std::get<I>(others)) && ...);
  }(std::make_index_sequence<std::tuple_size_v<decltype(fields)>>());
}

bool same(const Expr& left, const Expr& right) {
  if (left.node() == right.node()) return true;
  if (left.always_true() || right.always_true() || left.node()->is.index() != right.node()->is.index()) return false;
  return std::visit([&]<class Part>(const Part& part) { return same_part(part, std::get<Part>(right.node()->is)); },
                    left.node()->is);
}

}  // namespace

// What an aggregate is of is a value of each row, not of the group.
Expr with_group_keys(const Expr& tree, const std::vector<Expr>& groups) {
  if (tree.always_true() || std::holds_alternative<Aggregate>(tree.node()->is)) return tree;
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const Expr& group) { return same(tree, group); });
  if (found != groups.end()) return make(GroupKey{static_cast<std::size_t>(found - groups.begin())});
  return std::visit(
      [&]<class Part>(const Part& part) {
        bool leaf = true;
        for_each_child(part, [&](const Expr&) { leaf = false; });
        if (leaf || std::is_same_v<Part, AtTarget> || std::is_same_v<Part, OfTargets> ||
            std::is_same_v<Part, Quantifier>)
          return tree;  // these speak of another model inside
        return make(with_children(part, [&](const Expr& inside) { return with_group_keys(inside, groups); }));
      },
      tree.node()->is);
}

}  // namespace rowan::ast
