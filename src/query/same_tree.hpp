// Whether two trees are one.
#pragma once

#include "rowan/query/expr.hpp"

namespace rowan::ast {

/// The same nodes with the same values.
[[nodiscard]] bool same(const Expr& left, const Expr& right);

}  // namespace rowan::ast
