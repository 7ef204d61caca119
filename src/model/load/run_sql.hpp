// Runs compiled SQL on a connection.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// Binds the parameters; they must outlive the execution.
void bind_all(Statement& statement, const CompiledSql& sql);
void write_parameters(ParameterWriter& parameters, const CompiledSql& sql);
/// Returns the number of rows matched.
std::uint64_t run_sql(Connection& connection, const CompiledSql& sql, std::string_view model, std::string_view purpose,
                      std::string_view tag = {});
/// The first column of the first row as an integer; 0 when there is none.
std::int64_t select_integer(Connection& connection, const CompiledSql& sql, std::string_view model,
                            std::string_view purpose, std::string_view tag = {});

}  // namespace rowan
