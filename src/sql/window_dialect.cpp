// Window functions in standard SQL.
#include <fmt/format.h>

#include "rowan/query/function.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

std::string_view word(WindowFunction function) {
  constexpr std::string_view words[] = {"COUNT", "SUM",        "AVG", "MIN",  "MAX",         "ROW_NUMBER",
                                        "RANK",  "DENSE_RANK", "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE"};
  return words[static_cast<std::size_t>(function)];
}

}  // namespace

// Sums and averages are made as of groups, see aggregate().
std::string ExpressionDialect::window(WindowFunction function, const std::function<std::string()>& argument,
                                      std::uint32_t distance, const std::function<std::string()>& over,
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
      const std::string sum = called("SUM"), number = called("COUNT");
      if (is_integer(kind)) return fmt::format("(CAST({} AS DOUBLE PRECISION) / {})", sum, number);
      return fmt::format("ROUND(ROUND({}, 30) / {}, {})", sum, number, quotient_digits);
    }
    case WindowFunction::row_number:
    case WindowFunction::rank:
    case WindowFunction::dense_rank:
      return fmt::format("{}(){}", word(function), over());
    case WindowFunction::lag:
    case WindowFunction::lead: {
      std::string text = fmt::format("{}({}, {})", word(function), argument(), distance);
      return text + over();
    }
    default:
      return called(word(function));
  }
}

}  // namespace rowan
