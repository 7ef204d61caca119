// Runs compiled SQL on a connection.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// Binds the parameters; they must outlive the execution.
void bind_all(Statement& statement, const CompiledSql& sql);
void write_parameters(ParameterWriter& parameters, const CompiledSql& sql);
/// Refuses a value for a column that holds another kind: some databases convert what they compare, and would answer
/// about something else; others refuse without a name. Asks for the columns' types, once for each model.
/// True when other values might be refused: then what was compiled serves these only.
/// @throws InvalidValue naming model, attribute and column.
bool require_comparable(Connection& connection, const CompiledSql& sql);
/// Where the value of a parameter comes from; null when that is not known.
[[nodiscard]] const ParameterSource* source_at(std::span<const ParameterSource> sources, int index);
/// Throws `error`, which is about a value from `source`, with the name of the attribute that the value is for, if there
/// is one.
[[noreturn]] void refuse_value(const ParameterSource* source, const InvalidValue& error);
/// Calls `write`, which binds such a value.
template <class Write>
void write_named(const ParameterSource* source, const Write& write) {
  try {
    write();
  } catch (const InvalidValue& error) {
    refuse_value(source, error);
  }
}
/// Returns the number of rows matched.
std::uint64_t run_sql(Connection& connection, const CompiledSql& sql, std::string_view model, std::string_view purpose,
                      std::string_view tag = {});
/// The first column of the first row as an integer; 0 when there is none.
std::int64_t select_integer(Connection& connection, const CompiledSql& sql, std::string_view model,
                            std::string_view purpose, std::string_view tag = {});
/// All rows of a query with outputs, as their attributes have the values.
std::vector<std::vector<Value>> select_values(Connection& connection, const CompiledSql& sql, std::string_view model,
                                              std::string_view purpose);
/// One value of such a row: as the attribute has it, where the column holds something else than it gives.
Value loaded_value(Statement& statement, int column, const CompiledSql::Output& output);
/// Whether there is a row.
bool any_row(Connection& connection, const CompiledSql& sql, std::string_view model, std::string_view purpose);

}  // namespace rowan
