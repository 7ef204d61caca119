// Joins of some of each owner's targets: the first ones, or those for which something holds.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/association_path.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/select.hpp"

namespace rowan {
namespace {

[[noreturn]] void refuse_limit(const AssociationInfo& association, std::string_view why) {
  throw QueryError(
      fmt::format("join() can't take the first ones of {} for each owner, {}: preload() it with a limit, or number the "
                  "rows with row_number() in a query of their own",
                  full_name(association), why));
}

// Null: the target's model has no attribute for the column.
const AttributeInfo* attribute_of(const ModelInfo& model, const std::string& column) {
  const auto found = std::find_if(model.attributes.begin(), model.attributes.end(),
                                  [&](const AttributeInfo& attribute) { return attribute.column == column; });
  return found == model.attributes.end() ? nullptr : &*found;
}

const std::string& name_of(const AssociationInfo& association, const std::string& column) {
  const AttributeInfo* attribute = attribute_of(*association.target, column);
  if (attribute == nullptr) refuse_limit(association, fmt::format("for its target has no attribute for {}", column));
  return attribute->name;
}

// By what targets tell their owners apart: the columns that refer to these. A polymorphic one has the targets of one
// type only.
std::vector<Expr> owner_of(const AssociationInfo& association, SelectQuery& targets) {
  const std::vector<Hop> path = association_path(association);
  if (path.size() > 1) refuse_limit(association, "for several owners may share a target");
  std::vector<Expr> parts;
  for (const std::string& column : path.front().to) parts.push_back(ast::column(name_of(association, column)));
  for (const Fixed& fixed : path.front().fixed) {
    if (fixed.before) continue;
    targets.where =
        targets.where && ast::compare(name_of(association, fixed.column), CompareOp::equal, Value(fixed.text));
  }
  return parts;
}

// That a target is among the first of its owner.
Expr is_among_first(const AssociationInfo& association, SelectQuery targets) {
  const ModelInfo& model = *association.target;
  if (model.primary_key.size() != 1) refuse_limit(association, "for its target has no primary key of one attribute");
  const Expr key = ast::column(model.primary_key.front()->name);
  ast::WindowRows rows;
  rows.partition = owner_of(association, targets);
  targets.where = targets.where && own_condition(association);
  rows.order = std::exchange(targets.order, {});
  rows.order.push_back(OrderTerm{key});
  const std::uint64_t before = std::exchange(targets.offset, std::nullopt).value_or(0);
  const std::optional<std::uint64_t> limit = std::exchange(targets.limit, std::nullopt);
  targets.outputs = {key, ast::window(WindowFunction::row_number, {}, 0, rows)};
  SelectQuery first = standing_on(std::move(targets));
  first.outputs = {ast::given({}, 0)};
  const auto number = [](CompareOp op, std::uint64_t place) {
    return ast::compare(ast::given({}, 1), op, ast::literal(Value(static_cast<std::int64_t>(place))));
  };
  if (before > 0) first.where = number(CompareOp::greater, before);
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (limit)
    first.where = first.where && number(CompareOp::less_equal, *limit > most - before ? most : before + *limit);
  return ast::in_query(key, std::move(first), false);
}

}  // namespace

void RelationBase::join_some(JoinTerm&& term, const RelationBase& targets) {
  const ModelInfo& owner = term.of.model == nullptr ? model_() : term.of.model();
  const AssociationInfo& association = owner.association(term.association).resolved();
  const SelectQuery& asked = targets.query_;
  const bool several = asked.composition || targets.ends_;
  if (several || asked.distinct || !asked.distinct_on.empty() || asked.lock || asked.hint || asked.only ||
      !targets.options_.preloads.empty() || targets.options_.unscoped != options_.unscoped) {
    throw QueryError(
        fmt::format("join() of {} takes a relation's conditions, order and limit, and this one has {}: say that of the "
                    "join, or of a query in a condition",
                    full_name(association),
                    several ? "other sources, or a cursor"
                            : "distinct(), lock(), hint(), only(), a preload, or another unscoped()"));
  }
  SelectQuery query = targets.bound_query();
  const Expr on = query.limit || query.offset ? is_among_first(association, std::move(query)) : query.where;
  term.on = ast::of_source(term.name, nullptr, on);
  add_join(std::move(term));
}

}  // namespace rowan
