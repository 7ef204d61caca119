// Writing parameters.
#include <fmt/format.h>
#include <mysql.h>

#include <cmath>
#include <limits>

#include "../soci/members.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::mysql {
namespace {

MYSQL_TIME wire_time(Date date) {
  MYSQL_TIME time{};
  time.year = static_cast<unsigned>(static_cast<int>(date.year()));
  time.month = static_cast<unsigned>(date.month());
  time.day = static_cast<unsigned>(date.day());
  time.time_type = MYSQL_TIMESTAMP_DATE;
  return time;
}

// `since` 1970-01-01 00:00, of whatever clock.
MYSQL_TIME wire_time(std::chrono::microseconds since) {
  const auto days = std::chrono::floor<std::chrono::days>(since);
  const std::chrono::hh_mm_ss clock(since - days);
  MYSQL_TIME time = wire_time(Date(std::chrono::sys_days(days)));
  time.hour = static_cast<unsigned>(clock.hours().count());
  time.minute = static_cast<unsigned>(clock.minutes().count());
  time.second = static_cast<unsigned>(clock.seconds().count());
  time.second_part = static_cast<unsigned long>(clock.subseconds().count());
  time.time_type = MYSQL_TIMESTAMP_DATETIME;
  return time;
}

MYSQL_TIME checked(MYSQL_TIME time) {
  if (time.year >= 1 && time.year <= 9999) return time;  // a year before 0 is a large unsigned one
  throw InvalidValue("MariaDB and MySQL keep dates of the years 1 to 9999 only");
}

// MySQL rounds further digits off without a word.
constexpr std::size_t most_decimals = 30;

void check_decimals(const std::string& text) {
  const auto point = text.find('.');
  if (point == std::string::npos || text.size() - point - 1 <= most_decimals) return;
  throw InvalidValue(
      fmt::format("{} has more than the {} digits after the point that MariaDB and MySQL keep", text, most_decimals));
}

}  // namespace

Parameters::Slot& NativeStatement::parameter(int index) {
  const auto place = static_cast<std::size_t>(index);
  if (place < taken_) [[likely]]
    return parameters_[first_ + place];
  throw QueryError(
      fmt::format("a value was given for a placeholder that the statement does not have: {}", std::string_view(sql_)));
}

void NativeStatement::write_null(int index, TypeKind) { parameter(index).set_null(); }

void NativeStatement::write(int index, bool value) { parameter(index).set(MYSQL_TYPE_LONGLONG, value ? 1 : 0); }

void NativeStatement::write(int index, std::int64_t value) { parameter(index).set(MYSQL_TYPE_LONGLONG, value); }

void NativeStatement::write(int index, std::uint64_t value) {
  parameter(index).set(MYSQL_TYPE_LONGLONG, static_cast<std::int64_t>(value), true);
}

void NativeStatement::write(int index, double value) {
  if (!std::isfinite(value)) {
    throw InvalidValue(
        "NaN and the infinities can't be stored in MariaDB or MySQL; use an optional attribute and leave it empty");
  }
  parameter(index).set(value);
}

void NativeStatement::write(int index, const Decimal& value) {
  const auto text = value.to_string();
  check_decimals(text);
  parameter(index).set_copied(MYSQL_TYPE_NEWDECIMAL, text);
}

void NativeStatement::write(int index, std::string_view text) {
  check_text(text);
  if (text.size() <= copied_texts_)
    parameter(index).set_copied(MYSQL_TYPE_VAR_STRING, text);
  else
    parameter(index).set(MYSQL_TYPE_VAR_STRING, text);
}

void NativeStatement::write(int index, std::span<const std::byte> bytes) {
  parameter(index).set(MYSQL_TYPE_LONG_BLOB,
                       std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void NativeStatement::write(int index, Date value) { parameter(index).set(MYSQL_TYPE_DATE, checked(wire_time(value))); }

void NativeStatement::write(int index, LocalDateTime value) {
  parameter(index).set(MYSQL_TYPE_DATETIME, checked(wire_time(value.time_since_epoch())));
}

void NativeStatement::write(int index, Instant value) {
  parameter(index).set(MYSQL_TYPE_DATETIME, checked(wire_time(value.time_since_epoch())));
}

void NativeStatement::write(int index, const Uuid& value) {
  if (session_.server() == Server::mariadb) {
    parameter(index).set_copied(MYSQL_TYPE_VAR_STRING, value.to_string());
  } else {
    const auto& bytes = value.bytes();
    parameter(index).set_copied(MYSQL_TYPE_BLOB,
                                std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
}

void NativeStatement::write(int index, const Json& value) {
  parameter(index).set(MYSQL_TYPE_VAR_STRING, std::string_view(value.text()));
}

void NativeStatement::write_members(std::span<const MemberStep> steps, const void* object, int& index,
                                    std::uint64_t* prints) {
  write_each_member(*this, steps, object, index, prints);
}

}  // namespace rowan::mysql
