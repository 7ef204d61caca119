#include "rowan/sql/ddl.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "index_condition.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {
namespace {

using schema::ForeignKey;
using schema::Table;

void write_names(SqlWriter& out, const std::vector<std::string>& names) {
  out.text("(");
  for (const std::string& name : names) out.text(&name == &names.front() ? "" : ", ").identifier(name);
  out.text(")");
}

std::string_view action_sql(ForeignKeyAction action) {
  switch (action) {
    case ForeignKeyAction::restrict_:
      return " ON DELETE RESTRICT";
    case ForeignKeyAction::cascade:
      return " ON DELETE CASCADE";
    case ForeignKeyAction::set_null:
      return " ON DELETE SET NULL";
    case ForeignKeyAction::no_action:
      break;
  }
  return "";
}

void write_foreign_key(SqlWriter& out, const ForeignKey& key) {
  out.text("CONSTRAINT ").identifier(key.name).text(" FOREIGN KEY ");
  write_names(out, key.columns);
  out.text(" REFERENCES ").table(key.schema, key.table).text(" ");
  write_names(out, key.referenced_columns);
  out.text(action_sql(key.on_delete));
}

bool says_primary_key_itself(const Dialect& dialect, const Table& table) {
  const schema::Column* key = table.primary_key.size() == 1 ? table.find_column(table.primary_key.front()) : nullptr;
  return dialect.can().inline_generated_key && key != nullptr && key->generated;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_indexed(const Table& table, const std::string& column) {
  const auto names_it = [&](const auto& part) { return holds(part.columns, column); };
  return holds(table.primary_key, column) || std::any_of(table.indexes.begin(), table.indexes.end(), names_it) ||
         std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), names_it);
}

/// The column as the database supports it: with a length where an index needs one.
schema::Column sized(const Dialect& dialect, const Table& table, schema::Column column) {
  const std::uint32_t length = dialect.can().indexed_length;
  const bool has_length = column.type.kind == TypeKind::text || column.type.kind == TypeKind::bytes;
  const bool any_length = has_length && column.type.length == 0;
  if (length > 0 && any_length && is_indexed(table, column.name)) column.type.length = length;
  return column;
}

void require_column_type(const Dialect& dialect, const Table& table, const schema::Column& column) {
  if (!is_array(column.type.kind) || dialect.can().arrays) return;
  throw Unsupported(fmt::format(
      "{}.{} is an array ({}), and {} has no columns for arrays: keep it as rowan::Json, or in a table of its own",
      table.name, column.name, to_string(column.type.kind), dialect.name()));
}

/// Whether the table itself must know which values of the column are equal: a foreign key uses the collation of the
/// column it refers to.
bool is_compared(const Table& table, const std::string& column) {
  const auto is_unique = [&](const schema::Index& index) { return index.unique && holds(index.columns, column); };
  const auto is_foreign = [&](const ForeignKey& key) { return holds(key.columns, column); };
  return holds(table.primary_key, column) || std::any_of(table.indexes.begin(), table.indexes.end(), is_unique) ||
         std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), is_foreign);
}

void write_columns(SqlWriter& out, const Table& table) {
  for (const schema::Column& column : table.columns) {
    require_column_type(out.dialect(), table, column);
    out.text(&column == &table.columns.front() ? "\n  " : ",\n  ").identifier(column.name).text(" ");
    out.text(out.dialect().column_definition(sized(out.dialect(), table, column)));
    const std::string_view collation = out.dialect().key_collation(column.type.kind);
    if (!collation.empty() && is_compared(table, column.name)) out.text(" COLLATE ").text(collation);
  }
}

void write_constraints(SqlWriter& out, const Table& table) {
  if (!table.primary_key.empty() && !says_primary_key_itself(out.dialect(), table)) {
    out.text(",\n  PRIMARY KEY ");
    write_names(out, table.primary_key);
  }
  for (const ForeignKey& key : table.foreign_keys) {
    out.text(",\n  ");
    write_foreign_key(out, key);
  }
  for (const schema::Check& check : table.checks) {
    out.text(",\n  CONSTRAINT ").identifier(check.name).text(" CHECK (").text(check.sql).text(")");
  }
}

void write_condition(SqlWriter& out, const Table& table, const schema::Index& index) {
  if (!out.dialect().can().partial_indexes) {
    throw Unsupported(
        fmt::format("the index {} of table {} has a condition, and {} has no partial indexes: PostgreSQL and SQLite do",
                    index.name, table.name, out.dialect().name()));
  }
  write_index_condition(out, index.where);
}

std::string create_index(const Dialect& dialect, const Table& table, const schema::Index& index) {
  SqlWriter out(dialect);
  out.text(index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ").identifier(index.name).text(" ON ");
  out.table(table.schema, table.name).text(" (");
  for (const std::string& name : index.columns) {
    const schema::Column* column = table.find_column(name);
    if (name != index.columns.front()) out.text(", ");
    out.text(column == nullptr ? dialect.quoted(name) : dialect.comparable(dialect.quoted(name), column->type.kind));
  }
  out.text(")");
  if (!index.where.empty()) write_condition(out, table, index);
  return out.finish().sql;
}

std::string add_foreign_key(const Dialect& dialect, const Table& table, const ForeignKey& key) {
  if (!dialect.can().alter_add_foreign_key) {
    throw Unsupported(
        fmt::format("{}: foreign key {} of table {} names a table that is created later, and can't be added afterwards",
                    dialect.name(), key.name, table.name));
  }
  SqlWriter out(dialect);
  out.text("ALTER TABLE ").table(table.schema, table.name).text(" ADD ");
  write_foreign_key(out, key);
  return out.finish().sql;
}

// Makes it possible to drop the table that the key refers to before its own.
void append_loosened(std::vector<std::string>& statements, const Dialect& dialect, const Table& table,
                     const ForeignKey& key) {
  if (!dialect.can().alter_add_foreign_key) {
    const std::string later = dialect.defer_foreign_keys();
    if (!later.empty() && statements.empty()) statements.push_back(later);
    return;
  }
  SqlWriter out(dialect);
  out.text("ALTER TABLE ").table(table.schema, table.name).text(" DROP CONSTRAINT ").identifier(key.name);
  statements.push_back(out.finish().sql);
}

/// Removes from `table` the foreign keys to tables that are not created yet.
std::vector<ForeignKey> take_forward_keys(Table& table, std::span<const Table> later) {
  const auto is_later = [&](const ForeignKey& key) {
    return std::any_of(later.begin(), later.end(),
                       [&](const Table& other) { return other.schema == key.schema && other.name == key.table; });
  };
  const auto first = std::stable_partition(table.foreign_keys.begin(), table.foreign_keys.end(),
                                           [&](const ForeignKey& key) { return !is_later(key); });
  std::vector<ForeignKey> taken(first, table.foreign_keys.end());
  table.foreign_keys.erase(first, table.foreign_keys.end());
  return taken;
}

}  // namespace

std::vector<std::string> create_table_sql(const Dialect& dialect, const Table& table) {
  SqlWriter out(dialect);
  out.text("CREATE TABLE ").table(table.schema, table.name).text(" (");
  write_columns(out, table);
  write_constraints(out, table);
  out.text("\n)").text(dialect.table_options());
  std::vector<std::string> statements{out.finish().sql};
  for (const schema::Index& index : table.indexes) statements.push_back(create_index(dialect, table, index));
  return statements;
}

std::vector<std::string> create_schema_sql(const Dialect& dialect, const schema::DatabaseSchema& schema) {
  std::vector<std::string> statements, afterwards;
  for (std::size_t i = 0; i < schema.tables.size(); ++i) {
    Table table = schema.tables[i];
    const std::vector<ForeignKey> later = dialect.can().forward_foreign_keys
                                              ? std::vector<ForeignKey>{}
                                              : take_forward_keys(table, std::span(schema.tables).subspan(i + 1));
    for (const ForeignKey& key : later) afterwards.push_back(add_foreign_key(dialect, table, key));
    for (std::string& statement : create_table_sql(dialect, table)) statements.push_back(std::move(statement));
  }
  statements.insert(statements.end(), afterwards.begin(), afterwards.end());
  return statements;
}

std::vector<std::string> drop_schema_sql(const Dialect& dialect, const schema::DatabaseSchema& schema) {
  std::vector<std::string> statements, drops;
  for (std::size_t i = 0; i < schema.tables.size(); ++i) {
    Table table = schema.tables[i];
    for (const ForeignKey& key : take_forward_keys(table, std::span(schema.tables).subspan(i + 1)))
      append_loosened(statements, dialect, table, key);
    SqlWriter out(dialect);
    drops.push_back(out.text("DROP TABLE ").table(table.schema, table.name).finish().sql);
  }
  statements.insert(statements.end(), drops.rbegin(), drops.rend());
  return statements;
}

}  // namespace rowan
