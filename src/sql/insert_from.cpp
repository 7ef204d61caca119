// INSERT of what a query gives.
#include "insert_parts.hpp"
#include "query/insertable.hpp"
#include "query_parts.hpp"
#include "query_writer.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {

CompiledSql compile_insert_from(const Dialect& dialect, const ModelInfo& model, AttributeList columns,
                                const SelectQuery& rows) {
  require_columns(dialect, model);
  require_writable(model);
  bound::Query query = bind_query(rows);
  require_insertable(model, columns, query);
  round_outputs(columns, query);
  QueryWriter writer(dialect);
  writer.out().text("INSERT INTO ").table(model.schema, model.table).text(" (");
  write_columns(writer.out(), columns);
  writer.out().text(") ");
  writer.write_into(columns, query);
  return writer.finish();
}

}  // namespace rowan
