// What associations ask for.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"
#include "testing/memory/compiler.hpp"

namespace rowan::testing::memory {
namespace {

using Names = std::vector<std::string>;

SelectQuery scope_of(const AssociationInfo& association, const SelectQuery* scope) {
  SelectQuery result = scope == nullptr ? SelectQuery{} : *scope;
  result.model = association.target;
  if (result.order.empty()) result.order = own_order(association);
  if (result.order.empty() && (result.limit || result.offset)) {
    for (const AttributeInfo* part : association.target->primary_key) result.order.push_back({ast::column(part->name)});
  }
  return result;
}

int column_at(const ModelInfo& model, const std::string& column) {
  const auto found = std::find_if(model.attributes.begin(), model.attributes.end(),
                                  [&](const AttributeInfo& attribute) { return attribute.column == column; });
  return found->index;
}

std::vector<Column> columns_of(const Names& names) {
  std::vector<Column> columns;
  for (const std::string& name : names) columns.push_back({name});
  return columns;
}

std::string join_table(const AssociationInfo& association) {
  return table_key(association.owner->schema, association.join_table);
}

Names both_keys(const AssociationInfo& association) {
  Names columns = association.join_owner_columns;
  columns.insert(columns.end(), association.join_target_columns.begin(), association.join_target_columns.end());
  return columns;
}

// Two models of different namespaces may have one name.
void write_path(Lowering& lowered, const std::vector<Hop>& path) {
  for (const Hop& hop : path) {
    lowered.text(" by ").text(table_key(hop.schema, hop.table));
    for (const std::string& column : hop.from) lowered.text(" ").text(column);
    lowered.text(" =");
    for (const std::string& column : hop.to) lowered.text(" ").text(column);
    for (const Fixed& fixed : hop.fixed)
      lowered.text(fixed.before ? " before " : " of ").text(fixed.column).text(" ").text(fixed.text);
  }
  lowered.text(" ");
}

}  // namespace

AssociationLoadSql MemoryCompiler::load(const AssociationInfo& unresolved, std::size_t key_count,
                                        const SelectQuery* scope, bool count) const {
  const AssociationInfo& association = unresolved.resolved();
  const ModelInfo& target = *association.target;
  LoadPlan plan;
  plan.path = association_path(association);
  plan.keys = key_count;
  plan.count = count;
  plan.distinct = scope != nullptr && scope->distinct && plan.path.size() > 1;
  Lowering lowered;
  lowered.text(count ? "count " : "load ").text(plan.distinct ? "distinct " : "");
  lowered.text(association.owner->name).text(".").text(association.name).text(fmt::format(" of {} keys", key_count));
  write_path(lowered, plan.path);
  const auto& owner_key = plan.path.front().key;
  for (std::size_t i = 0; i < key_count * owner_key.size(); ++i)
    lowered.hole(Value(), owner_key[i % owner_key.size()]->type.kind);
  std::vector<const AttributeInfo*> all;
  for (const AttributeInfo& attribute : target.attributes) all.push_back(&attribute);
  plan.columns = lowered.text(" ").columns(all);
  const bool joined = plan.path.size() > 1;
  if (joined) plan.path_keys = columns_of(plan.path.front().to);
  AssociationLoadSql result;
  for (std::size_t i = 0; i < plan.path.front().to.size(); ++i)
    result.key_columns.push_back(joined ? static_cast<int>(all.size() + i)
                                        : column_at(target, plan.path.front().to[i]));
  result.owner_key = owner_key;
  result.key_parameters = key_count * owner_key.size();
  plan.scope = lowered.text(" in ").selection(scope_of(association, scope));
  CompiledSql compiled = keep(std::move(lowered), std::move(plan));
  result.sql = std::move(compiled.sql);
  result.parameters = std::move(compiled.parameters);
  result.kinds = std::move(compiled.kinds);
  result.sources = std::move(compiled.sources);
  result.decided_by_values = compiled.decided_by_values;
  return result;
}

AssociationLoadSql MemoryCompiler::association_load(const AssociationInfo& association, std::size_t key_count,
                                                    const SelectQuery* scope) const {
  return load(association, key_count, scope, false);
}

AssociationLoadSql MemoryCompiler::association_count(const AssociationInfo& association,
                                                     const SelectQuery* scope) const {
  return load(association, 1, scope, true);
}

std::string MemoryCompiler::equal_keys(std::string table, std::vector<Column> columns, std::size_t keys) const {
  Lowering lowered;
  lowered.text(fmt::format("equal to {} keys in {}", keys, table));
  for (const Column& column : columns) lowered.text(" ").text(column.name);
  return keep(std::move(lowered), EqualKeysPlan{std::move(table), std::move(columns), keys}).sql;
}

std::string MemoryCompiler::equal_keys(const AssociationInfo& association, std::size_t keys) const {
  const Hop first = association_path(association).front();
  return equal_keys(table_key(first.schema, first.table), columns_of(first.to), keys);
}

std::string MemoryCompiler::equal_keys(const ModelInfo& model, std::size_t keys) const {
  if (model.primary_key.empty())
    throw MappingError(fmt::format("{} has no primary key; finding by key needs one", model.name));
  std::vector<Column> columns;
  for (const AttributeInfo* part : model.primary_key) columns.push_back(column_of(*part));
  return equal_keys(table_key(model.schema, model.table), std::move(columns), keys);
}

std::string MemoryCompiler::join_insert(const AssociationInfo& association, std::size_t rows) const {
  Lowering lowered;
  InsertPlan plan;
  plan.table = join_table(association);
  plan.on_conflict = Conflict::skip;
  plan.rows = rows;
  lowered.text(fmt::format("link {} in {}", rows, plan.table));
  for (const std::string& name : both_keys(association)) {
    lowered.text(" ").text(name);
    plan.columns.push_back({name});
  }
  return keep(std::move(lowered), std::move(plan)).sql;
}

std::string MemoryCompiler::join_find(const AssociationInfo& association) const {
  Lowering lowered;
  SelectPlan plan;
  lowered.text("find link in ").text(join_table(association));
  plan.names = association.join_owner_columns;
  for (Column& column : columns_of(association.join_owner_columns)) plan.outputs.push_back({std::move(column)});
  plan.from = {join_table(association), lowered.equal(both_keys(association)), {}, {}, {}};
  return keep(std::move(lowered), std::move(plan)).sql;
}

std::string MemoryCompiler::join_remove(const AssociationInfo& association) const {
  Lowering lowered;
  lowered.text("unlink in ").text(join_table(association));
  DeletePlan plan{{join_table(association), lowered.equal(both_keys(association)), {}, {}, {}}};
  return keep(std::move(lowered), std::move(plan)).sql;
}

std::string MemoryCompiler::join_clear(const AssociationInfo& association) const {
  Lowering lowered;
  lowered.text("unlink all in ").text(join_table(association));
  DeletePlan plan{{join_table(association), lowered.equal(association.join_owner_columns), {}, {}, {}}};
  return keep(std::move(lowered), std::move(plan)).sql;
}

}  // namespace rowan::testing::memory
