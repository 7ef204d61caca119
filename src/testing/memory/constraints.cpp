// What rows must fulfil.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "rowan/core/error.hpp"
#include "testing/memory/changes.hpp"
#include "testing/memory/lowering.hpp"
#include "testing/memory/values.hpp"

namespace rowan::testing::memory {
namespace {

ErrorDetails details_of(const Table& table, std::string constraint, std::vector<std::string> columns) {
  ErrorDetails details;
  details.table = table.definition().name;
  details.constraint = std::move(constraint);
  details.columns = std::move(columns);
  return details;
}

[[noreturn]] void refuse_duplicate(const Table& table, const Index& index) {
  std::vector<std::string> columns;
  for (const std::size_t column : index.columns) columns.push_back(table.definition().columns[column].name);
  const std::string message = fmt::format(
      "table {} already has a row with the same {} (unique constraint {}): use another value, or update "
      "that row",
      table.name(), fmt::join(columns, ", "), index.name);
  throw UniqueViolation(message, details_of(table, index.name, std::move(columns)));
}

void check_length(const Table& table, const schema::Column& column, const Value& value) {
  if (column.type.kind != TypeKind::text || column.type.length == 0) return;
  const std::size_t length = characters_in(value.as_string());
  if (length <= column.type.length) return;
  throw InvalidValue(fmt::format("{}.{} takes at most {} characters, and this text has {}", table.name(), column.name,
                                 column.type.length, length),
                     details_of(table, {}, {column.name}));
}

void check_value(const Table& table, const schema::Column& column, Value& value) {
  const bool key =
      std::count(table.definition().primary_key.begin(), table.definition().primary_key.end(), column.name) > 0;
  if (value.is_null()) {
    if (column.nullable && !key) return;
    throw NotNullViolation(fmt::format("{}.{} must not be NULL: give it a value", table.name(), column.name),
                           details_of(table, {}, {column.name}));
  }
  value = value.converted_to(column.type.kind);
  check_length(table, column, value);
}

}  // namespace

const Index* Changes::duplicate(const Table& table, const Row& row, std::size_t except) const {
  for (const Index& index : table.indexes()) {
    const auto other = [&](std::size_t place) {
      return place != except && fulfils(table.at(place).values, index.where);
    };
    if (index.unique && fulfils(row, index.where) &&
        table.find(sight(), index.columns, part_of(row, index.columns), other))
      return &index;
  }
  return nullptr;
}

void Changes::check_row(const Table& table, Row& row, std::size_t except) const {
  for (std::size_t i = 0; i < row.size(); ++i) check_value(table, table.definition().columns[i], row[i]);
  if (const Index* index = duplicate(table, row, except)) refuse_duplicate(table, *index);
}

// Rows that refer to one that is gone.
void Changes::follow(Table& table, const Row& gone) {
  for (const auto& [name, referring] : store_.tables) {
    for (const schema::ForeignKey& key : referring->definition().foreign_keys) {
      if (table_key(key.schema, key.table) != table.name()) continue;
      if (key.on_delete != ForeignKeyAction::cascade && key.on_delete != ForeignKeyAction::set_null) continue;
      const auto columns = referring->positions(key.columns);
      std::vector<std::size_t> places;
      referring->find(sight(), columns, part_of(gone, table.positions(key.referenced_columns)),
                      [&](std::size_t place) { return places.push_back(place), false; });
      for (const std::size_t place : places) {
        if (!sight().sees(referring->at(place))) continue;  // gone by another way
        if (key.on_delete == ForeignKeyAction::cascade) {
          remove(*referring, place);
          continue;
        }
        Row row = referring->at(place).values;
        for (const std::size_t column : columns) row[column] = Value();
        update(*referring, place, std::move(row));
      }
    }
  }
}

bool Changes::is_referred(const Table& table, const schema::ForeignKey& key, const Row& values) const {
  return table.find(sight(), table.positions(key.columns), values, [](std::size_t) { return true; });
}

void Changes::check_reference(const Table& table, const schema::ForeignKey& key, const Row& row) const {
  const Row values = part_of(row, table.positions(key.columns));
  if (any_null(values)) return;
  const Table& target = store_.table(table_key(key.schema, key.table));
  if (target.find(sight(), target.positions(key.referenced_columns), values, [](std::size_t) { return true; })) return;
  throw ForeignKeyViolation(
      fmt::format("{}.{} points to a row of {} that does not exist (foreign key {}): save that row first, or correct "
                  "the value",
                  table.name(), fmt::join(key.columns, ", "), target.name(), key.name),
      details_of(table, key.name, key.columns));
}

void Changes::check_referrers(const Table& table, const Row& gone) const {
  for (const auto& [name, referring] : store_.tables) {
    for (const schema::ForeignKey& key : referring->definition().foreign_keys) {
      if (table_key(key.schema, key.table) != table.name()) continue;
      const auto columns = table.positions(key.referenced_columns);
      const Row values = part_of(gone, columns);
      if (!is_referred(*referring, key, values)) continue;
      if (table.find(sight(), columns, values, [](std::size_t) { return true; })) continue;  // another has the key now
      throw ForeignKeyViolation(
          fmt::format("rows of {} still point to this row of {} through {} (foreign key {}): change or delete them "
                      "first",
                      referring->name(), table.name(), fmt::join(key.columns, ", "), key.name),
          details_of(*referring, key.name, key.columns));
    }
  }
}

void Changes::check_foreign_keys(std::size_t mark) {
  for (std::size_t i = mark; i < log_.size(); ++i) {
    const Table& table = *log_[i].table;
    const Version& version = table.at(log_[i].place);
    if (!log_[i].added) {
      check_referrers(table, version.values);
    } else if (sight().sees(version)) {
      for (const schema::ForeignKey& key : table.definition().foreign_keys) check_reference(table, key, version.values);
    }
  }
}

}  // namespace rowan::testing::memory
