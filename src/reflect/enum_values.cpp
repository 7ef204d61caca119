// Enumerators, by number and by text.
#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan::detail {
namespace {

std::string list_of(const Enumerator* first, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += fmt::format("{}{}", i == 0 ? "" : ", ", first[i].text);
  return list;
}

}  // namespace

std::int64_t enum_number(const Enumerator* first, std::size_t count, std::string_view text) {
  for (std::size_t i = 0; i < count; ++i) {
    if (first[i].text == text) return first[i].number;
  }
  throw InvalidValue(fmt::format("'{}' is not one of the values of the enum: {}", text, list_of(first, count)));
}

std::int64_t enum_number(const Enumerator* first, std::size_t count, std::int64_t number) {
  enum_text(first, count, number);
  return number;
}

std::string_view enum_text(const Enumerator* first, std::size_t count, std::int64_t number) {
  for (std::size_t i = 0; i < count; ++i) {
    if (first[i].number == number) return first[i].text;
  }
  throw InvalidValue(
      fmt::format("{} is not the number of one of the values of the enum: {}", number, list_of(first, count)));
}

std::int64_t enum_number_of_text(const Enumerator* first, std::size_t count, const Value& value) {
  if (value.is_null()) refuse_null();
  if (const auto* text = std::get_if<std::string>(&value.storage()))
    return enum_number(first, count, std::string_view(*text));
  throw InvalidValue(
      fmt::format("{} is not one of the values of the enum: {}", value.to_string(), list_of(first, count)));
}

std::int64_t enum_number(const Enumerator* first, std::size_t count, const Value& value) {
  if (value.is_null()) refuse_null();
  if (std::holds_alternative<std::int64_t>(value.storage())) return enum_number(first, count, value.as_int64());
  return enum_number(first, count, std::string_view(value.as_string()));
}

}  // namespace rowan::detail
