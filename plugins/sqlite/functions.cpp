#include "functions.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <sqlite3.h>
#include <wctype.h>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "number_functions.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/normal_json.hpp"
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

char32_t upper(char32_t character) {
  if (character < 0x80) return character >= 'a' && character <= 'z' ? character - 32 : character;
  return unicode() == nullptr ? character
                              : static_cast<char32_t>(towupper_l(static_cast<wint_t>(character), unicode()));
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

template <char32_t (*other)(char32_t)>
std::string in_other_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const auto character = text.substr(0, std::max<std::size_t>(size, 1));
    if (size == 0) {
      out.append(character);
    } else {
      append_utf8(out, other(decode(character)));
    }
    text.remove_prefix(character.size());
  }
  return out;
}

template <char32_t (*other)(char32_t)>
void case_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* data = argument_text(arguments[0]);
  if (data == nullptr) return;  // NULL in, NULL out
  try {
    const auto text = in_other_case<other>({data, static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]))});
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

// SQLite gives no way to fail: without memory the texts themselves are compared.
int compare_documents(void*, int left_size, const void* left_data, int right_size, const void* right_data) noexcept {
  const std::string_view left(static_cast<const char*>(left_data), static_cast<std::size_t>(left_size));
  const std::string_view right(static_cast<const char*>(right_data), static_cast<std::size_t>(right_size));
  if (left == right) return 0;
  try {
    return normal_json(left).compare(normal_json(right));
  } catch (const std::bad_alloc&) {
    return left.compare(right);
  }
}

}  // namespace

void add_functions(sqlite3* handle) {
  int code = sqlite3_create_collation_v2(handle, "rowan_decimal", SQLITE_UTF8, nullptr, compare_decimals, nullptr);
  if (code == SQLITE_OK)
    code = sqlite3_create_collation_v2(handle, "rowan_time", SQLITE_UTF8, nullptr, compare_times, nullptr);
  if (code == SQLITE_OK)
    code = sqlite3_create_collation_v2(handle, "rowan_json", SQLITE_UTF8, nullptr, compare_documents, nullptr);
  if (code == SQLITE_OK) code = add_function(handle, "rowan_lower", 1, case_function<lower>);
  if (code == SQLITE_OK) code = add_function(handle, "rowan_upper", 1, case_function<upper>);
  if (code == SQLITE_OK) code = add_number_functions(handle);
  if (code != SQLITE_OK) throw ConnectionFailed("SQLite refused the library's collation: out of memory");
}

}  // namespace rowan::sqlite
