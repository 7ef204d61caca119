// Reading columns.
#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "../soci/members.hpp"
#include "decimal_text.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::mysql {
namespace {

using Cell = Cells::Cell;

// The protocol is little-endian whatever the machine.
template <class Integer>
Integer load(const unsigned char* data) {
  if constexpr (std::endian::native == std::endian::little) {
    Integer value{};
    std::memcpy(&value, data, sizeof value);
    return value;
  } else {
    std::make_unsigned_t<Integer> bits = 0;
    for (std::size_t i = sizeof(Integer); i-- > 0;)
      bits = static_cast<std::make_unsigned_t<Integer>>(bits << 8 | data[i]);
    return static_cast<Integer>(bits);
  }
}

double load_real(Form form, const unsigned char* data) {
  if (form == Form::float32) return static_cast<double>(std::bit_cast<float>(load<std::int32_t>(data)));
  return std::bit_cast<double>(load<std::int64_t>(data));
}

// An integer's bits in 64, its sign extended when it has one.
std::int64_t load_integer(const Column& column, const unsigned char* data) {
  switch (column.form) {
    case Form::int8:
      return column.is_unsigned ? std::int64_t{load<std::uint8_t>(data)} : load<std::int8_t>(data);
    case Form::int16:
      return column.is_unsigned ? std::int64_t{load<std::uint16_t>(data)} : load<std::int16_t>(data);
    case Form::int32:
      return column.is_unsigned ? std::int64_t{load<std::uint32_t>(data)} : load<std::int32_t>(data);
    default:
      return load<std::int64_t>(data);
  }
}

bool is_integer(Form form) { return form >= Form::int8 && form <= Form::int64; }
bool is_real(Form form) { return form == Form::float32 || form == Form::float64; }

/// Beyond what std::int64_t holds: told by the sign that it would get.
bool too_large(const Column& column, std::int64_t bits) {
  return column.form == Form::int64 && column.is_unsigned && bits < 0;
}

// Of a BIT(n) column, n up to 64.
std::uint64_t load_bits(const Cells::Cell& cell) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < cell.size; ++i) bits = bits << 8 | cell.data[i];
  return bits;
}

// "-838:59:59.5", as the server writes it: with as many digits of a second as the column keeps.
std::string time_text(const Cells::Cell& cell, const Column& column) {
  const bool negative = cell.size >= 8 && cell.data[0] != 0;
  const auto hours = cell.size >= 8 ? std::int64_t{load<std::int32_t>(cell.data + 1)} * 24 + cell.data[5] : 0;
  std::string text = fmt::format("{}{:02}:{:02}:{:02}", negative ? "-" : "", hours, cell.size >= 8 ? cell.data[6] : 0,
                                 cell.size >= 8 ? cell.data[7] : 0);
  if (column.decimals == 0 || column.decimals > 6) return text;
  const int micros = cell.size >= 12 ? load<std::int32_t>(cell.data + 8) : 0;
  return text + "." + fmt::format("{:06}", micros).substr(0, column.decimals);
}

// A real that holds a whole number of the type; the type's maximum plus one is a power of two, which a double holds
// exactly.
template <class Integer>
std::optional<Integer> whole(double number) {
  const double least = static_cast<double>(std::numeric_limits<Integer>::min());
  const double beyond = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
  const bool fits = number >= least && number < beyond && std::trunc(number) == number;  // false for NaN
  return fits ? std::optional(static_cast<Integer>(number)) : std::nullopt;
}

// A sum of integers is a decimal to MySQL.
template <class Integer>
std::optional<Integer> whole(std::string_view decimal) {
  const auto point = decimal.find('.');
  if (point != std::string_view::npos) {
    if (decimal.find_first_not_of('0', point + 1) != std::string_view::npos) return std::nullopt;
    decimal = decimal.substr(0, point);
  }
  Integer number{};
  const auto [end, error] = std::from_chars(decimal.data(), decimal.data() + decimal.size(), number);
  const bool all = error == std::errc() && end == decimal.data() + decimal.size();
  return all ? std::optional(number) : std::nullopt;
}

Decimal decimal_of(std::string_view text, const Column& column) {
  return Decimal(without_filling(text, column.decimals));
}

std::string clipped(std::string_view text) {
  constexpr std::size_t most = 40;
  return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "…";
}

std::string describe(const Cell& cell, const Column& column) {
  if (is_integer(column.form)) {
    const auto bits = load_integer(column, cell.data);
    return too_large(column, bits) ? fmt::format("the integer {}", static_cast<std::uint64_t>(bits))
                                   : fmt::format("the integer {}", bits);
  }
  if (is_real(column.form)) return fmt::format("the real number {}", load_real(column.form, cell.data));
  if (column.form == Form::decimal) return fmt::format("the decimal {}", cell.text());
  if (column.form == Form::text) return fmt::format("the text \"{}\"", clipped(cell.text()));
  if (column.form == Form::bytes) return fmt::format("a blob of {} bytes", cell.size);
  if (column.form == Form::bits) return fmt::format("the bits {:#x}", load_bits(cell));
  return column.form == Form::time_of_day ? "a time of day" : "a date";
}

// The server leaves off what is zero at the end: the fraction, the time, and of "0000-00-00" everything.
Date date_in(const Cell& cell) {
  if (cell.size < 4) throw InvalidValue("expected a date, found 0000-00-00, which is none: make it NULL");
  const Date date{std::chrono::year(load<std::uint16_t>(cell.data)), std::chrono::month(cell.data[2]),
                  std::chrono::day(cell.data[3])};
  if (!date.ok()) {
    throw InvalidValue(fmt::format("expected a date, found {:04}-{:02}-{:02}, which is none",
                                   static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day())));
  }
  return date;
}

std::chrono::microseconds since_1970(const Cell& cell) {
  std::chrono::microseconds time = std::chrono::sys_days(date_in(cell)).time_since_epoch();
  if (cell.size >= 7) {
    time += std::chrono::hours(cell.data[4]) + std::chrono::minutes(cell.data[5]) + std::chrono::seconds(cell.data[6]);
  }
  if (cell.size >= 11) time += std::chrono::microseconds(load<std::int32_t>(cell.data + 7));
  return time;
}

}  // namespace

// Kept out of the readers, which then stay small.
[[gnu::cold, gnu::noinline]] void NativeStatement::mismatch(int column, std::string_view wanted) const {
  throw InvalidValue(fmt::format("expected {}, found {}", wanted, describe(cells_[column], cells_.column(column))));
}

// The forms that columns of the library's own have are read at once, so that it can be done inline; others apart.
bool NativeStatement::read(int column, std::int64_t& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Column& type = cells_.column(column);
  if (type.form == Form::int64 && !type.is_unsigned) [[likely]]
    out = load<std::int64_t>(cell.data);
  else
    out = integer_of_other_form(column);
  return true;
}

std::int64_t NativeStatement::integer_of_other_form(int column) const {
  const Cell& cell = cells_[column];
  const Column& type = cells_.column(column);
  std::optional<std::int64_t> number;
  if (is_integer(type.form)) {
    const auto bits = load_integer(type, cell.data);
    if (!too_large(type, bits)) number = bits;
  } else if (is_real(type.form)) {
    number = whole<std::int64_t>(load_real(type.form, cell.data));
  } else if (type.form == Form::decimal) {
    number = whole<std::int64_t>(cell.text());
  } else if (type.form == Form::bits) {
    const std::uint64_t bits = load_bits(cell);
    if (bits <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      number = static_cast<std::int64_t>(bits);
  }
  if (!number) mismatch(column, "a 64-bit integer");
  return *number;
}

bool NativeStatement::read(int column, std::uint64_t& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Column& type = cells_.column(column);
  std::optional<std::uint64_t> number;
  if (is_integer(type.form)) [[likely]] {
    const auto bits = load_integer(type, cell.data);
    if (bits >= 0 || type.is_unsigned) number = static_cast<std::uint64_t>(bits);
  } else if (is_real(type.form)) {
    number = whole<std::uint64_t>(load_real(type.form, cell.data));
  } else if (type.form == Form::decimal) {
    number = whole<std::uint64_t>(cell.text());
  } else if (type.form == Form::bits) {
    number = load_bits(cell);
  }
  if (!number) mismatch(column, "an unsigned integer");
  out = *number;
  return true;
}

bool NativeStatement::read(int column, bool& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Column& type = cells_.column(column);
  std::int64_t number = -1;
  if (is_integer(type.form)) number = load_integer(type, cell.data);
  if (type.form == Form::bits) number = load_bits(cell) == 1 ? 1 : load_bits(cell) == 0 ? 0 : -1;
  if (number != 0 && number != 1) mismatch(column, "a boolean (1 or 0)");
  out = number == 1;
  return true;
}

bool NativeStatement::read(int column, double& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Form form = cells_.column(column).form;
  if (form == Form::float64) [[likely]]
    out = load_real(Form::float64, cell.data);
  else
    out = real_of_other_form(column);
  return true;
}

double NativeStatement::real_of_other_form(int column) const {
  const Cell& cell = cells_[column];
  const Column& type = cells_.column(column);
  constexpr std::int64_t exact = std::int64_t{1} << 53;
  if (type.form == Form::float32) return load_real(type.form, cell.data);
  if (type.form == Form::decimal) return Value(decimal_of(cell.text(), type)).as_double();
  if (!is_integer(type.form)) mismatch(column, "a number");
  const auto number = load_integer(type, cell.data);
  if (too_large(type, number) || number > exact || number < -exact)
    mismatch(column, "a number that a double holds exactly");
  return static_cast<double>(number);
}

bool NativeStatement::read(int column, Decimal& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Column& type = cells_.column(column);
  if (type.form == Form::decimal) {
    out = decimal_of(cell.text(), type);
  } else if (is_integer(type.form)) {
    const auto bits = load_integer(type, cell.data);
    out = too_large(type, bits) ? Decimal(static_cast<std::uint64_t>(bits)) : Decimal(bits);
  } else if (type.form == Form::text) {
    out = Decimal(cell.text());
  } else {
    mismatch(column, "a decimal (or text or integer; a real number is not exact)");
  }
  return true;
}

bool NativeStatement::read(int column, std::string_view& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  if (cells_.column(column).form != Form::text) [[unlikely]]
    mismatch(column, "text");
  out = cell.text();
  return true;
}

bool NativeStatement::read(int column, std::string& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  if (cells_.column(column).form != Form::text) [[unlikely]]
    return text_of_other_form(column, out);
  out.assign(cell.text());
  return true;
}

[[gnu::cold, gnu::noinline]] bool NativeStatement::text_of_other_form(int column, std::string& out) const {
  if (cells_.column(column).form != Form::time_of_day) mismatch(column, "text");
  out = time_text(cells_[column], cells_.column(column));
  return true;
}

bool NativeStatement::read(int column, Bytes& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Form form = cells_.column(column).form;
  if (form != Form::bytes && form != Form::bits) mismatch(column, "a blob");
  const auto* data = reinterpret_cast<const std::byte*>(cell.data);
  out.assign(data, data + cell.size);
  return true;
}

bool NativeStatement::read(int column, Date& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Form form = cells_.column(column).form;
  if (form == Form::date) {
    out = date_in(cell);
  } else if (form == Form::text) {
    out = parse_date(cell.text());
  } else {
    mismatch(column, "a date");
  }
  return true;
}

bool NativeStatement::read(int column, LocalDateTime& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Form form = cells_.column(column).form;
  if (form == Form::date_and_time || form == Form::date) {
    out = LocalDateTime(since_1970(cell));
  } else if (form == Form::text) {
    out = parse_local_date_time(cell.text());
  } else {
    mismatch(column, "a date and time");
  }
  return true;
}

bool NativeStatement::read(int column, Instant& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Form form = cells_.column(column).form;
  if (form == Form::date_and_time) {
    out = Instant(since_1970(cell));  // the session's time zone is UTC, so that is what a TIMESTAMP comes in, too
  } else if (form == Form::text) {
    out = parse_instant(cell.text());
  } else {
    mismatch(column, "a date and time");
  }
  return true;
}

bool NativeStatement::read(int column, Uuid& out) {
  const Cell& cell = cells_[column];
  if (cell.data == nullptr) return false;
  const Form form = cells_.column(column).form;
  if (form == Form::text) {
    out = cells_.column(column).compares_bytes ? Uuid::stored(cell.text()) : Uuid(cell.text());
  } else if (form == Form::bytes && cell.size == 16) {
    if (session_.server() == Server::mariadb) {
      throw InvalidValue(
          "a UUID is kept in sixteen bytes, where MariaDB would not find it: UUIDs are asked for as text; make the "
          "column UUID or CHAR(36), or declare the attribute rowan::Bytes");
    }
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), cell.data, bytes.size());
    out = Uuid(bytes);
  } else {
    mismatch(column, "a UUID");
  }
  return true;
}

bool NativeStatement::read(int column, Json& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out = Json::trusted(std::string(text));
  return true;
}

void NativeStatement::read_members(std::span<const MemberStep> steps, void* object, int& column) {
  read_each_member(*this, *this, steps, object, column);
}

namespace {

template <class T>
Value value_as(NativeStatement& statement, int column) {
  T out{};
  statement.read(column, out);
  return Value(std::move(out));
}

}  // namespace

Value NativeStatement::value(int column) {
  if (is_null(column)) return {};
  const Column& type = cells_.column(column);
  if (is_integer(type.form)) {
    return type.is_unsigned ? value_as<std::uint64_t>(*this, column) : value_as<std::int64_t>(*this, column);
  }
  switch (type.form) {
    case Form::float32:
    case Form::float64:
      return value_as<double>(*this, column);
    case Form::decimal:
      return value_as<Decimal>(*this, column);
    case Form::bytes:
    case Form::bits:
      return value_as<Bytes>(*this, column);
    case Form::date:
      return value_as<Date>(*this, column);
    case Form::date_and_time:
      return value_as<LocalDateTime>(*this, column);
    default:
      return value_as<std::string>(*this, column);
  }
}

}  // namespace rowan::mysql
