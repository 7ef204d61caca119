// What PostgreSQL does with values that a column was not declared for.
#include <algorithm>

#include "dialect.hpp"

namespace rowan::postgresql {

// A domain, or a domain over a domain, is the type below it, which alone has a length or a precision; so is the domain
// of an array's elements. Of a trigger's bits, 1 says for each row, 2 before, 64 instead of; 4, 8 and 16 insert, delete
// and update: such a function may return NULL.
CompiledSql PostgresqlDialect::table_facts(std::string_view schema, std::string_view table) const {
  CompiledSql question;
  const std::string name = SqlWriter(*this).table(schema, table).finish().sql;
  question.sql =
      "WITH RECURSIVE declared (name, type, modifier, brackets) AS ("
      "SELECT attname::text, atttypid, atttypmod, '' FROM pg_catalog.pg_attribute"
      " WHERE attrelid = to_regclass($1::text) AND attnum > 0 AND NOT attisdropped"
      " UNION ALL SELECT d.name, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END,"
      " CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE d.modifier END,"
      " CASE t.typtype WHEN 'd' THEN d.brackets ELSE '[]' END"
      " FROM declared d JOIN pg_catalog.pg_type t ON t.oid = d.type WHERE t.typtype = 'd' OR t.typcategory = 'A')"
      " SELECT 'column', d.name, format_type(d.type, d.modifier) || d.brackets"
      " FROM declared d JOIN pg_catalog.pg_type t ON t.oid = d.type WHERE t.typtype <> 'd' AND t.typcategory <> 'A'"
      " UNION ALL SELECT e.what, '', '' FROM pg_catalog.pg_trigger g,"
      " (VALUES ('inserts', 4), ('deletes', 8), ('updates', 16)) AS e (what, bit)"
      " WHERE g.tgrelid = to_regclass($1::text) AND NOT g.tgisinternal AND g.tgtype & 1 = 1 AND g.tgtype & 66 <> 0"
      " AND g.tgtype & e.bit <> 0"
      " UNION ALL SELECT 'view', '', '' FROM pg_catalog.pg_class c"
      " WHERE c.oid = to_regclass($1::text) AND (c.relkind = 'v' OR c.relhasrules)";
  question.parameters = {Value(name)};
  question.kinds = {TypeKind::text};
  return question;
}

ColumnLimit PostgresqlDialect::column_limit(const DeclaredType& declared, TypeKind kind) const {
  constexpr std::string_view brackets = "[]";
  constexpr int whole_micros = 6, digits_of_double = 15, bytes_of_name = 63;
  if (declared.name.ends_with(brackets)) {
    DeclaredType element = declared;
    element.name.resize(element.name.size() - brackets.size());
    return rowan::is_array(kind) ? column_limit(element, element_of(kind)) : ColumnLimit{};
  }
  const auto is = [&](std::string_view name) { return declared.name == name; };
  const auto begins = [&](std::string_view name) { return declared.name.starts_with(name); };
  const bool text = kind == TypeKind::text;
  const bool number = kind == TypeKind::decimal || kind == TypeKind::float64 || kind == TypeKind::float32;
  const bool time = kind == TypeKind::instant || kind == TypeKind::local_date_time;
  ColumnLimit limit;
  if (is("numeric") && declared.first >= 0 && (number || text))
    limit.scale = static_cast<std::int8_t>(std::max(declared.second, 0));
  if (is("numeric") && (number || text || is_integer(kind))) limit.zeros = static_cast<std::uint8_t>(declared.zeros);
  if (is("money") && (number || text)) limit.scale = 2;
  if ((is("smallint") || is("integer") || is("bigint")) && number) limit.scale = 0;
  if (is("real")) limit.single_precision = kind == TypeKind::float64 || is_integer(kind);
  if (is("double precision") && is_integer(kind)) limit.significant_digits = digits_of_double;
  if (kind == TypeKind::decimal && (is("real") || is("double precision"))) limit.significant_digits = -1;
  if ((begins("time") || begins("interval")) && (time || text) && declared.first >= 0 && declared.first < whole_micros)
    limit.time_digits = static_cast<std::int8_t>(declared.first);
  if (kind == TypeKind::uuid && (begins("character") || is("text")))
    limit.uuid_spellings = UuidSpelling::capitals | UuidSpelling::no_hyphens;
  // The server would convert these on their way in; on the way out they are refused.
  const bool instants = is("timestamp with time zone"), readings = is("timestamp without time zone");
  if ((kind == TypeKind::instant && (readings || is("date"))) ||
      (kind == TypeKind::local_date_time && (instants || is("date"))) ||
      (kind == TypeKind::date && (instants || readings)))
    limit.significant_digits = -1;
  if (is("date")) limit.date_only = time;
  if (text && is("name")) limit.cut_bytes = bytes_of_name;
  if (text && is("\"char\"")) limit.cut_bytes = 1;
  if (text && begins("interval ")) limit.drops_parts = true;
  if (text && begins("character") && declared.first > 0) limit.characters = static_cast<std::uint32_t>(declared.first);
  return limit;
}

}  // namespace rowan::postgresql
