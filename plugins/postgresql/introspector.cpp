#include "introspector.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace rowan::postgresql {
namespace {

using schema::ColumnClass;
using schema::LiveColumn;
using schema::LiveTable;

// The schema is empty where the search path finds the table by its bare name.
constexpr std::string_view which =
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    " AND c.relname IN (SELECT json_array_elements_text(CAST(? AS text)::json))";
constexpr std::string_view table_name =
    "SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname::text END, c.relname::text";

// A domain, or a domain over a domain, is looked at as the type below it. Each of them may refuse NULL.
constexpr std::string_view below_domains =
    " CROSS JOIN LATERAL (WITH RECURSIVE below (type, modifier, required, fallback, depth) AS ("
    "SELECT a.atttypid, a.atttypmod, a.attnotnull, CAST(NULL AS text) COLLATE \"C\", 0"
    " UNION ALL SELECT p.typbasetype, p.typtypmod, w.required OR p.typnotnull,"
    " coalesce(w.fallback, p.typdefault COLLATE \"C\"), w.depth + 1 FROM below w JOIN pg_catalog.pg_type p ON p.oid = "
    "w.type AND p.typtype = 'd')"
    " SELECT * FROM below ORDER BY depth DESC LIMIT 1) AS w JOIN pg_catalog.pg_type b ON b.oid = w.type";

std::string columns_query() {
  return fmt::format(
      "{}, (c.relkind IN ('v', 'm'))::int, a.attname::text, format_type(a.atttypid, a.atttypmod), b.typname::text,"
      " (b.typtype = 'e')::int, (b.typcategory = 'A')::int,"
      " w.modifier, (NOT w.required)::int,"
      " (a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid), '') LIKE 'nextval(%')::int,"
      " (a.attgenerated <> '')::int,"
      " coalesce(pg_get_expr(d.adbin, d.adrelid), w.fallback, ''), coalesce(o.collname::text, ''),"
      " coalesce(o.collisdeterministic, true)::int,"
      " coalesce((SELECT string_agg(e.enumlabel::text, chr(31) ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e"
      " WHERE e.enumtypid = b.oid), ''), n.nspname::text"
      " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
      " AND NOT a.attisdropped{}"
      " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
      " LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation{} ORDER BY 1, 2, a.attnum",
      table_name, below_domains, which);
}

std::string indexes_query() {
  return fmt::format(
      "{}, i.relname::text, x.indisunique::int, (x.indpred IS NULL AND x.indisvalid)::int, x.indisprimary::int,"
      " coalesce(a.attname::text, '')"
      " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index x ON x.indrelid = c.oid"
      " JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
      " CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)"
      " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND a.attnum > 0{}"
      " AND k.place <= x.indnkeyatts ORDER BY 1, 2, i.relname, k.place",
      table_name, which);
}

std::string foreign_keys_query() {
  return fmt::format(
      "{}, f.conname::text, CASE WHEN pg_table_is_visible(r.oid) THEN '' ELSE rn.nspname::text END, r.relname::text,"
      " a.attname::text, ra.attname::text"
      " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'"
      " JOIN pg_catalog.pg_class r ON r.oid = f.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
      " CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k (here, there, place)"
      " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.here"
      " JOIN pg_catalog.pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = k.there{}"
      " ORDER BY 1, 2, f.conname, k.place",
      table_name, which);
}

bool is_true(const Value& number) { return number.as_int64() != 0; }

struct KnownType {
  std::string_view name;
  ColumnClass holds;
  std::uint8_t bits = 64;
};

constexpr std::array known_types{
    KnownType{"bool", ColumnClass::boolean},        KnownType{"int2", ColumnClass::integer, 16},
    KnownType{"int4", ColumnClass::integer, 32},    KnownType{"int8", ColumnClass::integer, 64},
    KnownType{"float4", ColumnClass::real, 32},     KnownType{"float8", ColumnClass::real, 64},
    KnownType{"numeric", ColumnClass::decimal},     KnownType{"text", ColumnClass::text},
    KnownType{"varchar", ColumnClass::text},        KnownType{"bpchar", ColumnClass::text},
    KnownType{"citext", ColumnClass::text},         KnownType{"name", ColumnClass::text},
    KnownType{"bytea", ColumnClass::bytes},         KnownType{"date", ColumnClass::date},
    KnownType{"time", ColumnClass::time_of_day},    KnownType{"timetz", ColumnClass::time_of_day},
    KnownType{"timestamp", ColumnClass::date_time}, KnownType{"timestamptz", ColumnClass::instant},
    KnownType{"uuid", ColumnClass::uuid},           KnownType{"json", ColumnClass::json},
    KnownType{"jsonb", ColumnClass::json},          KnownType{"bit", ColumnClass::bits},
    KnownType{"varbit", ColumnClass::bits},
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\x1f'), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// What the number beside a type means, which depends on the type; -1: nothing.
void take_modifier(LiveColumn& column, std::string_view type, std::int64_t modifier) {
  if (modifier < 0) return;
  if (column.holds == ColumnClass::decimal) {
    column.precision = static_cast<std::uint8_t>(std::min<std::int64_t>((modifier - 4) >> 16, 255));
    column.scale = static_cast<std::uint8_t>((modifier - 4) & 255);
  } else if (type == "varchar" || type == "bpchar") {
    column.length = static_cast<std::uint32_t>(modifier - 4);
  } else if (column.holds == ColumnClass::bits) {
    column.bits = static_cast<std::uint8_t>(std::min<std::int64_t>(modifier, 255));
  } else if (column.holds != ColumnClass::text && modifier <= 6) {
    column.fraction = static_cast<std::uint8_t>(modifier);
  }
}

LiveColumn column_in(const Row& row) {
  LiveColumn column;
  column.name = row[3].as_string();
  column.type = row[4].as_string();
  const std::string type = row[5].as_string();
  const auto known =
      std::find_if(known_types.begin(), known_types.end(), [&](const KnownType& each) { return each.name == type; });
  if (known != known_types.end()) column.holds = known->holds, column.bits = known->bits;
  if (is_true(row[6])) column.holds = ColumnClass::labels;
  if (is_true(row[7])) column.holds = ColumnClass::array;
  take_modifier(column, type, row[8].as_int64());
  column.nullable = is_true(row[9]);
  column.generated = is_true(row[10]);
  column.computed = is_true(row[11]);
  column.default_sql = row[12].as_string();
  column.collation = row[13].as_string();
  column.ignores_case = type == "citext" || !is_true(row[14]);
  column.pads = type == "bpchar";
  column.labels = split(row[15].as_string());
  return column;
}

// Null: it was made since the columns were read.
LiveTable* table_of(schema::LiveSchema& schema, const Row& row) {
  return const_cast<LiveTable*>(schema.find_table(row[0].as_string(), row[1].as_string()));
}

bool is_of(const LiveTable& table, const Row& row) {
  return table.schema == row[0].as_string() && table.name == row[1].as_string();
}

void add_index_part(LiveTable& table, const Row& row) {
  const std::string column = row[6].as_string();
  if (is_true(row[5])) table.primary_key.push_back(column);
  if (table.indexes.empty() || table.indexes.back().index.name != row[2].as_string())
    table.indexes.push_back({{row[2].as_string(), {}, is_true(row[3])}, is_true(row[4])});
  schema::LiveIndex& index = table.indexes.back();
  index.whole = index.whole && !column.empty();
  if (!column.empty()) index.index.columns.push_back(column);
}

void add_foreign_key_part(LiveTable& table, const Row& row) {
  if (table.foreign_keys.empty() || table.foreign_keys.back().name != row[2].as_string()) {
    table.foreign_keys.push_back({.name = row[2].as_string(),
                                  .columns = {},
                                  .schema = row[3].as_string(),
                                  .table = row[4].as_string(),
                                  .referenced_columns = {}});
  }
  table.foreign_keys.back().columns.push_back(row[5].as_string());
  table.foreign_keys.back().referenced_columns.push_back(row[6].as_string());
}

}  // namespace

schema::LiveSchema PostgresqlIntrospector::read(Database& database, std::span<const schema::TableName> names) const {
  const std::string list = json_list(names);
  schema::LiveSchema schema;
  for (const Row& row : database.query(columns_query(), list)) {
    if (schema.tables.empty() || !is_of(schema.tables.back(), row))
      schema.tables.push_back({.schema = row[0].as_string(),
                               .name = row[1].as_string(),
                               .own_schema = row[16].as_string(),
                               .view = is_true(row[2])});
    schema.tables.back().columns.push_back(column_in(row));
  }
  for (const Row& row : database.query(indexes_query(), list)) {
    if (LiveTable* table = table_of(schema, row)) add_index_part(*table, row);
  }
  for (const Row& row : database.query(foreign_keys_query(), list)) {
    if (LiveTable* table = table_of(schema, row)) add_foreign_key_part(*table, row);
  }
  return schema;
}

std::optional<Misfit> PostgresqlIntrospector::misfit(const LogicalType& attribute, const LiveColumn& column) const {
  const TypeKind kind = attribute.kind;
  const ColumnClass holds = column.holds;
  if (kind == TypeKind::text) {
    // A parameter of no type takes the column's, and every type is read as text where none of the library's fits.
    constexpr std::array incomparable{"xml", "point", "polygon"};
    if (std::find(incomparable.begin(), incomparable.end(), column.type) != incomparable.end())
      return Misfit{false, "PostgreSQL has no equality for it: conditions, distinct and groups by it are refused"};
    const bool as_text = holds == ColumnClass::text || holds == ColumnClass::labels || holds == ColumnClass::other ||
                         holds == ColumnClass::time_of_day || holds == ColumnClass::bits;
    if (as_text || holds == ColumnClass::array) return std::nullopt;
    if (column.type == "jsonb")
      return Misfit{false, "PostgreSQL spells JSON in its own way, so a text comes back as another; use rowan::Json"};
    return Introspector::misfit(attribute, column);
  }
  if (kind == TypeKind::json && column.type == "json")
    return Misfit{false,
                  "PostgreSQL has no equality for json: conditions, distinct and groups by it are refused; change the "
                  "column to jsonb"};
  if (kind == TypeKind::boolean && (holds == ColumnClass::integer || holds == ColumnClass::decimal))
    return Misfit{true,
                  "it is read where it is 0 or 1, but can't be filtered or written: PostgreSQL has no integer = "
                  "boolean; use an integer, or change the column to boolean"};
  if (kind == TypeKind::uuid && holds == ColumnClass::text)
    return Misfit{true, "it is read, but can't be found by: PostgreSQL has no text = uuid; change the column to uuid"};
  if (kind == TypeKind::decimal && holds == ColumnClass::text)
    return Misfit{true,
                  "it is read, but can't be compared: PostgreSQL has no text = numeric; change the column to "
                  "numeric"};
  if (kind == TypeKind::json && holds == ColumnClass::text) return std::nullopt;
  if (kind == TypeKind::instant && holds == ColumnClass::integer)
    return Misfit{true,
                  "numbers are refused; say stored_as_epoch_seconds() or _milliseconds() if they count from 1970"};
  return Introspector::misfit(attribute, column);
}

}  // namespace rowan::postgresql
