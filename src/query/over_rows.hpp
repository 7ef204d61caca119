// What a query of groups asks, of a query of their rows inside of it.
#pragma once

#include <utility>
#include <vector>

#include "rowan/query/bound.hpp"

namespace rowan {

/// Moves values into the query of the rows, whose outputs they become, and says what stands for them outside.
class OverRows {
 public:
  /// `source`: what the query of the rows will be.
  OverRows(bound::Query& rows, bound::SourceId source) : rows_(rows), source_(source) {}

  /// The values that groups are made by are the rows' as well; `above` knows them again.
  std::vector<BoundExpr> group(const std::vector<BoundExpr>& keys);
  /// `value` of the groups, with what is inside of its aggregates given by the rows.
  BoundExpr above(const BoundExpr& value);

 private:
  BoundExpr given(const BoundExpr& value);

  bound::Query& rows_;
  bound::SourceId source_;
  std::vector<std::pair<const bound::Node*, BoundExpr>> keys_;
};

/// Whether a computed value that groups are made by is asked again where a database may not know it: in HAVING, where
/// MariaDB knows columns only; and, with values of the program in it, anywhere but among the outputs, for no database
/// takes that for the same expression.
bool asks_keys_again(const bound::Query& query);
/// The same groups, made of what a query of their rows gives, so that each of their keys is there once.
bound::Query grouped_over_rows(bound::Query query, bound::SourceId source);

}  // namespace rowan
