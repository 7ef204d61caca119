#include <cstdint>
#include <optional>

#include "core/quote.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/time.hpp"

namespace rowan {
namespace {

using std::chrono::microseconds;

/// Walks over a text. Each step returns nothing, or false, when the text goes on differently.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool at_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }

  bool skip(char wanted) {
    if (rest_.empty() || rest_[0] != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `width` digits.
  std::optional<int> number(int width) {
    int value = 0;
    for (int i = 0; i < width; ++i) {
      if (!at_digit()) return std::nullopt;
      value = value * 10 + digit();
    }
    return value;
  }

  int digit() {
    const int value = rest_[0] - '0';
    rest_.remove_prefix(1);
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<Date> scan_date(Scanner& in) {
  const auto year = in.number(4);
  if (!year || !in.skip('-')) return std::nullopt;
  const auto month = in.number(2);
  if (!month || !in.skip('-')) return std::nullopt;
  const auto day = in.number(2);
  if (!day) return std::nullopt;
  const Date date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                  std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

// One to nine digits, of which six count.
std::optional<int> scan_fraction(Scanner& in) {
  int micros = 0;
  int digits = 0;
  for (; in.at_digit() && digits < 9; ++digits) {
    const int digit = in.digit();
    if (digits < 6) micros = micros * 10 + digit;
  }
  if (digits == 0 || in.at_digit()) return std::nullopt;
  for (; digits < 6; ++digits) micros *= 10;
  return micros;
}

// HH:MM[:SS[.ffffff]]
std::optional<microseconds> scan_time_of_day(Scanner& in) {
  const auto hour = in.number(2);
  if (!hour || *hour > 23 || !in.skip(':')) return std::nullopt;
  const auto minute = in.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  const microseconds start = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (!in.skip(':')) return start;
  const auto second = in.number(2);
  if (!second || *second > 59) return std::nullopt;
  if (!in.skip('.')) return start + std::chrono::seconds(*second);
  const auto fraction = scan_fraction(in);
  if (!fraction) return std::nullopt;
  return start + std::chrono::seconds(*second) + microseconds(*fraction);
}

std::optional<microseconds> scan_reading(Scanner& in) {
  const auto date = scan_date(in);
  if (!date || !(in.skip(' ') || in.skip('T') || in.skip('t'))) return std::nullopt;
  const auto time = scan_time_of_day(in);
  if (!time) return std::nullopt;
  return std::chrono::sys_days(*date).time_since_epoch() + *time;
}

// Z, ±HH, ±HHMM, ±HH:MM, or nothing.
std::optional<std::chrono::minutes> scan_offset(Scanner& in) {
  if (in.done() || in.skip('Z') || in.skip('z')) return std::chrono::minutes(0);
  const bool west = in.skip('-');
  if (!west && !in.skip('+')) return std::nullopt;
  const auto hours = in.number(2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (in.skip(':') || in.at_digit()) {
    const auto read = in.number(2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  const std::chrono::minutes offset = std::chrono::hours(*hours) + std::chrono::minutes(minutes);
  return west ? -offset : offset;
}

[[noreturn]] void refuse(std::string_view text, const char* what, const char* example) {
  throw InvalidValue(detail::in_quotes(text) + " is not " + what + "; write it as \"" + example + "\"");
}

}  // namespace

Date parse_date(TextArgument given) {
  const std::string_view text = given;
  Scanner in(text);
  const auto date = scan_date(in);
  if (!date || !in.done()) refuse(text, "a date", "2026-11-21");
  return *date;
}

LocalDateTime parse_local_date_time(TextArgument given) {
  const std::string_view text = given;
  Scanner in(text);
  const auto reading = scan_reading(in);
  if (!reading || !in.done()) {
    Scanner again(text);
    if (scan_date(again) && again.done())
      refuse(text, "a date and time: midnight is not assumed", (std::string(text) + " 00:00").c_str());
    refuse(text, "a date and time without a time zone", "2026-11-21 20:59:56.000000");
  }
  return LocalDateTime(*reading);
}

Instant parse_instant(TextArgument given) {
  const std::string_view text = given;
  Scanner in(text);
  const auto reading = scan_reading(in);
  const auto offset = reading ? scan_offset(in) : std::nullopt;
  if (!offset || !in.done()) refuse(text, "a moment", "2026-11-21 20:59:56.000000Z");
  const Instant instant(*reading - *offset);
  const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant)).year();
  if (year < std::chrono::year(0) || year > std::chrono::year(9999)) {
    refuse(text, "a moment in the years 0 to 9999, in UTC", "2026-11-21 20:59:56.000000Z");
  }
  return instant;
}

}  // namespace rowan
