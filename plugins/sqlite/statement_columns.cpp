// Reading columns.
#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <cstring>
#include <string>

#include "../soci/exact_decimal.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::sqlite {
namespace {

std::string_view text_of(sqlite3_value* value) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string clipped(std::string_view text) {
  constexpr std::size_t most = 40;
  return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "…";
}

std::string describe(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return fmt::format("the integer {}", sqlite3_value_int64(value));
    case SQLITE_FLOAT:
      return fmt::format("the real number {}", sqlite3_value_double(value));
    case SQLITE_TEXT:
      return fmt::format("the text \"{}\"", clipped(text_of(value)));
    default:
      return fmt::format("a blob of {} bytes", sqlite3_value_bytes(value));
  }
}

/// False for NULL; throws for what else is not of the kind wanted. Kept out of the readers, which then stay small.
[[gnu::cold, gnu::noinline]] bool null_or_throw(sqlite3_value* value, const char* wanted) {
  if (sqlite3_value_type(value) == SQLITE_NULL) return false;
  throw InvalidValue(fmt::format("expected {}, found {}", wanted, describe(value)));
}

// A double that holds a whole number of 64 bits holds it exactly; 2^63 itself is one too many.
bool whole(double number, std::int64_t& out) {
  constexpr double limit = 9223372036854775808.0;
  const bool fits = number >= -limit && number < limit && std::trunc(number) == number;  // false for NaN
  if (!fits) return false;
  out = static_cast<std::int64_t>(number);
  return true;
}

bool exact(std::int64_t number, double& out) {
  const auto converted = static_cast<double>(number);
  std::int64_t back = 0;
  if (!whole(converted, back) || back != number) return false;
  out = converted;
  return true;
}

// The usual types, for the readers one by one and for read_members alike.

[[gnu::hot]] bool read_integer(sqlite3_value* value, std::int64_t& out) {
  const int type = sqlite3_value_type(value);
  if (type == SQLITE_INTEGER) [[likely]] {
    out = sqlite3_value_int64(value);
    return true;
  }
  if (type == SQLITE_FLOAT && whole(sqlite3_value_double(value), out)) return true;
  return null_or_throw(value, "a 64-bit integer");
}

[[gnu::hot]] bool read_real(sqlite3_value* value, double& out) {
  const int type = sqlite3_value_type(value);
  if (type == SQLITE_FLOAT) [[likely]] {
    out = sqlite3_value_double(value);
    return true;
  }
  if (type == SQLITE_INTEGER && exact(sqlite3_value_int64(value), out)) return true;
  return null_or_throw(value, "a number that a double holds exactly");
}

[[gnu::hot]] bool read_text(sqlite3_value* value, std::string& out) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) [[unlikely]]
    return null_or_throw(value, "text");
  const std::string_view text = text_of(value);
  // Where it needs more room, a new string is made faster than the old one grows.
  if (text.size() <= out.capacity())
    out.assign(text);
  else
    out = std::string(text);
  return true;
}

}  // namespace

bool NativeStatement::is_null(int column) { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

bool NativeStatement::read(int column, std::int64_t& out) {
  return read_integer(sqlite3_column_value(statement_, column), out);
}

bool NativeStatement::read(int column, bool& out) {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  if (sqlite3_value_type(value) == SQLITE_INTEGER) {
    const auto number = sqlite3_value_int64(value);
    if (number == 0 || number == 1) {
      out = number == 1;
      return true;
    }
  }
  return null_or_throw(value, "a boolean (1 or 0)");
}

bool NativeStatement::read(int column, std::uint64_t& out) {
  std::int64_t number = 0;
  if (!read(column, number)) return false;
  if (number < 0) null_or_throw(sqlite3_column_value(statement_, column), "an unsigned integer");
  out = static_cast<std::uint64_t>(number);
  return true;
}

bool NativeStatement::read(int column, double& out) { return read_real(sqlite3_column_value(statement_, column), out); }

bool NativeStatement::read(int column, Decimal& out) {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  const int type = sqlite3_value_type(value);
  if (type == SQLITE_TEXT) {
    out = Decimal(text_of(value));
    return true;
  }
  if (type == SQLITE_INTEGER) {
    out = Decimal(sqlite3_value_int64(value));
    return true;
  }
  if (const auto decimal = type == SQLITE_FLOAT ? exact_decimal(sqlite3_value_double(value)) : std::nullopt) {
    out = *decimal;
    return true;
  }
  return null_or_throw(value,
                       "a decimal (text, an integer, or a real number of at most 15 digits: others are not exact, so "
                       "keep them in a column declared TEXT)");
}

bool NativeStatement::read(int column, std::string_view& out) {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  if (sqlite3_value_type(value) == SQLITE_TEXT) [[likely]] {
    out = text_of(value);
    return true;
  }
  return null_or_throw(value, "text");
}

bool NativeStatement::read(int column, std::string& out) {
  return read_text(sqlite3_column_value(statement_, column), out);
}

bool NativeStatement::read(int column, Bytes& out) {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  if (sqlite3_value_type(value) != SQLITE_BLOB) return null_or_throw(value, "a blob");
  const auto* data = static_cast<const std::byte*>(sqlite3_value_blob(value));
  out.assign(data, data + sqlite3_value_bytes(value));
  return true;
}

bool NativeStatement::read(int column, Date& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out = parse_date(text);
  return true;
}

bool NativeStatement::read(int column, LocalDateTime& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out = parse_local_date_time(text);
  return true;
}

bool NativeStatement::read(int column, Instant& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out = parse_instant(text);
  return true;
}

bool NativeStatement::read(int column, Uuid& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out = Uuid::stored(text);
  return true;
}

bool NativeStatement::read(int column, Json& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out = Json::trusted(std::string(text));
  return true;
}

[[gnu::hot]] void NativeStatement::read_members(std::span<const MemberStep> steps, void* object, int& column) {
  for (const MemberStep& step : steps) {
    void* member = static_cast<std::byte*>(object) + step.offset;
    bool done = false;
    switch (step.kind) {
      case MemberKind::int64:
        done = read_integer(sqlite3_column_value(statement_, column), *static_cast<std::int64_t*>(member));
        break;
      case MemberKind::float64:
        done = read_real(sqlite3_column_value(statement_, column), *static_cast<double*>(member));
        break;
      case MemberKind::text:
        done = read_text(sqlite3_column_value(statement_, column), *static_cast<std::string*>(member));
        break;
      case MemberKind::key64:
        done = read_integer(sqlite3_column_value(statement_, column), step.key.number(member));
        if (done) step.key.mark_present(member);
        break;
      case MemberKind::other:
        break;
    }
    if (!done) [[unlikely]]
      step.read(*this, column, member);  // which also tells what is wrong with a NULL
    ++column;
  }
}

Value NativeStatement::value(int column) {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return Value(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
      return Value(sqlite3_value_double(value));
    case SQLITE_TEXT:
      return Value(std::string(text_of(value)));
    case SQLITE_BLOB: {
      Bytes bytes;
      read(column, bytes);
      return Value(std::move(bytes));
    }
    default:
      return {};
  }
}

}  // namespace rowan::sqlite
