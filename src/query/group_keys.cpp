// Which parts of a grouped query are what its rows are grouped by, and how these are asked again.
#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "query/expression_binder.hpp"
#include "query/over_rows.hpp"
#include "query/same_tree.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/select.hpp"

namespace rowan::ast {
namespace {

/// Speaks of other rows inside.
template <class Part>
constexpr bool of_other_rows = std::is_same_v<Part, AtTarget> || std::is_same_v<Part, OfTargets> ||
                               std::is_same_v<Part, Quantifier> || std::is_same_v<Part, OfSource>;

/// Those parts of a value of a source that are group keys, put in their place.
struct OpenedSource {
  const OfSource& of;
  const std::vector<Expr>& groups;
  bool& found;

  // What is left stays a value of the source.
  Expr operator()(const Expr& value) const {
    if (value.always_true()) return value;
    const Expr here = of_source(of.name, of.model, value);
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Expr& one) { return same(here, one); });
    if (group != groups.end()) {
      found = true;
      return make(GroupKey{static_cast<std::size_t>(group - groups.begin())});
    }
    bool within = false;
    const Expr opened = std::visit([&](const auto& part) { return inside(part, value, within); }, value.node()->is);
    found = found || within;
    return within || std::holds_alternative<Literal>(value.node()->is) ? opened : here;
  }

 private:
  template <class Part>
  Expr inside(const Part& part, const Expr& value, bool& within) const {
    if constexpr (of_other_rows<Part> || std::is_same_v<Part, Aggregate>)
      return value;
    else
      return make(with_children(part, OpenedSource{of, groups, within}));
  }
};

}  // namespace

// What an aggregate is of is a value of each row, not of the group.
Expr with_group_keys(const Expr& tree, const std::vector<Expr>& groups, const ModelInfo& (*own)()) {
  if (tree.always_true() || std::holds_alternative<Aggregate>(tree.node()->is)) return tree;
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const Expr& group) { return same(tree, group); });
  if (found != groups.end()) return make(GroupKey{static_cast<std::size_t>(found - groups.begin())});
  const auto* of = std::get_if<OfSource>(&tree.node()->is);
  if (of != nullptr && of->name.empty() && own != nullptr && of->model == own)
    return with_group_keys(of->value, groups, own);
  if (of != nullptr) {
    bool found_inside = false;
    const Expr opened = OpenedSource{*of, groups, found_inside}(of->value);
    return found_inside ? opened : tree;
  }
  return std::visit(
      [&]<class Part>(const Part& part) {
        bool leaf = true;
        for_each_child(part, [&](const Expr&) { leaf = false; });
        if (leaf || of_other_rows<Part>) return tree;
        return make(with_children(part, [&](const Expr& inside) { return with_group_keys(inside, groups, own); }));
      },
      tree.node()->is);
}

}  // namespace rowan::ast

namespace rowan {
namespace {

bool is_there(const BoundExpr& value, const bound::Node* wanted) {
  if (value.always_true()) return false;
  if (value.node() == wanted) return true;
  bool found = false;
  std::visit(
      [&](const auto& part) {
        for_each_child(part, [&](const BoundExpr& inside) { found = found || is_there(inside, wanted); });
      },
      value.node()->is);
  return found;
}

}  // namespace

// Under a name that no column has.
BoundExpr OverRows::given(const BoundExpr& value) {
  const TypeKind kind = value.node()->kind;
  std::string name = fmt::format("rowan_value_{}", rows_.outputs.size());
  rows_.outputs.push_back({value, name});
  bound::Column column{source_, std::move(name), kind, nullptr, nullptr};
  if (const bound::Column* behind = column_behind(value)) {
    column.model = behind->model;
    column.attribute = behind->attribute;
  }
  return bound::make(std::move(column), kind);
}

std::vector<BoundExpr> OverRows::group(const std::vector<BoundExpr>& keys) {
  std::vector<BoundExpr> outside;
  for (const BoundExpr& key : keys) {
    outside.push_back(given(key));
    keys_.emplace_back(key.node(), outside.back());
  }
  return outside;
}

BoundExpr OverRows::above(const BoundExpr& value) {
  if (value.always_true()) return value;
  const auto key = std::find_if(keys_.begin(), keys_.end(), [&](const auto& one) { return one.first == value.node(); });
  if (key != keys_.end()) return key->second;
  const bool aggregate = std::holds_alternative<bound::Aggregate>(value.node()->is);
  const auto inside = [&](const BoundExpr& part) {
    return aggregate && !part.always_true() ? given(part) : above(part);
  };
  return std::visit(
      [&](const auto& part) {
        return BoundExpr(std::make_shared<const bound::Node>(with_children(part, inside), value.node()->kind));
      },
      value.node()->is);
}

bool asks_keys_again(const bound::Query& query) {
  return std::any_of(query.group.begin(), query.group.end(), [&](const BoundExpr& key) {
    if (key.always_true() || std::holds_alternative<bound::Column>(key.node()->is)) return false;
    const bound::Node* node = key.node();
    if (is_there(query.having, node)) return true;
    if (!bound::has_values(key)) return false;
    bool placed = false, again = false;
    for (const bound::Output& output : query.outputs) {
      const bool whole = output.value.node() == node;
      placed |= whole;
      again |= !whole && is_there(output.value, node);
    }
    for (const bound::OrderBy& term : query.order)
      again |= !(placed && term.value.node() == node) && is_there(term.value, node);
    return again;
  });
}

bound::Query grouped_over_rows(bound::Query query, bound::SourceId source) {
  bound::Query rows, groups;
  rows.from = std::move(query.from);
  rows.joins = std::move(query.joins);
  rows.where = std::move(query.where);
  groups.with = std::move(query.with);
  rows.composed = query.composed;
  groups.others = std::move(query.others);
  OverRows over(rows, source);
  groups.group = over.group(query.group);
  for (const bound::Output& output : query.outputs) groups.outputs.push_back({over.above(output.value), output.name});
  groups.having = over.above(query.having);
  for (const bound::OrderBy& term : query.order)
    groups.order.push_back({over.above(term.value), term.descending, term.nulls});
  groups.distinct = query.distinct;
  groups.equal_by_collation = query.equal_by_collation;
  for (const BoundExpr& value : query.distinct_on) groups.distinct_on.push_back(over.above(value));
  groups.limit = query.limit;
  groups.offset = query.offset;
  groups.from = {source, {}, {}, "rowan_rows", std::make_shared<const bound::Query>(std::move(rows))};
  return groups;
}

}  // namespace rowan
