// Functions of values, as the dialects write them.
#pragma once

#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/function.hpp"

namespace rowan::testing::memory {

/// A value of a choice whose result is of `kind`: an integer among doubles is one.
Value as_chosen(Value value, TypeKind kind);
/// A function's result, of `kind`. Letters beyond ASCII keep their case. @throws InvalidValue where `kind` can't hold
/// it.
Value result_of(Function function, const std::vector<Value>& arguments, TypeKind kind);
/// An aggregate of values, of which none is NULL.
Value aggregate_of(AggregateFunction function, const std::vector<Value>& values, TypeKind kind);

}  // namespace rowan::testing::memory
