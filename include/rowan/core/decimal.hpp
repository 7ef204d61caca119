// Exact decimal numbers: never through double.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// What becomes of digits that are cut.
enum class Rounding : std::uint8_t {
  half_up,    ///< to the nearest; the half away from zero, as databases round
  half_even,  ///< to the nearest; the half to the even digit
  down,       ///< towards zero
  up,         ///< away from zero
  floor,      ///< towards minus infinity
  ceiling     ///< towards plus infinity
};

/// An exact decimal of up to 38 significant digits: `coefficient × 10^-scale`. Equal values compare equal whatever
/// their scale ("1.50" == "1.5"); the scale given is kept for printing. Trivially copyable.
class ROWAN_EXPORT Decimal {
 public:
  // __extension__ keeps -Wpedantic quiet about a type every supported compiler has.
  __extension__ using Wide = __int128;
  static constexpr int max_digits = 38;  ///< significant ones; also the largest scale

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
  /// The nearest double: not exact, for charts and estimates.
  [[nodiscard]] double to_double() const;
  /// With exactly `scale` digits after the point. @throws InvalidValue when that needs more than 38 digits.
  [[nodiscard]] Decimal round(int scale, Rounding rounding = Rounding::half_up) const;
  [[nodiscard]] Decimal abs() const;

  /// Exact sums, differences and products. @throws InvalidValue when the result needs more than 38 digits.
  friend ROWAN_EXPORT Decimal operator+(Decimal left, Decimal right);
  friend ROWAN_EXPORT Decimal operator-(Decimal left, Decimal right);
  friend ROWAN_EXPORT Decimal operator*(Decimal left, Decimal right);
  friend ROWAN_EXPORT Decimal operator-(Decimal value);
  /// The exact quotient. @throws InvalidValue when it has none of 38 digits (1 / 3), or `right` is 0.
  friend ROWAN_EXPORT Decimal operator/(Decimal left, Decimal right);
  /// The quotient with exactly `scale` digits after the point. @throws InvalidValue when that needs more than 38
  /// digits, or `right` is 0.
  friend ROWAN_EXPORT Decimal divide(Decimal left, Decimal right, int scale, Rounding rounding);
  Decimal& operator+=(Decimal other) { return *this = *this + other; }
  Decimal& operator-=(Decimal other) { return *this = *this - other; }
  Decimal& operator*=(Decimal other) { return *this = *this * other; }
  Decimal& operator/=(Decimal other) { return *this = *this / other; }
  friend ROWAN_EXPORT std::strong_ordering operator<=>(Decimal left, Decimal right);
  friend ROWAN_EXPORT bool operator==(Decimal left, Decimal right);
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Decimal& value);

 private:
  Wide coefficient_ = 0;
  std::int32_t scale_ = 0;
};

ROWAN_EXPORT Decimal divide(Decimal left, Decimal right, int scale, Rounding rounding = Rounding::half_up);
namespace detail {
/// Equal for equal values, whatever their scale; keyed per process.
ROWAN_EXPORT std::size_t hash_decimal(const Decimal& value) noexcept;
}  // namespace detail

}  // namespace rowan

template <>
struct std::hash<rowan::Decimal> {
  std::size_t operator()(const rowan::Decimal& value) const noexcept { return rowan::detail::hash_decimal(value); }
};
