// Division of decimals digit by digit, exactly or to a scale, and what follows from it.
#include <charconv>
#include <compare>
#include <cstdlib>
#include <string>

#include "core/decimal_parts.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/hash.hpp"

namespace rowan {
namespace {

using detail::Magnitude;
using detail::magnitude_of;
using detail::Unsigned128;

// What a division has so far, and what of the dividend is left: less than the divisor.
struct Quotient {
  Unsigned128 digits;
  Unsigned128 rest;
};

[[noreturn]] void refuse_division(Decimal left, Decimal right, const std::string& why) {
  throw InvalidValue(left.to_string() + " / " + right.to_string() + " " + why);
}

// Both have at most 38 digits, so that twice the rest fits 128 bits, and ten times it does not: hence the steps.
void next_digit(Quotient& quotient, Unsigned128 divisor) {
  unsigned digit = 0;
  Unsigned128 sum = 0;
  for (int i = 0; i < 10; ++i) {
    sum += quotient.rest;
    if (sum >= divisor) sum -= divisor, ++digit;
  }
  quotient = {quotient.digits * 10 + digit, sum};
}

// Where the part that is cut lies: nothing, below, at, or above the half of the last digit.
enum class Cut { none, below, half, above };

Cut cut_at(Unsigned128 part, Unsigned128 whole) {
  if (part == 0) return Cut::none;
  const Unsigned128 other = whole - part;
  return part < other ? Cut::below : part == other ? Cut::half : Cut::above;
}

bool rounds_away(Rounding rounding, Cut cut, bool odd, bool negative) {
  if (cut == Cut::none) return false;
  switch (rounding) {
    case Rounding::half_up:
      return cut >= Cut::half;
    case Rounding::half_even:
      return cut == Cut::above || (cut == Cut::half && odd);
    case Rounding::down:
      return false;
    case Rounding::up:
      return true;
    case Rounding::floor:
      return negative;
    case Rounding::ceiling:
      return !negative;
  }
  return false;
}

// `value` without its last `places` digits; `sticky`: something below them was cut already.
Cut drop_places(Unsigned128& value, int places, bool sticky) {
  if (places > detail::most_digits) {
    const bool any = value != 0 || sticky;
    value = 0;
    return any ? Cut::below : Cut::none;
  }
  const Unsigned128 unit = detail::power_of_ten(places);
  const Cut cut = cut_at(value % unit, unit);
  value /= unit;
  if (!sticky || cut == Cut::above || cut == Cut::below) return cut;
  return cut == Cut::none ? Cut::below : Cut::above;
}

Decimal made_of(Unsigned128 digits, int scale, bool negative) {
  const auto coefficient = static_cast<Decimal::Wide>(digits);
  return Decimal::from_parts(negative ? -coefficient : coefficient, scale);
}

Quotient begin_division(Decimal left, Decimal right, const Magnitude& a, const Magnitude& b) {
  if (b.digits == 0) refuse_division(left, right, "has no result: check for 0 first");
  return {a.digits / b.digits, a.digits % b.digits};
}

}  // namespace

Decimal operator/(Decimal left, Decimal right) {
  const Magnitude a = magnitude_of(left);
  const Magnitude b = detail::stripped(magnitude_of(right));
  Quotient quotient = begin_division(left, right, a, b);
  // Scales of the operands shift the point; fewer digits than none after it can't be said.
  int scale = a.scale - b.scale;
  while (scale < 0 || (quotient.rest != 0 && scale < detail::most_digits)) {
    next_digit(quotient, b.digits);
    if (quotient.digits > detail::largest_coefficient)
      refuse_division(left, right, "is no exact decimal of 38 digits: say how many, as in divide(a, b, 2)");
    ++scale;
  }
  if (quotient.rest != 0)
    refuse_division(left, right, "is no exact decimal of 38 digits: say how many, as in divide(a, b, 2)");
  return made_of(quotient.digits, scale, a.negative != b.negative);
}

Decimal divide(Decimal left, Decimal right, int scale, Rounding rounding) {
  static_cast<void>(Decimal::from_parts(0, scale));  // checks the scale
  const Magnitude a = magnitude_of(left);
  const Magnitude b = magnitude_of(right);
  Quotient quotient = begin_division(left, right, a, b);
  int at = a.scale - b.scale;
  for (; at < scale; ++at) {
    next_digit(quotient, b.digits);
    if (quotient.digits > detail::largest_coefficient)
      refuse_division(left, right, "needs more than the 38 digits that a decimal has");
  }
  const Cut cut =
      at == scale ? cut_at(quotient.rest, b.digits) : drop_places(quotient.digits, at - scale, quotient.rest != 0);
  const bool negative = a.negative != b.negative;
  if (rounds_away(rounding, cut, quotient.digits % 2 == 1, negative)) ++quotient.digits;
  if (quotient.digits > detail::largest_coefficient)
    refuse_division(left, right, "needs more than the 38 digits that a decimal has");
  return made_of(quotient.digits, scale, negative);
}

Decimal Decimal::round(int scale, Rounding rounding) const { return divide(*this, 1, scale, rounding); }

Decimal Decimal::abs() const { return coefficient_ < 0 ? -*this : *this; }

double Decimal::to_double() const {
  const std::string text = to_string();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::size_t detail::hash_decimal(const Decimal& value) noexcept {
  const Magnitude parts = detail::stripped(magnitude_of(value));
  const auto tail = static_cast<std::uint64_t>(parts.scale) * 2 + (parts.negative ? 1 : 0);
  return static_cast<std::size_t>(hash_bytes(&parts.digits, sizeof parts.digits) ^ tail);
}

}  // namespace rowan
