#include "rowan/query/bound.hpp"

#include <algorithm>
#include <type_traits>

namespace rowan::bound {

BoundExpr all_of(std::vector<BoundExpr> terms) {
  std::erase_if(terms, [](const BoundExpr& term) { return term.always_true(); });
  if (terms.empty()) return {};
  return terms.size() == 1 ? std::move(terms.front()) : make(And{std::move(terms)});
}

namespace {

bool reads(const Source& source, const Source& table);

bool reads(const std::shared_ptr<const Query>& query, const Source& table) {
  const auto asks = [&](const BoundExpr& tree) { return reads_table(tree, table); };
  return reads(query->from, table) || asks(query->where) ||
         std::any_of(query->joins.begin(), query->joins.end(),
                     [&](const Join& join) { return reads(join.source, table) || asks(join.on); }) ||
         std::any_of(query->outputs.begin(), query->outputs.end(), [&](const Output& out) { return asks(out.value); });
}

bool reads(const Source& source, const Source& table) {
  if (source.query != nullptr) return reads(source.query, table);
  return source.table == table.table && source.schema == table.schema;
}

}  // namespace

bool reads_table(const BoundExpr& tree, const Source& table) {
  if (tree.always_true()) return false;
  bool found = false;
  const auto look = [&](const auto& part) {
    for_each_field(part, [&]<class Field>(const Field& field) {
      if constexpr (std::is_same_v<Field, std::shared_ptr<const Query>>) found = found || reads(field, table);
    });
    for_each_child(part, [&](const BoundExpr& child) { found = found || reads_table(child, table); });
  };
  std::visit(look, tree.node()->is);
  return found;
}

}  // namespace rowan::bound
