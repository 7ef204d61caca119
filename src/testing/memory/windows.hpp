// Window functions over rows in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <vector>

#include "testing/memory/plan.hpp"

namespace rowan::testing::memory {

/// What window functions give to each of the rows that they see. A function is made for all of them when it is first
/// asked. For one query, by one thread.
class WindowPass {
 public:
  /// `value(operand, row)`: of one of `count` rows.
  WindowPass(std::size_t count, std::function<Value(const Operand&, std::size_t)> value)
      : count_(count), value_(std::move(value)) {}

  [[nodiscard]] const Value& of(const Windowed& window, std::size_t row) const;

 private:
  [[nodiscard]] std::vector<Value> made(const Windowed& window) const;

  std::size_t count_;
  std::function<Value(const Operand&, std::size_t)> value_;
  mutable std::map<const Windowed*, std::vector<Value>> made_;
};

}  // namespace rowan::testing::memory
