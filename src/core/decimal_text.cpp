#include <algorithm>
#include <charconv>

#include "core/decimal_parts.hpp"
#include "core/quote.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using detail::most_digits;

/// "-12.50e3" taken apart: the digits of both sides of the point, and how many stand after it once the exponent is
/// applied.
struct Parts {
  bool negative = false;
  std::string digits;
  int scale = 0;
};

[[noreturn]] void refuse(std::string_view text, const char* why) {
  throw InvalidValue(detail::in_quotes(text) + " is no decimal" + why +
                     "; write it as \"-12.50\", with at most 38 digits");
}

std::string_view take_digits(std::string_view& rest) {
  const auto* end = std::find_if(rest.begin(), rest.end(), [](char c) { return c < '0' || c > '9'; });
  const auto digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(digits.size());
  return digits;
}

bool take(std::string_view& rest, std::string_view choices) {
  if (rest.empty() || choices.find(rest[0]) == std::string_view::npos) return false;
  rest.remove_prefix(1);
  return true;
}

int take_exponent(std::string_view& rest, std::string_view text) {
  if (take(rest, "+") && rest.starts_with('-')) refuse(text, " (its exponent has two signs)");
  std::int16_t exponent = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
  if (problem == std::errc::result_out_of_range) refuse(text, " (its exponent is out of range)");
  if (problem != std::errc()) refuse(text, " (its exponent has no digits)");
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return exponent;
}

Parts take_apart(std::string_view text) {
  Parts parts;
  std::string_view rest = text;
  parts.negative = !rest.empty() && rest[0] == '-';
  take(rest, "+-");
  parts.digits = take_digits(rest);
  if (take(rest, ".")) {
    const auto fraction = take_digits(rest);
    parts.digits += fraction;
    parts.scale = static_cast<int>(fraction.size());
  }
  if (parts.digits.empty()) refuse(text, "");
  if (take(rest, "eE")) parts.scale -= take_exponent(rest, text);
  if (!rest.empty()) refuse(text, "");
  parts.digits.erase(0, parts.digits.find_first_not_of('0'));
  return parts;
}

// Brings scale and digits into the range that a Decimal has, where that changes no value.
void fit(Parts& parts) {
  if (parts.digits.empty()) parts.scale = std::clamp(parts.scale, 0, most_digits);
  while ((parts.scale > most_digits || parts.digits.size() > most_digits) && parts.scale > 0 &&
         parts.digits.ends_with('0')) {
    parts.digits.pop_back();
    --parts.scale;
  }
  if (parts.scale < 0) {
    parts.digits.append(static_cast<std::size_t>(-parts.scale), '0');
    parts.scale = 0;
  }
}

std::string digits_of(detail::Unsigned128 value) {
  char buffer[40];
  char* const end = buffer + sizeof buffer;
  char* p = end;
  do {
    *--p = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  return {p, end};
}

}  // namespace

Decimal::Decimal(std::string_view text) {
  Parts parts = take_apart(text);
  fit(parts);
  if (parts.digits.size() > most_digits || parts.scale > most_digits)
    refuse(text, " that fits (it has too many digits)");
  Wide value = 0;
  for (const char digit : parts.digits) value = value * 10 + (digit - '0');
  coefficient_ = parts.negative ? -value : value;
  scale_ = parts.scale;
}

std::string Decimal::to_string() const {
  const auto value = detail::magnitude_of(*this);
  std::string text = digits_of(value.digits);
  const auto scale = static_cast<std::size_t>(scale_);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  if (scale > 0) text.insert(text.size() - scale, 1, '.');
  if (value.negative) text.insert(0, 1, '-');
  return text;
}

}  // namespace rowan
