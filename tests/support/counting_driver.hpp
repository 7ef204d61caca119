// A driver that counts what is compiled for its databases.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/driver.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan::testing {

class CountingCompiler final : public StatementCompiler {
 public:
  explicit CountingCompiler(const StatementCompiler& of) : of_(of) {}
  [[nodiscard]] int count() const { return count_; }

  CompiledSql select(const SelectQuery& query) const override { return counted().select(query); }
  CompiledSql select_to_change(const SelectQuery& query) const override { return counted().select_to_change(query); }
  CompiledSql count(const SelectQuery& query) const override { return counted().count(query); }
  CompiledSql exists(const SelectQuery& query) const override { return counted().exists(query); }
  CompiledSql update_all(const SelectQuery& which, std::span<const Assignment> set) const override {
    return counted().update_all(which, set);
  }
  CompiledSql delete_all(const SelectQuery& which) const override { return counted().delete_all(which); }
  PlanSql explain(const std::string& sql, const ExplainOptions& options) const override {
    return counted().explain(sql, options);
  }
  std::string find(const ModelInfo& model, const RowLock* lock) const override { return counted().find(model, lock); }
  std::string insert(const ModelInfo& model, AttributeList columns, std::size_t rows,
                     AttributeList returning) const override {
    return counted().insert(model, columns, rows, returning);
  }
  std::string insert_ignore(const ModelInfo& model, AttributeList columns, std::size_t rows) const override {
    return counted().insert_ignore(model, columns, rows);
  }
  CompiledSql upsert(const ModelInfo& model, const Upsert& upsert) const override {
    return counted().upsert(model, upsert);
  }
  CompiledSql insert_from(const ModelInfo& model, AttributeList columns, const SelectQuery& rows) const override {
    return counted().insert_from(model, columns, rows);
  }
  BulkTarget bulk_target(const ModelInfo& model, AttributeList columns) const override {
    return counted().bulk_target(model, columns);
  }
  std::string update(const ModelInfo& model, AttributeList set, AttributeList where) const override {
    return counted().update(model, set, where);
  }
  std::string update_many(const ModelInfo& model, AttributeList set, AttributeList where) const override {
    return counted().update_many(model, set, where);
  }
  std::string increment(const ModelInfo& model, const AttributeInfo& counter, AttributeList where,
                        AttributeList returning) const override {
    return counted().increment(model, counter, where, returning);
  }
  std::string remove(const ModelInfo& model, AttributeList where) const override {
    return counted().remove(model, where);
  }
  AssociationLoadSql association_load(const AssociationInfo& association, std::size_t keys,
                                      const SelectQuery* scope) const override {
    return counted().association_load(association, keys, scope);
  }
  AssociationLoadSql association_count(const AssociationInfo& association, const SelectQuery* scope) const override {
    return counted().association_count(association, scope);
  }
  std::string equal_keys(const AssociationInfo& association, std::size_t keys) const override {
    return counted().equal_keys(association, keys);
  }
  std::string equal_keys(const ModelInfo& model, std::size_t keys) const override {
    return counted().equal_keys(model, keys);
  }
  std::string join_insert(const AssociationInfo& association, std::size_t rows) const override {
    return counted().join_insert(association, rows);
  }
  std::string join_find(const AssociationInfo& association) const override { return counted().join_find(association); }
  std::string join_remove(const AssociationInfo& association) const override {
    return counted().join_remove(association);
  }
  std::string join_clear(const AssociationInfo& association) const override {
    return counted().join_clear(association);
  }
  std::vector<std::string> create_tables(const schema::DatabaseSchema& schema) const override {
    return counted().create_tables(schema);
  }
  std::vector<std::string> drop_tables(const schema::DatabaseSchema& schema) const override {
    return counted().drop_tables(schema);
  }

 private:
  const StatementCompiler& counted() const {
    ++count_;
    return of_;
  }

  const StatementCompiler& of_;
  mutable std::atomic<int> count_{0};
};

/// For the databases of one URL. Must outlive them.
class CountingDriver final : public Driver {
 public:
  CountingDriver(Driver& of, const Url& url) : of_(of), compiler_(of.compiler_for(url)) {}
  [[nodiscard]] int compilations() const { return compiler_.count(); }

  std::string_view name() const override { return of_.name(); }
  std::vector<std::string_view> schemes() const override { return of_.schemes(); }
  UrlForm url_form() const override { return of_.url_form(); }
  const Dialect& dialect() const override { return of_.dialect(); }
  const Dialect& dialect_for(const Url& url) const override { return of_.dialect_for(url); }
  const StatementCompiler& compiler_for(const Url&) const override { return compiler_; }
  void check(const Url& url) const override { of_.check(url); }
  std::unique_ptr<DriverConnection> open(const Url& url) override { return of_.open(url); }
  unsigned pool_limit(const Url& url) const override { return of_.pool_limit(url); }

 private:
  Driver& of_;
  const CountingCompiler compiler_;
};

}  // namespace rowan::testing
