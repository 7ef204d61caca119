// Functions of values, as the dialects write them.
#pragma once

#include <cstdint>
#include <vector>

#include "rowan/core/decimal.hpp"
#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/function.hpp"

namespace rowan::testing::memory {

/// A value of a choice whose result is of `kind`: an integer among doubles is one.
Value as_chosen(Value value, TypeKind kind);
/// A function's result, of `kind`. Letters beyond ASCII keep their case. @throws InvalidValue where `kind` can't hold
/// it.
Value result_of(Function function, const std::vector<Value>& arguments, TypeKind kind);
/// An aggregate of values of one kind, which come one after the other. NULL is none of them.
class Aggregate {
 public:
  Aggregate(AggregateFunction function, TypeKind kind) : function_(function), kind_(kind) {}
  void add(const Value& value);
  /// Of those that came so far.
  [[nodiscard]] Value result() const;

 private:
  [[nodiscard]] Value sum() const;
  [[nodiscard]] Value average() const;

  AggregateFunction function_;
  TypeKind kind_;
  std::int64_t count_ = 0;
  bool real_ = false;  ///< the sum is one of doubles
  double real_sum_ = 0;
  Decimal sum_;
  Value extreme_;
};

}  // namespace rowan::testing::memory
