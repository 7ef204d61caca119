#include "functions.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "document_functions.hpp"
#include "number_functions.hpp"
#include "own_function.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/letter_case.hpp"
#include "rowan/core/normal_json.hpp"
#include "time_collation.hpp"
#include "time_functions.hpp"

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

template <std::string (*in_case)(std::string_view)>
void case_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* data = argument_text(arguments[0]);
  if (data == nullptr) return;  // NULL in, NULL out
  try {
    const auto text = in_case({data, static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]))});
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

template <bool at_end>
void text_at(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto text = argument_view(arguments[0]), wanted = argument_view(arguments[1]);
  if (!text || !wanted) return;
  sqlite3_result_int(context, (at_end ? text->ends_with(*wanted) : text->starts_with(*wanted)) ? 1 : 0);
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
  if (code == SQLITE_OK) code = add_function(handle, "rowan_lower", 1, case_function<in_lower_case>);
  if (code == SQLITE_OK) code = add_function(handle, "rowan_upper", 1, case_function<in_upper_case>);
  if (code == SQLITE_OK) code = add_function(handle, "rowan_starts_with", 2, text_at<false>);
  if (code == SQLITE_OK) code = add_function(handle, "rowan_ends_with", 2, text_at<true>);
  if (code == SQLITE_OK) code = add_number_functions(handle);
  if (code == SQLITE_OK) code = add_time_functions(handle);
  if (code == SQLITE_OK) code = add_document_functions(handle);
  if (code != SQLITE_OK) throw ConnectionFailed("SQLite refused the library's collation: out of memory");
}

std::string_view collation_of(TypeKind kind) noexcept {
  if (kind == TypeKind::decimal) return "rowan_decimal";
  if (kind == TypeKind::json) return "rowan_json";
  return kind == TypeKind::local_date_time || kind == TypeKind::instant ? "rowan_time" : "";
}

}  // namespace rowan::sqlite
