// Binds the parts of one statement: names are looked up, values converted, associations written out as tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/association_path.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/bound.hpp"
#include "rowan/query/order.hpp"

namespace rowan {

struct Place;
struct SelectQuery;

/// Gives every table of a statement that is not the model's own a number and a name: "t1", "t2", …
class QueryBinder {
 public:
  /// `taken`: a table's name that no other may have, for it would hide it.
  explicit QueryBinder(std::string_view taken) : taken_(taken) {}

  /// What a query joins to its own table for what is asked of to-one targets: each path once.
  struct Scope {
    struct Target {
      bound::SourceId from;
      const AssociationInfo* association;
      bound::SourceId to;
    };
    std::vector<bound::Join> joins;
    std::vector<Target> targets;
  };
  // @throws as bind_query. What these join is the scope's, for the caller to add to its query.
  BoundExpr condition(const Expr& condition, Scope& scope, const ModelInfo& model, bound::SourceId source);
  std::vector<bound::OrderBy> order(const std::vector<OrderTerm>& order, Scope& scope, const ModelInfo& model,
                                    bound::SourceId source, const Place& place);
  /// `from`: the source of its own table, without that.
  bound::Query query(const SelectQuery& query, bound::Source from);

  /// The tables of a path, the target's first, each joined to the one before it.
  struct Tables {
    bound::Source from;
    std::vector<bound::Join> joins;
    std::vector<bound::SourceId> ids;  ///< of the hops
  };
  Tables tables(const std::vector<Hop>& path);
  /// A source of its own, without a table yet.
  bound::Source next_source();

  void value_decides() { decided_by_values_ = true; }
  [[nodiscard]] bool decided_by_values() const { return decided_by_values_; }

 private:
  bound::Query aggregates_of_portion(bound::Query rows);

  std::string_view taken_;
  bound::SourceId last_ = 0;
  bool decided_by_values_ = false;
};

BoundExpr bound_column(const AttributeInfo& attribute, const ModelInfo& model, bound::SourceId source);
/// `to` (or `from`) columns of a hop, as columns of `source`.
std::vector<BoundExpr> hop_columns(const std::vector<std::string>& names, const Hop& hop, bound::SourceId source);
/// Adds what the fixed columns of a hop are, in the tables before and after it; null leaves a table out.
void add_fixed(std::vector<BoundExpr>& terms, const Hop& hop, const bound::SourceId* before,
               const bound::SourceId* after);
/// Each column equals the one beside it.
std::vector<BoundExpr> equalities(const std::vector<BoundExpr>& left, const std::vector<BoundExpr>& right);

}  // namespace rowan
