#include "model/load/run_sql.hpp"

namespace rowan {

void bind_all(Statement& statement, const CompiledSql& sql) {
  if (sql.raw) statement.keep_parameter_types();
  write_parameters(statement, sql);
}

void write_parameters(ParameterWriter& parameters, const CompiledSql& sql) {
  for (std::size_t i = 0; i < sql.parameters.size(); ++i)
    write_value(parameters, static_cast<int>(i), sql.parameters[i], sql.kinds[i]);
}

std::uint64_t run_sql(Connection& connection, const CompiledSql& sql, std::string_view model, std::string_view purpose,
                      std::string_view tag) {
  Statement& statement = connection.prepared(sql.sql);
  Execution execution(connection, statement, model, purpose, tag);
  bind_all(statement, sql);
  execution.rows = statement.run();
  return execution.rows;
}

std::int64_t select_integer(Connection& connection, const CompiledSql& sql, std::string_view model,
                            std::string_view purpose, std::string_view tag) {
  Statement& statement = connection.prepared(sql.sql);
  Execution execution(connection, statement, model, purpose, tag);
  bind_all(statement, sql);
  std::int64_t number = 0;
  if (!statement.step()) return 0;
  statement.read(0, number);
  execution.rows = 1;
  return number;
}

}  // namespace rowan
