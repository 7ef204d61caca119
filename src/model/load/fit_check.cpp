#include "model/load/fit_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/decimal_parts.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/time.hpp"

namespace rowan {
namespace {

using std::chrono::microseconds;

// In microseconds: the resolution of a column with this many digits of a second.
std::int64_t time_step(const ColumnLimit& limit) {
  if (limit.date_only) return microseconds(std::chrono::days(1)).count();
  std::int64_t step = 1;
  for (int digits = 6; limit.time_digits >= 0 && digits > limit.time_digits; --digits) step *= 10;
  return step;
}

int count_digits(detail::Unsigned128 number) {
  int digits = 1;
  for (; number >= 10; number /= 10) ++digits;
  return digits;
}

[[noreturn]] void refuse_scale(const std::string& value, int scale, FitCheck::Digits digits) {
  const bool declared = digits == FitCheck::Digits::declared;
  throw InvalidValue(fmt::format("{} has more than the {} digit{} after the point that {}: round it first, or {}",
                                 value, scale, scale == 1 ? "" : "s",
                                 declared ? "its precision() declares" : "the column keeps",
                                 declared ? "declare more" : "give the column more digits"));
}

bool has_scale(double value, int scale) {
  const double scaled = value * std::pow(10.0, scale);
  const double whole = std::nearbyint(scaled);
  // To the database, the double nearest to a number of this many digits is that number.
  return !std::isfinite(value) || whole / std::pow(10.0, scale) == value;
}

// Whether it is the double nearest to a number of so many digits.
bool has_digits(double value, int digits) {
  const std::string text = fmt::format("{:.{}g}", value, digits);
  double nearest{};
  std::from_chars(text.data(), text.data() + text.size(), nearest);
  return !std::isfinite(value) || nearest == value;
}

bool fits_single_precision(std::int64_t value) {
  const std::uint64_t magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  return magnitude == 0 ||
         std::bit_width(magnitude >> std::countr_zero(magnitude)) <= std::numeric_limits<float>::digits;
}

// Whether SQL parses it as a number: "-12", "1.5e3", with surrounding blanks.
bool reads_as_number(std::string_view text) {
  const auto skip = [&](auto&& is_wanted) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_wanted);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
  };
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto one_of = [&](std::string_view wanted) {
    const bool found = !text.empty() && wanted.find(text.front()) != std::string_view::npos;
    text.remove_prefix(found ? 1 : 0);
    return found;
  };
  skip(blank);
  one_of("+-");
  std::size_t digits = skip(digit);
  if (one_of(".")) digits += skip(digit);
  if (digits == 0) return false;
  if (one_of("eE")) {
    one_of("+-");
    if (skip(digit) == 0) return false;
  }
  skip(blank);
  return text.empty();
}

// 2 for "12:30:00.25", 1 for "1.50".
std::size_t digits_after_point(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) return 0;
  text.remove_prefix(point + 1);
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  text = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  while (text.ends_with('0')) text.remove_suffix(1);
  return text.size();
}

struct Words {
  std::string_view many, type;
};

// "an integer" and "an Instant" alike, by what the column holds or the attribute is.
Words words_for(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean:
      return {"booleans", "bool"};
    case TypeKind::float32:
    case TypeKind::float64:
      return {"binary floats", "double"};
    case TypeKind::decimal:
      return {"decimals", "rowan::Decimal"};
    case TypeKind::text:
      return {"text", "std::string"};
    case TypeKind::bytes:
      return {"bytes", "rowan::Bytes"};
    case TypeKind::date:
      return {"dates", "rowan::Date"};
    case TypeKind::local_date_time:
      return {"times without a zone", "rowan::LocalDateTime"};
    case TypeKind::instant:
      return {"times with a zone", "rowan::Instant"};
    case TypeKind::uuid:
      return {"UUIDs", "rowan::Uuid"};
    case TypeKind::json:
      return {"JSON", "rowan::Json"};
    default:
      return {is_array(kind) ? "arrays" : "integers", "std::int64_t"};
  }
}

[[nodiscard]] bool is_one_of(const std::vector<std::string>& labels, std::string_view text) {
  return std::find(labels.begin(), labels.end(), text) != labels.end();
}

// "a,c" of a, b and c: in their order, none twice.
[[nodiscard]] bool is_set_of(const std::vector<std::string>& labels, std::string_view text) {
  auto next = labels.begin();
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    next = std::find(next, labels.end(), text.substr(0, comma));
    if (next == labels.end() || comma + 1 == text.size()) return false;
    ++next;
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return true;
}

[[noreturn]] void refuse_single(double value) {
  throw InvalidValue(
      fmt::format("{} would become {}, for the column has single precision only: make the attribute a float, or the "
                  "column double precision",
                  value, static_cast<double>(static_cast<float>(value))));
}

[[noreturn]] void refuse_zeros(const std::string& value, int zeros) {
  throw InvalidValue(
      fmt::format("{} would be rounded: the column keeps no digits below the {} before the point. Round "
                  "it first, or give the column more digits",
                  value, zeros));
}

constexpr std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

void refuse_other_kind(TypeKind wanted, TypeKind held) {
  const Words ours = words_for(wanted), theirs = words_for(held);
  throw InvalidValue(
      fmt::format("the column holds {}, from which no {} are read: make the attribute {}, or give the column a type "
                  "for {}",
                  theirs.many, ours.many, theirs.type, ours.many));
}

void FitCheck::require(TypeKind kind) const {
  if (limit_.holds) refuse_other_kind(kind, *limit_.holds);
}

void FitCheck::write_null(int, TypeKind) {
  if (limit_.replaces_null)
    throw InvalidValue(
        "the column is NOT NULL, and takes the present time in place of NULL: set a time, or leave it to the database "
        "with database_default(\"CURRENT_TIMESTAMP\")");
}

void FitCheck::write(int, bool) { require(TypeKind::boolean); }

void FitCheck::write(int, std::int64_t value) {
  require(TypeKind::int64);
  constexpr std::int64_t century = 100;
  if (limit_.years && value > 0 && value < century)
    throw InvalidValue(
        fmt::format("the column takes {} for a year of the 20th or 21st century: write all four digits", value));
  if (limit_.zeros != 0 && value % power_of_ten(limit_.zeros) != 0) refuse_zeros(fmt::to_string(value), limit_.zeros);
  if (limit_.integer_bits != 0) {
    const std::int64_t beyond = std::int64_t{1} << (limit_.integer_bits - 1);
    if (value < -beyond || value >= beyond)
      throw InvalidValue(
          fmt::format("{} is out of range of the column's {} bits: give it a larger type", value, limit_.integer_bits));
  }
  constexpr std::int64_t most = std::int64_t{1} << std::numeric_limits<double>::digits;
  const bool as_double = limit_.significant_digits > 0 && !limit_.integers_exact && (value > most || value < -most);
  if (as_double || (limit_.single_precision && !fits_single_precision(value)))
    throw InvalidValue(fmt::format("{} has more digits than the column's binary floats hold", value));
}

void FitCheck::write(int index, std::uint64_t value) {
  write(index, static_cast<std::int64_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max())));
}

void FitCheck::write(int, double value) {
  require(TypeKind::float64);
  if (limit_.scale >= 0 && !has_scale(value, limit_.scale))
    refuse_scale(fmt::format("{}", value), limit_.scale, digits_);
  if (limit_.zeros != 0 && std::fmod(value, static_cast<double>(power_of_ten(limit_.zeros))) != 0)
    refuse_zeros(fmt::format("{}", value), limit_.zeros);
  if (limit_.significant_digits > 0 && !has_digits(value, limit_.significant_digits))
    throw InvalidValue(
        fmt::format("{} has more than the {} digits that become a decimal: make the attribute a "
                    "rowan::Decimal, or the column double precision",
                    value, limit_.significant_digits));
  if (limit_.single_precision && std::isfinite(value) && static_cast<double>(static_cast<float>(value)) != value)
    refuse_single(value);
}

void FitCheck::write(int, const Decimal& value) {
  require(TypeKind::decimal);
  const detail::Magnitude number = detail::stripped(detail::magnitude_of(value));
  if (limit_.scale >= 0 && number.scale > limit_.scale) refuse_scale(value.to_string(), limit_.scale, digits_);
  if (limit_.zeros != 0 &&
      (number.scale != 0 || number.digits % static_cast<std::uint64_t>(power_of_ten(limit_.zeros)) != 0))
    refuse_zeros(value.to_string(), limit_.zeros);
  if (limit_.significant_digits == 0 || count_digits(number.digits) <= limit_.significant_digits) return;
  const bool as_integer = limit_.integers_exact && value.scale() == 0 &&
                          number.digits <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (as_integer) return;
  throw InvalidValue(fmt::format(
      "{} has more than {} digits, and the column keeps numbers as binary floats: make it a column of text, or a "
      "numeric one where the database has exact ones",
      value.to_string(), limit_.significant_digits));
}

void FitCheck::write(int, std::string_view text) {
  require(TypeKind::text);
  refuse_as_number(text);
  if (limit_.cut_bytes != 0 && text.size() > limit_.cut_bytes)
    throw InvalidValue(fmt::format("it has {} bytes, and the column cuts it to {}: shorten it, or make the column text",
                                   text.size(), limit_.cut_bytes));
  if (limit_.drops_parts)
    throw InvalidValue("the column keeps only some parts of an interval and drops the others: declare it interval");
  // A small number is no letter.
  const int fraction = std::max(limit_.scale, limit_.time_digits);  // NOLINT(bugprone-signed-char-misuse)
  if (fraction >= 0 && digits_after_point(text) > static_cast<std::size_t>(fraction))
    refuse_scale(std::string(text), fraction, digits_);
  if (limit_.strips_blanks && text.ends_with(' '))
    throw InvalidValue("the blanks at its end would be dropped by the column: trim it, or make the column varchar");
  if (limit_.characters != 0 && text.size() > limit_.characters && text.ends_with(' ') &&
      characters_of(text) > limit_.characters)
    throw InvalidValue(
        fmt::format("it is longer than the {} characters of the column, which drops blanks at the end: trim it",
                    limit_.characters));
  check_label(text);
}

void FitCheck::check_label(std::string_view text) const {
  if (limit_.labels.empty()) return;
  if (limit_.label_sets ? is_set_of(limit_.labels, text) : is_one_of(limit_.labels, text)) return;
  throw InvalidValue(fmt::format("\"{}\" is not spelt as the column's values are: {}{}", text,
                                 fmt::join(limit_.labels, ", "),
                                 limit_.label_sets ? "; several in this order, with commas between" : ""));
}

void FitCheck::refuse_as_number(std::string_view text) const {
  if (limit_.takes_numbers && reads_as_number(text))
    throw InvalidValue(
        fmt::format("\"{}\" would become a number, for the column is no text column: declare it TEXT", text));
}

void FitCheck::write_list(int index, TypeKind element, std::span<const Value> values) {
  for (const Value& value : values) write_value(*this, index, value, element);
}

void FitCheck::write_integers(int index, std::span<const std::int64_t> values) {
  for (const std::int64_t value : values) write(index, value);
}

void FitCheck::write(int, std::span<const std::byte> bytes) {
  require(TypeKind::bytes);
  if (limit_.bytes != 0 && bytes.size() < limit_.bytes)
    throw InvalidValue(fmt::format("the column fills {} bytes up to {}: give it all of them, or make it varbinary",
                                   bytes.size(), limit_.bytes));
}

void FitCheck::write(int, Date) { require(TypeKind::date); }

void FitCheck::write(int, LocalDateTime value) {
  require(TypeKind::local_date_time);
  check_time(value);
}

void FitCheck::write(int, Instant value) {
  require(TypeKind::instant);
  check_time(value);
}

void FitCheck::write(int, const Uuid&) { require(TypeKind::uuid); }

void FitCheck::write(int, const Json& value) {
  require(TypeKind::json);
  refuse_as_number(value.text());
}

template <class Time>
void FitCheck::check_time(Time time) const {
  if (time.time_since_epoch().count() % time_step(limit_) == 0) return;
  const std::string text = to_string(time);
  if (limit_.date_only)
    throw InvalidValue(text + " has a time of day, which the column does not keep: make the attribute a rowan::Date");
  if (limit_.time_digits == 0)
    throw InvalidValue(text +
                       " has a fraction of a second, which the column does not keep: round it with "
                       "std::chrono::floor<std::chrono::seconds>(…), or give the column six digits");
  throw InvalidValue(
      fmt::format("{} has more than the {} digits of a second that the column keeps: round it first, or "
                  "give the column six digits",
                  text, limit_.time_digits));
}

Instant kept_part(Instant time, const ColumnLimit& limit) {
  const std::int64_t micros = time.time_since_epoch().count(), step = time_step(limit);
  const std::int64_t rest = ((micros % step) + step) % step;
  return time - microseconds(rest);
}

}  // namespace rowan
