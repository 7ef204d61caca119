// Times to text: digits by hand, because streams and strftime read the locale and cost a hundred times more.
#include <cstdint>

#include "rowan/core/error.hpp"
#include "rowan/core/time.hpp"

namespace rowan {
namespace {

using std::chrono::microseconds;

char* write_digits(char* out, std::uint32_t value, int width) noexcept {
  for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + width;
}

char* write_pair(char* out, std::uint32_t value, char after) noexcept {
  out = write_digits(out, value, 2);
  *out = after;
  return out + 1;
}

char* write_date(char* out, Date date) {
  const int year = static_cast<int>(date.year());
  if (!date.ok()) throw InvalidValue("a date that the calendar does not have can't be written: check .ok() first");
  if (year < 0 || year > 9999) {
    throw InvalidValue("the year " + std::to_string(year) + " can't be written: only the years 0 to 9999 can");
  }
  out = write_digits(out, static_cast<std::uint32_t>(year), 4);
  *out++ = '-';
  out = write_pair(out, static_cast<unsigned>(date.month()), '-');
  return write_digits(out, static_cast<unsigned>(date.day()), 2);
}

// Beyond these, year_month_day's 16-bit year would wrap around and look right.
constexpr microseconds first_writable = std::chrono::sys_days(std::chrono::year(0) / 1 / 1).time_since_epoch();
constexpr microseconds last_writable =
    std::chrono::sys_days(std::chrono::year(10000) / 1 / 1).time_since_epoch() - microseconds(1);

char* write_reading(char* out, microseconds since_epoch) {
  if (since_epoch < first_writable || since_epoch > last_writable) {
    throw InvalidValue("a time " + std::to_string(since_epoch.count()) +
                       " microseconds from 1970 can't be written: only the years 0 to 9999 can");
  }
  const auto day = std::chrono::floor<std::chrono::days>(since_epoch);
  auto rest = static_cast<std::uint64_t>((since_epoch - day).count());
  out = write_date(out, std::chrono::sys_days(day));
  *out++ = ' ';
  const auto micros = static_cast<std::uint32_t>(rest % 1'000'000);
  const auto seconds = static_cast<std::uint32_t>(rest / 1'000'000);
  out = write_pair(out, seconds / 3600, ':');
  out = write_pair(out, seconds / 60 % 60, ':');
  out = write_pair(out, seconds % 60, '.');
  return write_digits(out, micros, 6);
}

std::string_view written(const TimeText& buffer, const char* end) {
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

template <class T>
std::string as_string(T time) {
  TimeText buffer;
  return std::string(write_text(time, buffer));
}

}  // namespace

std::string_view write_text(Date date, TimeText& buffer) { return written(buffer, write_date(buffer.data(), date)); }

std::string_view write_text(LocalDateTime time, TimeText& buffer) {
  return written(buffer, write_reading(buffer.data(), time.time_since_epoch()));
}

std::string_view write_text(Instant instant, TimeText& buffer) {
  char* end = write_reading(buffer.data(), instant.time_since_epoch());
  *end++ = 'Z';
  return written(buffer, end);
}

std::string to_string(Date date) { return as_string(date); }
std::string to_string(LocalDateTime time) { return as_string(time); }
std::string to_string(Instant instant) { return as_string(instant); }

}  // namespace rowan
