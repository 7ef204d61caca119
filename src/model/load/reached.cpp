// What a record leads to by an association of its model to itself, followed again and again.
#include <fmt/format.h>

#include <utility>

#include "model/record/key.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/select.hpp"

namespace rowan {
namespace {

constexpr std::string_view tree = "rowan_tree", step_name = "rowan_next";

/// The targets of the rows of a query: their keys, and at which level they are, where that is counted.
SelectQuery next_level(SelectQuery from, const std::string& key, std::string_view association, bool counts, Expr level,
                       bool unscoped) {
  auto parts = from.composition ? std::make_shared<Composition>(*from.composition) : std::make_shared<Composition>();
  JoinTerm next;
  next.name = step_name;
  next.association = association;
  parts->joins.push_back(std::move(next));
  from.composition = std::move(parts);
  from.outputs = {ast::of_source(step_name, nullptr, ast::column(key))};
  if (counts) from.outputs.push_back(std::move(level));
  add_standing_conditions(from, unscoped ? Scoping::unscoped : Scoping::usual);
  return from;
}

// Rows that are there already are not followed again, so a circle ends; with levels it ends with them.
CommonTable reached_rows(const ModelInfo& model, std::string_view association, Value key, std::uint32_t levels,
                         bool unscoped) {
  const std::string& name = model.primary_key.front()->name;
  const bool counts = levels > 0;
  SelectQuery first, step;
  first.model = step.model = &model;
  first.where = ast::compare(name, CompareOp::equal, std::move(key));
  auto parts = std::make_shared<Composition>();
  JoinTerm rows;
  rows.name = rows.common = tree;
  rows.on = ast::compare(ast::column(name), CompareOp::equal, ast::given(tree, 0));
  parts->joins.push_back(std::move(rows));
  step.composition = std::move(parts);
  if (counts) step.where = ast::compare(ast::given(tree, 1), CompareOp::less, ast::literal(Value(levels)));
  const Expr one = ast::literal(Value(std::int64_t{1}));
  CommonTable table;
  table.name = tree;
  table.query =
      std::make_shared<const SelectQuery>(next_level(std::move(first), name, association, counts, one, unscoped));
  table.step = std::make_shared<const SelectQuery>(
      next_level(std::move(step), name, association, counts,
                 counts ? ast::call(Function::add, {ast::given(tree, 1), one}) : Expr(), unscoped));
  return table;
}

/// That a row is reached from the one with this key.
Expr is_reached(const ModelInfo& model, std::string_view association, const Value& key, std::uint32_t levels,
                bool unscoped) {
  auto parts = std::make_shared<Composition>();
  parts->with = {reached_rows(model, association, key, levels, unscoped)};
  parts->common = tree;
  SelectQuery keys;
  keys.model = &model;
  keys.composition = std::move(parts);
  keys.outputs = {ast::given({}, 0)};
  return ast::in_query(ast::column(model.primary_key.front()->name), std::move(keys), false);
}

}  // namespace

detail::OwnedQuery detail::all_reached(const ModelBase& record, std::string_view name, std::uint32_t levels) {
  const ModelInfo& model = record.model_info();
  const AssociationInfo& association = model.association(name).resolved();
  if (association.target != &model || model.primary_key.size() != 1) {
    throw QueryError(
        fmt::format("{} can't be followed again and again: that takes an association of a model to itself, "
                    "and a primary key of one attribute",
                    full_name(association)));
  }
  const Slot* slot = record.slot();
  if (slot != nullptr && slot->lifecycle == Lifecycle::destroyed)
    throw RecordDestroyed(
        fmt::format("{} can't be followed from a {} that was destroyed", full_name(association), model.name));
  if (slot == nullptr || slot->lifecycle == Lifecycle::fresh)
    return {std::make_shared<const OwnedRows>(Expr::constant(false), std::vector<OrderTerm>(), true), nullptr};
  auto rows = std::make_shared<OwnedRows>(Expr(), std::vector<OrderTerm>(), false);
  rows->condition_now = [&association, key = key_parts(slot_key(*slot), model.primary_key).front(),
                         levels](bool unscoped) {
    return is_reached(*association.owner, association.name, key, levels, unscoped);
  };
  return {std::move(rows), slot->block->database.shared()};
}

}  // namespace rowan
