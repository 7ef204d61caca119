#include "rowan/sql/column_limit.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace rowan {
namespace {

int next_number(std::string_view& text) {
  const auto from = std::min(text.find_first_of("0123456789"), text.size());
  text.remove_prefix(from);
  int number = -1;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::optional<TypeKind> held_instead(const Cell& cell, TypeKind kind) {
  if (can_read(cell, kind)) return std::nullopt;
  switch (cell.form) {
    case Cell::Form::boolean:
      return TypeKind::boolean;
    case Cell::Form::int64:
    case Cell::Form::uint64:
    case Cell::Form::bits:
      return TypeKind::int64;
    case Cell::Form::float64:
      return TypeKind::float64;
    case Cell::Form::decimal:
      return TypeKind::decimal;
    case Cell::Form::bytes:
      return TypeKind::bytes;
    case Cell::Form::date:
      return TypeKind::date;
    case Cell::Form::local_date_time:
      return TypeKind::local_date_time;
    case Cell::Form::instant:
      return TypeKind::instant;
    case Cell::Form::uuid:
      return TypeKind::uuid;
    case Cell::Form::json:
      return TypeKind::json;
    case Cell::Form::null:
    case Cell::Form::text:
    case Cell::Form::other:
      break;
  }
  return TypeKind::text;
}

DeclaredType declared_type(std::string_view text) {
  DeclaredType type;
  type.full = text;
  const auto open = std::min(text.find('('), text.size());
  const auto close = std::min(text.find(')', open), text.size());
  std::string_view name = text.substr(0, open);
  while (name.ends_with(' ')) name.remove_suffix(1);
  type.name = name;
  if (close < text.size()) type.name += text.substr(close + 1);
  for (char& c : type.name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  std::string_view numbers = text.substr(open, close - open);
  type.first = next_number(numbers);
  const bool negative = numbers.find('-') != std::string_view::npos;
  type.second = next_number(numbers);
  if (negative) type.zeros = std::exchange(type.second, 0);
  return type;
}

}  // namespace rowan
