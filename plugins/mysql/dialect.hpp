// What MariaDB and MySQL say differently.
#pragma once

#include "introspector.hpp"
#include "options.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan::mysql {

/// See `rowan::Dialect`. Tables are made with a collation that tells apart what differs in any byte. Instants are kept
/// as the wall clock of UTC.
class MysqlDialect final : public Dialect {
 public:
  explicit MysqlDialect(Server server);

  [[nodiscard]] std::string_view name() const override { return server_ == Server::mysql ? "mysql" : "mariadb"; }
  void append_identifier(std::string& sql, std::string_view name) const override;
  [[nodiscard]] std::string as_double(std::string number) const override;
  [[nodiscard]] std::string normal_json(std::string sql) const override;
  [[nodiscard]] std::string null_test(std::string value, TypeKind kind, bool negated) const override;
  [[nodiscard]] std::string exact_text(std::string text) const override;
  [[nodiscard]] std::string typed(std::string placeholder, TypeKind kind) const override;
  [[nodiscard]] std::string differ(const std::string& left, const std::string& right, TypeKind kind) const override;
  [[nodiscard]] std::string call(Function function, const std::vector<std::string>& arguments,
                                 TypeKind kind) const override;
  [[nodiscard]] std::string aggregate(AggregateFunction function, bool distinct, const std::string& argument,
                                      const std::function<std::string()>& again, TypeKind kind) const override;
  [[nodiscard]] std::string window(WindowFunction function, const std::function<std::string()>& argument,
                                   std::int64_t number, const std::function<std::string()>& over,
                                   TypeKind kind) const override;
  void write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                   std::optional<std::uint64_t> offset) const override;
  using Dialect::lock_clause;
  [[nodiscard]] std::string lock_clause(const RowLock& lock, std::string_view table) const override;
  [[nodiscard]] std::string index_hint(IndexUse how, const std::string& index) const override;
  [[nodiscard]] PlanSql explain(std::string_view sql, const ExplainOptions& options) const override;
  [[nodiscard]] std::string sum(std::string column, std::string placeholder, TypeKind kind) const override;
  [[nodiscard]] std::string left_alone(std::string column) const override;
  [[nodiscard]] std::string column_type(const LogicalType& type) const override;
  [[nodiscard]] std::string column_definition(const schema::Column& column) const override;
  [[nodiscard]] std::string table_options() const override;
  bool write_long_list(SqlWriter& out, const bound::Literal& list) const override;
  [[nodiscard]] std::string list_tables(TablesOf which) const override;
  [[nodiscard]] const Introspector* introspector() const override { return &introspector_; }
  [[nodiscard]] CompiledSql table_facts(std::string_view schema, std::string_view table) const override;
  [[nodiscard]] CompiledSql row_estimate(std::string_view schema, std::string_view table) const override;
  [[nodiscard]] ColumnLimit column_limit(const DeclaredType& declared, TypeKind kind) const override;
  [[nodiscard]] int integer_bits(const DeclaredType& declared) const override;
  [[nodiscard]] std::vector<std::string> begin(std::optional<Isolation> isolation, bool read_only) const override;

 private:
  MysqlIntrospector introspector_;
  Server server_;
};

}  // namespace rowan::mysql
