#include "query_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

SelectQuery bound(const SelectQuery& query) {
  SelectQuery result = query;
  result.where = bind_condition(query.where, *query.model);
  result.order = bind_order(query.order, *query.model);
  return result;
}

bool asks_associations(const Expr& expr);

bool any_asks(const std::vector<Expr>& terms) { return std::any_of(terms.begin(), terms.end(), asks_associations); }

bool asks_associations(const Expr& expr) {
  if (expr.always_true()) return false;
  const auto& node = expr.node()->is;
  if (const auto* all = std::get_if<ast::And>(&node)) return any_asks(all->terms);
  if (const auto* any = std::get_if<ast::Or>(&node)) return any_asks(any->terms);
  if (const auto* negation = std::get_if<ast::Not>(&node)) return asks_associations(negation->operand);
  return std::holds_alternative<ast::Quantifier>(node) || std::holds_alternative<ast::ReachedFrom>(node);
}

}  // namespace

QueryWriter::QueryWriter(const Dialect& dialect, const SelectQuery& query)
    : query_(bound(query)),
      out_(dialect),
      aliases_(query_.model->table),
      conditions_(out_, root_scope(dialect, *query_.model), aliases_) {
  require_columns(dialect, model());
}

void QueryWriter::write_from_where() {
  out_.text(" FROM ");
  write_table();
  conditions_.write_where(query_.where);
}

void QueryWriter::write_limit() {
  if (query_.limit || query_.offset) out_.dialect().write_limit(out_, query_.limit, query_.offset);
}

void QueryWriter::write_where_of_change() {
  const Capabilities& can = out_.dialect().can();
  const bool portion = query_.limit || query_.offset;
  if (!portion && (can.self_subquery || !asks_associations(query_.where))) return conditions_.write_where(query_.where);
  const AttributeList key = key_of(model(), "changing a limited number of rows");
  if (key.size() == 1 || can.row_values) {
    write_key_where(key);
  } else {
    write_derived_key_where(key);
  }
}

void QueryWriter::write_key_query(AttributeList key) {
  out_.text("SELECT ");
  write_columns(out_, key);
  write_from_where();
  conditions_.write_order(query_.order);
  write_limit();
}

void QueryWriter::write_key_where(AttributeList key) {
  const Capabilities& can = out_.dialect().can();
  const bool derived = !can.limit_in_subquery || !can.self_subquery;
  out_.text(key.size() == 1 ? " WHERE " : " WHERE (");
  write_columns(out_, key);
  out_.text(key.size() == 1 ? " IN (" : ") IN (");
  if (derived) {
    out_.text("SELECT ");
    write_columns(out_, key);
    out_.text(" FROM (");
  }
  write_key_query(key);
  if (derived) out_.text(") AS ").identifier("rowan_keys");
  out_.text(")");
}

void QueryWriter::write_derived_key_where(AttributeList key) {
  const std::string keys = out_.dialect().quoted("rowan_keys");
  out_.text(" WHERE EXISTS (SELECT 1 FROM (");
  write_key_query(key);
  out_.text(") AS ").text(keys).text(" WHERE ");
  for (const AttributeInfo* part : key) {
    if (part != key.front()) out_.text(" AND ");
    out_.text(keys)
        .text(".")
        .identifier(part->column)
        .text(" = ")
        .identifier(model().table)
        .text(".")
        .identifier(part->column);
  }
  out_.text(")");
}

void write_columns(SqlWriter& out, AttributeList columns, std::string_view prefix) {
  for (std::size_t i = 0; i < columns.size(); ++i) {  // a column may be there twice
    if (i > 0) out.text(", ");
    out.text(prefix).identifier(columns[i]->column);
  }
}

void write_all_columns(SqlWriter& out, const ModelInfo& model, std::string_view prefix) {
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.index > 0) out.text(", ");
    out.text(prefix).identifier(attribute.column);
  }
}

void write_equalities(SqlWriter& out, AttributeList columns) {
  for (const AttributeInfo* column : columns) {
    if (column != columns.front()) out.text(" AND ");
    out.text(out.dialect().comparable(out.dialect().quoted(column->column), column->type.kind))
        .text(" = ")
        .placeholder(column->type.kind);
  }
}

void write_array(SqlWriter& out, const AttributeInfo& attribute) {
  LogicalType type = attribute.type;
  type.kind = array_of(type.kind);
  out.text("CAST(").placeholder(type.kind).text(" AS ").text(out.dialect().column_type(type)).text(")");
}

void require_columns(const Dialect& dialect, const ModelInfo& model) {
  if (!model.has_arrays || dialect.can().arrays) return;
  const auto array = std::find_if(model.attributes.begin(), model.attributes.end(),
                                  [](const AttributeInfo& attribute) { return is_array(attribute.type.kind); });
  throw Unsupported(fmt::format(
      "{}.{} is an array ({}), and {} has no columns for arrays: keep it as rowan::Json, or in a table of its own",
      model.name, array->name, to_string(array->type.kind), dialect.name()));
}

void require_writable(const ModelInfo& model) {
  if (!model.read_only) return;
  throw RecordNotSaved(fmt::format(
      "{0} can't be written: the model is read_only(), because {1} is a view or a table that this program only reads; "
      "write through the model of the table behind it",
      model.name, model.table));
}

AttributeList key_of(const ModelInfo& model, std::string_view purpose) {
  if (!model.primary_key.empty()) return model.primary_key;
  throw MappingError(fmt::format("{} has no primary key; {} needs one", model.name, purpose));
}

}  // namespace rowan
