#include "rowan/reflect/rule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace rowan {
namespace {

const std::string* text_of(const Value& value) { return std::get_if<std::string>(&value.storage()); }

bool holds_double(const Value& value) { return std::holds_alternative<double>(value.storage()); }

// Unicode's property White_Space (Unicode 15, PropList.txt), beyond ASCII; and a zero-width space, which shows as
// little.
constexpr std::array<std::string_view, 20> wide_spaces{
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b"};

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r') ? 1 : 0;
    for (const std::string_view space : wide_spaces) {
      if (text.starts_with(space)) length = space.size();
    }
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// UTF-8 continuation bytes start with the bits 10.
std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

double nearest_double(const Value& value) {
  if (const auto* number = std::get_if<double>(&value.storage())) return *number;
  const std::string text = value.as_decimal().to_string();
  double nearest = 0;
  std::from_chars(text.data(), text.data() + text.size(), nearest);
  return nearest;
}

// As many digits as a column of these has, before and after the point.
bool fits(const Decimal& value, std::size_t precision, std::size_t scale) {
  const std::string text = value.to_string();
  const std::size_t start = text.find_first_not_of("-0");
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t last = point == text.size() ? point : text.find_last_not_of('0');
  const std::size_t before = start < point ? point - start : 0;
  const std::size_t after = last > point ? last - point : 0;
  return before <= precision - scale && after <= scale;
}

// Orders values of one kind; numbers across kinds by what they are worth.
bool less(const Value& left, const Value& right) {
  if (left.storage().index() == right.storage().index()) {
    return std::visit(
        [&]<class T>(const T& l) -> bool {
          if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, Json> ||
                        std::is_same_v<T, std::vector<Value>>)
            return false;
          else
            return l < std::get<T>(right.storage());
        },
        left.storage());
  }
  if (holds_double(left) || holds_double(right)) return nearest_double(left) < nearest_double(right);
  return left.as_decimal() < right.as_decimal();
}

// Neither less nor more than anything, and so within no limits.
bool is_nan(const Value& value) {
  const auto* number = std::get_if<double>(&value.storage());
  return number != nullptr && std::isnan(*number);
}

std::string list_of(const std::vector<Value>& values) {
  std::string list;
  for (const Value& value : values) list += (list.empty() ? "" : ", ") + value.to_string();
  return list;
}

// Of a value that is not NULL.
std::optional<std::string> complaint_about(const Value& value, const Rule& rule) {
  const std::vector<Value>& limits = rule.values;
  const std::string* text = text_of(value);
  switch (rule.kind) {
    case RuleKind::not_blank:
      if (text != nullptr && is_blank(*text)) return "can't be blank";
      return std::nullopt;
    case RuleKind::min_length:
      if (text == nullptr || code_points(*text) >= limits[0].as_uint64()) return std::nullopt;
      return fmt::format("is too short (minimum is {} characters)", limits[0].as_uint64());
    case RuleKind::max_length:
      if (text == nullptr || code_points(*text) <= limits[0].as_uint64()) return std::nullopt;
      return fmt::format("is too long (maximum is {} characters)", limits[0].as_uint64());
    case RuleKind::at_least:
      if (!is_nan(value) && !less(value, limits[0])) return std::nullopt;
      return fmt::format("must be at least {}", limits[0].to_string());
    case RuleKind::at_most:
      if (!is_nan(value) && !less(limits[0], value)) return std::nullopt;
      return fmt::format("must be at most {}", limits[0].to_string());
    case RuleKind::one_of:
      if (std::find(limits.begin(), limits.end(), value) != limits.end()) return std::nullopt;
      return "must be one of: " + list_of(limits);
    case RuleKind::precision: {
      const auto* number = std::get_if<Decimal>(&value.storage());
      const std::uint64_t digits = limits[0].as_uint64(), scale = limits[1].as_uint64();
      if (number == nullptr || fits(*number, digits, scale)) return std::nullopt;
      return fmt::format("must fit into {} digits, {} of them after the point", digits, scale);
    }
    case RuleKind::custom:
      break;
  }
  return std::nullopt;
}

struct KindNames {
  std::string_view name, code;
};
constexpr std::array<KindNames, 8> kind_names{{
    {"not_blank", "blank"},
    {"min_length", "too_short"},
    {"max_length", "too_long"},
    {"at_least", "too_small"},
    {"at_most", "too_large"},
    {"one_of", "not_in_list"},
    {"precision", "too_many_digits"},
    {"custom", "invalid"},
}};

}  // namespace

std::optional<std::string> Rule::complaint(const Value& value) const {
  if (kind == RuleKind::custom) return custom(value);
  if (!value.is_null()) return complaint_about(value, *this);
  if (kind == RuleKind::not_blank) return "can't be blank";
  return std::nullopt;
}

std::string_view to_string(RuleKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)].name; }
std::string_view code_of(RuleKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)].code; }

}  // namespace rowan
