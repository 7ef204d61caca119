// Queries that stand on others.
#include <fmt/format.h>

#include <utility>

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
                    !query.distinct && query.outputs.empty() && query.group.empty() && query.composition &&
                    query.composition->joins.empty() && query.composition->source;
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
  if (!query.limit && !query.offset) query.order.clear();
  const bool alone =
      query.order.empty() && !query.limit && !query.offset && (!query.composition || query.composition->others.empty());
  if (alone) return query;
  SelectQuery around;
  around.model = query.model;
  auto parts = std::make_shared<Composition>();
  parts->source = std::make_shared<const SelectQuery>(std::move(query));
  around.composition = std::move(parts);
  return around;
}

void RelationBase::stand_on(SelectQuery&& query, std::string_view name) {
  auto parts = std::make_shared<Composition>();
  parts->name = name;
  parts->source = std::make_shared<const SelectQuery>(std::move(query));
  query_ = {};
  query_.composition = std::move(parts);
  owned_.reset();
}

void RelationBase::put_together(SetOperation operation, const RelationBase& other) {
  SelectQuery second = other.set_member();
  const SelectQuery* chain = owned_ ? nullptr : same_chain(query_, operation);
  SelectQuery first = chain != nullptr ? *chain : set_member();
  auto parts = parts_of(first);
  parts->others.push_back({operation, std::make_shared<const SelectQuery>(std::move(second))});
  first.composition = std::move(parts);
  stand_on(std::move(first));
}

void RelationBase::stand_on_itself(std::string_view name) {
  SelectQuery query = inner_query();
  query.lock.reset();
  stand_on(std::move(query), name);
}

// A table that nothing was asked of is the query that it stands on.
SelectQuery RelationBase::joined_source() const {
  SelectQuery query = inner_query();
  const bool bare = query.where.always_true() && query.order.empty() && !query.limit && !query.offset &&
                    query.composition && query.composition->joins.empty() && query.composition->source;
  if (bare) return SelectQuery(*query.composition->source);
  return query;
}

void RelationBase::add_join(JoinTerm&& term) {
  auto parts = parts_of(query_);
  parts->joins.push_back(std::move(term));
  query_.composition = std::move(parts);
}

}  // namespace rowan
