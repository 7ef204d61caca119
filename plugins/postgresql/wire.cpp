#include "wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "rowan/core/error.hpp"

namespace rowan::postgresql::wire {
namespace {

using namespace std::chrono;

constexpr auto epoch = sys_days(year(2000) / 1 / 1);
constexpr auto epoch_microseconds = duration_cast<microseconds>(epoch.time_since_epoch()).count();

[[noreturn]] void refuse_infinity(const char* kind) {
  throw InvalidValue(fmt::format("found the {} infinity, which PostgreSQL knows and C++ does not", kind));
}

// Their signs: words between the digits' count and the digits.
constexpr std::uint16_t negative = 0x4000, nan = 0xc000;

constexpr std::size_t header = 8;  // count, weight, sign, scale: two bytes each
constexpr std::size_t group = 4;   // a "digit" on the wire is four decimal ones

std::int16_t word(std::string_view data, std::size_t index) {
  return from_big_endian<std::int16_t>(data.data() + 2 * index);
}

void append_word(std::string& out, std::int64_t value) {
  std::array<char, 2> bytes{};
  to_big_endian(static_cast<std::int16_t>(value), bytes.data());
  out.append(bytes.data(), bytes.size());
}

// The four decimal digits at place `at` of the number, counted in groups from the point: 0 is the one before it.
std::array<char, group> digits_at(std::string_view data, std::int64_t at) {
  std::array<char, group> digits{'0', '0', '0', '0'};
  const std::int64_t index = word(data, 1) - at;
  if (index < 0 || index >= word(data, 0)) return digits;
  auto value = word(data, header / 2 + static_cast<std::size_t>(index));
  for (std::size_t i = group; i-- > 0; value = static_cast<std::int16_t>(value / 10)) {
    digits[i] = static_cast<char>('0' + value % 10);
  }
  return digits;
}

void append_groups(std::string& out, std::string_view digits) {
  for (std::size_t at = 0; at < digits.size(); at += group) {
    std::int64_t value = 0;
    for (std::size_t i = at; i < at + group; ++i) value = value * 10 + (digits[i] - '0');
    append_word(out, value);
  }
}

}  // namespace

std::string numeric_text(std::string_view data) {
  const auto sign = static_cast<std::uint16_t>(word(data, 2));
  if (sign == nan) throw InvalidValue("found NaN, which a decimal can't hold");
  if (sign > nan) refuse_infinity("numeric");
  const std::int64_t weight = word(data, 1);
  const auto scale = static_cast<std::size_t>(word(data, 3));
  std::string whole, fraction;
  for (std::int64_t at = std::max<std::int64_t>(weight, 0); at >= 0; --at) {
    const auto digits = digits_at(data, at);
    whole.append(digits.data(), group);
  }
  for (std::int64_t at = -1; fraction.size() < scale; --at) {
    const auto digits = digits_at(data, at);
    fraction.append(digits.data(), group);
  }
  fraction.resize(scale);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  return (sign == negative ? "-" : "") + whole + (scale > 0 ? "." : "") + fraction;
}

std::string numeric_from(const Decimal& value) {
  std::string text = value.to_string();
  const bool minus = text.front() == '-';
  if (minus) text.erase(0, 1);
  const auto point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point);
  std::string fraction = point < text.size() ? text.substr(point + 1) : "";
  whole.insert(0, (group - whole.size() % group) % group, '0');
  fraction.append((group - fraction.size() % group) % group, '0');
  std::string out;
  append_word(out, static_cast<std::int64_t>((whole.size() + fraction.size()) / group));
  append_word(out, static_cast<std::int64_t>(whole.size() / group) - 1);
  append_word(out, minus ? negative : 0);
  append_word(out, value.scale());
  append_groups(out, whole);
  append_groups(out, fraction);
  return out;
}

Date date_from(std::int32_t days_since) {
  using Limits = std::numeric_limits<std::int32_t>;
  if (days_since == Limits::min() || days_since == Limits::max()) refuse_infinity("date");
  const auto day = epoch + days(days_since);
  if (day > sys_days(year::max() / 12 / 31)) {
    throw InvalidValue(fmt::format("found a date {} days after 2000-01-01, beyond the year 32767", days_since));
  }
  return Date(day);
}

std::int64_t microseconds_from(std::int64_t since) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (since == Limits::min() || since == Limits::max()) refuse_infinity("timestamp");
  std::int64_t sum = 0;
  if (__builtin_add_overflow(since, epoch_microseconds, &sum)) {
    throw InvalidValue("found a timestamp beyond the year 294246, which 64 bits of microseconds since 1970 can't hold");
  }
  return sum;
}

// The texts check the range, and say it in the same words on every database.
std::int32_t days_of(Date date) {
  TimeText buffer;
  static_cast<void>(write_text(date, buffer));
  return static_cast<std::int32_t>((sys_days(date) - epoch).count());
}

std::int64_t since_2000(LocalDateTime time) {
  constexpr auto least = local_days(year(0) / 1 / 1), beyond = local_days(year(10000) / 1 / 1);
  if (time < least || time >= beyond) static_cast<void>(to_string(time));
  return time.time_since_epoch().count() - epoch_microseconds;
}

std::int64_t since_2000(Instant instant) { return since_2000(LocalDateTime(instant.time_since_epoch())); }

void check_jsonb(const Json& document) {
  const std::string& text = document.text();
  for (auto at = text.find("\\u0000"); at != std::string::npos; at = text.find("\\u0000", at + 1)) {
    auto start = at;
    while (start > 0 && text[start - 1] == '\\') --start;
    if ((at - start) % 2 == 0) {
      throw InvalidValue("the JSON document has a \\u0000 in it, which PostgreSQL's jsonb can't hold: leave it out");
    }
  }
}

}  // namespace rowan::postgresql::wire
