// SELECT by key, and INSERT in its three forms.
#include "insert_parts.hpp"
#include "query_parts.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

void write_row(SqlWriter& out, AttributeList columns) {
  out.text("(");
  for (const AttributeInfo* column : columns) {
    if (column != columns.front()) out.text(", ");
    out.placeholder(column->type.kind);
  }
  out.text(")");
}

}  // namespace

void write_insert(SqlWriter& out, const ModelInfo& model, AttributeList columns, std::size_t rows) {
  require_columns(out.dialect(), model);
  require_writable(model);
  out.text("INSERT INTO ").table(model.schema, model.table);
  if (columns.empty()) {
    out.text(out.dialect().can().default_values ? " DEFAULT VALUES" : " () VALUES ()");
    return;
  }
  out.text(" (");
  write_columns(out, columns);
  out.text(") VALUES ");
  for (std::size_t row = 0; row < rows; ++row) {
    if (row > 0) out.text(", ");
    write_row(out, columns);
  }
}

void write_do_nothing(SqlWriter& out, std::string_view any_column) {
  if (out.dialect().can().conflict == ConflictStyle::on_conflict) {
    out.text(" ON CONFLICT DO NOTHING");
  } else {
    // Not INSERT IGNORE, which would also hide broken foreign keys and truncated values.
    out.text(" ON DUPLICATE KEY UPDATE ").identifier(any_column).text(" = ");
    out.text(out.dialect().left_alone(out.dialect().quoted(any_column)));
  }
}

void write_returning(SqlWriter& out, AttributeList returning) {
  if (returning.empty()) return;
  out.text(" RETURNING ");
  write_columns(out, returning);
}

std::string find_sql(const Dialect& dialect, const ModelInfo& model) {
  require_columns(dialect, model);
  SqlWriter out(dialect);
  out.text("SELECT ");
  write_all_columns(out, model);
  out.text(" FROM ").table(model.schema, model.table).text(" WHERE ");
  write_equalities(out, key_of(model, "finding a record"));
  return out.finish().sql;
}

std::string insert_sql(const Dialect& dialect, const ModelInfo& model, AttributeList columns, std::size_t rows,
                       AttributeList returning) {
  SqlWriter out(dialect);
  write_insert(out, model, columns, rows);
  write_returning(out, returning);
  return out.finish().sql;
}

BulkTarget bulk_target(const Dialect& dialect, const ModelInfo& model, AttributeList columns) {
  BulkTarget target{.insert_sql = insert_sql(dialect, model, columns),
                    .table = SqlWriter(dialect).table(model.schema, model.table).finish().sql,
                    .columns = {},
                    .kinds = {}};
  SqlWriter list(dialect);
  write_columns(list, columns);
  target.columns = list.finish().sql;
  for (const AttributeInfo* column : columns) target.kinds.push_back(column->type.kind);
  return target;
}

std::string insert_ignore_sql(const Dialect& dialect, const ModelInfo& model, AttributeList columns, std::size_t rows,
                              AttributeList returning) {
  SqlWriter out(dialect);
  write_insert(out, model, columns, rows);
  write_do_nothing(out, model.attributes.front().column);
  write_returning(out, returning);
  return out.finish().sql;
}

}  // namespace rowan
