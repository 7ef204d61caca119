// What SQLite says differently.
#pragma once

#include "introspector.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan::sqlite {

/// See `rowan::Dialect`. Dates, times, UUIDs, decimals and JSON are texts; decimals compare through the collation
/// `rowan_decimal`, and text that is matched without regard to case goes through `rowan_lower`: both are registered on
/// every connection of the library.
class SqliteDialect final : public Dialect {
 public:
  SqliteDialect();

  [[nodiscard]] std::string_view name() const override { return "sqlite"; }
  [[nodiscard]] std::string_view key_collation(TypeKind kind) const override;
  [[nodiscard]] std::string comparable(std::string column, TypeKind kind) const override;
  [[nodiscard]] std::string as_decimal(std::string integer) const override;
  [[nodiscard]] std::string as_double(std::string number) const override;
  [[nodiscard]] std::string sum(std::string column, std::string placeholder, TypeKind kind) const override;
  [[nodiscard]] std::string differ(const std::string& left, const std::string& right, TypeKind kind) const override;
  [[nodiscard]] std::string fitted(std::string value, const LogicalType& type) const override;
  [[nodiscard]] std::string zero(TypeKind kind) const override;
  void write_match(SqlWriter& out, const std::string& column, MatchKind kind, const bound::Literal& text,
                   bool ignore_case) const override;
  [[nodiscard]] std::string call(Function function, const std::vector<std::string>& arguments,
                                 TypeKind kind) const override;
  [[nodiscard]] std::string aggregate(AggregateFunction function, bool distinct, const std::string& argument,
                                      const std::function<std::string()>& again, TypeKind kind) const override;
  [[nodiscard]] std::string window(WindowFunction function, const std::function<std::string()>& argument,
                                   std::int64_t number, const std::function<std::string()>& over,
                                   TypeKind kind) const override;
  void write_limit(SqlWriter& out, std::optional<std::uint64_t> limit,
                   std::optional<std::uint64_t> offset) const override;
  [[nodiscard]] std::string column_type(const LogicalType& type) const override;
  [[nodiscard]] std::string column_definition(const schema::Column& column) const override;
  [[nodiscard]] PlanSql explain(std::string_view sql, const ExplainOptions& options) const override;
  [[nodiscard]] std::string index_hint(IndexUse how, const std::string& index) const override;
  bool write_long_list(SqlWriter& out, const bound::Literal& list) const override;
  [[nodiscard]] std::string list_tables(TablesOf) const override;
  [[nodiscard]] std::string defer_foreign_keys() const override { return "PRAGMA defer_foreign_keys = ON"; }
  [[nodiscard]] const Introspector* introspector() const override { return &introspector_; }
  [[nodiscard]] std::string last_key(const std::string& table, const std::string& column,
                                     bool remembers) const override;
  [[nodiscard]] CompiledSql table_facts(std::string_view schema, std::string_view table) const override;
  [[nodiscard]] ColumnLimit column_limit(const DeclaredType& declared, TypeKind kind) const override;
  [[nodiscard]] std::vector<std::string> begin(std::optional<Isolation> isolation, bool read_only) const override;

 private:
  SqliteIntrospector introspector_;
};

}  // namespace rowan::sqlite
