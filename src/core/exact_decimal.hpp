// Decimals that a database keeps as binary floats.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

/// The decimal of up to 15 digits that became this number: the shortest text that gives it. Nothing when it needs more,
/// for then it can't be told what it was.
inline std::optional<Decimal> exact_decimal(double number) {
  constexpr std::ptrdiff_t exact_digits = 15;
  if (!std::isfinite(number)) return std::nullopt;
  std::array<char, 32> text;
  const char* const begin = text.data();
  const char* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  const char* const exponent = std::find(begin, end, 'e');
  const char* const first = std::find_if(begin, exponent, [](char c) { return c >= '1' && c <= '9'; });
  if (std::count_if(first, exponent, [](char c) { return c >= '0' && c <= '9'; }) > exact_digits) return std::nullopt;
  try {
    return Decimal(std::string_view(begin, static_cast<std::size_t>(end - begin)));
  } catch (const InvalidValue&) {
    return std::nullopt;  // more than 38 digits before or after the point
  }
}

}  // namespace rowan
