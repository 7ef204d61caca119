// What SQLite does with values that a column was not declared for.
#include "dialect.hpp"

namespace rowan::sqlite {
namespace {

enum class Affinity { text, none, real, integer, numeric };

// SQLite's rules, in their order.
Affinity affinity_of(std::string_view type) {
  const auto has = [&](std::string_view part) { return type.find(part) != std::string_view::npos; };
  if (has("int")) return Affinity::integer;
  if (has("char") || has("clob") || has("text")) return Affinity::text;
  if (type.empty() || has("blob")) return Affinity::none;
  return has("real") || has("floa") || has("doub") ? Affinity::real : Affinity::numeric;
}

}  // namespace

// A trigger may say RAISE(IGNORE), of the table itself or in place of a view's rows. Only a column declared INTEGER
// PRIMARY KEY is the rowid, which the connection tells; where it is not, as without a rowid, or with a DESC that SQLite
// takes for history's sake, there is an index for the key.
CompiledSql SqliteDialect::table_facts(std::string_view, std::string_view table) const {
  CompiledSql question;
  question.sql =
      "SELECT CASE WHEN pk = 1 AND upper(type) = 'INTEGER'"
      " AND (SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0) = 1"
      " AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk')"
      " THEN 'counted' WHEN EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE AND type = 'table')"
      " THEN 'uncounted' ELSE 'column' END, name, type FROM pragma_table_info(?1)"
      " UNION ALL SELECT e.column1, '', '' FROM sqlite_schema, (VALUES ('inserts'), ('updates'), ('deletes')) AS e"
      " WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE"
      " AND (sql LIKE '%RAISE%IGNORE%' OR sql LIKE '%INSTEAD%OF%')"
      " UNION ALL SELECT 'trigger', '', '' FROM (SELECT type, tbl_name FROM sqlite_schema UNION ALL"
      " SELECT type, tbl_name FROM sqlite_temp_schema) WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE"
      " UNION ALL SELECT 'remembers', '', '' FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE"
      " AND sql LIKE '%AUTOINCREMENT%' AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence')"
      " UNION ALL SELECT 'view', '', '' FROM sqlite_schema WHERE type = 'view' AND name = ?1 COLLATE NOCASE";
  question.parameters = {Value(table)};
  question.kinds = {TypeKind::text};
  return question;
}

ColumnLimit SqliteDialect::column_limit(const DeclaredType& declared, TypeKind kind) const {
  constexpr int exact_in_double = 15;
  const Affinity affinity = affinity_of(declared.name);
  ColumnLimit limit;
  if (kind == TypeKind::uuid)
    limit.uuid_spellings = UuidSpelling::capitals | UuidSpelling::no_hyphens | UuidSpelling::bytes;
  const bool number =
      kind == TypeKind::boolean || is_integer(kind) || kind == TypeKind::float32 || kind == TypeKind::float64;
  if (affinity == Affinity::text && number) limit.holds = TypeKind::text;
  if (affinity == Affinity::integer && kind == TypeKind::text) limit.holds = TypeKind::int64;
  if (affinity == Affinity::real && kind == TypeKind::text) limit.holds = TypeKind::float64;
  limit.mixes_numbers = affinity == Affinity::none && kind == TypeKind::decimal;
  if (affinity == Affinity::text || affinity == Affinity::none) return limit;
  limit.takes_numbers = kind == TypeKind::text || kind == TypeKind::json;
  if (kind == TypeKind::decimal || (is_integer(kind) && affinity == Affinity::real)) {
    limit.significant_digits = exact_in_double;
    limit.integers_exact = affinity != Affinity::real;
  }
  return limit;
}

}  // namespace rowan::sqlite
