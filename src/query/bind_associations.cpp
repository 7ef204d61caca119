// Associations and queries in trees, bound: written out as tables.
#include <fmt/format.h>

#include <algorithm>

#include "query/expression_binder.hpp"
#include "query/same_tree.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/select.hpp"

namespace rowan {
namespace {

std::shared_ptr<const bound::Query> made_query(std::vector<bound::Output> outputs, QueryBinder::Tables tables,
                                               std::vector<BoundExpr> terms, QueryBinder::Scope scope) {
  bound::Query query;
  query.outputs = std::move(outputs);
  query.from = std::move(tables.from);
  query.joins = std::move(tables.joins);
  std::move(scope.joins.begin(), scope.joins.end(), std::back_inserter(query.joins));
  query.where = bound::all_of(std::move(terms));
  return std::make_shared<const bound::Query>(std::move(query));
}

const AssociationInfo& of_one_model(const ModelInfo& model, const AssociationInfo& association) {
  if (association.target != nullptr) return association;
  throw QueryError(fmt::format(
      "{0}.{1} refers to several models: ask for one of them, as in {0}::c.{1}.is<{2}>(…) or attr(\"{1}:{2}\")",
      model.name, association.name, association.branches.front()->target->name));
}

}  // namespace

ExpressionBinder::Targets ExpressionBinder::targets_of(const AssociationInfo& association) const {
  require_row(association.name);
  std::vector<Hop> path = association_path(association);
  QueryBinder::Tables tables = statement_.tables(path);
  const Hop& first = path.front();
  std::vector<BoundExpr> terms =
      equalities(hop_columns(first.to, first, tables.ids.front()), hop_columns(first.from, first, source_));
  add_fixed(terms, first, &source_, &tables.ids.front());
  return {std::move(path), std::move(tables), std::move(terms)};
}

BoundExpr ExpressionBinder::part(const ast::Quantifier& quantifier) const {
  const AssociationInfo& association =
      of_one_model(model_, quantifier.association != nullptr ? *quantifier.association
                                                             : model_.association(quantifier.name).resolved());
  const bool to_one_only = quantifier.kind == QuantifierKind::is || quantifier.kind == QuantifierKind::is_not;
  if (to_one_only && association.to_many()) {
    throw QueryError(
        fmt::format("{}.{} is a {}: use some() and none() where a to-one association has is() and is_not()",
                    model_.name, association.name, association.ops->name));
  }
  Targets targets = targets_of(association);
  QueryBinder::Scope scope;
  const bound::SourceId last = targets.tables.ids.back();
  const ExpressionBinder inside(statement_, scope, *association.target, last, {"a condition"});
  const BoundExpr among = inside.bind(quantifier.among);
  BoundExpr condition = inside.bind(quantifier.condition);
  const BoundExpr asked = condition;
  targets.terms.push_back(among);
  // `every` looks for a target that fails; one for which the condition is NULL fails too.
  const bool every = quantifier.kind == QuantifierKind::every;
  targets.terms.push_back(every ? bound::make(bound::NotTrue{std::move(condition)}) : std::move(condition));
  const bool exists = quantifier.kind == QuantifierKind::some || quantifier.kind == QuantifierKind::is;
  return bound::make(bound::Exists{
      made_query({{BoundExpr(), {}}}, std::move(targets.tables), std::move(targets.terms), std::move(scope)), !exists,
      &association, quantifier.kind, asked, among});
}

// A list of keys rather than EXISTS: the target's rows are then looked up, where EXISTS may look at each of them.
BoundExpr ExpressionBinder::part(const ast::ReachedFrom& reached) const {
  std::vector<Hop> path = association_path(*reached.association);
  const Hop& first = path.front();
  std::vector<BoundExpr> values;
  for (std::size_t i = 0; i < reached.key.size(); ++i) {
    const TypeKind kind = first.key[i]->type.kind;
    const Origin origin{&reached.key[i], reached.association->owner, first.key[i]};
    values.push_back(bound::make(bound::Literal{reached.key[i], kind, origin}, kind));
  }
  return this->reached(*reached.association, std::move(path), values, nullptr, source_);
}

BoundExpr ExpressionBinder::reached(const AssociationInfo& association, std::vector<Hop> path,
                                    const std::vector<BoundExpr>& key, const bound::SourceId* owner,
                                    bound::SourceId target) const {
  const Hop last = std::move(path.back());
  path.pop_back();
  QueryBinder::Tables tables = statement_.tables(path);
  std::vector<bound::Output> outputs;
  for (BoundExpr& column : hop_columns(last.from, last, tables.ids.back())) outputs.push_back({std::move(column), {}});
  const Hop& first = path.front();
  std::vector<BoundExpr> terms = equalities(hop_columns(first.to, first, tables.ids.front()), key);
  add_fixed(terms, first, owner, &tables.ids.front());
  add_fixed(terms, last, &tables.ids.back(), nullptr);
  std::vector<BoundExpr> reaches{bound::make(bound::InQuery{
      hop_columns(last.to, last, target), made_query(std::move(outputs), std::move(tables), std::move(terms), {}),
      false, &association, key})};
  add_fixed(reaches, last, nullptr, &target);
  return bound::all_of(std::move(reaches));
}

const AssociationInfo& ExpressionBinder::to_one(std::string_view name) const {
  const AssociationInfo& association = of_one_model(model_, model_.association(name).resolved());
  if (!association.to_many()) return association;
  throw QueryError(fmt::format(
      "{0}.{1} is a {2}, of whose targets there may be many: ask with some(), or for one value of all of them, as "
      "{1}.count() and {1}.maximum(…)",
      model_.name, name, association.ops->name));
}

// A source that is joined hides the association of the same name: it has its rows.
BoundExpr ExpressionBinder::part(const ast::AtTarget& target) const {
  const bool own = !scope_.sources.empty() && source_ == scope_.sources.front().id;
  if (const auto* source = own ? scope_.named(target.name) : nullptr) return in_source(*source, target.value);
  const AssociationInfo& association = to_one(target.name);
  return association.refers() && scope_.takes_joins ? joined(association, target) : first_of(association, target);
}

// The key that is referred to is unique, so no row is multiplied. However often it is asked for, it is joined once,
// unless other targets count: those of a condition of an association are not hidden by default conditions.
BoundExpr ExpressionBinder::joined(const AssociationInfo& association, const ast::AtTarget& target) const {
  const auto known = std::find_if(scope_.targets.begin(), scope_.targets.end(), [&](const auto& step) {
    return step.from == source_ && step.association == &association && ast::same(step.shown, target.condition);
  });
  if (known != scope_.targets.end())
    return ExpressionBinder(statement_, scope_, *association.target, known->to, place_).bind(target.value);
  const std::vector<Hop> path = association_path(association);
  const Hop& hop = path.front();
  QueryBinder::Tables tables = statement_.tables(path);
  const bound::SourceId id = tables.ids.front();
  std::vector<BoundExpr> on = equalities(hop_columns(hop.to, hop, id), hop_columns(hop.from, hop, source_));
  add_fixed(on, hop, &source_, &id);
  QueryBinder::Scope none;
  BoundExpr shown =
      ExpressionBinder(statement_, none, *association.target, id, {"a default condition"}).bind(target.condition);
  on.push_back(shown);
  scope_.targets.push_back({source_, &association, id, target.condition});
  scope_.joins.push_back(
      {std::move(tables.from), bound::all_of(std::move(on)), true, &association, source_, std::move(shown)});
  return ExpressionBinder(statement_, scope_, *association.target, id, place_).bind(target.value);
}

// Nothing keeps a has_one's table from having several rows for an owner: it is the first, as when it is loaded.
BoundExpr ExpressionBinder::first_of(const AssociationInfo& association, const ast::AtTarget& target) const {
  Targets targets = targets_of(association);
  QueryBinder::Scope scope;
  const ModelInfo& model = *association.target;
  const ExpressionBinder inside(statement_, scope, model, targets.tables.ids.back(), {"a value"});
  const BoundExpr shown = inside.bind(target.condition), value = inside.bind(target.value);
  targets.terms.push_back(shown);
  bound::Query query;
  query.outputs = {{value, {}}};
  query.order = statement_.order(own_order(association), scope, model, targets.tables.ids.back(), {"order()"});
  query.from = std::move(targets.tables.from);
  query.joins = std::move(targets.tables.joins);
  std::move(scope.joins.begin(), scope.joins.end(), std::back_inserter(query.joins));
  query.where = bound::all_of(std::move(targets.terms));
  query.limit = 1;
  query.constant_limit = true;
  return bound::make(
      bound::SubQuery{std::make_shared<const bound::Query>(std::move(query)), &association, value, shown},
      value.node()->kind);
}

// A target that is reached in several ways counts once.
BoundExpr ExpressionBinder::part(const ast::OfTargets& asked) const {
  const AssociationInfo& association = of_one_model(model_, model_.association(asked.name).resolved());
  if (!association.to_many()) {
    throw QueryError(
        fmt::format("{0}.{1} is a {2} and has one target: ask for its value by a path, as in "
                    "attr(\"{1}.name\")",
                    model_.name, asked.name, association.ops->name));
  }
  require_row(association.name);
  std::vector<Hop> path = association_path(association);
  const ModelInfo& model = *association.target;
  QueryBinder::Tables tables;
  tables.from = statement_.next_source();
  tables.from.schema = model.schema;
  tables.from.table = model.table;
  const bound::SourceId id = tables.from.id;
  const Hop first = path.front();
  std::vector<BoundExpr> terms;
  if (path.size() == 1) {
    terms = equalities(hop_columns(first.to, first, id), hop_columns(first.from, first, source_));
    add_fixed(terms, first, &source_, &id);
  } else {
    terms = {reached(association, std::move(path), hop_columns(first.from, first, source_), &source_, id)};
  }
  QueryBinder::Scope scope;
  const BoundExpr condition = ExpressionBinder(statement_, scope, model, id, {"a condition"}).bind(asked.condition);
  terms.push_back(condition);
  Place place{"a value of all targets"};
  place.grouped = place.aggregates = true;
  const BoundExpr value = ExpressionBinder(statement_, scope, model, id, place).bind(asked.aggregate);
  return bound::make(bound::SubQuery{made_query({{value, {}}}, std::move(tables), std::move(terms), std::move(scope)),
                                     &association, value, condition},
                     value.node()->kind);
}

BoundExpr ExpressionBinder::part(const ast::SubQuery& sub) const {
  auto query = std::make_shared<const bound::Query>(statement_.query(*sub.query, statement_.next_source()));
  const TypeKind kind = query->outputs.front().value.node()->kind;
  return bound::make(bound::SubQuery{std::move(query)}, kind);
}

BoundExpr ExpressionBinder::part(const ast::InQuery& test) const {
  BoundExpr operand = bind(test.operand);
  bound::Query query = statement_.query(*test.query, statement_.next_source());
  const BoundExpr& output = query.outputs.front().value;
  require_comparable(operand, output);
  require_no_mixture({operand, output});
  query.equal_by_collation |= output.node()->kind == TypeKind::json;
  auto shared = std::make_shared<const bound::Query>(std::move(query));
  return bound::make(bound::InQuery{{std::move(operand)}, std::move(shared), test.negated});
}

}  // namespace rowan
