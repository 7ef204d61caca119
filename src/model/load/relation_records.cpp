// Records of a relation: all, the first, the last, one by its key, batch by batch.
#include <algorithm>

#include <fmt/format.h>

#include "model/load/fetch.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/key_set.hpp"
#include "model/load/one_order.hpp"
#include "model/load/run_query.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/resolve.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

std::vector<OrderTerm> by_primary_key(const ModelInfo& model) {
  std::vector<OrderTerm> terms;
  for (const AttributeInfo* part : model.primary_key) terms.push_back({ast::column(part->name)});
  return terms;
}

}  // namespace

RecordSet RelationBase::load_records() const {
  if (gives_nothing()) return {};
  return run_select(bound_query(), options_, resolve_database());
}

std::shared_ptr<const RecordSet> RelationBase::run() const { return std::make_shared<const RecordSet>(load_records()); }

RecordSet RelationBase::load_at_most(std::size_t count) const {
  SelectQuery query = bound_query();
  query.limit = std::min<std::uint64_t>(count, query.limit.value_or(count));
  if (gives_nothing() || query.limit == 0U) return {};
  return run_select(query, options_, resolve_database());
}

SelectQuery RelationBase::query_of_end(std::size_t count, bool from_end) const {
  SelectQuery query = bound_query();
  if (query.order.empty()) {
    query.order = by_primary_key(*query.model);
    // Its order begins with what it is distinct on.
    std::vector<OrderTerm> first;
    for (const Expr& value : query.distinct_on) first.push_back({value});
    if (!query.order.empty()) query.order.insert(query.order.begin(), first.begin(), first.end());
  }
  if (query.order.empty()) {
    throw QueryError(fmt::format(
        "{0} has no primary key, so its rows have no first and no last: say by what with order(…)", query.model->name));
  }
  if (from_end && (query.limit || query.offset || !query.distinct_on.empty())) {
    // The end of a portion: where it is, only counting tells.
    const std::uint64_t total = count_rows();
    count = std::min<std::uint64_t>(count, total);
    query.offset = query.offset.value_or(0) + total - count;
  } else if (from_end) {
    turn(query.order);
  }
  query.limit = std::min<std::uint64_t>(count, query.limit.value_or(count));
  return query;
}

RecordSet RelationBase::load_first(std::int64_t count) const {
  if (count < 0) throw QueryError(fmt::format("first({}): a number of records is not negative", count));
  const SelectQuery query = query_of_end(static_cast<std::size_t>(count), false);
  if (gives_nothing() || query.limit == 0U) return {};
  return run_select(query, options_, resolve_database());
}

RecordSet RelationBase::load_last() const {
  const SelectQuery query = query_of_end(1, true);
  if (gives_nothing() || query.limit == 0U) return {};
  return run_select(query, options_, resolve_database());
}

bool RelationBase::load_end(bool from_end, ModelBase& into, void* object) const {
  const SelectQuery query = query_of_end(1, from_end);
  return !gives_nothing() && query.limit != 0U && run_select_one(query, options_, resolve_database(), into, object);
}

bool RelationBase::load_any(ModelBase& into, void* object) const {
  SelectQuery query = bound_query();
  query.limit = std::min<std::uint64_t>(1, query.limit.value_or(1));
  return !gives_nothing() && query.limit != 0U && run_select_one(query, options_, resolve_database(), into, object);
}

bool RelationBase::load_by_key(std::span<const Value> parts, ModelBase& record, void* object) const {
  const ModelInfo& model = model_();
  const auto database = resolve_database();
  const Key key = key_of(model, parts);
  if (owned_ && owned_->none) return false;
  const bool plain = !owned_ &&
                     standing_condition(model, options_.unscoped ? Scoping::unscoped : Scoping::usual).always_true() &&
                     query_.where.always_true() && options_.preloads.empty() && !query_.limit && !query_.offset &&
                     !query_.composition && !query_.hint && !query_.only && !ends_;
  if (query_.lock) require_transaction_for_lock(bound_query(), *database);
  if (plain) {
    const RowLock* lock = query_.lock ? &*query_.lock : nullptr;
    const bool found = fetch_into(model, key, *database, options_, record, object, lock);
    if (found && model.tells_found) [[unlikely]]
      tell_found(record);
    return found;
  }
  SelectQuery query = bound_query();
  query.where = query.where && key_equals(model, parts);
  return run_select_one(query, options_, database, record, object);
}

void RelationBase::not_found() const {
  const ModelInfo& model = model_();
  throw RecordNotFound(fmt::format("no {} matches: the query found no row in {}", model.name, model.table),
                       details_of(model));
}

void RelationBase::not_unique() const {
  const ModelInfo& model = model_();
  throw NotUnique(fmt::format("more than one {} matches where sole() expects one", model.name), details_of(model));
}

void RelationBase::each_batch(std::size_t size, const std::function<bool(RecordSet&&)>& visit) const {
  SelectQuery query = bound_query();
  const ModelInfo& model = *query.model;
  if (!query.distinct_on.empty())
    throw QueryError(
        fmt::format("streaming {} goes in key order, and distinct_on(…) needs its own: load() it", model.name));
  if (!query_.order.empty())
    throw QueryError(fmt::format("streaming {} goes in key order: take order(…) away, or load() it", model.name));
  if (size == 0) throw QueryError("a batch size of 0 would never end: give one or more");
  if (query.offset) throw QueryError("streaming can't skip rows: take offset(…) away");
  require_each_once(query, "streamed");
  query.order = by_primary_key(model);
  if (query.order.empty()) {
    throw QueryError(
        fmt::format("{} has no primary key, by which streaming goes from batch to batch: load() it, or in "
                    "portions with order(…).limit(…).offset(…)",
                    model.name));
  }
  const Expr condition = query.where;
  std::uint64_t left = gives_nothing() ? 0 : query.limit.value_or(~std::uint64_t{0});
  const auto database = resolve_database();
  for (const AttributeInfo* part : model.primary_key) {
    if (left > 0) require_one_order(model, *part, *database);
  }
  while (left > 0) {
    query.limit = std::min<std::uint64_t>(size, left);
    RecordSet set = run_select(query, options_, database);
    const std::size_t count = set.size();
    if (count == 0) return;
    const std::vector<Value> last = key_parts(slot_key(*set.slot(count - 1)), model.primary_key);
    left -= count;
    const bool ended = count < *query.limit;
    if (!visit(std::move(set)) || ended) return;
    query.where = condition && beyond(key_set(query), last, false, false);
  }
}

}  // namespace rowan
