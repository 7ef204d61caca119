#include "core/json_view.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "core/quote.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

[[noreturn]] void refuse_base64(std::size_t length) {
  throw InvalidValue(
      fmt::format("this text of {} characters is no whole base64: four stand for three bytes, `=` at the end for "
                  "missing ones; was it cut?",
                  length));
}

double double_of(const std::string& text) {
  try {
    return nlohmann::json::parse(text).get<double>();
  } catch (const nlohmann::json::exception&) {
    throw InvalidValue(fmt::format("{} is more than a double holds", detail::in_quotes(text)));
  }
}

bool is_whole(std::string_view number) { return number.find_first_of(".eE") == std::string_view::npos; }

Value whole_number(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() ? Value(number) : Value(Decimal(text));
}

// Decimals and integers of any size never go through a double.
Value number_of(const std::string& text, TypeKind kind) {
  const bool whole = is_whole(text);
  if (kind == TypeKind::decimal || (is_integer(kind) && !whole)) return Value(Decimal(text));
  return whole ? whole_number(text) : Value(double_of(text));
}

Value any_number(const std::string& text) {
  if (is_whole(text)) return whole_number(text);
  try {
    return Value(Decimal(text));
  } catch (const InvalidValue&) {
    return Value(double_of(text));
  }
}

std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; text[at] != '"'; ++at) at += text[at] == '\\' ? 1 : 0;
  return at + 1;
}

// The end of the value that begins at `at`, in compact JSON.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (text[at] == '"') return end_of_string(text, at);
  if (text[at] != '{' && text[at] != '[') return text.find_first_of(",]}", at);
  int depth = 0;
  do {
    const char c = text[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    at = c == '"' ? end_of_string(text, at) : at + 1;
  } while (depth > 0);
  return at;
}

}  // namespace

Bytes from_base64(std::string_view text) {
  Bytes bytes;
  std::uint32_t group = 0;
  int bits = 0;
  const std::size_t length = text.size();
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  if (length % 4 != 0) refuse_base64(length);
  for (char c : text) {
    const auto digit = base64_digits.find(c);
    if (digit == std::string_view::npos) throw InvalidValue(fmt::format("'{}' is no base64 digit", c));
    group = group << 6U | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::byte>(group >> bits & 255U));
  }
  if ((group & ((1U << static_cast<unsigned>(bits)) - 1)) != 0) refuse_base64(length);
  return bytes;
}

std::string to_base64(const Bytes& bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (i + j < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : base64_digits[group >> (18 - 6 * j) & 63U];
  }
  return text;
}

std::vector<JsonMember> JsonView::members() const {
  std::vector<JsonMember> members;
  for (std::size_t at = 1; text_[at] != '}';) {
    const std::size_t colon = end_of_string(text_, at);
    const std::size_t end = end_of_value(text_, colon + 1);
    members.push_back(
        {JsonView(text_.substr(at, colon - at)).unquoted(), JsonView(text_.substr(colon + 1, end - colon - 1))});
    at = text_[end] == ',' ? end + 1 : end;
  }
  return members;
}

std::vector<JsonView> JsonView::elements() const {
  std::vector<JsonView> elements;
  for (std::size_t at = 1; text_[at] != ']';) {
    const std::size_t end = end_of_value(text_, at);
    elements.emplace_back(text_.substr(at, end - at));
    at = text_[end] == ',' ? end + 1 : end;
  }
  return elements;
}

std::string JsonView::unquoted() const { return nlohmann::json::parse(text_).get<std::string>(); }

Value JsonView::value(TypeKind kind) const {
  if (is_null()) return {};
  if (is_boolean()) return Value(text_ == "true");
  if (is_text()) return kind == TypeKind::bytes ? Value(from_base64(unquoted())) : Value(unquoted());
  if (is_number()) return number_of(std::string(text_), kind);
  if (is_object() || !rowan::is_array(kind))
    throw InvalidValue(fmt::format("{} can't be stored in a {} attribute", text_, to_string(kind)));
  std::vector<Value> values;
  for (const JsonView element : elements()) values.push_back(element.value(element_of(kind)));
  return Value::list(std::move(values));
}

Value JsonView::value() const { return is_number() ? any_number(std::string(text_)) : value(TypeKind::text); }

}  // namespace rowan
