#include "schema_lookup.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

#include "table_definition.hpp"

namespace rowan::sqlite {
namespace {

std::string text_column(sqlite3_stmt* statement, int column) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return data == nullptr ? std::string()
                         : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

std::vector<DeclaredConstraint> declared(sqlite3* handle, const std::string& table) {
  const auto rows =
      ask(handle, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE", {table});
  return rows.empty() ? std::vector<DeclaredConstraint>() : declared_constraints(rows.front().front());
}

std::string declared_name(sqlite3* handle, const std::string& table, ConstraintKind kind,
                          const std::vector<std::string>& columns) {
  for (const auto& constraint : declared(handle, table)) {
    if (constraint.kind == kind && constraint.columns == columns) return constraint.name;
  }
  return {};
}

std::vector<std::string> primary_key(sqlite3* handle, const std::string& table) {
  std::vector<std::string> columns;
  for (auto& row : ask(handle, "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk", {table})) {
    columns.push_back(std::move(row.front()));
  }
  return columns;
}

// A foreign key without target columns means the target's primary key.
void complete(sqlite3* handle, ForeignKeyFacts& key) {
  const bool unnamed =
      std::all_of(key.target_columns.begin(), key.target_columns.end(), [](auto& c) { return c.empty(); });
  if (unnamed) key.target_columns = primary_key(handle, key.target);
  key.name = declared_name(handle, key.table, ConstraintKind::foreign_key, key.columns);
}

}  // namespace

std::vector<TextRow> ask(sqlite3* handle, const std::string& sql, std::initializer_list<std::string_view> parameters) {
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(handle, sql.c_str(), -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  std::vector<TextRow> rows;
  if (raw == nullptr) return rows;
  int index = 0;
  for (const auto text : parameters) {
    sqlite3_bind_text64(raw, ++index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  while (sqlite3_step(raw) == SQLITE_ROW) {
    auto& row = rows.emplace_back();
    for (int column = 0; column < sqlite3_column_count(raw); ++column) row.push_back(text_column(raw, column));
  }
  return rows;
}

std::vector<ForeignKeyFacts> foreign_keys_of(sqlite3* handle, const std::string& table) {
  std::vector<ForeignKeyFacts> keys;
  const auto rows = ask(
      handle,
      R"(SELECT id, "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?1) ORDER BY id DESC, seq)",
      {table});
  std::string_view id;
  for (const auto& row : rows) {
    if (keys.empty() || id != row[0]) keys.push_back({{}, table, {}, row[1], {}, row[4], row[5]});
    id = row[0];
    keys.back().columns.push_back(row[2]);
    keys.back().target_columns.push_back(row[3]);
  }
  for (auto& key : keys) complete(handle, key);
  return keys;
}

std::vector<ForeignKeyFacts> foreign_keys_to(sqlite3* handle, std::string_view table) {
  std::vector<ForeignKeyFacts> found;
  const auto owners = ask(handle, R"(SELECT DISTINCT s.name FROM sqlite_schema s, pragma_foreign_key_list(s.name) k
      WHERE s.type = 'table' AND k."table" = ?1 COLLATE NOCASE ORDER BY s.name)",
                          {table});
  for (const auto& owner : owners) {
    for (auto& key : foreign_keys_of(handle, owner.front())) {
      if (sqlite3_stricmp(key.target.c_str(), std::string(table).c_str()) == 0) found.push_back(std::move(key));
    }
  }
  return found;
}

std::string unique_constraint_name(sqlite3* handle, const std::string& table, const std::vector<std::string>& columns) {
  for (const auto& index :
       ask(handle, R"(SELECT name, origin FROM pragma_index_list(?1) WHERE "unique" = 1)", {table})) {
    std::vector<std::string> indexed;
    for (auto& row : ask(handle, "SELECT name FROM pragma_index_info(?1) ORDER BY seqno", {index[0]})) {
      indexed.push_back(std::move(row.front()));
    }
    if (indexed != columns || index[1] == "pk") continue;
    const auto name = index[1] == "c" ? index[0] : declared_name(handle, table, ConstraintKind::unique, columns);
    return name.empty() ? index[0] : name;
  }
  if (columns != primary_key(handle, table)) return {};
  const auto name = declared_name(handle, table, ConstraintKind::primary_key, columns);
  return name.empty() ? "PRIMARY KEY" : name;
}

}  // namespace rowan::sqlite
