#include "rowan/core/document.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>
#include <vector>

#include "core/json_parts.hpp"
#include "core/json_text.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/normal_json.hpp"

namespace rowan::document {
namespace {

std::size_t after_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && detail::is_json_space(text[at])) ++at;
  return at;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(after_spaces(text, 0));
  while (!text.empty() && detail::is_json_space(text.back())) text.remove_suffix(1);
  return text;
}

// The value that begins at `at`; empty where none does. Without recursion: others nest as deep as they like.
std::string_view value_at(std::string_view text, std::size_t at) {
  std::size_t end = at, open = 0;
  do {
    end = after_spaces(text, end);
    if (end == text.size()) return {};
    const char c = text[end];
    const bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
    if (closes && open == 0) return {};
    if (opens || closes) {
      open = opens ? open + 1 : open - 1;
      ++end;
    } else if (open > 0 && (c == ',' || c == ':')) {
      ++end;
    } else {
      const std::string_view part = c == '"' ? detail::json_string_at(text, end) : detail::json_word_at(text, end);
      if (part.empty()) return {};
      end += part.size();
    }
  } while (open > 0);
  return text.substr(at, end - at);
}

// Walks over what stands between the brackets; `each` gets the name, empty in a list, with its quotes, and the value,
// and says whether to go on. False where it is no such document, or one that breaks off.
template <class Each>
bool walk(std::string_view text, char bracket, const Each& each) {
  text = trimmed(text);
  if (text.empty() || text.front() != bracket) return false;
  const char end = bracket == '{' ? '}' : ']';
  std::size_t at = after_spaces(text, 1);
  if (at < text.size() && text[at] == end) return true;
  while (at < text.size()) {
    std::string_view name;
    if (bracket == '{') {
      name = text[at] == '"' ? detail::json_string_at(text, at) : std::string_view();
      at = after_spaces(text, at + name.size());
      if (name.empty() || at == text.size() || text[at] != ':') return false;
      at = after_spaces(text, at + 1);
    }
    const std::string_view value = value_at(text, at);
    if (value.empty()) return false;
    if (!each(name, value)) return true;
    at = after_spaces(text, at + value.size());
    if (at < text.size() && text[at] == end) return true;
    if (at == text.size() || text[at] != ',') return false;
    at = after_spaces(text, at + 1);
  }
  return false;
}

bool is_named(std::string_view quoted, std::string_view name) {
  if (quoted.find('\\') == std::string_view::npos) return quoted.substr(1, quoted.size() - 2) == name;
  return detail::unescaped_json(quoted) == name;
}

bool is_number(std::string_view text) {
  return !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
}

std::optional<Decimal> decimal_of(std::string_view text) {
  try {
    return Decimal(text);
  } catch (const InvalidValue&) {
    return std::nullopt;
  }
}

// Of an object, each name once; elements of a list have none.
using Parts = std::vector<std::pair<std::string, std::string_view>>;
Parts parts_of(std::string_view text, char bracket) {
  Parts parts;
  walk(text, bracket, [&](std::string_view name, std::string_view value) {
    std::string own = name.empty() ? std::string() : detail::unescaped_json(name);
    const auto same = [&](const auto& part) { return bracket == '{' && part.first == own; };
    const auto found = std::find_if(parts.begin(), parts.end(), same);
    if (found == parts.end())
      parts.emplace_back(std::move(own), value);
    else
      found->second = value;
    return true;
  });
  return parts;
}

constexpr int deepest = 1000;

bool contains_at(std::string_view whole, std::string_view part, int level) {
  whole = trimmed(whole);
  part = trimmed(part);
  if (whole.empty() || part.empty() || level > deepest) return false;
  const char bracket = whole.front();
  const bool scalar = part.front() != '{' && part.front() != '[';
  if (scalar) return level == 0 && bracket == '[' ? has(whole, part) : normal_json(whole) == normal_json(part);
  if (bracket != part.front()) return false;
  const Parts own = parts_of(whole, bracket), wanted = parts_of(part, bracket);
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    return std::any_of(own.begin(), own.end(), [&](const auto& other) {
      return other.first == one.first && contains_at(other.second, one.second, level + 1);
    });
  });
}

// The members, without the one that is named so.
std::string others(std::string_view object, std::string_view name) {
  std::string text;
  walk(object, '{', [&](std::string_view quoted, std::string_view value) {
    if (is_named(quoted, name)) return true;
    text += text.empty() ? "" : ",";
    text.append(quoted).append(":").append(value);
    return true;
  });
  return text;
}

bool is_object(std::string_view text) { return trimmed(text).starts_with('{'); }

}  // namespace

std::optional<std::string_view> member(std::string_view object, std::string_view name) {
  std::optional<std::string_view> found;
  const bool whole = walk(object, '{', [&](std::string_view quoted, std::string_view value) {
    if (is_named(quoted, name)) found = value;
    return true;
  });
  return whole ? found : std::nullopt;
}

std::optional<std::string_view> element(std::string_view list, std::int64_t place) {
  std::optional<std::string_view> found;
  walk(list, '[', [&](std::string_view, std::string_view value) {
    if (place-- == 0) found = value;
    return !found;
  });
  return found;
}

std::optional<std::string> as_text(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.front() != '"' || detail::json_string_at(text, 0) != text) return std::nullopt;
  return detail::unescaped_json(text);
}

std::optional<bool> as_boolean(std::string_view boolean) {
  boolean = trimmed(boolean);
  if (boolean == "true") return true;
  return boolean == "false" ? std::optional(false) : std::nullopt;
}

std::optional<std::int64_t> as_integer(std::string_view number) {
  number = trimmed(number);
  const auto exact = is_number(number) ? decimal_of(number) : std::nullopt;
  if (!exact || exact->round(0) != *exact) return std::nullopt;
  const std::string digits = exact->round(0).to_string();
  std::int64_t whole = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  return read.ec == std::errc() ? std::optional(whole) : std::nullopt;
}

std::optional<double> as_number(std::string_view number) {
  number = trimmed(number);
  if (!is_number(number)) return std::nullopt;
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc()) return value;
  // Beyond the largest one, or nearer to zero than any.
  const std::string normal = detail::normal_word(number);
  const std::size_t mark = normal.find('e');
  std::int64_t exponent = 0;
  if (mark != std::string::npos) std::from_chars(normal.data() + mark + 1, normal.data() + normal.size(), exponent);
  const bool small = exponent + static_cast<std::int64_t>(std::min(mark, normal.size())) < 0;
  return small ? std::optional(0.0) : std::nullopt;
}

std::optional<Decimal> as_decimal(std::string_view number) {
  number = trimmed(number);
  const std::optional<std::string> text = as_text(number);
  const std::string_view digits = text ? std::string_view(*text) : number;
  if (!is_number(digits)) return std::nullopt;
  const auto exact = decimal_of(digits);
  static const Decimal end("1e35");
  if (!exact || *exact >= end || -*exact >= end) return std::nullopt;
  return exact->scale() > 30 ? exact->round(30) : *exact;
}

std::optional<std::int64_t> length(std::string_view list) {
  std::int64_t count = 0;
  const bool whole = walk(list, '[', [&](std::string_view, std::string_view) { return ++count, true; });
  return whole ? std::optional(count) : std::nullopt;
}

bool has(std::string_view list, std::string_view scalar) {
  bool found = false;
  const std::string wanted = normal_json(trimmed(scalar));
  walk(list, '[', [&](std::string_view, std::string_view value) {
    const bool plain = value.front() != '{' && value.front() != '[';
    found = plain && normal_json(value) == wanted;
    return !found;
  });
  return found;
}

bool contains(std::string_view document, std::string_view part) { return contains_at(document, part, 0); }

std::string with(std::optional<std::string_view> object, std::string_view name, std::string_view value) {
  const bool none = !object || trimmed(*object) == "null";
  if (!none && !is_object(*object)) return std::string(*object);
  std::string text = none ? std::string() : others(*object, name);
  if (!text.empty()) text += ',';
  return '{' + text + json_of_text(name) + ':' + std::string(value) + '}';
}

std::string without(std::string_view object, std::string_view name) {
  return is_object(object) ? '{' + others(object, name) + '}' : std::string(object);
}

}  // namespace rowan::document
