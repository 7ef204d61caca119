#include "rowan/query/function.hpp"

#include <array>

namespace rowan {

const FunctionInfo& function_info(Function function) {
  static constexpr std::array rows{
      FunctionInfo{"a sum", ArgumentFamily::integers_or_decimals, 2, 2},
      FunctionInfo{"coalesce()", ArgumentFamily::any, 2, 255},
      FunctionInfo{"length()", ArgumentFamily::text, 1, 1, true},
      FunctionInfo{"lower()", ArgumentFamily::text},
  };
  return rows[static_cast<std::size_t>(function)];
}

}  // namespace rowan
