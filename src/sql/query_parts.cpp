#include "query_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rowan/core/error.hpp"

namespace rowan {
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

bool counts_from_null(const AttributeInfo& attribute) { return attribute.lock_version && attribute.nullable; }

void write_equalities(SqlWriter& out, AttributeList columns) {
  for (const AttributeInfo* column : columns) {
    if (column != columns.front()) out.text(" AND ");
    const std::string name = out.dialect().quoted(column->column);
    out.text(counts_from_null(*column) ? fmt::format("COALESCE({}, 0)", name)
                                       : out.dialect().comparable(name, column->type.kind))
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
