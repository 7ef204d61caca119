// Plans that change rows and tables.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "rowan/core/error.hpp"
#include "testing/memory/executor.hpp"
#include "testing/memory/lowering.hpp"
#include "testing/memory/values.hpp"

namespace rowan::testing::memory {
namespace {

std::size_t generated_column(const Table& table) {
  const auto& columns = table.definition().columns;
  const auto found = std::find_if(columns.begin(), columns.end(), [](const auto& column) { return column.generated; });
  return static_cast<std::size_t>(found - columns.begin());
}

// The place of the row that is seen and has the values.
// Of an upsert: the row that is there.
std::optional<std::size_t> place_in_the_way(const InsertPlan& plan, const Table& table, const Sight& sight,
                                            const Row& row) {
  const std::vector<std::size_t> conflict = table.positions(plan.conflict);
  const Condition where = table.condition(plan.conflict_where);
  std::optional<std::size_t> found;
  if (!fulfils(row, where)) return found;
  table.find(sight, conflict, part_of(row, conflict), [&](std::size_t place) {
    if (fulfils(table.at(place).values, where)) found = place;
    return found.has_value();
  });
  return found;
}

// However the two are spelled.
bool holds_the_same(const Value& left, const Value& right) {
  return left.is_null() || right.is_null() ? left.is_null() == right.is_null() : order_of(left, right) == 0;
}

// Of what is computed: what is given was looked at before.
void require_held(const Value& value, const LogicalType& type) {
  if (type.kind != TypeKind::decimal || type.precision == 0 || value.is_null()) return;
  const int before_point = type.precision - type.scale;
  if (before_point >= Decimal::max_digits) return;  // none has more
  const Decimal number = value.as_decimal(), end("1e" + std::to_string(before_point));
  if (number >= end || -number >= end)
    throw InvalidValue(fmt::format("{} has more than {} digits before the point", number.to_string(), before_point));
}

void count_up(Value& version) { version = Value(version.is_null() ? std::int64_t{1} : version.as_int64() + 1); }

Value time_now(TypeKind kind) {
  const Instant now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  if (kind == TypeKind::local_date_time) return Value(LocalDateTime(now.time_since_epoch()));
  return Value(now).converted_to(kind);
}

}  // namespace

Value default_of(const schema::Column& column) {
  const std::string& text = column.default_sql;
  if (text.empty() || text == "NULL") return {};
  const bool quoted =
      text.size() > 1 && text.front() == '\'' && text.back() == '\'' && std::count(text.begin(), text.end(), '\'') == 2;
  try {
    if (text == "CURRENT_TIMESTAMP") return time_now(column.type.kind);
    return Value(quoted ? text.substr(1, text.size() - 2) : text).parsed_as(column.type.kind);
  } catch (const InvalidValue&) {
    throw Unsupported(fmt::format(
        "a database in memory takes no SQL, and the default of column {} is some: {}; it takes plain numbers, texts "
        "and booleans, and CURRENT_TIMESTAMP",
        column.name, text));
  }
}

Row Executor::new_row(const InsertPlan& plan, const Table& table, std::size_t number) const {
  Row row;
  for (const schema::Column& column : table.definition().columns) row.push_back(default_of(column));
  for (std::size_t i = 0; i < plan.columns.size(); ++i)
    row[table.position(plan.columns[i])] = holes_[number * plan.columns.size() + i];
  return row;
}

// Keys go up, also past those that were given.
bool Executor::generate_key(Table& table, Row& row, Result& result) const {
  const std::size_t key = generated_column(table);
  if (key == row.size()) return false;
  if (row[key].is_null()) {
    row[key] = Value(++table.last_key);
    result.new_key = table.last_key;
    return true;
  }
  table.last_key = std::max(table.last_key, row[key].as_int64());
  result.new_key = row[key].as_int64();
  return false;
}

// A row that is sent as it is there stays as it is.
Row Executor::merged(const InsertPlan& plan, const Table& table, const Row& there, const Row& sent) const {
  Row row = there;
  for (const SetColumn& set : plan.sets) {
    Value made;
    Value& value = row[table.position(set.column)];
    value = rows_.value_of(*set.computed, table, there, made);
    const LogicalType& type = table.definition().columns[table.position(set.column)].type;
    value = value.converted_to(type.kind);
    require_held(value, type);
  }
  if (std::equal(row.begin(), row.end(), there.begin(), holds_the_same)) return row;
  if (plan.counted_up) count_up(row[table.position(*plan.counted_up)]);
  if (plan.stamp) row[table.position(plan.columns[*plan.stamp])] = sent[table.position(plan.columns[*plan.stamp])];
  return row;
}

bool Executor::insert_row(const InsertPlan& plan, Table& table, Row row, Result& result) {
  if (plan.on_conflict == Conflict::skip && changes_.duplicate(table, row, never) != nullptr) return false;
  if (plan.on_conflict == Conflict::update) {
    if (const auto there = place_in_the_way(plan, table, sight_, row)) {
      if (plan.leaves_there) return false;
      if (auto row_made = merged(plan, table, table.at(*there).values, row); row_made != table.at(*there).values)
        changes_.update(table, *there, std::move(row_made));
      return true;
    }
  }
  generate_key(table, row, result);
  const std::size_t place = changes_.insert(table, std::move(row));
  if (!plan.returning.empty()) result.rows.push_back(part_of(table.at(place).values, table.positions(plan.returning)));
  return true;
}

Result Executor::run_plan(const InsertPlan& plan) {
  Table& table = store_.table(plan.table);
  Result result;
  for (const Column& column : plan.returning) result.columns.push_back(column.name);
  for (std::size_t i = 0; i < plan.rows; ++i) {
    rows_.insert_at(i * plan.columns.size());
    result.matched += insert_row(plan, table, new_row(plan, table, i), result) ? 1 : 0;
  }
  return result;
}

Result Executor::run_plan(const InsertFromPlan& plan) {
  Table& table = store_.table(plan.table);
  Result result;
  for (const Row& given : rows_.rows(plan.rows)) {
    Row row;
    for (const schema::Column& column : table.definition().columns) row.push_back(default_of(column));
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
      const std::size_t column = table.position(plan.columns[i]);
      row[column] = given[i];
      require_held(row[column], table.definition().columns[column].type);
    }
    generate_key(table, row, result);
    changes_.insert(table, std::move(row));
    ++result.matched;
  }
  return result;
}

Row Executor::changed(const UpdatePlan& plan, const Table& table, Row row) const {
  const Row before = row;
  for (const SetColumn& set : plan.sets) {
    const std::size_t column = table.position(set.column);
    const LogicalType& type = table.definition().columns[column].type;
    if (set.computed != nullptr) {
      Value made;
      row[column] = rows_.value_of(*set.computed, table, before, made);
      require_held(row[column], type);
      continue;
    }
    const Value& value = holes_[set.value];
    if (set.add) {
      row[column] = row[column].is_null() ? value : sum_of(row[column], value, type.kind);
      require_held(row[column], type);
    } else {
      row[column] = value;
    }
  }
  if (plan.counted_up) count_up(row[table.position(*plan.counted_up)]);
  return row;
}

Result Executor::run_plan(const UpdatePlan& plan) {
  Table& table = store_.table(plan.of.table);
  Result result;
  for (const Column& column : plan.returning) result.columns.push_back(column.name);
  // All new values are made of what rows hold before.
  std::vector<std::pair<std::size_t, Row>> made;
  for (const std::size_t place : rows_.select(plan.of))
    made.emplace_back(place, changed(plan, table, table.at(place).values));
  for (auto& [place, row] : made) {
    if (!plan.returning.empty()) result.rows.push_back(part_of(row, table.positions(plan.returning)));
    changes_.update(table, place, std::move(row));
    ++result.matched;
  }
  return result;
}

// A row may be gone by then, by way of another one.
Result Executor::run_plan(const DeletePlan& plan) {
  Table& table = store_.table(plan.of.table);
  Result result;
  for (const std::size_t place : rows_.select(plan.of)) {
    ++result.matched;
    if (sight_.sees(table.at(place))) changes_.remove(table, place);
  }
  return result;
}

Result Executor::run_plan(const CreatePlan& plan) {
  auto table = std::make_unique<Table>(plan.table);
  const std::string name = table->name();
  if (!store_.tables.try_emplace(name, std::move(table)).second)
    throw StatementError(fmt::format("there is a table \"{}\" already in this database in memory", name));
  return {};
}

Result Executor::run_plan(const DropPlan& plan) {
  auto gone = store_.tables.extract(store_.table(plan.table).name());
  store_.dropped.push_back(std::move(gone.mapped()));
  return {};
}

Result Executor::run_plan(const ListPlan&) {
  Result result{{"schema", "name", "own_schema", "ignores_case"}, {}, 0, {}};
  for (const auto& [name, table] : store_.tables) {
    const schema::Table& each = table->definition();
    result.rows.push_back({Value(each.schema), Value(each.name), Value(each.schema), Value(std::int64_t{0})});
  }
  return result;
}

}  // namespace rowan::testing::memory
