// What a query is made of besides one table: joins, queries as sources, queries put together.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rowan/fwd.hpp"
#include "rowan/query/expr.hpp"

namespace rowan {

struct SelectQuery;

/// How the rows of two queries are put together: those of both, those that both give, those of the first only. All but
/// `union_all` give equal rows once.
enum class SetOperation : std::uint8_t { union_distinct, union_all, intersect, except };

/// One of the sources of a query: by its name, or, where that is empty, by its model; where that is null, too, the
/// query's own.
struct SourceRef {
  std::string name;
  const ModelInfo& (*model)() = nullptr;
};

/// Rows put beside those of the query: of a model's table, or of another query.
struct JoinTerm {
  std::string name;                          ///< by which the query's trees know them
  SourceRef of;                              ///< the source that `association` starts at
  std::string association;                   ///< whose targets they are; empty: `on` says it all
  const ModelInfo& (*model)() = nullptr;     ///< null: the association's target
  std::shared_ptr<const SelectQuery> query;  ///< null: the rows of a table
  std::string common;                        ///< of a common table, its name
  Expr on;                                   ///< what else must hold, of the sources so far and this one
  bool left = false;                         ///< rows without a match stay
  bool gives = true;                         ///< its columns, too, where the query doesn't say what to give
};

/// Another query's rows.
struct SetTerm {
  SetOperation operation{};
  std::shared_ptr<const SelectQuery> query;
};

/// A query by a name, for the sources of the query that it stands before. `step`, if there is one, is asked again and
/// again of the rows that it gave last (from `query` at first) until it gives no more.
struct CommonTable {
  std::string name;
  std::shared_ptr<const SelectQuery> query, step;
  bool repeats = false;       ///< rows that are there already count again
  std::vector<Expr> depth{};  ///< 0, 1, and the most steps: one column more counts these; empty: there is none
  bool shared = false;        ///< one for the whole statement, wherever it is asked; else of this query alone
};

/// Immutable, and shared by the queries that have the same.
struct Composition {
  std::string name;  ///< by which trees know the query's own rows; empty: its model's
  std::vector<CommonTable> with;
  std::shared_ptr<const SelectQuery> source;  ///< null: the rows of the model's table
  std::string common;                         ///< or of a common table, its name
  std::vector<JoinTerm> joins;
  std::vector<SetTerm> others;  ///< put together with the rows of the query, one after the other
};

/// A query of the rows that `query` gives.
SelectQuery standing_on(SelectQuery query);

}  // namespace rowan
