// Numbers and booleans that come as text, from a URL or a form.
#include <charconv>
#include <string_view>

#include "core/quote.hpp"
#include "core/value_numbers.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/value.hpp"

namespace rowan {
namespace {

[[noreturn]] void refuse_text(std::string_view text, TypeKind kind, std::string_view wanted) {
  if (text.empty()) {
    throw InvalidValue("an empty text is no " + std::string(to_string(kind)) +
                       ", and not NULL either: give NULL itself, or leave the value out");
  }
  throw InvalidValue(detail::in_quotes(text) + " is no " + std::string(to_string(kind)) + "; write " +
                     std::string(wanted));
}

template <class Number>
bool read_all(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end;
}

// Longer than any 64-bit integer: a decimal tells the range it is out of.
Value integer_in_text(std::string_view text, TypeKind kind) {
  std::int64_t number = 0;
  if (read_all(text, number)) return number;
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const bool digits = text.size() > sign && text.find_first_not_of("0123456789", sign) == std::string_view::npos;
  if (!digits || text.size() > 38) refuse_text(text, kind, "a whole number, as 42");
  return Decimal(text);
}

Value double_in_text(std::string_view text, TypeKind kind) {
  double number = 0;
  const bool plain = text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  if (!plain || !read_all(text, number)) refuse_text(text, kind, "a number, as 12.5");
  return number;
}

Value boolean_in_text(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  refuse_text(text, TypeKind::boolean, "true or false, 1 or 0");
}

}  // namespace

Value Value::parsed_as(TypeKind kind) const {
  const auto* text = std::get_if<std::string>(&storage_);
  if (text == nullptr || kind == TypeKind::text || kind == TypeKind::bytes) return converted_to(kind);
  if (kind == TypeKind::boolean) return boolean_in_text(*text);
  if (is_integer(kind)) return integer_in_text(*text, kind).converted_to(kind);
  if (kind == TypeKind::float32 || kind == TypeKind::float64) return double_in_text(*text, kind).converted_to(kind);
  if (text->empty() && !is_array(kind)) refuse_text(*text, kind, "");
  return converted_to(kind);
}

}  // namespace rowan
