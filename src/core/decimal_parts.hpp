// A decimal taken apart, for arithmetic and text.
#pragma once

#include "rowan/core/decimal.hpp"

namespace rowan::detail {

__extension__ using Unsigned128 = unsigned __int128;

struct Magnitude {
  Unsigned128 digits = 0;
  int scale = 0;
  bool negative = false;
};

constexpr int most_digits = Decimal::max_digits;
constexpr Unsigned128 largest_coefficient = [] {
  Unsigned128 value = 0;
  for (int i = 0; i < most_digits; ++i) value = value * 10 + 9;
  return value;
}();

/// 10^exponent, for exponents 0 to 38.
Unsigned128 power_of_ten(int exponent);
Magnitude magnitude_of(const Decimal& value);
/// The same number without zeros at the end of its fraction.
Magnitude stripped(Magnitude value);

}  // namespace rowan::detail
