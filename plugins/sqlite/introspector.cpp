#include "introspector.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "functions.hpp"
#include "table_definition.hpp"

namespace rowan::sqlite {
namespace {

using schema::ColumnClass;
using schema::LiveColumn;
using schema::LiveTable;

// pragma_table_xinfo and its like are asked for each table, but by SQLite itself: these stay three statements.
constexpr std::string_view columns_query =
    "SELECT t.name, t.type, coalesce(t.sql, ''), x.name, x.type, x.\"notnull\", coalesce(x.dflt_value, ''), x.pk,"
    " x.hidden FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) x WHERE t.type IN ('table', 'view')"
    " AND lower(t.name) IN (SELECT lower(value) FROM json_each(?)) ORDER BY t.name, x.cid";
constexpr std::string_view indexes_query =
    "SELECT t.name, l.name, l.\"unique\", l.partial, i.name, l.origin, i.coll FROM sqlite_schema t"
    " JOIN pragma_index_list(t.name) l JOIN pragma_index_xinfo(l.name) i WHERE t.type = 'table' AND i.key = 1"
    " AND lower(t.name) IN (SELECT lower(value) FROM json_each(?)) ORDER BY t.name, l.seq, i.seqno";
constexpr std::string_view foreign_keys_query =
    "SELECT t.name, f.id, f.\"table\", f.\"from\", coalesce(f.\"to\", '') FROM sqlite_schema t"
    " JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
    " AND lower(t.name) IN (SELECT lower(value) FROM json_each(?)) ORDER BY t.name, f.id, f.seq";

bool says(const std::string& type, std::string_view word) { return type.find(word) != std::string::npos; }

// The rules of the manual for affinities, and the words that people use for what SQLite has no types for.
ColumnClass class_of(const std::string& type) {
  if (says(type, "BOOL")) return ColumnClass::boolean;
  if (says(type, "INT")) return ColumnClass::integer;
  if (says(type, "CHAR") || says(type, "CLOB") || says(type, "TEXT")) return ColumnClass::text;
  if (type.empty() || says(type, "BLOB")) return type.empty() ? ColumnClass::other : ColumnClass::bytes;
  if (says(type, "REAL") || says(type, "FLOA") || says(type, "DOUB")) return ColumnClass::real;
  if (says(type, "DATETIME") || says(type, "TIMESTAMP")) return ColumnClass::date_time;
  if (says(type, "DATE")) return ColumnClass::date;
  if (says(type, "TIME")) return ColumnClass::time_of_day;
  if (says(type, "UUID")) return ColumnClass::uuid;
  if (says(type, "JSON")) return ColumnClass::json;
  return ColumnClass::decimal;  // NUMERIC affinity
}

// "VARCHAR(20)", "NUMERIC(10, 2)": the numbers in the brackets.
void take_sizes(LiveColumn& column) {
  unsigned sizes[2] = {0, 0};
  std::size_t at = column.type.find('(');
  for (unsigned& size : sizes) {
    at = column.type.find_first_of("0123456789", at);
    if (at == std::string::npos) break;
    const char* begin = column.type.data() + at;
    const auto [end, error] = std::from_chars(begin, column.type.data() + column.type.size(), size);
    if (error != std::errc()) size = 0;
    at += static_cast<std::size_t>(end - begin);
  }
  if (column.holds == ColumnClass::text) column.length = sizes[0];
  if (column.holds != ColumnClass::decimal) return;
  column.precision = static_cast<std::uint8_t>(std::min(sizes[0], 255U));
  column.scale = static_cast<std::uint8_t>(std::min(sizes[1], 255U));
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

LiveColumn column_in(const Row& row) {
  LiveColumn column;
  column.name = row[3].as_string();
  column.type = row[4].as_string();
  column.holds = class_of(upper(column.type));
  column.nullable = row[5].as_int64() == 0;
  column.default_sql = row[6].as_string();
  column.reuses_keys = upper(row[2].as_string()).find("AUTOINCREMENT") == std::string::npos;
  column.computed = row[8].as_int64() != 0;
  column.collation = upper(declared_collation(row[2].as_string(), column.name));
  column.ignores_case = column.collation == "NOCASE";
  column.pads = column.collation == "RTRIM";
  take_sizes(column);
  return column;
}

// SQLite has one width of integers, and one kind of reals.
std::optional<Misfit> misfit_of_number(TypeKind kind, const LiveColumn& column) {
  const bool whole = is_integer(kind) || kind == TypeKind::boolean;
  if (whole && column.holds == ColumnClass::real)
    return Misfit{false, "numbers with a fraction are refused when they are read"};
  if (kind == TypeKind::decimal && column.holds == ColumnClass::real)
    return Misfit{false, "a real number is not exact: some decimals are refused"};
  const bool number = column.holds <= ColumnClass::decimal;
  if (!number) return Misfit{false, "texts, which is what others write there, are refused when they are read"};
  return std::nullopt;
}

class Reader {
 public:
  Reader(Database& database, std::string names) : database_(database), names_(std::move(names)) {
    schema_.tables_ignore_case = schema_.columns_ignore_case = true;
  }

  schema::LiveSchema read() {
    read_columns();
    read_indexes();
    read_foreign_keys();
    return std::move(schema_);
  }

 private:
  void read_columns() {
    std::vector<std::pair<std::int64_t, std::string>> key;
    for (const Row& row : database_.query(columns_query, names_)) {
      if (schema_.tables.empty() || schema_.tables.back().name != row[0].as_string()) {
        finish_key(key);
        schema_.tables.push_back(
            {.schema = {}, .name = row[0].as_string(), .own_schema = "main", .view = row[1].as_string() == "view"});
      }
      schema_.tables.back().columns.push_back(column_in(row));
      if (row[7].as_int64() > 0) key.emplace_back(row[7].as_int64(), row[3].as_string());
    }
    finish_key(key);
  }

  // INTEGER PRIMARY KEY, in these words, is the rowid, unless there is an index for it.
  void finish_key(std::vector<std::pair<std::int64_t, std::string>>& key) {
    std::sort(key.begin(), key.end());
    for (const auto& part : key) schema_.tables.back().primary_key.push_back(part.second);
    if (key.size() == 1) {
      LiveTable& table = schema_.tables.back();
      const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                       [&](const LiveColumn& each) { return each.name == key[0].second; });
      column->generated = upper(column->type) == "INTEGER";
      if (column->generated) column->nullable = false;
    }
    key.clear();
  }

  void read_indexes() {
    for (const Row& row : database_.query(indexes_query, names_)) {
      LiveTable* const found = table_named(row[0].as_string());
      if (found == nullptr) continue;
      LiveTable& table = *found;
      if (row[5].as_string() == "pk") {
        for (LiveColumn& column : table.columns) column.generated = false;
      }
      if (table.indexes.empty() || table.indexes.back().index.name != row[1].as_string())
        table.indexes.push_back({{row[1].as_string(), {}, row[2].as_int64() != 0}, row[3].as_int64() == 0});
      schema::LiveIndex& index = table.indexes.back();
      if (row[4].is_null())
        index.whole = false;
      else
        index.index.columns.push_back(row[4].as_string()), index.collations.push_back(row[6].as_string());
    }
  }

  void read_foreign_keys() {
    std::int64_t last = -1;
    for (const Row& row : database_.query(foreign_keys_query, names_)) {
      LiveTable* const found = table_named(row[0].as_string());
      if (found == nullptr) continue;
      LiveTable& table = *found;
      if (table.foreign_keys.empty() || row[1].as_int64() != last)
        table.foreign_keys.push_back(
            {.name = {}, .columns = {}, .schema = {}, .table = row[2].as_string(), .referenced_columns = {}});
      last = row[1].as_int64();
      table.foreign_keys.back().columns.push_back(row[3].as_string());
      if (!row[4].as_string().empty()) table.foreign_keys.back().referenced_columns.push_back(row[4].as_string());
    }
  }

  // Null: it was made since the columns were read.
  LiveTable* table_named(const std::string& name) { return const_cast<LiveTable*>(schema_.find_table({}, name)); }

  Database& database_;
  std::string names_;
  schema::LiveSchema schema_;
};

}  // namespace

schema::LiveSchema SqliteIntrospector::read(Database& database, std::span<const schema::TableName> names) const {
  return Reader(database, json_list(names)).read();
}

bool SqliteIntrospector::tells_spellings_apart(const LogicalType& attribute, std::string_view collation) const {
  const std::string_view by_value = collation_of(attribute.kind);
  return !by_value.empty() && collation != by_value;
}

std::optional<Misfit> SqliteIntrospector::misfit(const LogicalType& attribute, const LiveColumn& column) const {
  const TypeKind kind = attribute.kind;
  if (is_array(kind)) return Introspector::misfit(attribute, column);
  if (kind == TypeKind::decimal && (column.holds == ColumnClass::other || column.holds == ColumnClass::bytes))
    return Misfit{false, "numbers that others keep there equal no decimal, so that conditions on it are refused"};
  if (column.holds == ColumnClass::other) return std::nullopt;  // without a type: anything is kept as it is written
  const bool text_like = kind == TypeKind::text || kind >= TypeKind::date;
  if (column.holds == ColumnClass::text) {
    if (text_like || kind == TypeKind::decimal || kind == TypeKind::bytes) return std::nullopt;
    return Misfit{true, "SQLite keeps what is written there as text, which is refused when it is read"};
  }
  if (kind == TypeKind::bytes && column.holds != ColumnClass::bytes)
    return Misfit{false, "what others wrote there, if it is no blob, is refused when it is read"};
  if (column.holds == ColumnClass::bytes && kind == TypeKind::bytes) return std::nullopt;
  if (column.holds == ColumnClass::bytes)  // no affinity: what is written is kept as it is
    return Misfit{false, "blobs that others wrote are refused when they are read"};
  if (!text_like) return misfit_of_number(kind, column);
  if (column.holds == ColumnClass::integer || column.holds == ColumnClass::real ||
      column.holds == ColumnClass::boolean) {
    const bool epoch = kind == TypeKind::instant;
    return Misfit{true, epoch ? "numbers are refused; say stored_as_epoch_seconds() or _milliseconds() if they count "
                                "from 1970"
                              : "numbers are refused"};
  }
  if (kind != TypeKind::text && kind != TypeKind::json) return std::nullopt;
  return Misfit{false, "SQLite makes a number of a text that looks like one, which is refused when it is read"};
}

}  // namespace rowan::sqlite
