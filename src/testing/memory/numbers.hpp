// Rows that differ, told apart.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

#include "testing/memory/values.hpp"

namespace rowan::testing::memory {

/// Numbers different rows from 0, in the order in which they come.
class Numbers {
 public:
  /// The row's number, and whether it is new.
  std::pair<std::size_t, bool> of(const std::vector<Value>& row);

 private:
  std::unordered_multimap<std::uint64_t, std::size_t> places_;
  std::vector<std::vector<Value>> rows_;
};

}  // namespace rowan::testing::memory
