// What PostgreSQL says differently.
#pragma once

#include "introspector.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan::postgresql {

/// See `rowan::Dialect`. Text columns are made with the collation "C", so that they compare and sort by code point, as
/// on the other databases, whatever the locale of the server; text matched without regard to case goes through the
/// database's own locale, which knows more letters.
class PostgresqlDialect : public Dialect {
 public:
  PostgresqlDialect();

  [[nodiscard]] std::string_view name() const override { return "postgresql"; }
  void append_placeholder(std::string& sql, std::size_t number) const override;
  void write_match(SqlWriter& out, const std::string& column, MatchKind kind, const bound::Literal& text,
                   bool ignore_case) const override;
  [[nodiscard]] std::string call(Function function, const std::vector<std::string>& arguments,
                                 TypeKind kind) const override;
  [[nodiscard]] std::string sum(std::string column, std::string placeholder, TypeKind kind) const override;
  [[nodiscard]] std::string sum_fits(const std::string& column, const std::string& placeholder,
                                     const LogicalType& type) const override;
  [[nodiscard]] std::string typed(std::string placeholder, TypeKind kind) const override;
  [[nodiscard]] std::string change_lock() const override { return " FOR NO KEY UPDATE"; }
  [[nodiscard]] std::string reserve_keys() const override;
  [[nodiscard]] CompiledSql table_facts(std::string_view schema, std::string_view table) const override;
  [[nodiscard]] CompiledSql row_estimate(std::string_view schema, std::string_view table) const override;
  [[nodiscard]] ColumnLimit column_limit(const DeclaredType& declared, TypeKind kind) const override;
  [[nodiscard]] int integer_bits(const DeclaredType& declared) const override;
  [[nodiscard]] std::string column_type(const LogicalType& type) const override;
  [[nodiscard]] const Introspector* introspector() const override { return &introspector_; }

 protected:
  /// For a driver whose statements take fewer parameters.
  explicit PostgresqlDialect(std::uint32_t max_parameters);

 private:
  PostgresqlIntrospector introspector_;
};

}  // namespace rowan::postgresql
