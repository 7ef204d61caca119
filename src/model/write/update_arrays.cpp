#include "model/write/update_arrays.hpp"

#include <algorithm>
#include <vector>

#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

using Steps = std::span<UpdateStep* const>;
using ColumnOfValues = std::vector<Value>;

bool has_statement(const ModelInfo& model, AttributeList set, const Dialect& dialect) {
  return dialect.can().array_lists && model.integer_key && can_be_told(*model.primary_key[0]) &&
         std::all_of(set.begin(), set.end(), [](const AttributeInfo* attribute) { return can_be_told(*attribute); });
}

// One row that is met twice is changed once, by either.
bool all_differ(Steps steps) {
  std::vector<std::uint64_t> keys;
  keys.reserve(steps.size());
  for (const UpdateStep* step : steps) keys.push_back(step->slot().key);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) == keys.end();
}

// What `value` gives for each.
template <class Give>
ColumnOfValues column_of(Steps steps, const Give& value) {
  ColumnOfValues values;
  values.reserve(steps.size());
  for (const UpdateStep* step : steps) values.push_back(value(*step));
  return values;
}

ColumnOfValues new_values(Steps steps, const AttributeInfo& attribute) {
  return column_of(steps, [&](const UpdateStep& step) { return stored_value(step.object(), attribute); });
}

ColumnOfValues keys_of(Steps steps) {
  return column_of(steps, [](const UpdateStep& step) { return Value(static_cast<std::int64_t>(step.slot().key)); });
}

ColumnOfValues expected_versions(Steps steps, const AttributeInfo& lock_version) {
  return column_of(steps, [&](const UpdateStep& step) {
    const std::uint64_t word = step.lock_version();
    return lock_version.ops->unfingerprint(&word);
  });
}

bool any_null(const ColumnOfValues& values) {
  return std::any_of(values.begin(), values.end(), [](const Value& value) { return value.is_null(); });
}

void bind_column(Statement& statement, int index, const ModelInfo& model, const AttributeInfo& attribute,
                 const ColumnOfValues& values) {
  try {
    statement.write_list(index, attribute.type.kind, values);
  } catch (const InvalidValue& error) {
    rethrow_named(model, attribute, error);
  }
}

}  // namespace

std::optional<std::uint64_t> update_by_arrays(const ModelInfo& model, Steps steps, Connection& connection) {
  const auto set = attributes_of(model, steps.front()->attributes());
  if (!has_statement(model, set, connection.dialect()) || !all_differ(steps)) return std::nullopt;
  std::vector<ColumnOfValues> columns;
  for (const AttributeInfo* attribute : set) {
    if (any_null(columns.emplace_back(new_values(steps, *attribute)))) return std::nullopt;
  }
  std::vector<const AttributeInfo*> where = model.primary_key;
  columns.push_back(keys_of(steps));
  if (model.lock_version != nullptr) {
    where.push_back(model.lock_version);
    columns.push_back(expected_versions(steps, *model.lock_version));
  }
  Statement& statement = connection.prepared(connection.compiler().update_many(model, set, where));
  Execution execution(connection, statement, model.name, "update");
  for (std::size_t i = 0; i < columns.size(); ++i)
    bind_column(statement, static_cast<int>(i), model, i < set.size() ? *set[i] : *where[i - set.size()], columns[i]);
  return execution.run();
}

}  // namespace rowan
