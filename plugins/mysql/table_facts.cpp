// What MariaDB and MySQL do, in strict mode too, with values that a column was not declared for.
#include <algorithm>

#include "dialect.hpp"

namespace rowan::mysql {

CompiledSql MysqlDialect::table_facts(std::string_view schema, std::string_view table) const {
  SqlWriter out(*this);
  out.text(
      "SELECT CASE WHEN extra LIKE '%auto_increment%' THEN 'counted' ELSE 'column' END, column_name, column_type"
      " FROM information_schema.columns WHERE table_schema = ");
  if (schema.empty())
    out.text("database()");
  else
    out.parameter(Value(schema), TypeKind::text);
  out.text(" AND table_name = ").parameter(Value(table), TypeKind::text);
  return out.finish();
}

ColumnLimit MysqlDialect::column_limit(const DeclaredType& declared, TypeKind kind) const {
  constexpr int whole_micros = 6, digits_of_double = 15;
  const auto begins = [&](std::string_view name) { return declared.name.starts_with(name); };
  const bool text = kind == TypeKind::text;
  const bool number = kind == TypeKind::decimal || kind == TypeKind::float64 || kind == TypeKind::float32;
  const bool time = kind == TypeKind::instant || kind == TypeKind::local_date_time;
  const bool integer = declared.name.find("int") != std::string::npos && !begins("point");
  const bool single = begins("float");
  const auto given = static_cast<std::int8_t>(std::clamp(declared.second, 0, 100));
  ColumnLimit limit;
  if (kind == TypeKind::uuid && begins("binary") && server_ != Server::mysql)
    limit.uuid_spellings = UuidSpelling::bytes;
  if (kind == TypeKind::uuid && !begins("binary") && !begins("uuid"))
    limit.uuid_spellings = UuidSpelling::capitals | UuidSpelling::no_hyphens;
  if (begins("decimal") && (number || text)) limit.scale = given;
  if (integer && (number || text)) limit.scale = 0;
  if ((single || begins("double")) && is_integer(kind)) {
    limit.single_precision = single;
    limit.significant_digits = digits_of_double;
  }
  if ((single || begins("double")) && number) {
    if (declared.second >= 0) limit.scale = given;
    limit.single_precision = single && kind == TypeKind::float64;
    if (kind == TypeKind::decimal) limit.significant_digits = -1;
  }
  const bool whole_day = begins("date") && !begins("datetime");
  if (whole_day) limit.date_only = time;
  if ((kind == TypeKind::instant && whole_day) ||
      (kind == TypeKind::date && (begins("datetime") || begins("timestamp"))))
    limit.significant_digits = -1;  // written, but refused when read
  if ((begins("datetime") || begins("time")) && (time || text) && declared.first < whole_micros)
    limit.time_digits = static_cast<std::int8_t>(std::max(declared.first, 0));
  if (text && (begins("varchar") || begins("char"))) {
    limit.characters = static_cast<std::uint32_t>(std::max(declared.first, 0));
    limit.strips_blanks = begins("char");
  }
  if (kind == TypeKind::bytes && begins("binary"))
    limit.bytes = static_cast<std::uint32_t>(std::max(declared.first, 1));
  return limit;
}

}  // namespace rowan::mysql
