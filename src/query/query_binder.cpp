#include "query/query_binder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/expression_binder.hpp"
#include "query/loaded_attributes.hpp"
#include "query/over_rows.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/select.hpp"

namespace rowan {

bound::Source QueryBinder::next_source() {
  bound::Source source;
  do {
    source.id = ++last_;
    source.name = fmt::format("t{}", source.id);
  } while (source.name == taken_);
  return source;
}

QueryBinder::Tables QueryBinder::tables(const std::vector<Hop>& path) {
  std::vector<bound::Source> sources;
  Tables tables;
  for (const Hop& hop : path) {
    sources.push_back(next_source());
    sources.back().schema = hop.schema;
    sources.back().table = hop.table;
    tables.ids.push_back(sources.back().id);
  }
  for (std::size_t i = path.size() - 1; i-- > 0;) {
    const Hop& next = path[i + 1];
    std::vector<BoundExpr> on =
        equalities(hop_columns(next.from, next, tables.ids[i]), hop_columns(next.to, next, tables.ids[i + 1]));
    add_fixed(on, next, &tables.ids[i], &tables.ids[i + 1]);
    tables.joins.push_back({sources[i], bound::all_of(std::move(on))});
  }
  tables.from = std::move(sources.back());
  return tables;
}

BoundExpr bound_column(const AttributeInfo& attribute, const ModelInfo& model, bound::SourceId source) {
  const TypeKind kind = attribute.type.kind;
  return bound::make(bound::Column{source, attribute.column, kind, &model, &attribute}, kind);
}

std::vector<BoundExpr> hop_columns(const std::vector<std::string>& names, const Hop& hop, bound::SourceId source) {
  std::vector<BoundExpr> columns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const TypeKind kind = hop.key[i]->type.kind;
    columns.push_back(bound::make(bound::Column{source, names[i], kind, nullptr, nullptr}, kind));
  }
  return columns;
}

void add_fixed(std::vector<BoundExpr>& terms, const Hop& hop, const bound::SourceId* before,
               const bound::SourceId* after) {
  for (const Fixed& fixed : hop.fixed) {
    const bound::SourceId* source = fixed.before ? before : after;
    if (source == nullptr) continue;
    bound::Column column{*source, fixed.column, TypeKind::text, nullptr, nullptr};
    terms.push_back(bound::make(bound::IsType{bound::make(std::move(column), TypeKind::text), fixed.text}));
  }
}

std::vector<BoundExpr> equalities(const std::vector<BoundExpr>& left, const std::vector<BoundExpr>& right) {
  std::vector<BoundExpr> terms;
  for (std::size_t i = 0; i < left.size(); ++i)
    terms.push_back(bound::make(bound::Comparison{CompareOp::equal, left[i], right[i]}));
  return terms;
}

BoundExpr QueryBinder::condition(const Expr& condition, Scope& scope, const ModelInfo& model, bound::SourceId source) {
  return ExpressionBinder(*this, scope, model, source, {"where()"}).bind(condition);
}

std::vector<bound::OrderBy> QueryBinder::order(const std::vector<OrderTerm>& order, Scope& scope,
                                               const ModelInfo& model, bound::SourceId source, const Place& place) {
  std::vector<bound::OrderBy> bound;
  for (const OrderTerm& term : order) {
    if (term.expr.always_true()) throw QueryError(fmt::format("an order term on {} is empty", model.name));
    const ExpressionBinder binder(*this, scope, model, source, place);
    BoundExpr value = binder.bind(term.expr);
    binder.require_order(value);
    bound.push_back({std::move(value), term.descending, term.nulls});
  }
  return bound;
}

namespace {

// Databases differ in whether they take it; no rows differ in it.
void require_given_back(const bound::Query& query, const ModelInfo& model) {
  const auto is_given = [&](const BoundExpr& value) {
    const auto* column = std::get_if<bound::Column>(&value.node()->is);
    return column != nullptr &&
           std::any_of(query.outputs.begin(), query.outputs.end(), [&](const bound::Output& output) {
             const auto* given =
                 output.value.always_true() ? nullptr : std::get_if<bound::Column>(&output.value.node()->is);
             return given != nullptr && given->source == column->source && given->column == column->column;
           });
  };
  for (const bound::OrderBy& term : query.order) {
    if (is_given(term.value)) continue;
    throw QueryError(
        fmt::format("distinct() on {} puts equal rows together, and they may differ in what order(…) asks for: order "
                    "by an attribute "
                    "that the query gives back, or group(…)",
                    model.name));
  }
}

// Where nothing says what to give: all of the query's own rows and of each source that gives its own, in their order.
void give_all(bound::Query& query, const QueryBinder::Scope& scope, const ModelInfo& model, bound::SourceId id,
              const std::vector<std::string>* only) {
  const auto give = [&](const ModelInfo& of, bound::SourceId source) {
    if (only != nullptr && &of == &model && source == id) [[unlikely]] {
      for (const AttributeInfo* attribute : loaded_attributes(model, *only))
        query.outputs.push_back({bound_column(*attribute, of, source), {}});
      return;
    }
    for (const AttributeInfo& attribute : of.attributes)
      query.outputs.push_back({bound_column(attribute, of, source), {}});
  };
  if (scope.sources.empty()) return give(model, id);
  for (const auto& source : scope.sources) {
    if (!source.gives) continue;
    if (source.model != nullptr) {
      give(*source.model, source.id);
    } else {
      for (std::size_t i = 0; i < source.given->outputs.size(); ++i)
        query.outputs.push_back({given_column(source, i), {}});
    }
  }
}

}  // namespace

bound::Query QueryBinder::query(const SelectQuery& query, bound::Source from) {
  if (inside_) return one_query(query, std::move(from));
  inside_ = true;
  bound::Query bound = one_query(query, std::move(from));
  inside_ = false;
  if (!commons_.empty()) take_shared(bound);
  return bound;
}

bound::Query QueryBinder::query_of_change(const SelectQuery& whole, bound::Source from) {
  return whole.composition == nullptr ? one_query(whole, std::move(from)) : query(whole, std::move(from));
}

bound::Query QueryBinder::one_query(const SelectQuery& query, bound::Source from) {
  const ModelInfo& model = *query.model;
  const bound::SourceId id = from.id;
  Scope scope;
  bound::Query bound;
  bound.distinct = query.distinct;
  bound.equal_by_collation = query.distinct && !query.outputs.empty();
  from.schema = model.schema;
  from.table = model.table;
  bound.from = std::move(from);
  const auto bind = [&](const Expr& expr, const Place& place) {
    return ExpressionBinder(*this, scope, model, id, place).bind(expr);
  };
  if (query.composition != nullptr) compose(query, bound, scope);
  if (query.hint != nullptr) {
    if (bound.from.query != nullptr || (query.composition != nullptr && !query.composition->common.empty())) {
      throw QueryError(fmt::format(
          "hint() on {} is about the rows of another query, which have no index: give it to that one", model.name));
    }
    bound.from.hint = query.hint;
  }
  for (const Expr& group : query.group) bound.group.push_back(bind(group, {"group()"}));
  const bool grouped =
      !query.group.empty() || std::any_of(query.outputs.begin(), query.outputs.end(), ast::has_aggregate);
  const auto place = [&](std::string_view clause, bool windows = false) {
    return Place{clause, grouped, grouped, windows, &bound.group};
  };
  bound.outputs.reserve(query.outputs.empty() ? model.attributes.size() : query.outputs.size());
  for (const Expr& output : query.outputs) bound.outputs.push_back({bind(output, place("select()", true)), {}});
  if (query.outputs.empty()) {
    if (grouped)
      throw QueryError(fmt::format("groups of {} are no records: say with select(…) what to give", model.name));
    give_all(bound, scope, model, id, query.only.get());
  }
  for (const Expr& value : query.distinct_on) bound.distinct_on.push_back(bind(value, place("distinct_on()")));
  bound.where = condition(query.where, scope, model, id);
  if (!query.having.always_true() && !grouped)
    throw QueryError(
        fmt::format("having(…) on {} asks groups, and there are none: add group(…), or use where(…)", model.name));
  bound.having = bind(query.having, place("having()"));
  const bool portion = grouped && query.group.empty() && (query.limit || query.offset);
  bound.order = order(query.order, scope, model, id, portion ? Place{"order()"} : place("order()", true));
  bound.limit = query.limit;
  bound.offset = query.offset;
  bound.lock = query.lock;
  bound.joins = std::move(scope.joins);
  if (bound.lock && bound.composed) {
    throw QueryError(
        fmt::format("lock() on {} and rows of several sources don't go together, for databases differ in which they "
                    "would lock: lock the records by their keys, in a query of their own",
                    model.name));
  }
  if (bound.distinct && !grouped) require_given_back(bound, model);
  if (query.composition != nullptr) put_together(query, bound);
  return portion ? aggregates_of_portion(std::move(bound)) : bound;
}

// The aggregates are of the rows that the limit leaves.
bound::Query QueryBinder::aggregates_of_portion(bound::Query rows) {
  bound::Query made;
  made.from = next_source();
  made.outputs = std::exchange(rows.outputs, {});
  OverRows over(rows, made.from.id);
  for (bound::Output& output : made.outputs) output.value = over.above(output.value);
  if (rows.outputs.empty()) rows.outputs = {{BoundExpr(), "rowan_one"}};
  made.from.query = std::make_shared<const bound::Query>(std::move(rows));
  return made;
}

namespace {

// Of the query's own rows: what no other source may be called.
std::string_view own_name(const SelectQuery& query) {
  const Composition* parts = query.composition.get();
  return parts == nullptr || parts->common.empty() ? query.model->table : parts->common;
}

}  // namespace

bound::Query bind_query(const SelectQuery& query) {
  QueryBinder binder(own_name(query));
  bound::Query bound = binder.query(query, {0, {}, {}, {}, nullptr});
  bound.decided_by_values = binder.decided_by_values();
  return bound;
}

bound::Query bind_changed_rows(const SelectQuery& query) {
  QueryBinder binder(own_name(query));
  bound::Query bound = binder.query_of_change(query, {0, {}, {}, {}, nullptr});
  bound.decided_by_values = binder.decided_by_values();
  return bound;
}

BoundExpr bind_condition(const Expr& condition, const ModelInfo& model) {
  QueryBinder::Scope scope;
  BoundExpr bound = QueryBinder(model.table).condition(condition, scope, model, 0);
  if (scope.joins.empty()) return bound;
  throw QueryError(
      fmt::format("a condition on {} by itself can't ask the targets of its associations by a path: write it "
                  "with is() or matches()",
                  model.name));
}

}  // namespace rowan
