#include "rowan/sql/sql_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

void note(CompiledSql& statement, Value&& value, TypeKind kind, const ParameterSource& source) {
  statement.parameters.push_back(std::move(value));
  statement.kinds.push_back(kind);
  statement.sources.push_back(source);
}

}  // namespace

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

std::string SqlWriter::bind(Value value, TypeKind kind, const ParameterSource& source) {
  note(out_, std::move(value), kind, source);
  std::string placeholder;
  dialect_.append_placeholder(placeholder, out_.parameters.size());
  return placeholder;
}

std::string SqlWriter::bind(Value value, TypeKind kind) { return bind(std::move(value), kind, {}); }

std::string SqlWriter::bind(const bound::Literal& literal, Value (*derive)(const Value&)) {
  using From = ParameterSource::From;
  return bind(derive == nullptr ? literal.value : derive(literal.value), literal.kind,
              {literal.origin.value == nullptr ? From::elsewhere : From::value, literal.origin, derive});
}

// Inserts of many rows have thousands.
SqlWriter& SqlWriter::parameter(Value value, TypeKind kind) {
  note(out_, std::move(value), kind, {});
  dialect_.append_placeholder(out_.sql, out_.parameters.size());
  return *this;
}

// Databases count rows in signed integers; no table has more.
SqlWriter& SqlWriter::rows(std::uint64_t count, ParameterSource::From from) {
  if (rows_are_spelled_) return text(std::to_string(row_count(count)));
  if (rows_are_fixed_) from = ParameterSource::From::constant;
  return text(bind(Value(row_count(count)), TypeKind::int64, {from, {}, nullptr}));
}

std::string SqlWriter::cut(std::size_t length) {
  std::string text = out_.sql.substr(length);
  out_.sql.resize(length);
  return text;
}

std::int64_t row_count(std::uint64_t rows) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(rows, std::numeric_limits<std::int64_t>::max()));
}

CompiledSql SqlWriter::finish() {
  if (out_.parameters.size() > dialect_.can().max_parameters) {
    throw QueryError(
        fmt::format("the statement binds {} values, {} takes at most {}; ask in smaller portions, as find_all() does",
                    out_.parameters.size(), dialect_.name(), dialect_.can().max_parameters));
  }
  return std::exchange(out_, {});
}

}  // namespace rowan
