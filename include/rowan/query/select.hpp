// What a relation asks for, as data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rowan/fwd.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/index_hint.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/row_lock.hpp"

namespace rowan {

struct Composition;

/// A query over one model. Names in it may still be unresolved; the compiler binds them. In a grouped one, outputs,
/// `having` and `order` name what it is grouped by as ast::with_group_keys does.
struct SelectQuery {
  const ModelInfo* model = nullptr;
  Expr where{};
  std::vector<OrderTerm> order{};
  std::optional<std::uint64_t> limit{}, offset{};
  bool distinct = false;
  std::vector<Expr> outputs{};      ///< empty: all attributes, in order
  std::vector<Expr> group{};        ///< a row for each different combination of these
  Expr having{};                    ///< which of those rows
  std::vector<Expr> distinct_on{};  ///< the first row, in order, for each different combination of these
  std::optional<RowLock> lock{};
  std::shared_ptr<const Composition> composition{};  ///< null: the rows of one table
  std::shared_ptr<const IndexHint> hint{};           ///< null: the database chooses
  /// Where there are no outputs, the names of the attributes to load of each record, besides those that it is none
  /// without; null: all.
  std::shared_ptr<const std::vector<std::string>> only{};
};

}  // namespace rowan
