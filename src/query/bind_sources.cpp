// Queries of several sources, bound: joins, queries that others stand on, and what is put together.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/expression_binder.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/select.hpp"

namespace rowan {
namespace {

using Named = QueryBinder::Scope::Named;

std::string names_of(const std::vector<Named>& sources) {
  std::string names;
  for (const Named& source : sources) names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", source.name);
  return names;
}

const AssociationInfo& one_target(const ModelInfo& model, const AssociationInfo& association) {
  if (association.target != nullptr) return association;
  throw QueryError(
      fmt::format("{}.{} refers to several models, so there is no one table to join: join one of them by a condition, "
                  "as in join(rowan::alias<{}>(\"a\"), …)",
                  model.name, association.name, association.branches.front()->target->name));
}

// From the owner on. Of a left join the tables on the way and the target are one: all of them, or none.
void join_path(QueryBinder::Tables tables, BoundExpr on, BoundExpr more, bool left, std::vector<bound::Join>& joins) {
  std::vector<bound::Join> steps;
  bound::Source next = std::move(tables.from);
  for (bound::Join& step : tables.joins) {  // from the target back
    std::swap(step.source, next);
    steps.insert(steps.begin(), std::move(step));
  }
  bound::Join first{std::move(next), std::move(on), left};
  BoundExpr& last = left || steps.empty() ? first.on : steps.back().on;
  last = bound::all_of({last, std::move(more)});
  if (left) first.inside = std::exchange(steps, {});
  joins.push_back(std::move(first));
  std::move(steps.begin(), steps.end(), std::back_inserter(joins));
}

}  // namespace

const Named* QueryBinder::Scope::named(std::string_view name) const {
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const Named& s) { return s.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

// Of a model, the query's own rows come before those that are joined by another name.
const Named& QueryBinder::Scope::source(const SourceRef& ref) const {
  if (!ref.name.empty()) {
    if (const Named* found = named(ref.name)) return *found;
    throw QueryError(fmt::format("no source of the query is called \"{}\": it has {}; join it, or correct the name",
                                 ref.name, sources.empty() ? "none" : names_of(sources)));
  }
  if (ref.model == nullptr && !sources.empty()) return sources.front();
  const ModelInfo* model = ref.model == nullptr ? nullptr : &ref.model();
  if (!sources.empty() && sources.front().model == model) return sources.front();
  std::vector<Named> found;
  std::copy_if(sources.begin(), sources.end(), std::back_inserter(found),
               [&](const Named& source) { return source.model == model; });
  const std::string_view name = model == nullptr ? std::string_view("its own model") : std::string_view(model->name);
  if (found.empty())
    throw QueryError(fmt::format("the query has no rows of {}: join it, or ask by an association", name));
  if (found.size() > 1) {
    throw QueryError(
        fmt::format("{0} is ambiguous: the query has it as {1}; say which, by rowan::alias<{0}>(\"{2}\")(…) or "
                    "attr(\"{2}.…\")",
                    name, names_of(found), found.front().name));
  }
  return *named(found.front().name);
}

void name_outputs(bound::Query& query, bool records) {
  for (std::size_t i = 0; !records && i < query.outputs.size(); ++i) query.outputs[i].name = fmt::format("rowan_{}", i);
}

BoundExpr given_column(const Named& source, std::size_t index) {
  const bound::Output& output = source.given->outputs[index];
  const TypeKind kind = output.value.node()->kind;
  const bound::Column* behind = column_behind(output.value);
  bound::Column column{source.id, output.name, kind, nullptr, nullptr};
  if (behind != nullptr) {
    column.model = behind->model;
    column.attribute = behind->attribute;
  }
  return bound::make(std::move(column), kind);
}

bound::Source QueryBinder::source_of_query(const SelectQuery& query, bound::Source named) {
  bound::Query inner = this->query(query, next_source());
  name_outputs(inner, query.outputs.empty());
  named.schema.clear();
  named.query = std::make_shared<const bound::Query>(std::move(inner));
  return named;
}

void QueryBinder::compose(const SelectQuery& query, bound::Query& bound, Scope& scope) {
  const Composition& parts = *query.composition;
  const ModelInfo& model = *query.model;
  bound.composed = parts.source != nullptr || !parts.joins.empty();
  const bool values = parts.source != nullptr && !parts.source->outputs.empty();
  for (const CommonTable& table : parts.with) add_common(table, bound);
  if (!parts.common.empty()) {
    bound.composed = bound.from.common = true;
    bound.from.schema.clear();
    bound.from.table = parts.common;
    const Common& rows = common(parts.common);
    scope.sources.push_back({parts.name.empty() ? parts.common : parts.name, rows.model, bound.from.id, rows.given});
  }
  if (parts.source != nullptr) {
    if (bound.from.name.empty()) bound.from.name = model.table;
    bound.from = source_of_query(*parts.source, std::move(bound.from));
  }
  if (parts.common.empty())
    scope.sources.push_back(
        {parts.name.empty() ? model.name : parts.name, values ? nullptr : &model, bound.from.id, bound.from.query});
  for (const JoinTerm& term : parts.joins) {
    join(term, model, scope);
    scope.sources.back().gives = term.gives;
  }
}

void QueryBinder::join(const JoinTerm& term, const ModelInfo& own, Scope& scope) {
  if (term.name.empty())
    throw QueryError(
        fmt::format("a table is joined to {} that has no name: give it one, by as_table(\"…\")", own.name));
  if (scope.named(term.name) != nullptr) {
    throw QueryError(
        fmt::format("two sources of a query on {} are called \"{}\": give one of them another name, by "
                    "rowan::alias<…>(\"…\")",
                    own.name, term.name));
  }
  if (!term.association.empty()) {
    const Named& from = scope.source(term.of);
    if (from.model == nullptr)
      throw QueryError(fmt::format("\"{}\" gives values, which have no association {}", from.name, term.association));
    const bound::SourceId owner = from.id;
    const AssociationInfo& association = from.model->association(term.association).resolved();
    return join_targets(term, owner, one_target(*from.model, association), own, scope);
  }
  bound::Join join{next_source(), {}, term.left};
  const bound::SourceId id = join.source.id;
  if (term.query != nullptr) {
    join.source = source_of_query(*term.query, std::move(join.source));
    scope.sources.push_back({term.name, nullptr, id, join.source.query});
  } else if (!term.common.empty()) {
    join.source.table = term.common;
    join.source.common = true;
    const Common& rows = common(term.common);
    scope.sources.push_back({term.name, rows.model, id, rows.given, scope.sources.front().level});
  } else {
    const ModelInfo& model = term.model();
    join.source.schema = model.schema;
    join.source.table = model.table;
    scope.sources.push_back({term.name, &model, id, nullptr, scope.sources.front().level});
  }
  join.on = join_condition(term, id, own, scope);
  scope.joins.push_back(std::move(join));
}

// What it refers to would have to be joined before it.
BoundExpr QueryBinder::join_condition(const JoinTerm& term, bound::SourceId id, const ModelInfo& own, Scope& scope) {
  const auto joins = static_cast<std::ptrdiff_t>(scope.joins.size());
  BoundExpr on = ExpressionBinder(*this, scope, own, scope.sources.front().id, {"a join's condition"}).bind(term.on);
  if (std::none_of(scope.joins.begin() + joins, scope.joins.end(),
                   [&](const bound::Join& join) { return join.owner == id; }))
    return on;
  throw QueryError(
      fmt::format("the condition of the join \"{}\" asks what its own rows refer to: ask that in where(), or with "
                  "is() or matches()",
                  term.name));
}

// Rows of many targets multiply those they are joined to: once, along one way, else each number would be wrong.
void QueryBinder::join_targets(const JoinTerm& term, bound::SourceId owner, const AssociationInfo& association,
                               const ModelInfo& own, Scope& scope) {
  const auto from =
      std::find_if(scope.sources.begin(), scope.sources.end(), [&](const Named& s) { return s.id == owner; });
  int level = from->level;
  if (association.to_many()) {
    const auto multiplied = std::find_if(scope.sources.begin(), scope.sources.end(),
                                         [&](const Named& source) { return source.level > level; });
    if (multiplied != scope.sources.end()) {
      throw QueryError(fmt::format(
          "{}.{} is the second to-many join beside \"{}\": each row of the one would be repeated for each of "
          "the other; join one, and preload() the other or ask it by some() or a value of its targets",
          from->model->name, association.name, multiplied->name));
    }
    ++level;
  }
  const ModelInfo& model = *association.target;
  const std::vector<Hop> path = association_path(association);
  const Hop& first = path.front();
  Tables made = tables(path);
  const bound::SourceId start = made.ids.front(), last = made.ids.back();
  std::vector<BoundExpr> on = equalities(hop_columns(first.to, first, start), hop_columns(first.from, first, owner));
  add_fixed(on, first, &owner, &start);
  scope.sources.push_back({term.name, &model, last, nullptr, level});
  BoundExpr more = join_condition(term, last, own, scope);
  join_path(std::move(made), bound::all_of(std::move(on)), std::move(more), term.left, scope.joins);
}

BoundExpr ExpressionBinder::in_source(const Named& source, const Expr& value) const {
  const ModelInfo& model = source.model == nullptr ? model_ : *source.model;
  return ExpressionBinder(statement_, scope_, model, source.id, place_).bind(value);
}

BoundExpr ExpressionBinder::part(const ast::OfSource& value) const {
  if (value.name.empty() && value.model != nullptr && &value.model() == &model_) return bind(value.value);
  return in_source(scope_.source({value.name, value.model}), value.value);
}

void ExpressionBinder::require_table(std::string_view attribute) const {
  const bool values = std::any_of(scope_.sources.begin(), scope_.sources.end(),
                                  [&](const Named& source) { return source.id == source_ && source.model == nullptr; });
  if (values)
    throw QueryError(
        fmt::format("\"{}\" is asked of a query that gives values, not records: ask for one of its values, "
                    "as in table.value<0>()",
                    attribute));
}

BoundExpr ExpressionBinder::part(const ast::Given& value) const {
  const auto found = std::find_if(scope_.sources.begin(), scope_.sources.end(),
                                  [&](const Named& source) { return source.id == source_; });
  const std::size_t count = found == scope_.sources.end() || found->given == nullptr ? 0 : found->given->outputs.size();
  if (value.index >= count) {
    throw QueryError(
        fmt::format("a value number {} is asked of rows that give {}: ask the table that the query was "
                    "made from",
                    value.index + 1, count));
  }
  require_row(fmt::format("value {}", value.index + 1));
  return given_column(*found, value.index);
}

namespace {

std::string named_output(std::size_t index, std::size_t count) {
  return count == 1 ? std::string("the value") : fmt::format("value {}", index + 1);
}

}  // namespace

// Databases would convert one, each in its own way, or refuse.
void require_same_types(const ModelInfo& model, const bound::Query& first, const bound::Query& other,
                        std::string_view operation) {
  const std::size_t count = first.outputs.size();
  if (count != other.outputs.size()) {
    throw QueryError(fmt::format("{} on {} puts rows of {} values and of {} together: select() the same of both",
                                 operation, model.name, count, other.outputs.size()));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const BoundExpr &left = first.outputs[i].value, &right = other.outputs[i].value;
    const bool same_form = unit_of(attribute_behind(left)) == unit_of(attribute_behind(right));
    if (left.node()->kind == right.node()->kind && same_form) continue;
    throw QueryError(
        fmt::format("{} on {}: {} is {} in one query and {} in another: select() values of one type in both", operation,
                    model.name, named_output(i, count), to_string(left.node()->kind),
                    same_form ? to_string(right.node()->kind) : std::string_view("a time stored in another way")));
  }
}

void QueryBinder::put_together(const SelectQuery& query, bound::Query& bound) {
  constexpr std::string_view words[] = {"union_with()", "union_all()", "intersect()", "except()"};
  const std::vector<SetTerm>& others = query.composition->others;
  const auto compares = [](const SetTerm& other) { return other.operation != SetOperation::union_all; };
  const bool compared = !query.outputs.empty() && std::any_of(others.begin(), others.end(), compares);
  bound.equal_by_collation |= compared;
  for (const SetTerm& other : others) {
    bound::Query rows = this->query(*other.query, next_source());
    require_same_types(*query.model, bound, rows, words[static_cast<std::size_t>(other.operation)]);
    rows.equal_by_collation |= compared;
    bound.others.push_back({other.operation, std::make_shared<const bound::Query>(std::move(rows))});
  }
}

}  // namespace rowan
