// Counter caches set right: by counting, while nobody can change what is counted.
#include <algorithm>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "association/counting.hpp"
#include "association/unlink.hpp"
#include "model/load/fetch.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/key.hpp"
#include "model/record/resolve.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

using Keys = std::vector<std::vector<Value>>;

constexpr std::size_t owners_per_batch = 1000;

class CounterReset {
 public:
  CounterReset(const AssociationInfo& association, const AttributeInfo& counter, DatabaseCore& database)
      : association_(association), model_(*association.owner), counter_(counter), database_(database) {}

  std::uint64_t run(const Keys& keys) const {
    const bool may_have_read = database_.transaction() != nullptr;
    std::uint64_t corrected = 0;
    database_.run_step([&](Transaction&) {
      const Lease connection = database_.acquire();
      const Counters counters = lock(keys, *connection);
      const bool sees_old_rows = may_have_read && database_.dialect().can().reads_before_locks;
      const Counters numbers = sees_old_rows ? count_locked(counters, *connection) : count(keys, *connection);
      corrected = correct(wrong_ones(counters, numbers), *connection);
    });
    return corrected;
  }

 private:
  /// By the owner's key.
  using Counters = std::unordered_map<Key, Value, KeyHash>;

  [[nodiscard]] SelectQuery keys_of(const Keys& keys) const {
    SelectQuery query;
    query.model = &model_;
    query.where = key_among(model_, keys);
    for (const AttributeInfo* part : model_.primary_key) query.outputs.push_back(ast::column(part->name));
    for (const Expr& part : query.outputs) query.order.push_back({part});
    return query;
  }

  [[nodiscard]] Counters read(const CompiledSql& sql, std::string_view operation, Connection& connection) const {
    Counters counters;
    for (std::vector<Value>& row : select_values(connection, sql, model_.name, operation)) {
      Value last = std::move(row.back());
      row.pop_back();
      counters.emplace(key_of(model_, std::move(row)), std::move(last));
    }
    return counters;
  }

  // Whoever writes a row that is counted writes its owner first, so nobody does from here on.
  [[nodiscard]] Counters lock(const Keys& keys, Connection& connection) const {
    SelectQuery query = keys_of(keys);
    query.outputs.push_back(ast::column(counter_.name));
    return read(connection.compiler().select_to_change(query), "lock owners", connection);
  }

  [[nodiscard]] Counters count(const Keys& keys, Connection& connection) const {
    SelectQuery query = keys_of(keys);
    query.outputs.push_back(
        ast::of_targets(association_.name, ast::aggregate(AggregateFunction::count, false, Expr()), Expr()));
    return read(connection.compiler().select(query), "count", connection);
  }

  // By a question for each owner that locks what it counts: then it is not what was there when the transaction began.
  [[nodiscard]] Counters count_locked(const Counters& owners, Connection& connection) const {
    Counters numbers;
    for (const auto& [key, counter] : owners) {
      SelectQuery query;
      query.model = association_.target;
      query.where = refers_to(association_, key_parts(key, model_.primary_key));
      query.outputs.push_back(ast::aggregate(AggregateFunction::count, false, Expr()));
      query.lock = RowLock{LockStrength::share};
      const auto rows = select_values(connection, connection.compiler().select(query), query.model->name, "count");
      numbers.emplace(key, rows.front().front());
    }
    return numbers;
  }

  // By the number that their counters should have.
  [[nodiscard]] std::map<std::uint64_t, Keys> wrong_ones(const Counters& counters, const Counters& numbers) const {
    std::map<std::uint64_t, Keys> wrong;
    for (const auto& [key, counter] : counters) {
      const auto number = numbers.find(key);
      if (number == numbers.end() || counter == Value(number->second.as_uint64())) continue;
      wrong[number->second.as_uint64()].push_back(key_parts(key, model_.primary_key));
    }
    return wrong;
  }

  std::uint64_t correct(const std::map<std::uint64_t, Keys>& wrong, Connection& connection) const {
    std::uint64_t rows = 0;
    for (const auto& [number, keys] : wrong) {
      const Assignment set{&counter_, Value(number), false};
      rows += run_sql(connection, connection.compiler().update_all(keys_of(keys), {&set, 1}), model_.name,
                      "reset counters");
    }
    return rows;
  }

  const AssociationInfo& association_;
  const ModelInfo& model_;
  const AttributeInfo& counter_;
  DatabaseCore& database_;
};

}  // namespace

namespace {

// A counter has all that refer to the owner: also what a condition leaves out, and rows of the target's base.
bool counts_all(const AssociationInfo& association, const AssociationInfo& back) {
  const ModelInfo* base = association.target->base;
  return association.condition == nullptr && (base == nullptr || base->find_association(back.name) == nullptr);
}

}  // namespace

const AssociationInfo* counting_reference(const AssociationInfo& association) {
  const AssociationInfo* back = association.is_referred_to() ? association.inverse : nullptr;
  if (back != nullptr && !counts_all(association, *back)) return nullptr;
  const AssociationInfo* reference = back == nullptr ? nullptr : back->resolved().branch_to(*association.owner);
  return reference == nullptr || reference->counter == nullptr ? nullptr : reference;
}

namespace {

CounterReset reset_of(const ModelInfo& model, std::string_view name, DatabaseCore& database) {
  const AssociationInfo& association = model.association(name).resolved();
  if (const AssociationInfo* reference = counting_reference(association))
    return {association, *reference->counter, database};
  throw QueryError(
      fmt::format("{} has no counter cache: declare one by counter_cache(…) of the belongs_to on its other side",
                  full_name(association)));
}

std::uint64_t in_portions(const ModelInfo& model, const Keys& keys, const CounterReset& reset) {
  const std::size_t most = most_keys_named(model);
  std::uint64_t corrected = 0;
  for (std::size_t from = 0; from < keys.size(); from += most) {
    const auto begin = keys.begin() + static_cast<std::ptrdiff_t>(from);
    corrected += reset.run(Keys(begin, begin + static_cast<std::ptrdiff_t>(std::min(most, keys.size() - from))));
  }
  return corrected;
}

}  // namespace

std::uint64_t RelationBase::reset_counters_of(std::string_view name) const {
  const ModelInfo& model = model_();
  const auto database = resolve_database();
  const CounterReset reset = reset_of(model, name, *database);
  std::uint64_t corrected = 0;
  each_batch(owners_per_batch, [&](RecordSet&& owners) {
    Keys keys;
    for (std::size_t i = 0; i < owners.size(); ++i)
      keys.push_back(key_parts(slot_key(*owners.slot(i)), model.primary_key));
    corrected += in_portions(model, keys, reset);
    return true;
  });
  return corrected;
}

std::uint64_t detail::reset_counters(const ModelInfo& model, std::string_view name, std::span<const Value> keys) {
  const auto database = resolve_database(model, nullptr);
  const CounterReset reset = reset_of(model, name, *database);
  Keys parts;
  for (const Value& key : keys) parts.push_back(key_parts(key_of(model, std::span(&key, 1)), model.primary_key));
  return in_portions(model, parts, reset);
}

}  // namespace rowan
