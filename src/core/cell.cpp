#include "rowan/core/cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "core/exact_decimal.hpp"
#include "core/readable_years.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using Form = Cell::Form;

std::string clipped(std::string_view text) {
  constexpr std::size_t most = 40;
  return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "…";
}

std::string described(const Cell& cell) {
  switch (cell.form) {
    case Form::null:
      return "NULL";
    case Form::boolean:
      return cell.number != 0 ? "true" : "false";
    case Form::int64:
      return fmt::format("the integer {}", cell.number);
    case Form::uint64:
      return fmt::format("the integer {}", static_cast<std::uint64_t>(cell.number));
    case Form::float64:
      return fmt::format("the real number {}", cell.real);
    case Form::decimal:
      return fmt::format("the decimal {}", cell.text);
    case Form::bytes:
      return fmt::format("a blob of {} bytes", cell.text.size());
    case Form::bits:
      return fmt::format("the bits {:#x}", static_cast<std::uint64_t>(cell.number));
    case Form::date:
    case Form::local_date_time:
    case Form::instant:
    case Form::uuid:
      return "the " +
             std::string(cell.form == Form::uuid   ? "UUID "
                         : cell.form == Form::date ? "date "
                                                   : "time ") +
             value_of(cell).to_string();
    case Form::text:
    case Form::json:
    case Form::other:
      break;
  }
  return fmt::format("the text \"{}\"", clipped(cell.text));
}

/// A real that holds a whole number of the type; the type's maximum plus one is a power of two, which a double holds
/// exactly.
template <class Integer>
std::optional<Integer> whole(double number) {
  const double least = static_cast<double>(std::numeric_limits<Integer>::min());
  const double beyond = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
  const bool fits = number >= least && number < beyond && std::trunc(number) == number;  // false for NaN
  return fits ? std::optional(static_cast<Integer>(number)) : std::nullopt;
}

/// A decimal that is a whole number, as a sum of integers is.
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

template <class Integer>
std::optional<Integer> integer_in(const Cell& cell) {
  const bool bits = cell.form == Form::uint64 || cell.form == Form::bits;
  if (cell.form == Form::int64 || bits) {
    // What one type holds and the other does not is below zero when seen as signed.
    const bool fits = cell.number >= 0 || bits == std::is_unsigned_v<Integer>;
    return fits ? std::optional(static_cast<Integer>(cell.number)) : std::nullopt;
  }
  if (cell.form == Form::float64) return whole<Integer>(cell.real);
  if (cell.form == Form::decimal) return whole<Integer>(cell.text);
  return std::nullopt;
}

template <class Integer>
bool read_integer(const Cell& cell, Integer& out, std::string_view wanted) {
  if (cell.is_null()) return false;
  const auto number = integer_in<Integer>(cell);
  if (!number) refuse_cell(cell, wanted);
  out = *number;
  return true;
}

std::optional<double> double_in(const Cell& cell) {
  constexpr std::int64_t exact = std::int64_t{1} << 53;
  if (cell.form == Form::float64) return cell.real;
  if (cell.form == Form::decimal) return Value(Decimal(cell.text)).as_double();
  if (cell.form != Form::int64 && cell.form != Form::uint64) return std::nullopt;
  if (cell.form == Form::uint64 && cell.number < 0) return std::nullopt;
  // Beyond, too, where nothing is lost on the way there and back.
  const bool fits = (cell.number <= exact && cell.number >= -exact) ||
                    whole<std::int64_t>(static_cast<double>(cell.number)) == cell.number;
  return fits ? std::optional(static_cast<double>(cell.number)) : std::nullopt;
}

std::optional<Decimal> decimal_in(const Cell& cell) {
  switch (cell.form) {
    case Form::decimal:
    case Form::text:
      return Decimal(cell.text);
    case Form::int64:
      return Decimal(cell.number);
    case Form::uint64:
      return Decimal(static_cast<std::uint64_t>(cell.number));
    case Form::float64:
      return cell.reals_were_decimals ? exact_decimal(cell.real) : std::nullopt;
    default:
      return std::nullopt;
  }
}

bool holds_text(const Cell& cell) {
  return cell.form == Form::text || cell.form == Form::json || cell.form == Form::other;
}

Bytes bytes_of(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
  return {data, data + bytes.size()};
}

Uuid uuid_of(std::string_view bytes) {
  std::array<std::uint8_t, 16> out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return Uuid(out);
}

template <class Unit>
Unit since_1970(const Cell& cell) {
  const Unit since(cell.number);
  if (since >= first_day.time_since_epoch() && since < day_beyond.time_since_epoch()) return since;
  throw InvalidValue(fmt::format("found a {} {} the year {}: only the years 0 to 9999 are read; select it as text",
                                 cell.form == Form::date ? "date" : "time", cell.number < 0 ? "before" : "after",
                                 cell.number < 0 ? 0 : 9999));
}

Date date_of(const Cell& cell) { return Date(std::chrono::sys_days(since_1970<std::chrono::days>(cell))); }

LocalDateTime reading_of(const Cell& cell) { return LocalDateTime(since_1970<std::chrono::microseconds>(cell)); }

Instant instant_of(const Cell& cell) { return Instant(since_1970<std::chrono::microseconds>(cell)); }

/// Without the blanks that databases write after ':' and ','.
std::string compacted(std::string_view document) {
  std::string text;
  text.reserve(document.size());
  bool inside = false, escaped = false;
  for (const char c : document) {
    if (!inside && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) continue;
    text += c;
    if (c == '"' && !escaped) inside = !inside;
    escaped = inside && c == '\\' && !escaped;
  }
  return text;
}

}  // namespace

void refuse_cell(const Cell& cell, std::string_view wanted) {
  throw InvalidValue(fmt::format("expected {}, found {}", wanted, described(cell)));
}

bool read_cell(const Cell& cell, bool& out) {
  if (cell.is_null()) return false;
  const auto number = cell.form == Form::boolean ? cell.number : integer_in<std::int64_t>(cell);
  if (!number || (*number != 0 && *number != 1) || cell.form == Form::float64 || cell.form == Form::decimal)
    refuse_cell(cell, "a boolean (1 or 0)");
  out = *number == 1;
  return true;
}

bool read_cell(const Cell& cell, std::int64_t& out) { return read_integer(cell, out, "a 64-bit integer"); }
bool read_cell(const Cell& cell, std::uint64_t& out) { return read_integer(cell, out, "an unsigned integer"); }

bool read_cell(const Cell& cell, double& out) {
  if (cell.is_null()) return false;
  const auto number = double_in(cell);
  if (!number) refuse_cell(cell, "a number that a double holds exactly");
  out = *number;
  return true;
}

bool read_cell(const Cell& cell, Decimal& out) {
  if (cell.is_null()) return false;
  const auto decimal = decimal_in(cell);
  if (!decimal) {
    refuse_cell(cell, cell.reals_were_decimals
                          ? "a decimal (text, an integer, or a real number of at most 15 digits: others are not exact, "
                            "so keep them in a column declared TEXT)"
                          : "a decimal (or text or integer; a real number is not exact)");
  }
  out = *decimal;
  return true;
}

bool read_cell(const Cell& cell, std::string_view& out) {
  if (cell.is_null()) return false;
  if (!holds_text(cell)) refuse_cell(cell, "text");
  out = cell.text;
  return true;
}

bool read_cell(const Cell& cell, std::string& out) {
  std::string_view text;
  if (!read_cell(cell, text)) return false;
  out.assign(text);
  return true;
}

bool read_cell(const Cell& cell, Bytes& out) {
  if (cell.is_null()) return false;
  if (cell.form != Form::bytes && cell.form != Form::bits) refuse_cell(cell, "a blob");
  out = bytes_of(cell.text);
  return true;
}

bool read_cell(const Cell& cell, Date& out) {
  if (cell.is_null()) return false;
  if (cell.form != Form::date && !holds_text(cell)) refuse_cell(cell, "a date");
  out = cell.form == Form::date ? date_of(cell) : parse_date(cell.text);
  return true;
}

bool read_cell(const Cell& cell, LocalDateTime& out) {
  if (cell.is_null()) return false;
  if (cell.form == Form::local_date_time) {
    out = reading_of(cell);
  } else if (cell.form == Form::date) {
    out = LocalDateTime(since_1970<std::chrono::days>(cell));
  } else if (holds_text(cell)) {
    out = parse_local_date_time(cell.text);
  } else {
    refuse_cell(cell, "a date and time");
  }
  return true;
}

bool read_cell(const Cell& cell, Instant& out) {
  if (cell.is_null()) return false;
  if (cell.form == Form::instant || (cell.form == Form::local_date_time && cell.clock_is_utc)) {
    out = instant_of(cell);
  } else if (holds_text(cell)) {
    out = parse_instant(cell.text);
  } else {
    refuse_cell(cell, "a date and time of UTC");
  }
  return true;
}

bool read_cell(const Cell& cell, Uuid& out) {
  if (cell.is_null()) return false;
  const bool bytes =
      cell.form == Form::uuid || (cell.form == Form::bytes && cell.uuid_in_bytes && cell.text.size() == 16);
  if (!bytes && !holds_text(cell)) refuse_cell(cell, "a UUID");
  if (bytes)
    out = uuid_of(cell.text);
  else
    out = cell.compares_bytes ? Uuid::stored(cell.text) : Uuid(cell.text);
  return true;
}

bool read_cell(const Cell& cell, Json& out) {
  if (cell.is_null()) return false;
  if (!holds_text(cell)) refuse_cell(cell, "JSON");
  if (cell.form != Form::json) (void)Json(cell.text);  // nobody has checked what a column of text holds
  out = Json::trusted(cell.form == Form::json ? compacted(cell.text) : std::string(cell.text));
  return true;
}

bool can_read(const Cell& cell, TypeKind kind) {
  const bool bits = cell.form == Form::bits;
  const bool integer = cell.form == Form::int64 || cell.form == Form::uint64;
  const bool number = integer || cell.form == Form::float64 || cell.form == Form::decimal;
  switch (kind) {
    case TypeKind::boolean:
      return cell.form == Form::boolean || integer || bits;
    case TypeKind::float32:
    case TypeKind::float64:
      return number;
    case TypeKind::decimal:
      return cell.form == Form::float64 ? cell.reals_were_decimals : number || cell.form == Form::text;
    case TypeKind::text:
    case TypeKind::json:
      return holds_text(cell);
    case TypeKind::bytes:
      return cell.form == Form::bytes || bits;
    case TypeKind::date:
      return cell.form == Form::date || holds_text(cell);
    case TypeKind::local_date_time:
      return cell.form == Form::local_date_time || cell.form == Form::date || holds_text(cell);
    case TypeKind::instant:
      return cell.form == Form::instant || (cell.form == Form::local_date_time && cell.clock_is_utc) ||
             holds_text(cell);
    case TypeKind::uuid:
      return cell.form == Form::uuid || (cell.form == Form::bytes && cell.uuid_in_bytes) || holds_text(cell);
    default:
      return is_integer(kind) ? number || bits : cell.form == Form::other;  // an array
  }
}

Value value_of(const Cell& cell) {
  switch (cell.form) {
    case Form::null:
      return {};
    case Form::boolean:
      return Value(cell.number != 0);
    case Form::int64:
      return Value(cell.number);
    case Form::uint64:
      return Value(static_cast<std::uint64_t>(cell.number));
    case Form::float64:
      return Value(cell.real);
    case Form::decimal:
      return Value(Decimal(cell.text));
    case Form::bytes:
    case Form::bits:
      return Value(bytes_of(cell.text));
    case Form::date:
      return Value(date_of(cell));
    case Form::local_date_time:
      return Value(reading_of(cell));
    case Form::instant:
      return Value(instant_of(cell));
    case Form::uuid:
      return Value(uuid_of(cell.text));
    case Form::json:
      return Value(Json::trusted(compacted(cell.text)));
    case Form::text:
    case Form::other:
      break;
  }
  return Value(std::string(cell.text));
}

}  // namespace rowan
