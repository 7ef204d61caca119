// What PostgreSQL does with values that a column was not declared for.
#include <algorithm>
#include <array>

#include "dialect.hpp"
#include "rowan/core/integer_range.hpp"

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
      // A text of most types is spelt anew: '9:05' in a time becomes '09:05:00'. Without a length or a precision, to
      // which a cast would cut it; but elements of arrays are cut by the column unseen, and so by the cast. As the
      // column is read: a cast to text may spell otherwise.
      " UNION ALL SELECT 'respelled', d.name, 'SELECT CAST(CAST(rowan_value AS text) AS ' || format_type(d.type,"
      " CASE WHEN d.brackets <> '' AND t.typname IN ('numeric', 'time', 'timetz', 'timestamp', 'timestamptz',"
      " 'interval') THEN d.modifier ELSE -1 END) ||"
      " d.brackets || ')' FROM declared d JOIN pg_catalog.pg_type t ON t.oid = d.type"
      " WHERE t.typtype <> 'd' AND t.typcategory <> 'A' AND (d.brackets <> '' OR NOT (t.typtype = 'e' OR t.typname IN"
      " ('text', 'varchar', 'bpchar', 'name', 'json', 'citext', 'bool', 'int2', 'int4', 'int8', 'float4', 'float8',"
      " 'numeric', 'bytea', 'date', 'timestamp', 'timestamptz', 'uuid')))"
      " UNION ALL SELECT 'always', a.attname::text, '' FROM pg_catalog.pg_attribute a"
      " WHERE a.attrelid = to_regclass($1::text) AND a.attidentity = 'a'"
      " UNION ALL SELECT e.what, '', '' FROM pg_catalog.pg_trigger g,"
      " (VALUES ('inserts', 4), ('deletes', 8), ('updates', 16)) AS e (what, bit)"
      " WHERE g.tgrelid = to_regclass($1::text) AND NOT g.tgisinternal AND g.tgtype & 1 = 1 AND g.tgtype & 66 <> 0"
      " AND g.tgtype & e.bit <> 0"
      " UNION ALL SELECT 'rules', '', '' FROM pg_catalog.pg_rewrite w"
      " WHERE w.ev_class = to_regclass($1::text) AND w.ev_type = '3'"
      " UNION ALL SELECT 'view', '', '' FROM pg_catalog.pg_class c"
      " WHERE c.oid = to_regclass($1::text) AND (c.relkind = 'v' OR c.relhasrules)";
  question.parameters = {Value(name)};
  question.kinds = {TypeKind::text};
  return question;
}

// -1, and 0 before version 14, for a table that nothing has counted yet.
CompiledSql PostgresqlDialect::row_estimate(std::string_view schema, std::string_view table) const {
  SqlWriter out(*this);
  out.text("SELECT CAST(reltuples AS bigint) FROM pg_catalog.pg_class WHERE oid = to_regclass(CAST(");
  out.parameter(Value(SqlWriter(*this).table(schema, table).finish().sql), TypeKind::text);
  out.text(" AS text)) AND relkind IN ('r', 'p', 'm')");
  return out.finish();
}

namespace {

struct KnownType {
  std::string_view name;
  Cell::Form form;
};

constexpr std::array known_types{KnownType{"boolean", Cell::Form::boolean},
                                 KnownType{"smallint", Cell::Form::int64},
                                 KnownType{"integer", Cell::Form::int64},
                                 KnownType{"bigint", Cell::Form::int64},
                                 KnownType{"real", Cell::Form::float64},
                                 KnownType{"double precision", Cell::Form::float64},
                                 KnownType{"numeric", Cell::Form::decimal},
                                 KnownType{"text", Cell::Form::text},
                                 KnownType{"character varying", Cell::Form::text},
                                 KnownType{"character", Cell::Form::text},
                                 KnownType{"name", Cell::Form::text},
                                 KnownType{"bytea", Cell::Form::bytes},
                                 KnownType{"date", Cell::Form::date},
                                 KnownType{"timestamp without time zone", Cell::Form::local_date_time},
                                 KnownType{"timestamp with time zone", Cell::Form::instant},
                                 KnownType{"uuid", Cell::Form::uuid},
                                 KnownType{"json", Cell::Form::json},
                                 KnownType{"jsonb", Cell::Form::json}};

bool is_time(TypeKind kind) {
  return kind == TypeKind::date || kind == TypeKind::local_date_time || kind == TypeKind::instant;
}

// Of a column; 0 when it holds all integers of the kind.
std::uint8_t bits_if_narrower(int bits, TypeKind kind) {
  return is_integer(kind) && range_of(kind).highest >= std::uint64_t{1} << (bits - 1) ? static_cast<std::uint8_t>(bits)
                                                                                      : std::uint8_t{0};
}

// Between text and others the server converts on the way in, but does not compare.
std::optional<TypeKind> held_instead(const DeclaredType& declared, TypeKind kind) {
  if (is_array(kind) || declared.full.ends_with("[]")) return std::nullopt;
  const auto* known = std::find_if(known_types.begin(), known_types.end(),
                                   [&](const KnownType& type) { return type.name == declared.name; });
  if (known == known_types.end()) return kind == TypeKind::text ? std::nullopt : std::optional(TypeKind::text);
  if (known->form == Cell::Form::text && (is_time(kind) || kind == TypeKind::decimal)) return TypeKind::text;
  if (known->form == Cell::Form::date && kind == TypeKind::local_date_time) return TypeKind::date;
  return rowan::held_instead(Cell::of(known->form, ""), kind);
}

}  // namespace

int PostgresqlDialect::integer_bits(const DeclaredType& declared) const {
  return declared.name == "integer" ? 32 : declared.name == "smallint" ? 16 : 64;
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
  limit.holds = held_instead(declared, kind);
  if (is("numeric") && declared.first >= 0 && number)
    limit.scale = static_cast<std::int8_t>(std::max(declared.second, 0));
  if (is("numeric") && (number || is_integer(kind))) limit.zeros = static_cast<std::uint8_t>(declared.zeros);
  if (is("money") && text) limit.scale = 2;
  if ((is("smallint") || is("integer") || is("bigint")) && number) limit.scale = 0;
  if (is("smallint") || is("integer")) limit.integer_bits = bits_if_narrower(is("smallint") ? 16 : 32, kind);
  if (is("real")) limit.single_precision = kind == TypeKind::float64 || is_integer(kind);
  // So many digits the server takes of a double that becomes a decimal.
  const bool to_decimal = is("numeric") && (kind == TypeKind::float64 || kind == TypeKind::float32);
  if (to_decimal || (is("double precision") && is_integer(kind))) limit.significant_digits = digits_of_double;
  if ((begins("time") || begins("interval")) && (time || text) && declared.first >= 0 && declared.first < whole_micros)
    limit.time_digits = static_cast<std::int8_t>(declared.first);
  if (kind == TypeKind::uuid && (begins("character") || is("text")))
    limit.uuid_spellings = UuidSpelling::capitals | UuidSpelling::no_hyphens;
  if (text && is("name")) limit.cut_bytes = bytes_of_name;
  if (text && is("\"char\"")) limit.cut_bytes = 1;
  if (text && begins("interval ")) limit.drops_parts = true;
  if (text && begins("character") && declared.first > 0) limit.characters = static_cast<std::uint32_t>(declared.first);
  limit.strips_blanks = text && is("character");
  return limit;
}

}  // namespace rowan::postgresql
