// What a relation asks for, as data.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rowan/fwd.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/row_lock.hpp"

namespace rowan {

/// A query over one model. Names in it may still be unresolved; the compiler binds them.
struct SelectQuery {
  const ModelInfo* model = nullptr;
  Expr where{};
  std::vector<OrderTerm> order{};
  std::optional<std::uint64_t> limit{}, offset{};
  bool distinct = false;
  std::vector<const AttributeInfo*> columns{};  ///< empty: all attributes, in order
  std::optional<RowLock> lock{};
};

}  // namespace rowan
