#include "rowan/sql/sql_compiler.hpp"

#include "rowan/sql/compiler.hpp"
#include "rowan/sql/ddl.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {

StatementCompiler::~StatementCompiler() = default;

CompiledSql SqlCompiler::select(const SelectQuery& query) const { return compile_select(dialect_, query); }
CompiledSql SqlCompiler::select_to_change(const SelectQuery& query) const {
  CompiledSql compiled = compile_select(dialect_, query);
  if (dialect_.can().row_locks) compiled.sql += dialect_.change_lock();
  return compiled;
}
CompiledSql SqlCompiler::count(const SelectQuery& query) const { return compile_count(dialect_, query); }
CompiledSql SqlCompiler::exists(const SelectQuery& query) const { return compile_exists(dialect_, query); }
CompiledSql SqlCompiler::update_all(const SelectQuery& which, std::span<const Assignment> assignments) const {
  return compile_update_all(dialect_, which, assignments);
}
CompiledSql SqlCompiler::delete_all(const SelectQuery& which) const { return compile_delete_all(dialect_, which); }
PlanSql SqlCompiler::explain(const std::string& sql, const ExplainOptions& options) const {
  return dialect_.explain(sql, options);
}

std::string SqlCompiler::find(const ModelInfo& model, const RowLock* lock) const {
  std::string sql = find_sql(dialect_, model);
  if (lock != nullptr && dialect_.can().row_locks) sql += dialect_.lock_clause(*lock);
  return sql;
}
std::string SqlCompiler::insert(const ModelInfo& model, AttributeList columns, std::size_t rows,
                                AttributeList returning) const {
  return insert_sql(dialect_, model, columns, rows, returning);
}
std::string SqlCompiler::insert_ignore(const ModelInfo& model, AttributeList columns, std::size_t rows) const {
  return insert_ignore_sql(dialect_, model, columns, rows);
}
CompiledSql SqlCompiler::upsert(const ModelInfo& model, const Upsert& upsert) const {
  return compile_upsert(dialect_, model, upsert);
}
CompiledSql SqlCompiler::insert_from(const ModelInfo& model, AttributeList columns, const SelectQuery& rows) const {
  return compile_insert_from(dialect_, model, columns, rows);
}
BulkTarget SqlCompiler::bulk_target(const ModelInfo& model, AttributeList columns) const {
  return rowan::bulk_target(dialect_, model, columns);
}
std::string SqlCompiler::update(const ModelInfo& model, AttributeList set, AttributeList where) const {
  return update_sql(dialect_, model, set, where);
}
std::string SqlCompiler::update_many(const ModelInfo& model, AttributeList set, AttributeList where) const {
  return update_many_sql(dialect_, model, set, where);
}
std::string SqlCompiler::increment(const ModelInfo& model, const AttributeInfo& counter, AttributeList where,
                                   AttributeList returning) const {
  return increment_sql(dialect_, model, counter, {}, where, returning);
}
std::string SqlCompiler::remove(const ModelInfo& model, AttributeList where) const {
  return delete_sql(dialect_, model, where);
}

AssociationLoadSql SqlCompiler::association_load(const AssociationInfo& association, std::size_t key_count,
                                                 const SelectQuery* scope) const {
  return association_load_sql(dialect_, association, key_count, scope);
}
AssociationLoadSql SqlCompiler::association_count(const AssociationInfo& association, const SelectQuery* scope) const {
  return association_count_sql(dialect_, association, scope);
}
std::string SqlCompiler::equal_keys(const AssociationInfo& association, std::size_t keys) const {
  return equal_keys_sql(dialect_, association, keys);
}
std::string SqlCompiler::equal_keys(const ModelInfo& model, std::size_t keys) const {
  return equal_keys_sql(dialect_, model, keys);
}
std::string SqlCompiler::join_insert(const AssociationInfo& association, std::size_t rows) const {
  return join_insert_sql(dialect_, association, rows);
}
std::string SqlCompiler::join_find(const AssociationInfo& association) const {
  return join_find_sql(dialect_, association);
}
std::string SqlCompiler::join_remove(const AssociationInfo& association) const {
  return join_delete_sql(dialect_, association);
}
std::string SqlCompiler::join_clear(const AssociationInfo& association) const {
  return join_clear_sql(dialect_, association);
}

std::vector<std::string> SqlCompiler::create_tables(const schema::DatabaseSchema& schema) const {
  return create_schema_sql(dialect_, schema);
}
std::vector<std::string> SqlCompiler::drop_tables(const schema::DatabaseSchema& schema) const {
  return drop_schema_sql(dialect_, schema);
}

}  // namespace rowan
