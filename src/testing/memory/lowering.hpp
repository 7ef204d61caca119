// From bound conditions to tests, and to the text that is their key.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "rowan/query/bound.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/sql_writer.hpp"
#include "testing/memory/plan.hpp"

namespace rowan::testing::memory {

/// @throws Unsupported: of a query, what has no plan.
[[noreturn]] void refuse();

/// `schema.table`, or just the table.
std::string table_key(std::string_view schema, std::string_view table);
Column column_of(const AttributeInfo& attribute);

/// Builds text and values of one statement, in step with the plan. The text tells plans apart, and people what is done.
class Lowering {
 public:
  /// @throws as the binder; Unsupported for raw SQL.
  Selection selection(const SelectQuery& query);
  SelectPlan select(const SelectQuery& query);
  /// What an upsert sends: its `excluded()` values are among these, and holes for them come first.
  void send(std::span<const AttributeInfo* const> columns, std::size_t rows);
  SelectPlan select(const bound::Query& query);
  /// What a column of the row is set to.
  Operand new_value(const BoundExpr& value) { return operand(value); }
  /// Where each of `columns` equals a value that is bound later.
  TestPtr equal(std::span<const AttributeInfo* const> columns);
  TestPtr equal(const std::vector<std::string>& columns);
  /// A value that is the same for all statements of this text, or that the caller binds.
  Hole hole(Value value, TypeKind kind);
  std::vector<Column> columns(std::span<const AttributeInfo* const> attributes);
  Lowering& text(std::string_view text) {
    out.sql += text;
    return *this;
  }

  CompiledSql out;

 private:
  TestPtr test(const BoundExpr& expr);
  Hole hole(Value value, TypeKind kind, const ParameterSource& source);
  Hole rows(std::uint64_t count, ParameterSource::From from);
  /// A value of a query; `kind` is what it is bound as.
  Hole literal(const bound::Literal& value, TypeKind kind);
  Hole literal(const bound::Literal& value) { return literal(value, value.kind); }
  Selection selection(const bound::Query& rows, bool of_groups);
  /// A query among values.
  std::shared_ptr<const SelectPlan> inner(const bound::Query& query);
  /// Makes known which associations joins follow.
  void enter(const std::vector<bound::Join>& joins);
  void enter(const bound::Query& query);
  /// Has the columns of a source led by its number.
  void number(const bound::Source& source) { numbered_.insert(source.id); }
  void number(const bound::Join& join);
  CommonPlan common(const bound::CommonTable& table);
  SourcePart part(const bound::Source& source);
  SourcePart part(const bound::Join& join);
  std::shared_ptr<const std::vector<SourcePart>> parts(const bound::Query& query);
  /// The path as it starts at that source.
  std::vector<Hop> path_from(bound::SourceId owner, const AssociationInfo& association) const;
  Operand column(const bound::Column& column);
  Operand reached(bound::SourceId source, Operand value);
  static std::string prefix_of(bound::SourceId source);
  static bound::SourceId owner_of(const bound::Query& targets);
  Operand value(const bound::Case& choice, TypeKind kind);
  Operand value(const bound::Aggregate& aggregate, TypeKind kind);
  Operand value(const bound::Window& window, TypeKind kind);
  Operand value(const bound::SubQuery& sub);
  std::vector<SortTerm> sort_terms(const std::vector<bound::OrderBy>& order);
  Operand operand(const BoundExpr& value);
  Computed computed(const bound::Call& call, TypeKind kind);
  std::vector<TestPtr> terms(const std::vector<BoundExpr>& terms, std::string_view separator);
  void path(const std::vector<Hop>& hops);
  SortTerm sort_term(const bound::OrderBy& term);

  TestPtr lower(const bound::Column& node);
  TestPtr lower(const bound::Comparison& node);
  TestPtr lower(const bound::And& node);
  TestPtr lower(const bound::Or& node);
  TestPtr lower(const bound::Not& node);
  TestPtr lower(const bound::NullTest& node);
  TestPtr lower(const bound::InList& node);
  TestPtr lower(const bound::Between& node);
  TestPtr lower(const bound::TextMatch& node);
  TestPtr lower(const bound::HasElement& node);
  TestPtr lower(const bound::Call& node);
  TestPtr lower(const bound::IsType& node);
  TestPtr lower(const bound::Exists& node);
  TestPtr lower(const bound::InQuery& node);
  TestPtr lower(const bound::AlwaysFalse& node);
  /// @throws Unsupported: SQL of the user's, and what only SQL writers ask.
  template <class Other>
  TestPtr lower(const Other& node);

  std::unordered_map<bound::SourceId, const bound::Join*> joins_;
  std::unordered_set<bound::SourceId> numbered_;
  const bound::Query* portion_ = nullptr;       ///< the rows that aggregates are of, where they are another query's
  std::span<const AttributeInfo* const> sent_;  ///< by an upsert
  bool inside_ = false;                         ///< of another query: its numbers of rows are a part of the text
};

}  // namespace rowan::testing::memory
