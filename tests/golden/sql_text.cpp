#include "golden/sql_text.hpp"

#include "rowan/sql/compiler.hpp"

namespace rowan::golden {

std::string text(const CompiledSql& compiled) {
  std::string line = compiled.sql;
  for (std::size_t i = 0; i < compiled.parameters.size(); ++i)
    line += (i == 0 ? " <- " : ", ") + compiled.parameters[i].to_string();
  return line;
}

std::string where_text(const ModelInfo& model, const Expr& condition) {
  return where_text(standard(), model, condition);
}

std::string where_text(const Dialect& dialect, const ModelInfo& model, const Expr& condition) {
  const std::string line = text(compile_delete_all(dialect, {.model = &model, .where = condition}));
  const std::size_t where = line.find(" WHERE ");
  return where == std::string::npos ? "" : line.substr(where + 7);
}

const Dialect& standard() {
  static const Dialect dialect;
  return dialect;
}

}  // namespace rowan::golden
