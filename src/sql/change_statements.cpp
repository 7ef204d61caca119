// UPDATE and DELETE of one record.
#include <fmt/format.h>

#include "insert_parts.hpp"
#include "query_parts.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/statements.hpp"
#include "set_clause.hpp"

namespace rowan {
namespace {

bool is_number(TypeKind kind) {
  return is_integer(kind) || kind == TypeKind::float32 || kind == TypeKind::float64 || kind == TypeKind::decimal;
}

void write_assignments(SqlWriter& out, AttributeList set) {
  for (const AttributeInfo* attribute : set) {
    if (attribute != set.front()) out.text(", ");
    out.identifier(attribute->column).text(" = ").placeholder(attribute->type.kind);
  }
}

void begin_update(SqlWriter& out, const ModelInfo& model) {
  require_writable(model);
  out.text("UPDATE ").table(model.schema, model.table).text(" SET ");
}

void write_where(SqlWriter& out, AttributeList where) {
  out.text(" WHERE ");
  write_equalities(out, where);
}

}  // namespace

std::string write_increment(SqlWriter& out, const AttributeInfo& attribute, Value amount) {
  const TypeKind kind = attribute.type.kind;
  if (!is_number(kind))
    throw QueryError(fmt::format("{} is {}; only numbers can be incremented", attribute.name, to_string(kind)));
  const Dialect& dialect = out.dialect();
  const std::string column = dialect.quoted(attribute.column);
  const std::string current = attribute.nullable ? fmt::format("COALESCE({}, {})", column, dialect.zero(kind)) : column;
  const TypeKind amount_kind = increment_kind(attribute, amount);
  const std::string placeholder = out.bind(std::move(amount), amount_kind);
  std::string sum = dialect.sum(current, placeholder, kind);
  if (kind == TypeKind::decimal) sum = dialect.fitted(std::move(sum), attribute.type);
  out.text(column).text(" = ").text(sum);
  return dialect.sum_fits(current, placeholder, attribute.type);
}

std::string update_sql(const Dialect& dialect, const ModelInfo& model, AttributeList set, AttributeList where) {
  SqlWriter out(dialect);
  begin_update(out, model);
  write_assignments(out, set);
  write_where(out, where);
  return out.finish().sql;
}

bool can_be_told(const AttributeInfo& attribute) {
  const TypeKind kind = attribute.type.kind;
  return kind != TypeKind::text && kind != TypeKind::uint64 && kind != TypeKind::json && kind != TypeKind::bytes &&
         !is_array(kind);
}

std::string update_many_sql(const Dialect& dialect, const ModelInfo& model, AttributeList set, AttributeList where) {
  require_writable(model);
  SqlWriter out(dialect);
  out.text("UPDATE ").table(model.schema, model.table).text(" AS rowan_row SET ");
  std::size_t column = 0;
  for (const AttributeInfo* attribute : set) {
    if (column > 0) out.text(", ");
    out.identifier(attribute->column).text(fmt::format(" = rowan_new.c{}", column++));
  }
  out.text(" FROM unnest(");
  std::size_t arrays = 0;  // a key that changes is in both lists
  for (const AttributeList list : {set, where}) {
    for (const AttributeInfo* attribute : list) {
      if (arrays++ > 0) out.text(", ");
      write_array(out, *attribute);
    }
  }
  out.text(") AS rowan_new (");
  for (std::size_t i = 0; i < set.size() + where.size(); ++i) out.text(fmt::format("{}c{}", i == 0 ? "" : ", ", i));
  out.text(") WHERE ");
  for (const AttributeInfo* attribute : where) {
    if (attribute != where.front()) out.text(" AND ");
    const bool from_null = counts_from_null(*attribute);
    out.text(from_null ? "COALESCE(rowan_row." : "rowan_row.").identifier(attribute->column);
    out.text(fmt::format("{} = rowan_new.c{}", from_null ? ", 0)" : "", column++));
  }
  return out.finish().sql;
}

std::string increment_sql(const Dialect& dialect, const ModelInfo& model, const AttributeInfo& counter,
                          AttributeList also, AttributeList where, AttributeList returning) {
  SqlWriter out(dialect);
  begin_update(out, model);
  const std::string fits = write_increment(out, counter, Value());
  if (model.lock_version != nullptr && model.lock_version != &counter) {
    const std::string version = dialect.quoted(model.lock_version->column);
    const std::string current = model.lock_version->nullable ? fmt::format("COALESCE({}, 0)", version) : version;
    out.text(fmt::format(", {} = {} + 1", version, current));
  }
  if (!also.empty()) out.text(", ");
  write_assignments(out, also);
  write_where(out, where);
  if (!returning.empty() && !fits.empty()) out.text(" AND ").text(fits);
  write_returning(out, returning);
  return out.finish().sql;
}

std::string delete_sql(const Dialect& dialect, const ModelInfo& model, AttributeList where) {
  require_writable(model);
  SqlWriter out(dialect);
  out.text("DELETE FROM ").table(model.schema, model.table);
  write_where(out, where);
  return out.finish().sql;
}

}  // namespace rowan
