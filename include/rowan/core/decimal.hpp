// Exact decimal numbers: never through double.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// An exact decimal of up to 38 significant digits: `coefficient × 10^-scale`. Equal values compare equal whatever
/// their scale ("1.50" == "1.5"); the scale given is kept for printing. Trivially copyable.
class ROWAN_EXPORT Decimal {
 public:
  // __extension__ keeps -Wpedantic quiet about a type every supported compiler has.
  __extension__ using Wide = __int128;

  constexpr Decimal() = default;
  /// Any integer. A template, so that a literal 0 is not taken for a null pointer to text.
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  constexpr Decimal(T whole) : coefficient_(whole) {}  // NOLINT(google-explicit-constructor)

  /// Reads "-12.50", "+3", ".5", "1e3". @throws InvalidValue when it is no number or has more than 38 digits.
  explicit Decimal(std::string_view text);
  explicit Decimal(const char* text) : Decimal(std::string_view(TextArgument(text))) {}
  /// `coefficient × 10^-scale`; 0 ≤ scale ≤ 38. @throws InvalidValue otherwise.
  static Decimal from_parts(Wide coefficient, int scale);

  [[nodiscard]] Wide coefficient() const { return coefficient_; }
  [[nodiscard]] int scale() const { return scale_; }

  /// Plain notation with exactly `scale()` digits after the point.
  [[nodiscard]] std::string to_string() const;

  /// Exact sums, differences and products. @throws InvalidValue when the result needs more than 38 digits.
  friend ROWAN_EXPORT Decimal operator+(Decimal left, Decimal right);
  friend ROWAN_EXPORT Decimal operator-(Decimal left, Decimal right);
  friend ROWAN_EXPORT Decimal operator*(Decimal left, Decimal right);
  friend ROWAN_EXPORT Decimal operator-(Decimal value);
  friend ROWAN_EXPORT std::strong_ordering operator<=>(Decimal left, Decimal right);
  friend ROWAN_EXPORT bool operator==(Decimal left, Decimal right);

 private:
  Wide coefficient_ = 0;
  std::int32_t scale_ = 0;
};

}  // namespace rowan
