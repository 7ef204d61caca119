#include "rowan/sql/sql_writer.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

// Room for a usual statement, which grows without being moved.
SqlWriter::SqlWriter(const Dialect& dialect) : dialect_(dialect) {
  out_.sql.reserve(400);
  out_.parameters.reserve(4);
  out_.kinds.reserve(16);
}

SqlWriter& SqlWriter::identifier(std::string_view name) {
  dialect_.append_identifier(out_.sql, name);
  return *this;
}

SqlWriter& SqlWriter::table(std::string_view schema, std::string_view table) {
  if (!schema.empty()) identifier(schema).text(".");
  return identifier(table);
}

std::string SqlWriter::bind(Value value, TypeKind kind) {
  out_.parameters.push_back(std::move(value));
  out_.kinds.push_back(kind);
  std::string placeholder;
  dialect_.append_placeholder(placeholder, out_.parameters.size());
  return placeholder;
}

SqlWriter& SqlWriter::parameter(Value value, TypeKind kind) { return text(bind(std::move(value), kind)); }

CompiledSql SqlWriter::finish() {
  if (out_.parameters.size() > dialect_.can().max_parameters) {
    throw QueryError(fmt::format("the statement binds {} values, {} takes at most {}; ask in smaller portions",
                                 out_.parameters.size(), dialect_.name(), dialect_.can().max_parameters));
  }
  return std::exchange(out_, {});
}

}  // namespace rowan
