// The functions and operators that values can be made by: a row for each in src/query/function.cpp says what it takes
// and gives. How it is written is the dialect's (`ExpressionDialect::call`).
#pragma once

#include <cstdint>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"

namespace rowan {

enum class Function : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  modulo,
  absolute,
  round,
  floor,
  ceiling,
  coalesce,
  null_if,
  greatest,
  least,
  length,
  lower,
  upper,
  trim,
  concat,
  substring,
  replace,
  // A part of a time, and a time cut to it: in the order of TimePart.
  year,
  month,
  day,
  hour,
  minute,
  second,
  to_year,
  to_month,
  to_day,
  to_hour,
  to_minute,
  to_second,
  now,
  random,
  // Of documents: see core/document.hpp.
  json_member,
  json_element,
  json_text,
  json_integer,
  json_number,
  json_decimal,
  json_boolean,
  json_length,
  json_has,
  json_contains,
  json_with,
  json_without,
  // Of arrays.
  array_length,
  array_has_any,
  array_has_all,
  // Of dates and times: the amount is a value of the program's.
  add_microseconds,
  add_days,
  add_months,
  microseconds_between,
  days_between,
};
inline constexpr auto last_function = Function::days_between;

/// Whether it gives one of its arguments back, which are alike.
constexpr bool gives_one_of_them(Function function) {
  return function >= Function::coalesce && function <= Function::least;
}

/// What an argument may be.
enum class ArgumentFamily : std::uint8_t {
  numbers,   ///< but no unsigned ones of 64 bits, for not every database can count with those
  summands,  ///< these, too
  integers,  ///< signed
  decimals,  ///< and integers
  text,
  times,         ///< dates and times
  times_of_day,  ///< times, but no dates
  dates,         ///< and no times
  orderable,     ///< numbers, texts and times
  documents,     ///< JSON
  arrays,
  any,
  none,  ///< it takes no argument
};

/// What a function gives.
enum class Gives : std::uint8_t {
  first,   ///< what its first argument is
  number,  ///< the same, but an int64 where that is an integer
  int64,
  instant,
  float64,
  decimal,
  boolean,
  text,
  document,
};

/// What the arguments after the first are.
enum class Then : std::uint8_t { alike, integers, names, documents, name_and_document };

struct FunctionInfo {
  std::string_view name;  ///< for messages
  ArgumentFamily takes{};
  std::uint8_t least = 1, most = 1;  ///< arguments
  Gives gives = Gives::first;
  Then then = Then::alike;
};

ROWAN_EXPORT const FunctionInfo& function_info(Function function);
/// Quotients of decimals have as many digits after the point, the half rounded away from zero.
inline constexpr int quotient_digits = 10;

}  // namespace rowan
