// Decimal arithmetic on magnitudes: a 128-bit unsigned holds any sum that, exactly, could still have 38 digits.
#include "rowan/core/decimal.hpp"

#include <optional>
#include <utility>

#include "core/decimal_parts.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace detail {

Unsigned128 power_of_ten(int exponent) {
  Unsigned128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Magnitude magnitude_of(const Decimal& value) {
  const auto coefficient = static_cast<Unsigned128>(value.coefficient());
  const bool negative = value.coefficient() < 0;
  return {negative ? 0 - coefficient : coefficient, value.scale(), negative};
}

Magnitude stripped(Magnitude value) {
  while (value.scale > 0 && value.digits % 10 == 0) value = {value.digits / 10, value.scale - 1, value.negative};
  return value;
}

}  // namespace detail

namespace {

using detail::Magnitude;
using detail::magnitude_of;
using detail::power_of_ten;
using detail::Unsigned128;

[[noreturn]] void refuse(const char* operation, Decimal left, Decimal right) {
  throw InvalidValue(left.to_string() + " " + operation + " " + right.to_string() +
                     " needs more than the 38 digits that a decimal has");
}

bool multiply(Unsigned128 a, Unsigned128 b, Unsigned128& product) { return !__builtin_mul_overflow(a, b, &product); }

Decimal from_magnitude(Magnitude value) {
  const auto coefficient = static_cast<Decimal::Wide>(value.digits);
  return Decimal::from_parts(value.negative ? -coefficient : coefficient, value.scale);
}

// Brings both to the larger scale.
bool align(Magnitude& left, Magnitude& right) {
  Magnitude& coarse = left.scale < right.scale ? left : right;
  const int scale = left.scale < right.scale ? right.scale : left.scale;
  if (coarse.digits != 0 && !multiply(coarse.digits, power_of_ten(scale - coarse.scale), coarse.digits)) return false;
  coarse.scale = scale;
  return true;
}

std::optional<Decimal> add(Magnitude left, Magnitude right) {
  if (!align(left, right)) return std::nullopt;
  if (left.digits < right.digits) std::swap(left, right);
  Magnitude sum{0, left.scale, left.negative};
  if (left.negative != right.negative) {
    sum.digits = left.digits - right.digits;
  } else if (__builtin_add_overflow(left.digits, right.digits, &sum.digits)) {
    return std::nullopt;
  }
  if (sum.digits > detail::largest_coefficient) sum = detail::stripped(sum);
  if (sum.digits > detail::largest_coefficient) return std::nullopt;
  return from_magnitude(sum);
}

// Takes a factor of ten out of the product and its scale, if there is one.
bool cancel_ten(Magnitude& left, Magnitude& right) {
  const auto divide = [&](unsigned a, unsigned b) {
    if (left.digits % a != 0 || right.digits % b != 0) return false;
    left.digits /= a;
    right.digits /= b;
    return true;
  };
  return divide(10, 1) || divide(1, 10) || divide(2, 5) || divide(5, 2);
}

}  // namespace

Decimal Decimal::from_parts(Wide coefficient, int scale) {
  constexpr auto largest = static_cast<Wide>(detail::largest_coefficient);
  if (coefficient > largest || coefficient < -largest)
    throw InvalidValue("a decimal's coefficient has at most 38 digits");
  if (scale < 0 || scale > detail::most_digits) {
    throw InvalidValue("a decimal's scale is 0 to 38, not " + std::to_string(scale));
  }
  Decimal made;
  made.coefficient_ = coefficient;
  made.scale_ = scale;
  return made;
}

Decimal operator+(Decimal left, Decimal right) {
  const Magnitude a = magnitude_of(left);
  const Magnitude b = magnitude_of(right);
  if (const auto sum = add(a, b)) return *sum;
  // Zeros at the end may have been what did not fit.
  if (const auto sum = add(detail::stripped(a), detail::stripped(b))) return *sum;
  refuse("+", left, right);
}

Decimal operator-(Decimal left, Decimal right) { return left + -right; }

Decimal operator*(Decimal left, Decimal right) {
  Magnitude a = magnitude_of(left);
  Magnitude b = magnitude_of(right);
  Magnitude product{0, a.scale + b.scale, a.negative != b.negative};
  while (!multiply(a.digits, b.digits, product.digits) || product.digits > detail::largest_coefficient ||
         product.scale > detail::most_digits) {
    if (product.scale == 0 || !cancel_ten(a, b)) refuse("×", left, right);
    --product.scale;
  }
  return from_magnitude(product);
}

Decimal operator-(Decimal value) {
  value.coefficient_ = -value.coefficient_;
  return value;
}

std::strong_ordering operator<=>(Decimal left, Decimal right) {
  const auto split = [](Decimal value) {
    const auto unit = static_cast<Decimal::Wide>(power_of_ten(value.scale_));
    const auto fraction =
        value.coefficient_ % unit * static_cast<Decimal::Wide>(power_of_ten(detail::most_digits - value.scale_));
    return std::pair(value.coefficient_ / unit, fraction);
  };
  const auto [left_whole, left_fraction] = split(left);
  const auto [right_whole, right_fraction] = split(right);
  if (left_whole != right_whole)
    return left_whole < right_whole ? std::strong_ordering::less : std::strong_ordering::greater;
  if (left_fraction == right_fraction) return std::strong_ordering::equal;
  return left_fraction < right_fraction ? std::strong_ordering::less : std::strong_ordering::greater;
}

bool operator==(Decimal left, Decimal right) {
  if (left.scale_ == right.scale_) return left.coefficient_ == right.coefficient_;
  return (left <=> right) == 0;
}

}  // namespace rowan
