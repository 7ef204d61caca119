#include "rowan/reflect/rule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/pattern.hpp"
#include "rowan/reflect/attribute_info.hpp"

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

bool is_equal(const Value& left, const Value& right) {
  if (left.storage().index() == right.storage().index()) return left == right;
  return !less(left, right) && !less(right, left);
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

// Whether it is in that relation to the limit.
bool compares(RuleKind kind, const Value& value, const Value& limit) {
  switch (kind) {
    case RuleKind::at_least:
      return !is_nan(value) && !less(value, limit);
    case RuleKind::at_most:
      return !is_nan(value) && !less(limit, value);
    case RuleKind::more_than:
      return less(limit, value);
    case RuleKind::less_than:
      return less(value, limit);
    case RuleKind::same_as:
      return is_equal(value, limit);
    default:
      return !is_equal(value, limit);
  }
}

std::string_view words_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::at_least:
      return "must be at least";
    case RuleKind::at_most:
      return "must be at most";
    case RuleKind::more_than:
      return "must be more than";
    case RuleKind::less_than:
      return "must be less than";
    case RuleKind::same_as:
      return "must be the same as";
    default:
      return "must differ from";
  }
}

bool is_in(const std::vector<Value>& values, const Value& value) {
  return std::any_of(values.begin(), values.end(), [&](const Value& each) { return is_equal(each, value); });
}

// Of a value that is not NULL.
std::optional<std::string> complaint_about(const Value& value, const Rule& rule, const Value& other) {
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
    case RuleKind::at_most:
    case RuleKind::more_than:
    case RuleKind::less_than:
    case RuleKind::same_as:
    case RuleKind::differs_from: {
      const Value& limit = rule.other == nullptr ? limits[0] : other;
      if (limit.is_null() || compares(rule.kind, value, limit)) return std::nullopt;
      return fmt::format("{} {}", words_of(rule.kind), limits[0].to_string());
    }
    case RuleKind::one_of:
      if (is_in(limits, value)) return std::nullopt;
      return "must be one of: " + list_of(limits);
    case RuleKind::none_of:
      if (!is_in(limits, value)) return std::nullopt;
      return "is reserved";
    case RuleKind::matches:
      if (text == nullptr || rule.pattern->matches(*text)) return std::nullopt;
      return "is malformed";
    case RuleKind::accepted:
      if (value == Value(true)) return std::nullopt;
      return "must be accepted";
    case RuleKind::precision: {
      const auto* number = std::get_if<Decimal>(&value.storage());
      const std::uint64_t digits = limits[0].as_uint64(), scale = limits[1].as_uint64();
      if (number == nullptr || fits(*number, digits, scale)) return std::nullopt;
      return fmt::format("must fit into {} digits, {} of them after the point", digits, scale);
    }
    case RuleKind::read_only:
    case RuleKind::custom:
      break;
  }
  return std::nullopt;
}

struct KindNames {
  std::string_view name, code;
};
constexpr std::array<KindNames, 16> kind_names{{
    {"not_blank", "blank"},
    {"min_length", "too_short"},
    {"max_length", "too_long"},
    {"at_least", "too_small"},
    {"at_most", "too_large"},
    {"more_than", "too_small"},
    {"less_than", "too_large"},
    {"same_as", "different"},
    {"differs_from", "same"},
    {"one_of", "not_in_list"},
    {"none_of", "reserved"},
    {"matches", "malformed"},
    {"accepted", "not_accepted"},
    {"read_only", "read_only"},
    {"precision", "too_many_digits"},
    {"custom", "invalid"},
}};

}  // namespace

std::optional<std::string> Rule::complaint(const Value& value, const Value& other_value) const {
  if (kind == RuleKind::custom) return custom(value);
  std::optional<std::string> found;
  if (!value.is_null())
    found = complaint_about(value, *this, other_value);
  else if (kind == RuleKind::not_blank)
    found = "can't be blank";
  if (found && !message.empty()) return message;
  return found;
}

std::string_view to_string(RuleKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)].name; }
std::string_view code_of(RuleKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)].code; }

}  // namespace rowan
