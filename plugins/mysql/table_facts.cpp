// What MariaDB and MySQL do, in strict mode too, with values that a column was not declared for.
#include <algorithm>
#include <array>
#include <limits>

#include "dialect.hpp"
#include "labels.hpp"

namespace rowan::mysql {

CompiledSql MysqlDialect::table_facts(std::string_view schema, std::string_view table) const {
  SqlWriter out(*this);
  const auto from_its_columns = [&] {
    out.text(" FROM information_schema.columns WHERE table_schema = ");
    if (schema.empty())
      out.text("database()");
    else
      out.parameter(Value(schema), TypeKind::text);
    out.text(" AND table_name = ").parameter(Value(table), TypeKind::text);
  };
  out.text(
      "SELECT CASE WHEN extra LIKE '%auto_increment%' THEN 'counted' ELSE 'column' END, column_name, "
      "CONCAT(column_type,"
      " CASE WHEN data_type = 'timestamp' AND is_nullable = 'NO' THEN ' not null' ELSE '' END)");
  from_its_columns();
  out.text(" UNION ALL SELECT 'listed', column_name, ''");
  from_its_columns();
  out.text(" AND data_type IN ('enum', 'set')");
  // Texts of these are spelt anew: '9:05' becomes '09:05:00'. A JSON that has a type of its own is MySQL's.
  out.text(
      " UNION ALL SELECT 'respelled', column_name, CONCAT('SELECT CAST(CAST(rowan_value AS ', column_type, ')"
      " AS CHAR)')");
  from_its_columns();
  out.text(" AND data_type IN ('uuid', 'inet4', 'inet6', 'json')");
  // A cast takes what strict mode refuses in a row: it ends a time at the last of its type, and cuts what follows it.
  out.text(
      " UNION ALL SELECT 'respelled', column_name, CONCAT('SELECT CASE WHEN v REGEXP"
      " ''^ *-{0,1}([0-9]+ +){0,1}[0-9]+(:[0-9]+){0,2}([.][0-9]*){0,1} *$'' AND"
      " (ABS(TIME_TO_SEC(CAST(v AS time(6)))) < 3020399 OR"
      " v REGEXP ''^ *-{0,1}(838:59:59|8385959|34 +22:59:59)([.]| |$)'') THEN CAST(CAST(v AS ', column_type, ')"
      " AS CHAR) END FROM (SELECT CAST(rowan_value AS CHAR) AS v) AS given')");
  from_its_columns();
  out.text(" AND data_type = 'time'");
  return out.finish();
}

// Of a view it is NULL.
CompiledSql MysqlDialect::row_estimate(std::string_view schema, std::string_view table) const {
  SqlWriter out(*this);
  out.text("SELECT CAST(COALESCE(table_rows, 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = ");
  if (schema.empty())
    out.text("database()");
  else
    out.parameter(Value(schema), TypeKind::text);
  out.text(" AND table_name = ").parameter(Value(table), TypeKind::text);
  return out.finish();
}

namespace {

bool begins(const DeclaredType& declared, std::string_view name) { return declared.name.starts_with(name); }
bool is_date(const DeclaredType& declared) { return declared.name == "date"; }
bool is_date_time(const DeclaredType& declared) {
  return begins(declared, "datetime") || begins(declared, "timestamp");
}

// Like those that the statements read from such a column.
Cell cell_of(const DeclaredType& declared, Server server) {
  using Form = Cell::Form;
  constexpr std::array integers{"tinyint", "smallint", "mediumint", "int", "bigint", "year"};
  constexpr std::array bytes{"binary", "varbinary", "geometry", "point", "linestring", "polygon", "multi"};
  const auto is_any = [&](const auto& names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return begins(declared, name); });
  };
  Cell cell = Cell::of(Form::text, "");
  if (is_any(integers)) cell.form = Form::int64;
  if (begins(declared, "decimal")) cell.form = Form::decimal;
  if (begins(declared, "float") || begins(declared, "double")) cell.form = Form::float64;
  if (begins(declared, "bit")) cell.form = Form::bits;
  if (is_date(declared)) cell.form = Form::date;
  if (is_date_time(declared)) cell.form = Form::local_date_time;
  cell.clock_is_utc = true;
  if (is_any(bytes) || declared.name.find("blob") != std::string::npos) cell.form = Form::bytes;
  cell.uuid_in_bytes = server == Server::mysql;
  return cell;
}

// Texts of one kind only, of which nothing else is made.
bool is_special(const DeclaredType& declared) {
  return declared.name == "time" || begins(declared, "inet") || begins(declared, "enum") || begins(declared, "set");
}

std::optional<TypeKind> held_instead(const DeclaredType& declared, TypeKind kind, Server server) {
  if (is_special(declared) && kind != TypeKind::text) return TypeKind::text;
  const Cell cell = cell_of(declared, server);
  if (begins(declared, "year") && !is_integer(kind)) return TypeKind::int64;  // it makes other years of others
  if (cell.form == Cell::Form::bits && kind == TypeKind::bytes) return TypeKind::int64;  // they compare as numbers
  // The server compares a decimal with a text as two binary floats, and a time by the spelling where it comes as one.
  const bool time = kind == TypeKind::local_date_time || kind == TypeKind::instant;
  if (cell.form == Cell::Form::text && (kind == TypeKind::decimal || time)) return TypeKind::text;
  return rowan::held_instead(cell, kind);
}

}  // namespace

int MysqlDialect::integer_bits(const DeclaredType& declared) const {
  const int sign = declared.full.find("unsigned") != std::string::npos ? 1 : 0;
  if (begins(declared, "tinyint")) return 8 + sign;
  if (begins(declared, "smallint")) return 16 + sign;
  if (begins(declared, "mediumint")) return 24 + sign;
  return begins(declared, "int") ? 32 + sign : 64;
}

ColumnLimit MysqlDialect::column_limit(const DeclaredType& declared, TypeKind kind) const {
  constexpr int whole_micros = 6;
  const bool text = kind == TypeKind::text;
  const bool real = kind == TypeKind::float64 || kind == TypeKind::float32;
  const bool time = kind == TypeKind::instant || kind == TypeKind::local_date_time;
  const bool single = begins(declared, "float"), binary_float = single || begins(declared, "double");
  const auto given = static_cast<std::int8_t>(std::clamp(declared.second, 0, 100));
  ColumnLimit limit;
  limit.holds = held_instead(declared, kind, server_);
  if (kind == TypeKind::uuid && begins(declared, "binary") && server_ != Server::mysql)
    limit.uuid_spellings = UuidSpelling::bytes;
  if (kind == TypeKind::uuid && !begins(declared, "binary") && !begins(declared, "uuid"))
    limit.uuid_spellings = UuidSpelling::capitals | UuidSpelling::no_hyphens;
  if (limit.holds) return limit;
  if (begins(declared, "decimal") && (kind == TypeKind::decimal || real)) limit.scale = given;
  if (declared.name.find("int") != std::string::npos && (kind == TypeKind::decimal || real)) limit.scale = 0;
  if (binary_float && real && declared.second >= 0) limit.scale = given;
  limit.single_precision = single && (kind == TypeKind::float64 || is_integer(kind));
  if (binary_float && is_integer(kind)) limit.significant_digits = std::numeric_limits<double>::digits10;
  limit.years = begins(declared, "year");
  if (is_date(declared)) limit.date_only = time;
  limit.replaces_null = declared.name == "timestamp not null";
  if ((is_date_time(declared) || begins(declared, "time")) && (time || text) && declared.first < whole_micros)
    limit.time_digits = static_cast<std::int8_t>(std::max(declared.first, 0));
  if (text && (begins(declared, "varchar") || begins(declared, "char"))) {
    limit.characters = static_cast<std::uint32_t>(std::max(declared.first, 0));
    limit.strips_blanks = begins(declared, "char");
  }
  if (kind == TypeKind::bytes && begins(declared, "binary"))
    limit.bytes = static_cast<std::uint32_t>(std::max(declared.first, 1));
  limit.label_sets = begins(declared, "set");
  if (limit.label_sets || begins(declared, "enum")) limit.labels = labels_in(declared.full);
  return limit;
}

}  // namespace rowan::mysql
