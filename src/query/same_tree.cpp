#include "query/same_tree.hpp"

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "rowan/query/ast.hpp"

namespace rowan::ast {
namespace {

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

}  // namespace

bool same(const Expr& left, const Expr& right) {
  if (left.node() == right.node()) return true;
  if (left.always_true() || right.always_true() || left.node()->is.index() != right.node()->is.index()) return false;
  return std::visit([&]<class Part>(const Part& part) { return same_part(part, std::get<Part>(right.node()->is)); },
                    left.node()->is);
}

}  // namespace rowan::ast
