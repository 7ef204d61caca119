// SELECT, COUNT and EXISTS.
#include <algorithm>

#include "query_parts.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

// Which values are the same is for the collation to say.
void write_distinct(SqlWriter& out, AttributeList columns) {
  for (const AttributeInfo* column : columns) {
    if (column != columns.front()) out.text(", ");
    out.text(out.dialect().comparable(out.dialect().quoted(column->column), column->type.kind));
  }
}

void write_selected(QueryWriter& writer) {
  const SelectQuery& query = writer.query();
  writer.text(query.distinct ? "SELECT DISTINCT " : "SELECT ");
  if (query.columns.empty()) {
    write_all_columns(writer.out(), writer.model());
  } else if (query.distinct) {
    write_distinct(writer.out(), query.columns);
  } else {
    write_columns(writer.out(), query.columns);
  }
}

}  // namespace

CompiledSql compile_select(const Dialect& dialect, const SelectQuery& query) {
  QueryWriter writer(dialect, query);
  write_selected(writer);
  writer.write_from_where();
  writer.conditions().write_order(writer.query().order);
  writer.write_limit();
  if (query.lock && dialect.can().row_locks) writer.text(dialect.lock_clause(*query.lock));
  return writer.finish();
}

CompiledSql compile_count(const Dialect& dialect, const SelectQuery& query) {
  QueryWriter writer(dialect, query);
  writer.text("SELECT COUNT(*)");
  if (!query.limit && !query.offset && !query.distinct) {
    writer.write_from_where();
    return writer.finish();
  }
  writer.text(" FROM (");
  if (query.distinct) {
    write_selected(writer);
  } else {
    writer.text("SELECT 1 AS ").identifier("rowan_one");
  }
  writer.write_from_where();
  writer.write_limit();
  writer.text(") AS ").identifier("rowan_rows");
  return writer.finish();
}

CompiledSql compile_exists(const Dialect& dialect, const SelectQuery& query) {
  SelectQuery first = query;
  first.order.clear();
  first.limit = std::min<std::uint64_t>(query.limit.value_or(1), 1);
  QueryWriter writer(dialect, first);
  writer.text("SELECT 1");
  writer.write_from_where();
  writer.write_limit();
  return writer.finish();
}

}  // namespace rowan
