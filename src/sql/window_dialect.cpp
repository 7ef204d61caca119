// Window functions in standard SQL.
#include <fmt/format.h>

#include "rowan/query/function.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

std::string_view word(WindowFunction function) {
  constexpr std::string_view words[] = {"COUNT", "SUM",         "AVG",          "MIN",       "MAX",   "ROW_NUMBER",
                                        "RANK",  "DENSE_RANK",  "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG",
                                        "LEAD",  "FIRST_VALUE", "LAST_VALUE",   "NTH_VALUE"};
  return words[static_cast<std::size_t>(function)];
}

}  // namespace

// Sums and averages are made as of groups, see aggregate().
std::string ExpressionDialect::window(WindowFunction function, const std::function<std::string()>& argument,
                                      std::int64_t number, const std::function<std::string()>& over,
                                      TypeKind kind) const {
  const auto called = [&](std::string_view name) {
    std::string text = fmt::format("{}({})", name, argument());
    return text + over();
  };
  switch (function) {
    case WindowFunction::sum:
      return fmt::format(fmt::runtime(is_integer(kind) ? "COALESCE(CAST({} AS BIGINT), 0)" : "COALESCE({}, 0)"),
                         called("SUM"));
    case WindowFunction::average: {
      if (!is_integer(kind) && kind != TypeKind::decimal) return called("AVG");
      const std::string sum = called("SUM"), count = called("COUNT");
      if (is_integer(kind)) return fmt::format("(CAST({} AS DOUBLE PRECISION) / {})", sum, count);
      return fmt::format("ROUND(ROUND({}, 30) / {}, {})", sum, count, quotient_digits);
    }
    case WindowFunction::row_number:
    case WindowFunction::rank:
    case WindowFunction::dense_rank:
    case WindowFunction::percent_rank:
    case WindowFunction::cume_dist:
      return fmt::format("{}(){}", word(function), over());
    case WindowFunction::ntile:
      return fmt::format("NTILE({}){}", number, over());
    case WindowFunction::lag:
    case WindowFunction::lead:
    case WindowFunction::nth_value: {
      std::string text = fmt::format("{}({}, {})", word(function), argument(), number);
      return text + over();
    }
    default:
      return called(word(function));
  }
}

}  // namespace rowan
