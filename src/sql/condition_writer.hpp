// Writes bound conditions and orders as SQL.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "association_path.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/order.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {

/// Names for the tables inside sub-queries: "t1", "t2", … and never the name of the outermost table, which they would
/// hide.
class Aliases {
 public:
  explicit Aliases(std::string_view taken) : taken_(taken) {}
  std::string next();

 private:
  std::string taken_;
  int count_ = 0;
};

/// How columns of the table asked about are written: alone (`prefix` empty) where no other table is in sight, and as
/// `outer` from inside a sub-query. Both end with a dot.
struct Scope {
  std::string prefix, outer;
};

/// The table named by itself, its columns alone.
Scope root_scope(const Dialect& dialect, const ModelInfo& model);

/// An alias, quoted, for the table of each hop.
std::vector<std::string> alias_path(const Dialect& dialect, const std::vector<Hop>& path, Aliases& aliases);
/// ` AND column = 'text'` for each fixed column of the two tables of a hop, whose names `before` and `after` are put in
/// front. One of no data leaves its table out.
void write_fixed(SqlWriter& out, const Hop& hop, std::string_view before, std::string_view after);
/// ` FROM target AS "t2" JOIN … AS "t1" ON …`: the tables of a path, the target's first.
void write_joined_path(SqlWriter& out, const std::vector<Hop>& path, const std::vector<std::string>& aliases);

class ConditionWriter {
 public:
  ConditionWriter(SqlWriter& out, Scope scope, Aliases& aliases)
      : out_(out), scope_(std::move(scope)), aliases_(aliases) {}

  /// The condition, in parentheses if it would not stand beside an AND.
  void write_term(const Expr& condition);
  /// ` WHERE …`, or nothing.
  void write_where(const Expr& condition);
  /// ` ORDER BY …`, or nothing.
  void write_order(std::span<const OrderTerm> order);
  [[nodiscard]] std::string column(const AttributeInfo& attribute) const;

 private:
  void write(const Expr& condition);
  void part(const ast::ColumnRef& reference);
  void part(const ast::Comparison& comparison);
  void part(const ast::And& all) { write_list(all.terms, " AND "); }
  void part(const ast::Or& any) { write_list(any.terms, " OR "); }
  void part(const ast::Not& negation);
  void part(const ast::NullTest& test);
  void part(const ast::InList& list);
  void part(const ast::Between& range);
  void part(const ast::TextMatch& match);
  void part(const ast::HasElement& test);
  void part(const ast::Quantifier& quantifier);
  void part(const ast::RawSql& raw);
  void part(const ast::AlwaysFalse& none);
  void part(const ast::ReachedFrom& reached);

  void write_list(std::span<const Expr> terms, std::string_view separator);
  void write_half(std::span<const Expr> terms, std::string_view separator);
  void write_matching(const ast::Quantifier& quantifier);
  void write_reached(const Hop& last, const std::vector<std::string>& columns, bool correlated);
  void write_order_term(const OrderTerm& term);
  void write_sorted(const Expr& expr);
  [[nodiscard]] std::string comparable(const AttributeInfo& attribute) const;

  SqlWriter& out_;
  Scope scope_;
  Aliases& aliases_;
};

}  // namespace rowan
