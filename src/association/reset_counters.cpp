// Counter caches set right: by counting, while nobody can change what is counted.
#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "association/counting.hpp"
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
    std::uint64_t corrected = 0;
    database_.run_step([&](Transaction&) {
      const Lease connection = database_.acquire();
      lock(keys, *connection);
      corrected = correct(wrong_ones(keys, *connection), *connection);
    });
    return corrected;
  }

 private:
  [[nodiscard]] SelectQuery keys_of(const Keys& keys) const {
    SelectQuery query;
    query.model = &model_;
    query.where = key_among(model_, keys);
    for (const AttributeInfo* part : model_.primary_key) query.outputs.push_back(ast::column(part->name));
    for (const Expr& part : query.outputs) query.order.push_back({part});
    return query;
  }

  // Whoever writes a row that is counted writes its owner first, so nobody does from here on.
  void lock(const Keys& keys, Connection& connection) const {
    SelectQuery query = keys_of(keys);
    query.lock = RowLock();
    static_cast<void>(select_values(connection, connection.compiler().select(query), model_.name, "lock owners"));
  }

  // By the number that their counters should have.
  [[nodiscard]] std::map<std::uint64_t, Keys> wrong_ones(const Keys& keys, Connection& connection) const {
    SelectQuery query = keys_of(keys);
    query.outputs.push_back(ast::column(counter_.name));
    query.outputs.push_back(
        ast::of_targets(association_.name, ast::aggregate(AggregateFunction::count, false, Expr()), Expr()));
    std::map<std::uint64_t, Keys> wrong;
    for (std::vector<Value>& row :
         select_values(connection, connection.compiler().select(query), model_.name, "count")) {
      const std::uint64_t number = row.back().as_uint64();
      const bool right = row[row.size() - 2] == Value(number);
      row.resize(model_.primary_key.size());
      if (!right) wrong[number].push_back(std::move(row));
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

const AssociationInfo* counting_reference(const AssociationInfo& association) {
  const AssociationInfo* back = association.is_referred_to() ? association.inverse : nullptr;
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
