// Queries that stand on others.
#include <fmt/format.h>

#include <utility>

#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan {
namespace {

std::shared_ptr<Composition> parts_of(const SelectQuery& query) {
  return query.composition ? std::make_shared<Composition>(*query.composition) : std::make_shared<Composition>();
}

// Of a query that is nothing but rows put together by this operation, those rows: a chain needs no query for each link.
const SelectQuery* same_chain(const SelectQuery& query, SetOperation operation) {
  const bool bare = query.where.always_true() && query.order.empty() && !query.limit && !query.offset &&
                    !query.distinct && query.distinct_on.empty() && !query.lock && query.outputs.empty() &&
                    query.group.empty() && !query.hint && query.composition && query.composition->joins.empty() &&
                    query.composition->source;
  if (!bare) return nullptr;
  const SelectQuery& rows = *query.composition->source;
  const bool chain =
      rows.composition && !rows.composition->others.empty() && rows.composition->others.front().operation == operation;
  return chain ? &rows : nullptr;
}

}  // namespace

// A part of what is put together: its order matters where it decides which rows a limit leaves.
SelectQuery RelationBase::set_member() const {
  SelectQuery query = inner_query();
  if (query.lock) {
    throw QueryError(
        fmt::format("lock() on {} and union_with(), union_all(), intersect() or except() don't go together: "
                    "lock the records by their keys, in a query of their own",
                    query.model->name));
  }
  const bool portion = query.limit || query.offset || !query.distinct_on.empty();
  if (!portion) query.order.clear();
  const bool alone = query.order.empty() && !portion && (!query.composition || query.composition->others.empty());
  return alone ? query : standing_on(std::move(query));
}

void RelationBase::stand_on(SelectQuery&& query, std::string_view name) {
  auto parts = std::make_shared<Composition>();
  parts->name = name;
  parts->source = std::make_shared<const SelectQuery>(std::move(query));
  query_ = {.only = std::move(query_.only)};
  query_.composition = std::move(parts);
  owned_.reset();
  ends_.reset();
}

void RelationBase::put_together(SetOperation operation, const RelationBase& other) {
  SelectQuery second = other.set_member();
  const SelectQuery* chain = owned_ || ends_ ? nullptr : same_chain(query_, operation);
  SelectQuery first = chain != nullptr ? *chain : set_member();
  auto parts = parts_of(first);
  parts->others.push_back({operation, std::make_shared<const SelectQuery>(std::move(second))});
  first.composition = std::move(parts);
  stand_on(std::move(first));
}

void RelationBase::stand_on_itself(std::string_view name) {
  SelectQuery query = inner_query();
  if (query.lock)
    throw QueryError(fmt::format("{} can't be locked inside another query: lock() what asks it", model_().name),
                     details_of(model_()));
  stand_on(std::move(query), name);
}

std::optional<SelectQuery> RelationBase::bare_source() const {
  SelectQuery query = inner_query();
  const bool bare = query.where.always_true() && query.order.empty() && !query.limit && !query.offset && !query.hint &&
                    query.composition && query.composition->joins.empty() && query.composition->source;
  if (!bare) return std::nullopt;
  return SelectQuery(*query.composition->source);
}

// Of equal records one is counted. A table with a key has no two.
void RelationBase::stand_on_distinct_records() {
  if (!query_.distinct || !query_.outputs.empty()) return;
  if (!query_.composition && !model_().primary_key.empty()) {
    query_.distinct = false;
    return;
  }
  // What is made of them has an order of its own.
  std::vector<OrderTerm> order;
  if (!query_.limit && !query_.offset) order = std::exchange(query_.order, {});
  query_.lock.reset();  // values of rows are read, no records
  stand_on_itself();
  query_.order = std::move(order);
}

void RelationBase::add_join(JoinTerm&& term) {
  auto parts = parts_of(query_);
  parts->joins.push_back(std::move(term));
  query_.composition = std::move(parts);
}

void RelationBase::add_join(JoinTerm&& term, const RelationBase& rows) {
  if (rows.is_common_table()) {
    const Composition& common = *rows.query_.composition;
    auto parts = parts_of(query_);
    parts->with.insert(parts->with.end(), common.with.begin(), common.with.end());
    term.common = common.common;
    query_.composition = std::move(parts);
  }
  add_join(std::move(term));
}

}  // namespace rowan
