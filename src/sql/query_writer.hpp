// Writes bound queries as SQL: a method for each clause, and one for each node.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rowan/query/bound.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// Sources that no binder has numbered: what a statement wraps around a query, and no source at all.
inline constexpr bound::SourceId outer_source = ~bound::SourceId{0}, derived_source = outer_source - 1,
                                 no_source = outer_source - 2;

class QueryWriter {
 public:
  explicit QueryWriter(const Dialect& dialect) : out_(dialect) {}

  [[nodiscard]] SqlWriter& out() { return out_; }
  [[nodiscard]] CompiledSql finish() { return out_.finish(); }

  /// SELECT, with all its clauses.
  void write(const bound::Query& query);
  /// The same, of what is inserted into these columns: values that could be out of their range are refused.
  using Columns = std::span<const AttributeInfo* const>;
  void write_into(Columns columns, const bound::Query& query);
  /// A table that an UPDATE or DELETE is of; its columns stand alone.
  void write_target(const bound::Source& table);
  /// A table that an INSERT found a row in: its columns are led by its name.
  void enter_conflict(const bound::Source& table) {
    name(table);
    alone_ = no_source;
  }
  /// What an upsert sends in these columns, where it inserts nothing to ask for it. Both must outlive the writer.
  void send(std::span<const AttributeInfo* const> columns, std::span<const Value> values) {
    sent_columns_ = columns;
    sent_ = values;
  }
  [[nodiscard]] std::string text(const BoundExpr& value) { return text_of(value); }
  /// What a column of `type` of the target is set to. What an upsert sends to one was looked at.
  void write_new_value(const BoundExpr& value, const LogicalType& type);
  /// ` WHERE …`, or nothing.
  void write_where(const BoundExpr& condition);
  /// How many parameters came before the keys that the caller binds.
  [[nodiscard]] std::size_t first_key_parameter() const { return first_key_parameter_; }

 private:
  // Clauses, in the order of a SELECT.
  void write_outputs(const bound::Query& query, Columns into);
  void write_distinct_on(std::span<const BoundExpr> values);
  void write_from(const bound::Query& query);
  void write_join(const bound::Join& join);
  void write_with(const bound::Query& query);
  void write_other(const bound::SetTerm& other);
  void write_hint(const IndexHint& hint);
  void write_source(const bound::Source& source);
  void write_group(const bound::Query& query);
  void require_windows(const bound::Query& groups) const;
  void write_order(std::span<const bound::OrderBy> order, const bound::Query* of = nullptr);
  /// Whether outputs may have names that are a column's as well.
  [[nodiscard]] static bool names_values(const bound::Query& query);
  /// The place of `value` among the outputs, where it has to be said by that: 1 for the first. Else 0.
  [[nodiscard]] static std::size_t place_of(const BoundExpr& value, const bound::Query& query);
  void write_limit(const bound::Query& query);
  void write_lock(const bound::Query& query);

  // Predicates
  void write_term(const BoundExpr& condition);   ///< in parentheses if it would not stand beside an AND
  void write_terms(const BoundExpr& condition);  ///< beside an AND
  void write_value(const BoundExpr& value);
  [[nodiscard]] std::string typed(const BoundExpr& literal);
  void write_typed(const BoundExpr& value);  ///< where nothing beside it says what a placeholder is
  void write_node(const BoundExpr& expr);
  void write_list(std::span<const BoundExpr> terms, std::string_view separator);
  void write_half(std::span<const BoundExpr> terms, std::string_view separator);
  void write_exists(const bound::InQuery& test);
  void write_inside(const bound::Query& query);  ///< a query among values
  void write_key_list(const bound::InKeys& keys, std::string_view open, std::string_view close,
                      std::string_view open_row);
  void write_key_arrays(const bound::InKeys& keys);
  [[nodiscard]] bool takes_rows_of(std::span<const AttributeInfo* const> key) const;
  void write_key_alternatives(const bound::InKeys& keys);
  void write_row(std::span<const BoundExpr> columns);
  void part(const bound::Column& column);
  void part(const bound::Literal& literal);
  void part(const bound::Call& call);
  void part(const bound::Comparison& comparison);
  void part(const bound::And& all) { write_list(all.terms, " AND "); }
  void part(const bound::Or& any) { write_list(any.terms, " OR "); }
  void part(const bound::Not& negation);
  void part(const bound::NullTest& test);
  void part(const bound::InList& list);
  void part(const bound::Between& range);
  void part(const bound::TextMatch& match);
  void part(const bound::HasElement& test);
  void part(const bound::NotTrue& test);
  void part(const bound::IsType& test);
  void part(const bound::Exists& test);
  void part(const bound::InQuery& test);
  void part(const bound::InKeys& keys);
  void part(const bound::Case& choice);
  void part(const bound::Aggregate& aggregate);
  void part(const bound::Window& window);
  [[nodiscard]] std::string over(const bound::Window& window);
  void part(const bound::SubQuery& query);
  void part(const bound::RowNumber& number);
  void part(const bound::RawSql& raw);
  void part(const bound::AlwaysFalse& none);

  [[nodiscard]] std::string text_of(const BoundExpr& value);
  /// What it is compared and sorted by.
  [[nodiscard]] std::string comparable(const BoundExpr& value);
  /// A value beside another of this kind: an integer beside a decimal is one, and a decimal beside a double a double.
  [[nodiscard]] std::string beside(TypeKind other, const BoundExpr& value);
  /// One of the values of a choice that gives this kind.
  [[nodiscard]] std::string chosen(TypeKind kind, const BoundExpr& value);
  /// The left side of a comparison, and the right one beside it.
  [[nodiscard]] std::string left_side(const BoundExpr& value, TypeKind other);
  [[nodiscard]] std::string right_side(const BoundExpr& value, const BoundExpr& left);
  [[nodiscard]] std::string column(const bound::Column& column);
  [[nodiscard]] std::string sent(const bound::Column& column);

  /// The columns of a query's only table stand alone; others are led by the table's name.
  void enter(const bound::Query& query);
  void name(const bound::Source& source);
  void name(const bound::Join& join);

  SqlWriter out_;
  std::vector<std::pair<bound::SourceId, std::string>> names_;  ///< what leads the columns of a source
  Columns sent_columns_{};
  std::span<const Value> sent_{};  ///< in these
  Columns into_{};                 ///< of the query that is written next
  bound::SourceId alone_ = 0;
  std::size_t first_key_parameter_ = 0;
};

/// Whether keys of these attributes are bound as one array for each part. Where a key has several parts the database
/// has to be told their types.
bool keys_as_lists(const Dialect& dialect, std::span<const AttributeInfo* const> key);

/// `query`, as the source of another.
bound::Source derived(bound::Query query, std::string name);
/// A column that a derived source gives.
BoundExpr derived_column(const bound::Column& column, bound::SourceId source, std::string name);

}  // namespace rowan
