// SELECT, COUNT and EXISTS.
#include <algorithm>

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
  return sql;
}

}  // namespace

CompiledSql compile_select(const Dialect& dialect, const SelectQuery& query) {
  return written(dialect, query, bind_query(query));
}

CompiledSql compile_count(const Dialect& dialect, const SelectQuery& query) {
  bound::Query rows = bind_query(query);
  rows.order.clear();
  rows.lock.reset();
  const bound::Output count{bound::make(bound::CountRows{}, TypeKind::int64), {}};
  if (!query.limit && !query.offset && !query.distinct) {
    rows.outputs = {count};
    return written(dialect, query, rows);
  }
  if (!query.distinct) rows.outputs = {{BoundExpr(), "rowan_one"}};
  bound::Query counted;
  counted.decided_by_values = rows.decided_by_values;
  counted.outputs = {count};
  counted.from = derived(std::move(rows), "rowan_rows");
  return written(dialect, query, counted);
}

CompiledSql compile_exists(const Dialect& dialect, const SelectQuery& query) {
  bound::Query first = bind_query(query);
  first.outputs = {{BoundExpr(), {}}};
  first.distinct = false;
  first.order.clear();
  first.lock.reset();
  first.limit = std::min<std::uint64_t>(query.limit.value_or(1), 1);
  return written(dialect, query, first);
}

}  // namespace rowan
