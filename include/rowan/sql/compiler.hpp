// Queries to SQL. Each function binds names first (see query/binder.hpp for what it throws). Columns are always listed,
// values always bound.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/sql_writer.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

ROWAN_EXPORT CompiledSql compile_select(const Dialect& dialect, const SelectQuery& query);
/// How many rows `compile_select` would give: limit, offset and distinct count.
ROWAN_EXPORT CompiledSql compile_count(const Dialect& dialect, const SelectQuery& query);
/// One row if there is any, else none.
ROWAN_EXPORT CompiledSql compile_exists(const Dialect& dialect, const SelectQuery& query);

/// UPDATE of the rows that `which` selects; limit, offset and order are honoured through a sub-query of their keys.
/// @throws QueryError without assignments, or for a limit on a model without a primary key; InvalidValue for NULL into
/// a non-nullable attribute.
ROWAN_EXPORT CompiledSql compile_update_all(const Dialect& dialect, const SelectQuery& which,
                                            std::span<const Assignment> assignments);
/// DELETE of the rows that `which` selects, likewise.
ROWAN_EXPORT CompiledSql compile_delete_all(const Dialect& dialect, const SelectQuery& which);

/// INSERT that changes the row that is already there. @throws as bind_new_value.
ROWAN_EXPORT CompiledSql compile_upsert(const Dialect& dialect, const ModelInfo& model, const Upsert& upsert);
/// INSERT of what a query gives, one output for each of `columns`. @throws QueryError for outputs of other types.
ROWAN_EXPORT CompiledSql compile_insert_from(const Dialect& dialect, const ModelInfo& model, AttributeList columns,
                                             const SelectQuery& rows);

/// SELECT of all columns of the targets whose owners have one of `key_count` keys. `scope` narrows and orders them; its
/// limit and offset apply per owner. With `scope->distinct`, an owner gets each target once, however many ways lead to
/// it.
/// @throws QueryError, MappingError.
ROWAN_EXPORT AssociationLoadSql association_load_sql(const Dialect& dialect, const AssociationInfo& association,
                                                     std::size_t key_count, const SelectQuery* scope = nullptr);
/// How many targets one owner has: each as often as a way leads to it. Binds the owner's key as above.
ROWAN_EXPORT AssociationLoadSql association_count_sql(const Dialect& dialect, const AssociationInfo& association,
                                                      const SelectQuery* scope = nullptr);

}  // namespace rowan
