#include "model/load/run_sql.hpp"

#include <fmt/format.h>

#include <utility>

#include "model/load/record_statements.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

const AttributeInfo* named_in(const Origin& origin) {
  return origin.compared != nullptr ? origin.compared : origin.attribute;
}

// Drivers know a value by its place: "value 2 is a Date, but …"
std::string about(const Origin& origin, std::string_view text, int place) {
  const std::string name = fmt::format("{}.{}", origin.model->name, named_in(origin)->name);
  const std::string prefix = fmt::format("value {} ", place + 1);
  return text.starts_with(prefix) ? fmt::format("{} {}", name, text.substr(prefix.size()))
                                  : fmt::format("{}: {}", name, text);
}

template <class Run>
auto with_names(const CompiledSql& sql, const Run& run) {
  try {
    return run();
  } catch (const InvalidValue& error) {
    if (error.details().parameter >= 0) refuse_value(source_at(sql.sources, error.details().parameter), error);
    throw;
  }
}

}  // namespace

void bind_all(Statement& statement, const CompiledSql& sql) {
  if (sql.raw) statement.keep_parameter_types();
  write_parameters(statement, sql);
}

void write_parameters(ParameterWriter& parameters, const CompiledSql& sql) {
  for (std::size_t i = 0; i < sql.parameters.size(); ++i) {
    const int index = static_cast<int>(i);
    write_named(source_at(sql.sources, index),
                [&] { write_value(parameters, index, sql.parameters[i], sql.kinds[i]); });
  }
}

const ParameterSource* source_at(std::span<const ParameterSource> sources, int index) {
  return static_cast<std::size_t>(index) < sources.size() ? &sources[static_cast<std::size_t>(index)] : nullptr;
}

void refuse_value(const ParameterSource* source, const InvalidValue& error) {
  if (source == nullptr || named_in(source->origin) == nullptr || source->origin.model == nullptr) throw error;
  ErrorDetails details = error.details();
  details.table = source->origin.model->table;
  details.columns = {named_in(source->origin)->column};
  const int place = std::exchange(details.parameter, -1);
  throw InvalidValue(about(source->origin, error.what(), place), std::move(details));
}

namespace {

// What a column by itself is compared with must fit it, where it would become something else. True if it might not.
bool require_same_year(RecordStatements& statements, const ParameterSource& source, const Value& value) {
  const AttributeInfo* attribute = source.derive != nullptr ? nullptr : source.origin.attribute;
  const ColumnLimit* limit = attribute == nullptr ? nullptr : statements.facts().limit_of(*attribute);
  if (limit == nullptr || !limit->years) return false;
  statements.facts().require_fit(*source.origin.model, *attribute, value);
  return true;
}

}  // namespace

bool require_comparable(Connection& connection, const CompiledSql& sql) {
  bool depends = false;
  for (std::size_t i = 0; i < sql.sources.size(); ++i) {
    const ParameterSource& source = sql.sources[i];
    const ModelInfo* model = source.origin.model;
    const AttributeInfo* attribute = named_in(source.origin);
    if (attribute == nullptr || model == nullptr) continue;
    RecordStatements& statements = RecordStatements::of(connection, *model);
    if (statements.facts().limits.empty()) continue;
    statements.require_comparable(*attribute);
    depends |= require_same_year(statements, source, sql.parameters[i]);
  }
  return depends;
}

std::uint64_t run_sql(Connection& connection, const CompiledSql& sql, std::string_view model, std::string_view purpose,
                      std::string_view tag) {
  require_comparable(connection, sql);
  Statement& statement = connection.prepared(sql.sql);
  Execution execution(connection, statement, model, purpose, tag);
  bind_all(statement, sql);
  execution.rows = with_names(sql, [&] { return statement.run(); });
  return execution.rows;
}

std::int64_t select_integer(Connection& connection, const CompiledSql& sql, std::string_view model,
                            std::string_view purpose, std::string_view tag) {
  require_comparable(connection, sql);
  Statement& statement = connection.prepared(sql.sql);
  Execution execution(connection, statement, model, purpose, tag);
  bind_all(statement, sql);
  std::int64_t number = 0;
  if (!with_names(sql, [&] { return statement.step(); })) return 0;
  statement.read(0, number);
  execution.rows = 1;
  return number;
}

Value loaded_value(Statement& statement, int column, const CompiledSql::Output& output) {
  Value value = read_value(statement, column, output.kind);
  const AttributeInfo* attribute = output.attribute;
  const bool converts = attribute != nullptr && attribute->ops != nullptr && attribute->ops->loaded != nullptr;
  return converts && !value.is_null() ? attribute->ops->loaded(value) : value;
}

std::vector<std::vector<Value>> select_values(Connection& connection, const CompiledSql& sql, std::string_view model,
                                              std::string_view purpose) {
  require_comparable(connection, sql);
  Statement& statement = connection.prepared(sql.sql);
  Execution execution(connection, statement, model, purpose);
  bind_all(statement, sql);
  std::vector<std::vector<Value>> rows;
  while (with_names(sql, [&] { return statement.step(); })) {
    std::vector<Value>& row = rows.emplace_back();
    for (std::size_t i = 0; i < sql.outputs.size(); ++i)
      row.push_back(loaded_value(statement, static_cast<int>(i), sql.outputs[i]));
  }
  execution.rows = rows.size();
  return rows;
}

bool any_row(Connection& connection, const CompiledSql& sql, std::string_view model, std::string_view purpose) {
  require_comparable(connection, sql);
  Statement& statement = connection.prepared(sql.sql);
  Execution execution(connection, statement, model, purpose);
  bind_all(statement, sql);
  const bool there = with_names(sql, [&] { return statement.step(); });
  execution.rows = there ? 1 : 0;
  return there;
}

}  // namespace rowan
