#include "rowan/query/bound.hpp"

#include <algorithm>
#include <type_traits>

namespace rowan::bound {

BoundExpr all_of(std::vector<BoundExpr> terms) {
  std::erase_if(terms, [](const BoundExpr& term) { return term.always_true(); });
  if (terms.empty()) return {};
  return terms.size() == 1 ? std::move(terms.front()) : make(And{std::move(terms)});
}

bool asks_other_rows(const BoundExpr& tree) {
  if (tree.always_true()) return false;
  bool found = false;
  const auto look = [&](const auto& part) {
    for_each_field(
        part, [&]<class Field>(const Field&) { found = found || std::is_same_v<Field, std::shared_ptr<const Query>>; });
    for_each_child(part, [&](const BoundExpr& child) { found = found || asks_other_rows(child); });
  };
  std::visit(look, tree.node()->is);
  return found;
}

}  // namespace rowan::bound
