// Values of a query as they are bound.
#pragma once

#include <tuple>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// Where a bound value came from, so that another one can take its place in SQL that is kept.
struct Origin {
  const Value* value = nullptr;  ///< in the query that was bound: compare it, don't read it later. Null: made here
  const ModelInfo* model = nullptr;
  const AttributeInfo* attribute = nullptr;  ///< that it was converted for; null: for its kind alone
  const AttributeInfo* compared = nullptr;   ///< whose column it is compared with, by itself or within a function
};

namespace bound {

struct Literal {
  Value value;
  TypeKind kind{};  ///< of the elements where it is a list
  Origin origin{};
  [[nodiscard]] auto fields() const { return std::tie(value, kind); }
};

}  // namespace bound
}  // namespace rowan
