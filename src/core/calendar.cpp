#include "rowan/core/calendar.hpp"

namespace rowan::calendar {
namespace {

std::optional<Moment> readable(Moment time) {
  using std::chrono::sys_days, std::chrono::year;
  const bool inside = time >= sys_days(year(1) / 1 / 1) && time < sys_days(year(10000) / 1 / 1);
  return inside ? std::optional(time) : std::nullopt;
}

bool is_within(std::int64_t amount, std::int64_t most) { return amount >= -most && amount <= most; }

}  // namespace

std::optional<Moment> plus_microseconds(Moment time, std::int64_t amount) {
  if (!is_within(amount, most_microseconds)) return std::nullopt;
  return readable(time + std::chrono::microseconds(amount));
}

std::optional<Moment> plus_days(Moment time, std::int64_t amount) {
  if (!is_within(amount, most_days)) return std::nullopt;
  return readable(time + std::chrono::days(amount));
}

std::optional<Moment> plus_months(Moment time, std::int64_t amount) {
  if (!is_within(amount, most_months)) return std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day date = std::chrono::year_month_day(day) + std::chrono::months(static_cast<int>(amount));
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return readable(std::chrono::sys_days(date) + (time - day));
}

}  // namespace rowan::calendar
