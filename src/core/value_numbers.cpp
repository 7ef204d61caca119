#include "core/value_numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "core/decimal_parts.hpp"
#include "core/quote.hpp"
#include "rowan/core/error.hpp"

namespace rowan::detail {
namespace {

struct Range {
  Integer low, high;
};

template <class T>
constexpr Range range_of{std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};

const Range& range_of_kind(TypeKind kind) {
  static constexpr std::array<Range, 8> ranges{range_of<std::int8_t>,   range_of<std::int16_t>, range_of<std::int32_t>,
                                               range_of<std::int64_t>,  range_of<std::uint8_t>, range_of<std::uint16_t>,
                                               range_of<std::uint32_t>, range_of<std::uint64_t>};
  return ranges.at(static_cast<std::size_t>(kind) - static_cast<std::size_t>(TypeKind::int8));
}

std::string digits(Integer value) { return Decimal::from_parts(value, 0).to_string(); }

std::string shown(const Value& value) {
  if (value.is_null()) return "NULL";
  if (const auto* text = std::get_if<std::string>(&value.storage())) return "the text " + in_quotes(*text);
  if (holds<Bytes, Json, std::vector<Value>>(value)) return "a value of type " + std::string(value.type_name());
  return "the " + std::string(value.type_name()) + " " + value.to_string();
}

std::optional<Integer> integer_in(double value) {
  if (!(std::abs(value) < 0x1p64) || std::trunc(value) != value) return std::nullopt;
  return static_cast<Integer>(value);
}

std::optional<Integer> integer_in(const Decimal& value) {
  const auto unit = static_cast<Integer>(power_of_ten(value.scale()));
  if (value.coefficient() % unit != 0) return std::nullopt;
  return value.coefficient() / unit;
}

std::optional<double> double_in(const Decimal& value) {
  const std::string text = value.to_string();
  double nearest = 0;
  std::from_chars(text.data(), text.data() + text.size(), nearest);
  std::array<char, 64> printed;
  const auto* const end =
      std::to_chars(printed.data(), printed.data() + printed.size(), nearest, std::chars_format::fixed, value.scale())
          .ptr;
  const bool same = std::string_view(printed.data(), static_cast<std::size_t>(end - printed.data())) == text;
  return same ? std::optional(nearest) : std::nullopt;
}

}  // namespace

void refuse_conversion(const Value& value, std::string_view wanted, std::string_view advice) {
  std::string message = shown(value) + " can't be used as " + std::string(wanted) + std::string(advice);
  if (value.is_null()) message += "; use std::optional where NULL is allowed";
  throw InvalidValue(message);
}

std::optional<Integer> integer_in(const Value& value) {
  if (const auto* held = std::get_if<std::int64_t>(&value.storage())) return *held;
  if (const auto* held = std::get_if<std::uint64_t>(&value.storage())) return *held;
  if (const auto* held = std::get_if<double>(&value.storage())) return integer_in(*held);
  if (const auto* held = std::get_if<Decimal>(&value.storage())) return integer_in(*held);
  return std::nullopt;
}

Integer integer_of_kind(const Value& value, TypeKind kind) {
  if (!is_number(value)) refuse_conversion(value, to_string(kind));
  const auto integer = integer_in(value);
  const Range& range = range_of_kind(kind);
  if (integer && *integer >= range.low && *integer <= range.high) return *integer;
  throw InvalidValue(value.to_string() + " does not fit " + std::string(to_string(kind)) + " (" + digits(range.low) +
                     "…" + digits(range.high) + (integer ? ")" : ", whole numbers only)"));
}

std::optional<double> double_in(const Value& value) {
  if (const auto* held = std::get_if<double>(&value.storage())) return *held;
  if (const auto* held = std::get_if<Decimal>(&value.storage())) return double_in(*held);
  const auto integer = integer_in(value);
  if (!integer) return std::nullopt;
  const auto nearest = static_cast<double>(*integer);
  return static_cast<Integer>(nearest) == *integer ? std::optional(nearest) : std::nullopt;
}

double nearest_float32(double value) {
  // Half a step above the largest float is where rounding goes to infinity; the cast itself would be undefined there.
  constexpr double first_too_large = 0x1.ffffffp127;
  if (std::isfinite(value) && std::abs(value) >= first_too_large) {
    throw InvalidValue(Value(value).to_string() + " does not fit float32 (at most about ±3.4e38)");
  }
  return static_cast<double>(static_cast<float>(value));
}

float exact_float32(double value) {
  constexpr double most = std::numeric_limits<float>::max();
  const bool in_range = !std::isfinite(value) || std::abs(value) <= most;
  if (in_range && (std::isnan(value) || static_cast<double>(static_cast<float>(value)) == value))
    return static_cast<float>(value);
  throw InvalidValue(Value(value).to_string() + " is not what a float holds, but would be rounded: make it a double");
}

void require_exact(TypeKind element, const std::vector<Value>& values) {
  if (element != TypeKind::float32) return;
  for (const Value& value : values) {
    if (!value.is_null()) (void)exact_float32(value.as_double());
  }
}

}  // namespace rowan::detail
