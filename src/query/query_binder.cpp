#include "query/query_binder.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"

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

std::vector<bound::OrderBy> QueryBinder::order(const std::vector<OrderTerm>& order, const ModelInfo& model,
                                               bound::SourceId source) {
  std::vector<bound::OrderBy> bound;
  for (const OrderTerm& term : order) {
    if (term.expr.always_true()) throw QueryError(fmt::format("an order term on {} is empty", model.name));
    bound.push_back({condition(term.expr, model, source), term.descending, term.nulls});
  }
  return bound;
}

bound::Query bind_query(const SelectQuery& query) {
  const ModelInfo& model = *query.model;
  QueryBinder binder(model.table);
  bound::Query bound;
  bound.distinct = query.distinct;
  bound.distinct_by_collation = !query.columns.empty();
  bound.from = {0, model.schema, model.table, {}, nullptr};
  bound.outputs.reserve(query.columns.empty() ? model.attributes.size() : query.columns.size());
  for (const AttributeInfo* column : query.columns) bound.outputs.push_back({bound_column(*column, model, 0), {}});
  if (query.columns.empty()) {
    for (const AttributeInfo& attribute : model.attributes)
      bound.outputs.push_back({bound_column(attribute, model, 0), {}});
  }
  bound.where = binder.condition(query.where, model, 0);
  bound.order = binder.order(query.order, model, 0);
  bound.limit = query.limit;
  bound.offset = query.offset;
  bound.lock = query.lock;
  bound.decided_by_values = binder.decided_by_values();
  return bound;
}

BoundExpr bind_condition(const Expr& condition, const ModelInfo& model) {
  return QueryBinder(model.table).condition(condition, model, 0);
}

}  // namespace rowan
