#include "rowan/query/function.hpp"

#include <array>

namespace rowan {

const FunctionInfo& function_info(Function function) {
  using enum ArgumentFamily;
  static constexpr std::array rows{
      FunctionInfo{"a sum", summands, 2, 2, Gives::number},
      FunctionInfo{"a difference", numbers, 2, 2, Gives::number},
      FunctionInfo{"a product", numbers, 2, 2, Gives::number},
      FunctionInfo{"a quotient", numbers, 2, 2, Gives::number},
      FunctionInfo{"a remainder", integers, 2, 2, Gives::number},
      FunctionInfo{"abs()", numbers, 1, 1, Gives::number},
      FunctionInfo{"round()", decimals, 2, 2, Gives::number, Then::integers},
      FunctionInfo{"floor()", numbers, 1, 1, Gives::number},
      FunctionInfo{"ceil()", numbers, 1, 1, Gives::number},
      FunctionInfo{"coalesce()", any, 2, 255},
      FunctionInfo{"nullif()", orderable, 2, 2},
      FunctionInfo{"greatest()", orderable, 2, 255},
      FunctionInfo{"least()", orderable, 2, 255},
      FunctionInfo{"length()", text, 1, 1, Gives::int64},
      FunctionInfo{"lower()", text},
      FunctionInfo{"upper()", text},
      FunctionInfo{"trim()", text},
      FunctionInfo{"concat()", text, 2, 255},
      FunctionInfo{"substring()", text, 3, 3, Gives::first, Then::integers},
      FunctionInfo{"replace()", text, 3, 3},
      FunctionInfo{"extract(year)", times, 1, 1, Gives::int64},
      FunctionInfo{"extract(month)", times, 1, 1, Gives::int64},
      FunctionInfo{"extract(day)", times, 1, 1, Gives::int64},
      FunctionInfo{"extract(hour)", times_of_day, 1, 1, Gives::int64},
      FunctionInfo{"extract(minute)", times_of_day, 1, 1, Gives::int64},
      FunctionInfo{"extract(second)", times_of_day, 1, 1, Gives::int64},
      FunctionInfo{"date_trunc(year)", times},
      FunctionInfo{"date_trunc(month)", times},
      FunctionInfo{"date_trunc(day)", times},
      FunctionInfo{"date_trunc(hour)", times_of_day},
      FunctionInfo{"date_trunc(minute)", times_of_day},
      FunctionInfo{"date_trunc(second)", times_of_day},
      FunctionInfo{"database_now()", none, 0, 0, Gives::instant},
      FunctionInfo{"random()", none, 0, 0, Gives::float64},
      FunctionInfo{"json_member()", documents, 2, 2, Gives::document, Then::names},
      FunctionInfo{"json_element()", documents, 2, 2, Gives::document, Then::integers},
      FunctionInfo{"json_text()", documents, 1, 1, Gives::text},
      FunctionInfo{"json_integer()", documents, 1, 1, Gives::int64},
      FunctionInfo{"json_number()", documents, 1, 1, Gives::float64},
      FunctionInfo{"json_decimal()", documents, 1, 1, Gives::decimal},
      FunctionInfo{"json_boolean()", documents, 1, 1, Gives::boolean},
      FunctionInfo{"json_length()", documents, 1, 1, Gives::int64},
      FunctionInfo{"json_has()", documents, 2, 2, Gives::boolean, Then::documents},
      FunctionInfo{"json_contains()", documents, 2, 2, Gives::boolean, Then::documents},
      FunctionInfo{"json_with()", documents, 3, 3, Gives::document, Then::name_and_document},
      FunctionInfo{"json_without()", documents, 2, 2, Gives::document, Then::names},
      FunctionInfo{"array_length()", arrays, 1, 1, Gives::int64},
      FunctionInfo{"array_has_any()", arrays, 2, 2, Gives::boolean},
      FunctionInfo{"array_has_all()", arrays, 2, 2, Gives::boolean},
      FunctionInfo{"add_microseconds()", times_of_day, 2, 2, Gives::first, Then::integers},
      FunctionInfo{"add_days()", times, 2, 2, Gives::first, Then::integers},
      FunctionInfo{"add_months()", times, 2, 2, Gives::first, Then::integers},
      FunctionInfo{"microseconds_between()", times_of_day, 2, 2, Gives::int64},
      FunctionInfo{"days_between()", dates, 2, 2, Gives::int64},
  };
  static_assert(rows.size() == static_cast<std::size_t>(last_function) + 1);
  return rows[static_cast<std::size_t>(function)];
}

}  // namespace rowan
