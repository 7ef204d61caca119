// From bound conditions to tests, and to the text that is their key.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/query/ast.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/sql_writer.hpp"
#include "testing/memory/plan.hpp"

namespace rowan::testing::memory {

/// `schema.table`, or just the table.
std::string table_key(std::string_view schema, std::string_view table);
Column column_of(const AttributeInfo& attribute);

/// Builds text and values of one statement, in step with the plan. The text tells plans apart, and people what is done.
class Lowering {
 public:
  /// @throws as the binder; Unsupported for raw SQL.
  Selection selection(const SelectQuery& query);
  /// Where each of `columns` equals a value that is bound later.
  TestPtr equal(std::span<const AttributeInfo* const> columns);
  TestPtr equal(const std::vector<std::string>& columns);
  Hole hole(Value value, TypeKind kind);
  std::vector<Column> columns(std::span<const AttributeInfo* const> attributes);
  Lowering& text(std::string_view text) {
    out.sql += text;
    return *this;
  }

  CompiledSql out;

 private:
  TestPtr test(const Expr& expr);
  Column column(const ast::ColumnRef& reference);
  std::vector<TestPtr> terms(const std::vector<Expr>& terms, std::string_view separator);
  void path(const std::vector<Hop>& hops);
  SortTerm sort_term(const OrderTerm& term);

  TestPtr lower(const ast::ColumnRef& node);
  TestPtr lower(const ast::Comparison& node);
  TestPtr lower(const ast::And& node);
  TestPtr lower(const ast::Or& node);
  TestPtr lower(const ast::Not& node);
  TestPtr lower(const ast::NullTest& node);
  TestPtr lower(const ast::InList& node);
  TestPtr lower(const ast::Between& node);
  TestPtr lower(const ast::TextMatch& node);
  TestPtr lower(const ast::HasElement& node);
  TestPtr lower(const ast::Quantifier& node);
  TestPtr lower(const ast::RawSql& node);
  TestPtr lower(const ast::AlwaysFalse& node);
  TestPtr lower(const ast::ReachedFrom& node);
};

}  // namespace rowan::testing::memory
