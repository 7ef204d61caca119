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
};

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
  orderable,     ///< numbers, texts and times
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
};

struct FunctionInfo {
  std::string_view name;  ///< for messages
  ArgumentFamily takes{};
  std::uint8_t least = 1, most = 1;  ///< arguments
  Gives gives = Gives::first;
  bool then_integers = false;  ///< the arguments after the first are integers; otherwise of its kind
};

ROWAN_EXPORT const FunctionInfo& function_info(Function function);
/// Quotients of decimals have as many digits after the point, the half rounded away from zero.
inline constexpr int quotient_digits = 10;

}  // namespace rowan
