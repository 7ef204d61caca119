#include "functions.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <sqlite3.h>
#include <wctype.h>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"
#include "time_collation.hpp"

namespace rowan::sqlite {
namespace {

std::optional<Decimal> as_decimal(std::string_view text) {
  try {
    return Decimal(text);
  } catch (const InvalidValue&) {
    return std::nullopt;
  }
}

// Texts that are no decimals sort after all that are, by their bytes, so that this is an order whatever the column
// holds.
int compare_decimals(void*, int left_size, const void* left_data, int right_size, const void* right_data) {
  const std::string_view left(static_cast<const char*>(left_data), static_cast<std::size_t>(left_size));
  const std::string_view right(static_cast<const char*>(right_data), static_cast<std::size_t>(right_size));
  if (left == right) return 0;
  const auto a = as_decimal(left);
  const auto b = as_decimal(right);
  if (!a && !b) return left.compare(right);
  if (!a || !b) return a ? -1 : 1;
  const auto order = *a <=> *b;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// The process's own locale must not change results; C.UTF-8 knows all of Unicode's simple case pairs.
locale_t unicode() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

char32_t lower(char32_t character) {
  if (character < 0x80) return character >= 'A' && character <= 'Z' ? character + 32 : character;
  return unicode() == nullptr ? character
                              : static_cast<char32_t>(towlower_l(static_cast<wint_t>(character), unicode()));
}

// How many bytes the character at `text` has; 0 for what is no valid UTF-8, of which one byte is then copied as it is.
std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  if (size > text.size()) return 0;
  const auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  const auto tail = text.substr(1, size == 0 ? 0 : size - 1);
  return std::all_of(tail.begin(), tail.end(), is_tail) ? size : 0;
}

char32_t decode(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    case 3:
      return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    case 4:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
    default:
      return byte(0);
  }
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto tail = [&](int shift) { put(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    put(0xf0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string lower_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const auto character = text.substr(0, std::max<std::size_t>(size, 1));
    if (size == 0) {
      out.append(character);
    } else {
      append_utf8(out, lower(decode(character)));
    }
    text.remove_prefix(character.size());
  }
  return out;
}

const char* argument_text(sqlite3_value* argument) {
  return reinterpret_cast<const char*>(sqlite3_value_text(argument));
}

void lower_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* data = argument_text(arguments[0]);
  if (data == nullptr) return;  // NULL in, NULL out
  try {
    const auto text = lower_text({data, static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]))});
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

// Told from SQLite's own failures by its beginning.
void refuse_sum(sqlite3_context* context, std::string_view why) {
  const std::string message = std::string(refused_sum).append(why);
  sqlite3_result_error(context, message.data(), static_cast<int>(message.size()));
}

void decimal_add(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* left = argument_text(arguments[0]);
  const auto* right = argument_text(arguments[1]);
  if (left == nullptr || right == nullptr) return;
  try {
    const auto sum = (Decimal(left) + Decimal(right)).to_string();
    sqlite3_result_text64(context, sum.data(), sum.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const InvalidValue& error) {
    refuse_sum(context, error.what());
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

// SQLite's own `+` goes on with a double where 64 bits end.
void integer_add(sqlite3_context* context, int, sqlite3_value** arguments) {
  for (int i = 0; i < 2; ++i) {
    const int type = sqlite3_value_type(arguments[i]);
    if (type == SQLITE_NULL) return;
    if (type != SQLITE_INTEGER) return refuse_sum(context, "the column holds something that is no integer");
  }
  const std::int64_t lowest = sqlite3_value_int64(arguments[2]), highest = sqlite3_value_int64(arguments[3]);
  std::int64_t sum = 0;
  const bool wraps = __builtin_add_overflow(sqlite3_value_int64(arguments[0]), sqlite3_value_int64(arguments[1]), &sum);
  if (wraps || sum < lowest || sum > highest)
    return refuse_sum(context, fmt::format("the sum is outside {}…{}", lowest, highest));
  sqlite3_result_int64(context, sum);
}

using Function = void (*)(sqlite3_context*, int, sqlite3_value**);

int add(sqlite3* handle, const char* name, int arguments, Function function) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  return sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
}

}  // namespace

void add_functions(sqlite3* handle) {
  int code = sqlite3_create_collation_v2(handle, "rowan_decimal", SQLITE_UTF8, nullptr, compare_decimals, nullptr);
  if (code == SQLITE_OK)
    code = sqlite3_create_collation_v2(handle, "rowan_time", SQLITE_UTF8, nullptr, compare_times, nullptr);
  if (code == SQLITE_OK) code = add(handle, "rowan_lower", 1, lower_function);
  if (code == SQLITE_OK) code = add(handle, "rowan_decimal_add", 2, decimal_add);
  if (code == SQLITE_OK) code = add(handle, "rowan_integer_add", 4, integer_add);
  if (code != SQLITE_OK) throw ConnectionFailed("SQLite refused the library's collation: out of memory");
}

}  // namespace rowan::sqlite
