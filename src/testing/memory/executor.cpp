#include "testing/memory/executor.hpp"

#include <algorithm>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "testing/memory/lowering.hpp"

namespace rowan::testing::memory {
namespace {

std::vector<std::string> names_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

Row numbers(std::uint64_t number) { return {Value(number)}; }

}  // namespace

Result Executor::run(const Plan& plan) {
  return std::visit([this](const auto& known) { return run_plan(known); }, plan);
}

bool writes(const Plan& plan) {
  return std::visit(
      [](const auto& known) {
        using Known = std::decay_t<decltype(known)>;
        return std::is_same_v<Known, UpdatePlan> || std::is_same_v<Known, DeletePlan> ||
               std::is_same_v<Known, InsertPlan> || std::is_same_v<Known, InsertFromPlan> ||
               std::is_same_v<Known, CreatePlan> || std::is_same_v<Known, DropPlan>;
      },
      plan);
}

Result Executor::run_plan(const SelectPlan& plan) {
  Result result{plan.names, rows_.rows(plan), 0, {}};
  if (plan.output == Output::rows) return result;
  const std::size_t count = result.rows.size();
  result.columns = {"count"};
  result.rows.clear();
  if (plan.output == Output::count || count > 0) result.rows.push_back(numbers(count));
  return result;
}

std::vector<Row> Executor::targets_of(const LoadPlan& plan, const Row& key) const {
  const Table& table = store_.table(plan.scope.table);
  const Hop& first = plan.path.front();
  const Table& start = store_.table(table_key(first.schema, first.table));
  const auto key_columns = start.positions(first.to);
  std::vector<std::size_t> places;
  std::unordered_multimap<std::size_t, Row> keys;
  rows_.walk(plan.path, key, [&](std::size_t from, std::size_t target) {
    const bool again = plan.distinct && keys.contains(target);
    if (again || rows_.evaluate(plan.scope.where, table, table.at(target).values) != Truth::yes) return false;
    places.push_back(target);
    keys.emplace(target, part_of(start.at(from).values, key_columns));
    return false;
  });
  rows_.sort(places, table, plan.scope.order);
  rows_.cut(places, plan.scope);
  std::vector<Row> rows;
  for (const std::size_t place : places) {
    rows.push_back(part_of(table.at(place).values, table.positions(plan.columns)));
    if (plan.path_keys.empty()) continue;
    const Row& reached_by = keys.find(place)->second;
    rows.back().insert(rows.back().end(), reached_by.begin(), reached_by.end());
  }
  return rows;
}

// A key that stands there several times, to fill up the statement, is asked for once.
Result Executor::run_plan(const LoadPlan& plan) {
  const std::size_t parts = plan.path.front().to.size();
  std::vector<Row> keys;
  for (std::size_t i = 0; i < plan.keys; ++i)
    keys.emplace_back(holes_.begin() + static_cast<std::ptrdiff_t>(i * parts),
                      holes_.begin() + static_cast<std::ptrdiff_t>((i + 1) * parts));
  make_distinct(keys);
  Result result{names_of(plan.columns), {}, 0, {}};
  for (const Column& column : plan.path_keys) result.columns.push_back(column.name);
  for (const Row& key : keys) {
    for (Row& row : targets_of(plan, key)) result.rows.push_back(std::move(row));
  }
  if (plan.count) result.rows = {numbers(result.rows.size())};
  return result;
}

Result Executor::run_plan(const EqualKeysPlan& plan) {
  const Table& table = store_.table(plan.table);
  const auto columns = table.positions(plan.columns);
  Result result{{"key"}, {}, 0, {}};
  for (const Column& column : plan.columns) result.columns.push_back(column.name);
  for (std::size_t i = 0; i < plan.keys; ++i) {
    const auto first = holes_.begin() + static_cast<std::ptrdiff_t>(i * columns.size());
    const Row key(first, first + static_cast<std::ptrdiff_t>(columns.size()));
    table.find(sight_, columns, key, [&](std::size_t place) {
      Row row = numbers(i);
      for (const std::size_t column : columns) row.push_back(table.at(place).values[column]);
      result.rows.push_back(std::move(row));
      return false;
    });
  }
  return result;
}

}  // namespace rowan::testing::memory
