// Writing parameters.
#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <limits>
#include <utility>

#include "../soci/members.hpp"
#include "errors.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::sqlite {

inline void NativeStatement::check(int code) {
  if (code != SQLITE_OK) [[unlikely]]
    refuse(code);
}

void NativeStatement::refuse(int code) { raise({handle_, code, sqlite3_errstr(code), sql_}); }

void NativeStatement::bind_text(int index, std::string_view text) {
  const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would bind NULL
  check(sqlite3_bind_text64(statement_, index + 1, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void NativeStatement::bind_formatted(int index, std::string_view text) {
  const auto place = static_cast<std::size_t>(index);
  if (formatted_.empty()) formatted_.resize(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_)));
  if (place >= formatted_.size()) check(SQLITE_RANGE);
  formatted_[place].assign(text);  // into the room it had from last time
  bind_text(index, formatted_[place]);
}

template <class Time>
void NativeStatement::bind_time(int index, Time time) {
  TimeText buffer;
  bind_formatted(index, write_text(time, buffer));
}

void NativeStatement::write_null(int index, TypeKind) { check(sqlite3_bind_null(statement_, index + 1)); }

void NativeStatement::write(int index, bool value) { check(sqlite3_bind_int(statement_, index + 1, value ? 1 : 0)); }

[[gnu::hot]] void NativeStatement::write(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, index + 1, value));
}

void NativeStatement::write(int index, std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw InvalidValue(
        fmt::format("{} is too large: SQLite's integers end at 9223372036854775807; use a decimal or text "
                    "attribute for larger ones",
                    value));
  }
  write(index, static_cast<std::int64_t>(value));
}

[[noreturn, gnu::cold, gnu::noinline]] static void refuse_nan() {
  throw InvalidValue("NaN can't be stored: SQLite would make it NULL; use an optional attribute and leave it empty");
}

[[gnu::hot]] void NativeStatement::write(int index, double value) {
  if (std::isnan(value)) [[unlikely]]
    refuse_nan();
  check(sqlite3_bind_double(statement_, index + 1, value));
}

void NativeStatement::write(int index, const Decimal& value) { bind_formatted(index, value.to_string()); }

[[gnu::hot]] void NativeStatement::write(int index, std::string_view text) {
  check_text(text);
  bind_text(index, text);
}

void NativeStatement::write(int index, std::span<const std::byte> bytes) {
  const void* data = bytes.data() != nullptr ? static_cast<const void*>(bytes.data()) : "";
  check(sqlite3_bind_blob64(statement_, index + 1, data, bytes.size(), SQLITE_STATIC));
}

void NativeStatement::write(int index, Date value) { bind_time(index, value); }
void NativeStatement::write(int index, LocalDateTime value) { bind_time(index, value); }
void NativeStatement::write(int index, Instant value) { bind_time(index, value); }
void NativeStatement::write(int index, const Uuid& value) { bind_formatted(index, value.to_string()); }
void NativeStatement::write(int index, const Json& value) { bind_text(index, value.text()); }

[[gnu::hot]] void NativeStatement::write_members(std::span<const MemberStep> steps, const void* object, int& index,
                                                 std::uint64_t* prints) {
  write_each_member(*this, steps, object, index, prints);
}

}  // namespace rowan::sqlite
