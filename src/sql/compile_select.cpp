// SELECT, COUNT and EXISTS.
#include <fmt/format.h>

#include <algorithm>

#include "query/expression_binder.hpp"
#include "query_parts.hpp"
#include "query_writer.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

CompiledSql written(const Dialect& dialect, const SelectQuery& asked, const bound::Query& query) {
  require_columns(dialect, *asked.model);
  QueryWriter writer(dialect);
  writer.write(query);
  CompiledSql sql = writer.finish();
  sql.decided_by_values |= query.decided_by_values;
  if (!asked.outputs.empty()) sql.outputs = outputs_of(query);
  return sql;
}

// Of several tables, columns may have the same name, which a table that is made of rows can't.
void name_apart(bound::Query& rows) {
  for (std::size_t i = 0; i < rows.outputs.size(); ++i) rows.outputs[i].name = fmt::format("rowan_{}", i);
}

}  // namespace

std::vector<CompiledSql::Output> outputs_of(const bound::Query& query) {
  std::vector<CompiledSql::Output> outputs;
  for (const bound::Output& output : query.outputs) {
    if (output.value.always_true()) continue;
    const bound::Column* column = column_behind(output.value);
    outputs.push_back({output.value.node()->kind, column == nullptr ? nullptr : column->model,
                       column == nullptr ? nullptr : column->attribute});
  }
  return outputs;
}

CompiledSql compile_select(const Dialect& dialect, const SelectQuery& query) {
  return written(dialect, query, bind_query(query));
}

CompiledSql compile_count(const Dialect& dialect, const SelectQuery& query) {
  SelectQuery unordered = query;
  if (!query.limit && !query.offset && query.distinct_on.empty()) unordered.order.clear();
  bound::Query rows = bind_query(unordered);
  rows.order.clear();
  rows.lock.reset();
  const bound::Output count{bound::count_rows(), {}};
  if (!query.limit && !query.offset && !query.distinct && query.distinct_on.empty()) {
    rows.outputs = {count};
    return written(dialect, query, rows);
  }
  if (!query.distinct) rows.outputs = {{BoundExpr(), "rowan_one"}};
  if (query.distinct && (rows.composed || !rows.joins.empty())) name_apart(rows);
  bound::Query counted;
  counted.decided_by_values = rows.decided_by_values;
  counted.outputs = {count};
  counted.from = derived(std::move(rows), "rowan_rows");
  return written(dialect, query, counted);
}

CompiledSql compile_exists(const Dialect& dialect, const SelectQuery& query) {
  SelectQuery unordered = query;
  unordered.order.clear();
  bound::Query first = bind_query(unordered);
  if (!query.distinct || !query.offset) {
    first.outputs = {{BoundExpr(), {}}};
    first.distinct = first.equal_by_collation = false;
  }
  first.lock.reset();
  first.limit = std::min<std::uint64_t>(query.limit.value_or(1), 1);
  return written(dialect, query, first);
}

}  // namespace rowan
