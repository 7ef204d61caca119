#include "introspector.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "labels.hpp"

namespace rowan::mysql {
namespace {

using schema::ColumnClass;
using schema::LiveColumn;
using schema::LiveTable;

/// One schema is asked about at a time: that the server looks up, while without its name it opens every table that it
/// has; and each of several tables of the catalogue needs to be told.
struct Place {
  std::string_view name;    ///< empty: the one that is in use
  bool beside_own{};        ///< that one is asked about, too
  const std::string& list;  ///< of the tables, as JSON

  [[nodiscard]] std::string_view sql() const { return name.empty() ? "database()" : "?"; }
  /// Its rows. The query says sql() so many times before it says which().
  std::vector<Row> ask(Database& database, const std::string& sql, std::size_t times) const {
    std::vector<Value> arguments;
    if (!name.empty()) arguments.assign(times + (beside_own ? 3 : 1), Value(name));
    arguments.emplace_back(list);
    return database.query_values(sql, arguments);
  }
};

// What the collation of names holds equal, "Shop" and "shop", are two schemas where letters count in names.
std::string is_in_use(std::string_view schema) {
  return fmt::format("{0} = database() AND (@@lower_case_table_names <> 0 OR BINARY {0} = BINARY database())", schema);
}

// Names are compared as the server does later. MySQL gives what it calls JSON and text in kinds of its own: hence the
// casts.
std::string which(const Place& place, std::string_view alias) {
  return fmt::format("{0}.table_schema = {1}{2} AND JSON_CONTAINS(LOWER(?), JSON_QUOTE(LOWER({0}.table_name)))", alias,
                     place.sql(), place.beside_own ? " AND NOT (" + is_in_use("?") + ")" : "");
}

std::string schema_name(std::string_view column) {
  return fmt::format("CASE WHEN {} THEN '' ELSE {} END", is_in_use(column), column);
}

std::string columns_query(const Place& place) {
  return fmt::format(
      "SELECT {}, c.table_name, t.table_type LIKE '%VIEW%', c.column_name, CAST(c.data_type AS CHAR),"
      " CAST(c.column_type AS CHAR), c.is_nullable = 'YES', coalesce(CAST(c.column_default AS CHAR), ''),"
      " CAST(c.extra AS CHAR), coalesce(CAST(c.character_maximum_length AS SIGNED), 0),"
      " coalesce(CAST(c.numeric_precision AS SIGNED), 0), coalesce(CAST(c.numeric_scale AS SIGNED), 0),"
      " coalesce(CAST(c.datetime_precision AS SIGNED), 0), coalesce(CAST(c.collation_name AS CHAR), ''),"
      " @@lower_case_table_names <> 0, CASE WHEN e.transactions = 'NO' THEN t.engine ELSE '' END, c.table_schema"
      " FROM information_schema.columns c JOIN information_schema.tables t"
      " ON t.table_schema = {} AND t.table_name = c.table_name"
      " LEFT JOIN information_schema.engines e ON e.engine = t.engine WHERE {}"
      " ORDER BY c.table_schema, c.table_name, c.ordinal_position",
      schema_name("c.table_schema"), place.sql(), which(place, "c"));
}

std::string indexes_query(const Place& place) {
  return fmt::format(
      "SELECT {}, s.table_name, s.index_name, s.non_unique = 0, s.sub_part IS NULL, coalesce(s.column_name, '')"
      " FROM information_schema.statistics s WHERE {} ORDER BY s.table_schema, s.table_name, s.index_name,"
      " s.seq_in_index",
      schema_name("s.table_schema"), which(place, "s"));
}

std::string foreign_keys_query(const Place& place) {
  return fmt::format(
      "SELECT {}, k.table_name, k.constraint_name, {}, k.referenced_table_name, k.column_name,"
      " k.referenced_column_name FROM information_schema.key_column_usage k"
      " WHERE k.referenced_table_name IS NOT NULL AND {} ORDER BY k.table_schema, k.table_name, k.constraint_name,"
      " k.ordinal_position",
      schema_name("k.table_schema"), schema_name("k.referenced_table_schema"), which(place, "k"));
}

struct KnownType {
  std::string_view name;
  ColumnClass holds;
  std::uint8_t bits = 64;
};

constexpr std::array known_types{
    KnownType{"tinyint", ColumnClass::integer, 8},
    KnownType{"smallint", ColumnClass::integer, 16},
    KnownType{"mediumint", ColumnClass::integer, 24},
    KnownType{"int", ColumnClass::integer, 32},
    KnownType{"bigint", ColumnClass::integer, 64},
    KnownType{"year", ColumnClass::integer, 16},
    KnownType{"float", ColumnClass::real, 32},
    KnownType{"double", ColumnClass::real, 64},
    KnownType{"decimal", ColumnClass::decimal},
    KnownType{"char", ColumnClass::text},
    KnownType{"varchar", ColumnClass::text},
    KnownType{"tinytext", ColumnClass::text},
    KnownType{"text", ColumnClass::text},
    KnownType{"mediumtext", ColumnClass::text},
    KnownType{"longtext", ColumnClass::text},
    KnownType{"binary", ColumnClass::bytes},
    KnownType{"varbinary", ColumnClass::bytes},
    KnownType{"tinyblob", ColumnClass::bytes},
    KnownType{"blob", ColumnClass::bytes},
    KnownType{"mediumblob", ColumnClass::bytes},
    KnownType{"longblob", ColumnClass::bytes},
    KnownType{"date", ColumnClass::date},
    KnownType{"time", ColumnClass::time_of_day},
    KnownType{"datetime", ColumnClass::date_time},
    KnownType{"timestamp", ColumnClass::instant},
    KnownType{"uuid", ColumnClass::uuid},
    KnownType{"json", ColumnClass::json},
    KnownType{"enum", ColumnClass::labels},
    KnownType{"bit", ColumnClass::bits},
};

bool says(const std::string& text, std::string_view word) { return text.find(word) != std::string::npos; }

// Blanks at the end count in few collations: those that say so, MySQL's newer ones, and bytes.
bool pads(const LiveColumn& column, const std::string& type) {
  const std::string& name = column.collation;
  return !name.empty() && (type == "char" || !(says(name, "nopad") || says(name, "_0900_") || name == "binary"));
}

LiveColumn column_in(const Row& row) {
  LiveColumn column;
  column.name = row[3].as_string();
  const std::string type = row[4].as_string();
  column.type = row[5].as_string();
  const auto known =
      std::find_if(known_types.begin(), known_types.end(), [&](const KnownType& each) { return each.name == type; });
  if (known != known_types.end()) column.holds = known->holds, column.bits = known->bits;
  if (column.type == "tinyint(1)") column.holds = ColumnClass::boolean;
  column.is_unsigned = says(column.type, "unsigned") || type == "year";
  column.nullable = row[6].as_int64() != 0;
  column.default_sql = row[7].as_string() == "NULL" ? "" : row[7].as_string();
  const std::string extra = row[8].as_string();
  column.generated = says(extra, "auto_increment");
  column.computed = says(extra, "VIRTUAL GENERATED") || says(extra, "STORED GENERATED");
  if (type == "char" || type == "varchar") column.length = static_cast<std::uint32_t>(row[9].as_int64());
  if (column.holds == ColumnClass::decimal) {
    column.precision = static_cast<std::uint8_t>(row[10].as_int64());
    column.scale = static_cast<std::uint8_t>(row[11].as_int64());
  }
  if (column.holds == ColumnClass::bits) column.bits = static_cast<std::uint8_t>(row[10].as_int64());
  column.fraction = static_cast<std::uint8_t>(row[12].as_int64());
  column.collation = row[13].as_string();
  column.ignores_case = column.collation.ends_with("_ci");
  column.pads = pads(column, type);
  if (column.holds == ColumnClass::labels) column.labels = labels_in(column.type);
  return column;
}

// Sent as text with small letters: a collation that ignores case finds any spelling.
std::optional<Misfit> misfit_of_uuid(const LiveColumn& column) {
  if (column.holds == ColumnClass::bytes)
    return Misfit{true,
                  "it is read, but neither found nor written: change the column to uuid, or map it as rowan::Bytes"};
  if (column.ignores_case) return std::nullopt;
  return Misfit{false, "UUIDs in capitals, or without hyphens, are refused when they are read or asked for"};
}

// Null: it was made since the columns were read.
LiveTable* table_of(schema::LiveSchema& schema, const Row& row) {
  return const_cast<LiveTable*>(schema.find_table(row[0].as_string(), row[1].as_string()));
}

bool is_of(const LiveTable& table, const Row& row) {
  return table.schema == row[0].as_string() && table.name == row[1].as_string();
}

void add_index_part(LiveTable& table, const Row& row) {
  const std::string index_name = row[2].as_string(), column = row[5].as_string();
  if (index_name == "PRIMARY") table.primary_key.push_back(column);
  if (table.indexes.empty() || table.indexes.back().index.name != index_name)
    table.indexes.push_back({{index_name, {}, row[3].as_int64() != 0}, true});
  schema::LiveIndex& index = table.indexes.back();
  index.whole = index.whole && row[4].as_int64() != 0 && !column.empty();
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

void read_tables(Database& database, const Place& place, schema::LiveSchema& schema) {
  for (const Row& row : place.ask(database, columns_query(place), 1)) {
    schema.tables_ignore_case = row[14].as_int64() != 0;
    if (schema.tables.empty() || !is_of(schema.tables.back(), row)) {
      schema.tables.push_back({.schema = row[0].as_string(),
                               .name = row[1].as_string(),
                               .own_schema = row[16].as_string(),
                               .view = row[2].as_int64() != 0});
      schema.tables.back().engine_without_transactions = row[15].as_string();
    }
    schema.tables.back().columns.push_back(column_in(row));
  }
  for (const Row& row : place.ask(database, indexes_query(place), 0)) {
    if (LiveTable* table = table_of(schema, row)) add_index_part(*table, row);
  }
  for (const Row& row : place.ask(database, foreign_keys_query(place), 0)) {
    if (LiveTable* table = table_of(schema, row)) add_foreign_key_part(*table, row);
  }
}

}  // namespace

schema::LiveSchema MysqlIntrospector::read(Database& database, std::span<const schema::TableName> names) const {
  schema::LiveSchema schema;
  schema.columns_ignore_case = true;
  const std::string list = json_list(names);
  std::set<std::string_view> schemas;
  for (const schema::TableName& table : names) schemas.insert(table.schema);
  const bool own = schemas.contains("");
  for (const std::string_view name : schemas) read_tables(database, {name, own && !name.empty(), list}, schema);
  return schema;
}

std::optional<Misfit> MysqlIntrospector::misfit(const LogicalType& attribute, const LiveColumn& column) const {
  const TypeKind kind = attribute.kind;
  const ColumnClass holds = column.holds;
  const bool text = holds == ColumnClass::text || holds == ColumnClass::labels || holds == ColumnClass::other;
  if (kind == TypeKind::text &&
      (text || holds == ColumnClass::time_of_day || holds == ColumnClass::uuid || holds == ColumnClass::json))
    return std::nullopt;
  if (holds == ColumnClass::bits && (is_integer(kind) || kind == TypeKind::bytes)) return std::nullopt;
  if (kind == TypeKind::boolean && holds == ColumnClass::bits && column.bits == 1) return std::nullopt;
  if (kind == TypeKind::boolean && (holds == ColumnClass::integer || holds == ColumnClass::bits))
    return Misfit{false, "numbers but 0 and 1 are refused when they are read"};
  if (holds == ColumnClass::boolean &&
      (is_integer(kind) || kind == TypeKind::float32 || kind == TypeKind::float64 || kind == TypeKind::decimal))
    return std::nullopt;  // tinyint(1) is an integer like others
  if ((kind == TypeKind::json || kind == TypeKind::decimal) && text) return std::nullopt;
  if (text && (kind == TypeKind::date || kind == TypeKind::local_date_time || kind == TypeKind::instant))
    return Misfit{false, "they are compared as text, and so only with those of the same spelling"};
  if (kind == TypeKind::local_date_time && (holds == ColumnClass::date || holds == ColumnClass::instant))
    return std::nullopt;
  if (kind == TypeKind::instant && holds == ColumnClass::date_time) return std::nullopt;
  if (kind == TypeKind::instant && holds == ColumnClass::integer)
    return Misfit{true,
                  "numbers are refused; say stored_as_epoch_seconds() or _milliseconds() if they count from 1970"};
  if (kind == TypeKind::uuid && server_ == Server::mysql && holds == ColumnClass::bytes) return std::nullopt;
  if (kind == TypeKind::uuid && (text || (holds == ColumnClass::bytes && column.type == "binary(16)")))
    return misfit_of_uuid(column);
  return Introspector::misfit(attribute, column);
}

}  // namespace rowan::mysql
