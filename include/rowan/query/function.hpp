// The functions and operators that values can be made by: a row for each in src/query/function.cpp says what it takes
// and gives. How it is written is the dialect's (`Dialect::call`).
#pragma once

#include <cstdint>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"

namespace rowan {

enum class Function : std::uint8_t { add, coalesce, length, lower };

/// What an argument may be.
enum class ArgumentFamily : std::uint8_t {
  integers_or_decimals,  ///< one of the kinds whose sums are exact
  text,
  any,  ///< all arguments alike
};

struct FunctionInfo {
  std::string_view name;  ///< for messages
  ArgumentFamily takes{};
  std::uint8_t least = 1, most = 1;  ///< arguments
  bool counts = false;               ///< gives an int64; otherwise what its first argument is
};

ROWAN_EXPORT const FunctionInfo& function_info(Function function);

}  // namespace rowan
