#include "rowan/sql/dialect.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/schema/table.hpp"

namespace rowan {
namespace {

// Not a backslash: MySQL would need it doubled, PostgreSQL would not.
constexpr char escape = '!';

std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == escape) pattern += escape;
    pattern += c;
  }
  return pattern;
}

std::string like_pattern(MatchKind kind, std::string_view text) {
  const bool open_start = kind != MatchKind::starts_with;
  const bool open_end = kind != MatchKind::ends_with;
  return (open_start ? "%" : "") + escaped(text) + (open_end ? "%" : "");
}

// Databases count rows in signed integers; no table has more.
Value row_count(std::uint64_t rows) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return Value(static_cast<std::int64_t>(rows < most ? rows : most));
}

std::string decimal_type(const LogicalType& type) {
  return type.precision == 0 ? "numeric" : fmt::format("numeric({}, {})", type.precision, type.scale);
}

}  // namespace

Dialect::~Dialect() = default;

std::string_view Dialect::name() const { return "standard"; }

void Dialect::append_identifier(std::string& sql, std::string_view name) const { append_quoted(sql, name, '"'); }

void Dialect::append_quoted(std::string& sql, std::string_view name, char quote) {
  if (name.find('\0') != std::string_view::npos) {
    throw QueryError(fmt::format("the name '{}' has a NUL in it", name.substr(0, name.find('\0'))));
  }
  sql += quote;
  for (auto at = name.find(quote); at != std::string_view::npos; at = name.find(quote)) {
    sql.append(name.substr(0, at + 1)) += quote;
    name.remove_prefix(at + 1);
  }
  sql.append(name) += quote;
}

std::string Dialect::quoted(std::string_view name) const {
  std::string sql;
  append_identifier(sql, name);
  return sql;
}

void Dialect::append_placeholder(std::string& sql, std::size_t) const { sql += '?'; }

std::string_view Dialect::key_collation(TypeKind) const { return {}; }

std::string Dialect::comparable(std::string column, TypeKind) const { return column; }

std::string Dialect::sum(std::string column, std::string placeholder, TypeKind) const {
  return std::move(column) + " + " + std::move(placeholder);
}

std::string Dialect::zero(TypeKind) const { return "0"; }

void Dialect::write_match(SqlWriter& out, const std::string& column, MatchKind kind, std::string_view text,
                          bool ignore_case) const {
  const std::string placeholder = exact_text(out.bind(Value(like_pattern(kind, text)), TypeKind::text));
  const char* form = ignore_case ? "lower({}) LIKE lower({}) ESCAPE '{}'" : "{} LIKE {} ESCAPE '{}'";
  out.text(fmt::format(fmt::runtime(form), column, placeholder, escape));
}

bool Dialect::write_long_list(SqlWriter&, const std::vector<Value>&, TypeKind) const { return false; }

std::string Dialect::json_array(const std::vector<Value>& values) {
  std::string json = "[";
  for (const Value& value : values) {
    if (json.size() > 1) json += ',';
    const std::string text = value.to_string();
    if (!std::holds_alternative<std::string>(value.storage())) {
      json += text;
      continue;
    }
    json += '"';
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20 && c != 0)  // a NUL is refused as it is bound
        json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      else
        json += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    json += '"';
  }
  return json + ']';
}

std::string Dialect::exact_text(std::string text) const { return text; }

std::string Dialect::left_alone(std::string column) const { return column; }

void Dialect::write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                          std::optional<std::uint64_t> offset) const {
  if (limit) out.text(" LIMIT ").parameter(row_count(*limit), TypeKind::int64);
  if (offset) out.text(" OFFSET ").parameter(row_count(*offset), TypeKind::int64);
}

std::string Dialect::column_type(const LogicalType& type) const {
  switch (type.kind) {
    case TypeKind::boolean:
      return "boolean";
    case TypeKind::int8:
    case TypeKind::int16:
    case TypeKind::uint8:
      return "smallint";
    case TypeKind::int32:
    case TypeKind::uint16:
      return "integer";
    case TypeKind::int64:
    case TypeKind::uint32:
      return "bigint";
    case TypeKind::uint64:
      return "numeric(20)";
    case TypeKind::float32:
      return "real";
    case TypeKind::float64:
      return "double precision";
    case TypeKind::decimal:
      return decimal_type(type);
    case TypeKind::text:
      return type.length == 0 ? "text" : fmt::format("varchar({})", type.length);
    case TypeKind::bytes:
      return "blob";
    case TypeKind::date:
      return "date";
    case TypeKind::local_date_time:
      return "timestamp(6)";
    case TypeKind::instant:
      return "timestamp(6) with time zone";
    case TypeKind::uuid:
      return "uuid";
    case TypeKind::json:
      return "json";
  }
  return "text";
}

std::string Dialect::column_definition(const schema::Column& column) const {
  std::string sql = column_type(column.type);
  if (column.generated) sql += " GENERATED BY DEFAULT AS IDENTITY";
  if (!column.nullable) sql += " NOT NULL";
  if (!column.default_sql.empty()) sql += " DEFAULT (" + column.default_sql + ")";
  return sql;
}

std::string Dialect::table_options() const { return {}; }

std::string Dialect::list_tables() const {
  return "SELECT CASE WHEN table_schema = current_schema THEN '' ELSE table_schema END, table_name"
         " FROM information_schema.tables";
}

CompiledSql Dialect::table_facts(std::string_view, std::string_view) const { return {}; }

ColumnLimit Dialect::column_limit(const DeclaredType&, TypeKind) const { return {}; }

std::vector<std::string> Dialect::begin(std::optional<Isolation> isolation, bool read_only) const {
  std::string sql = "START TRANSACTION";
  if (isolation) sql += fmt::format(" ISOLATION LEVEL {}", to_string(*isolation));
  if (read_only) sql += isolation ? ", READ ONLY" : " READ ONLY";
  return {sql};
}

std::string Dialect::lock_clause(const RowLock& lock) const {
  std::string sql = lock.strength == LockStrength::share ? " FOR SHARE" : " FOR UPDATE";
  if (lock.wait == LockWait::nowait) sql += " NOWAIT";
  if (lock.wait == LockWait::skip_locked) sql += " SKIP LOCKED";
  return sql;
}

std::string Dialect::explain(std::string_view sql) const { return "EXPLAIN " + std::string(sql); }

std::string Dialect::commit() const { return "COMMIT"; }
std::string Dialect::rollback() const { return "ROLLBACK"; }
std::string Dialect::savepoint(std::string_view name) const { return "SAVEPOINT " + quoted(name); }
std::string Dialect::release_savepoint(std::string_view name) const { return "RELEASE SAVEPOINT " + quoted(name); }
std::string Dialect::rollback_to_savepoint(std::string_view name) const {
  return "ROLLBACK TO SAVEPOINT " + quoted(name);
}

}  // namespace rowan
