// Binds trees against one model, in one place of a query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/association_path.hpp"
#include "query/query_binder.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/bound.hpp"
#include "rowan/query/function.hpp"

namespace rowan {

/// Where in a query a tree stands, which decides what may be in it.
struct Place {
  std::string_view clause;                         ///< for messages: "where()"
  bool grouped = false;                            ///< rows are groups: columns stand in aggregates only
  bool aggregates = false;                         ///< aggregates are allowed
  bool windows = false;                            ///< window functions are allowed
  const std::vector<BoundExpr>* groups = nullptr;  ///< what rows are grouped by
};

/// Whose values have the form of a column's, if any: the column itself, or the one that a value is taken from.
const bound::Column* column_behind(const BoundExpr& expr);
const AttributeInfo* attribute_behind(const BoundExpr& expr);
/// The first column in a value, however it is made of that: what a value compared with it is checked against.
const bound::Column* column_in(const BoundExpr& expr);
/// The value of the program that a tree is, or null.
const Value* value_of(const Expr& expr);
/// Kinds with the same number can be compared with each other.
int comparison_family(TypeKind kind);
std::int64_t unit_of(const AttributeInfo* attribute);

class ExpressionBinder {
 public:
  ExpressionBinder(QueryBinder& statement, QueryBinder::Scope& scope, const ModelInfo& model, bound::SourceId source,
                   const Place& place)
      : statement_(statement), scope_(scope), model_(model), source_(source), place_(place) {}

  BoundExpr bind(const Expr& expr) const {
    if (expr.always_true()) return {};
    return std::visit([&](const auto& node) { return part(node); }, expr.node()->is);
  }

  /// @throws QueryError for documents and arrays, which no two databases order alike.
  void require_order(const BoundExpr& value) const;

 private:
  // Conditions
  BoundExpr part(const ast::RawSql& raw) const;
  BoundExpr part(const ast::AlwaysFalse&) const { return bound::make(bound::AlwaysFalse{}); }
  BoundExpr part(const ast::And& all) const { return bound::make(bound::And{terms(all.terms)}); }
  BoundExpr part(const ast::Or& any) const { return bound::make(bound::Or{terms(any.terms)}); }
  BoundExpr part(const ast::Not& negation) const { return bound::make(bound::Not{bind(negation.operand)}); }
  BoundExpr part(const ast::NullTest& test) const;
  BoundExpr part(const ast::Comparison& comparison) const;
  BoundExpr part(const ast::InList& list) const;
  BoundExpr part(const ast::Between& range) const;
  BoundExpr part(const ast::TextMatch& match) const;
  BoundExpr part(const ast::HasElement& test) const;
  // Values
  BoundExpr part(const ast::Column& column) const;
  BoundExpr part(const ast::Literal& literal) const;
  BoundExpr part(const ast::Call& call) const;
  BoundExpr part(const ast::Case& choice) const;
  BoundExpr part(const ast::Aggregate& aggregate) const;
  BoundExpr part(const ast::Window& window) const;
  BoundExpr part(const ast::GroupKey& key) const;
  BoundExpr part(const ast::OfSource& value) const;
  BoundExpr part(const ast::Given& value) const;
  // Associations and queries
  BoundExpr part(const ast::Quantifier& quantifier) const;
  BoundExpr part(const ast::ReachedFrom& reached) const;
  BoundExpr part(const ast::AtTarget& target) const;
  BoundExpr part(const ast::OfTargets& targets) const;
  BoundExpr part(const ast::SubQuery& query) const;
  BoundExpr part(const ast::InQuery& test) const;

  std::vector<BoundExpr> terms(const std::vector<Expr>& list) const;
  /// `expr`, which is to be of the same kind as `left`.
  BoundExpr beside(const BoundExpr& left, const Expr& expr) const;
  /// The same of what is put together with `left`, or may be given in its place: it need not be in the normal form of
  /// an attribute's texts.
  BoundExpr together(const BoundExpr& left, const Expr& expr) const;
  [[nodiscard]] BoundExpr literal_together(const BoundExpr& left, const Value& value) const;
  void require_comparable(const BoundExpr& left, const BoundExpr& right) const;
  /// An operand of arithmetic: a number of `kind`, where it is one of the program's.
  BoundExpr number(const BoundExpr& first, const Expr& expr) const;
  /// `value` as what is compared with `left`; `held` is what of it the column can hold.
  BoundExpr literal(const BoundExpr& left, const Value& value, const Value& held) const;
  /// In the form of `column`, if given, and compared with `compared`, if that is a value.
  bound::Literal constant(const Value& value, const Value& held, const bound::Column* column, const BoundExpr& compared,
                          TypeKind kind) const;
  Value converted(const Value& value, const bound::Column* column, TypeKind kind) const;
  // Of a time stored as a number, the value decides the query: one between two numbers equals none.
  bool on_grid(const AttributeInfo* attribute, const Value& value) const;
  Value on_grid(const AttributeInfo* attribute, const Value& value, bool up) const;
  /// What an aggregate of this gives. @throws QueryError for a value that it does not take.
  [[nodiscard]] TypeKind aggregate_kind(AggregateFunction function, const std::vector<BoundExpr>& of) const;
  void require_family(ArgumentFamily family, std::string_view function, const BoundExpr& argument) const;
  /// That there are no doubles among decimals.
  void require_no_mixture(const std::vector<BoundExpr>& values) const;
  void require_row(std::string_view what) const;
  void require_table(std::string_view attribute) const;
  [[nodiscard]] BoundExpr in_source(const QueryBinder::Scope::Named& source, const Expr& value) const;
  [[nodiscard]] BoundExpr joined(const AssociationInfo& association, const ast::AtTarget& target) const;
  [[nodiscard]] BoundExpr first_of(const AssociationInfo& association, const ast::AtTarget& target) const;

  /// The rows of an association, as a query that is about this row's.
  struct Targets {
    std::vector<Hop> path;
    QueryBinder::Tables tables;
    std::vector<BoundExpr> terms;
  };
  [[nodiscard]] Targets targets_of(const AssociationInfo& association) const;
  /// That rows of `target` are reached from one with `key`: that of `owner`, if it is in the query.
  [[nodiscard]] BoundExpr reached(const AssociationInfo& association, std::vector<Hop> path,
                                  const std::vector<BoundExpr>& key, const bound::SourceId* owner,
                                  bound::SourceId target) const;
  [[nodiscard]] const AssociationInfo& to_one(std::string_view name) const;

  // For messages.
  [[nodiscard]] std::string named(const BoundExpr& expr) const;

  QueryBinder& statement_;
  QueryBinder::Scope& scope_;
  const ModelInfo& model_;
  bound::SourceId source_;
  Place place_;
};

}  // namespace rowan
