// The compiler of every database that speaks SQL.
#pragma once

#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// Texts in the words of a dialect, which must outlive it. Immutable.
class ROWAN_EXPORT SqlCompiler final : public StatementCompiler {
 public:
  explicit SqlCompiler(const Dialect& dialect) noexcept : dialect_(dialect) {}

  [[nodiscard]] CompiledSql select(const SelectQuery& query) const override;
  [[nodiscard]] CompiledSql select_to_change(const SelectQuery& query) const override;
  [[nodiscard]] CompiledSql count(const SelectQuery& query) const override;
  [[nodiscard]] CompiledSql exists(const SelectQuery& query) const override;
  [[nodiscard]] CompiledSql update_all(const SelectQuery& which,
                                       std::span<const Assignment> assignments) const override;
  [[nodiscard]] CompiledSql delete_all(const SelectQuery& which) const override;
  [[nodiscard]] PlanSql explain(const std::string& sql, const ExplainOptions& options) const override;

  [[nodiscard]] std::string find(const ModelInfo& model, const RowLock* lock = nullptr) const override;
  [[nodiscard]] std::string insert(const ModelInfo& model, AttributeList columns, std::size_t rows = 1,
                                   AttributeList returning = {}) const override;
  [[nodiscard]] std::string insert_ignore(const ModelInfo& model, AttributeList columns,
                                          std::size_t rows = 1) const override;
  [[nodiscard]] CompiledSql upsert(const ModelInfo& model, const Upsert& upsert) const override;
  [[nodiscard]] CompiledSql insert_from(const ModelInfo& model, AttributeList columns,
                                        const SelectQuery& rows) const override;
  [[nodiscard]] BulkTarget bulk_target(const ModelInfo& model, AttributeList columns) const override;
  [[nodiscard]] std::string update(const ModelInfo& model, AttributeList set, AttributeList where) const override;
  [[nodiscard]] std::string update_many(const ModelInfo& model, AttributeList set, AttributeList where) const override;
  [[nodiscard]] std::string increment(const ModelInfo& model, const AttributeInfo& counter, AttributeList where,
                                      AttributeList returning = {}) const override;
  [[nodiscard]] std::string remove(const ModelInfo& model, AttributeList where) const override;

  [[nodiscard]] AssociationLoadSql association_load(const AssociationInfo& association, std::size_t key_count,
                                                    const SelectQuery* scope = nullptr) const override;
  [[nodiscard]] AssociationLoadSql association_count(const AssociationInfo& association,
                                                     const SelectQuery* scope = nullptr) const override;
  [[nodiscard]] std::string equal_keys(const AssociationInfo& association, std::size_t keys) const override;
  [[nodiscard]] std::string equal_keys(const ModelInfo& model, std::size_t keys) const override;
  [[nodiscard]] std::string join_insert(const AssociationInfo& association, std::size_t rows) const override;
  [[nodiscard]] std::string join_find(const AssociationInfo& association) const override;
  [[nodiscard]] std::string join_remove(const AssociationInfo& association) const override;
  [[nodiscard]] std::string join_clear(const AssociationInfo& association) const override;

  [[nodiscard]] std::vector<std::string> create_tables(const schema::DatabaseSchema& schema) const override;
  [[nodiscard]] std::vector<std::string> drop_tables(const schema::DatabaseSchema& schema) const override;

 private:
  const Dialect& dialect_;
};

}  // namespace rowan
