// Records as JSON.
#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <cmath>

#include "core/quote.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/value_json.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(const Bytes& bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (i + j < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : base64_digits[group >> (18 - 6 * j) & 63U];
  }
  return text;
}

Bytes from_base64(std::string_view text) {
  Bytes bytes;
  std::uint32_t group = 0;
  int bits = 0;
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  for (char c : text) {
    const auto digit = base64_digits.find(c);
    if (digit == std::string_view::npos) throw InvalidValue(fmt::format("'{}' is no base64 digit", c));
    group = group << 6U | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::byte>(group >> bits & 255U));
  }
  return bytes;
}

std::string json_text(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::exception&) {
    throw InvalidValue("it is not valid UTF-8, so JSON can't hold it: declare it as rowan::Bytes");
  }
}

std::string json_of(const Value& value);

std::string json_of(const std::vector<Value>& list) {
  std::string text = "[";
  for (const Value& element : list) text += (text.size() == 1 ? "" : ",") + json_of(element);
  return text + "]";
}

// A float is written as the shortest text that parses to it: as a double it would have extra digits.
std::string json_of_float(float number) {
  if (!std::isfinite(number)) return "null";
  std::string text = fmt::format("{}", number);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string json_of(const AttributeInfo& attribute, const Value& value) {
  const auto* number = std::get_if<double>(&value.storage());
  if (attribute.type.kind == TypeKind::float32 && number != nullptr) return json_of_float(static_cast<float>(*number));
  return json_of(value);
}

// We write numbers ourselves: decimals and 64-bit integers must keep every digit.
std::string json_of(const Value& value) {
  return std::visit(
      []<class T>(const T& held) -> std::string {
        if constexpr (std::is_same_v<T, std::monostate>)
          return "null";
        else if constexpr (std::is_same_v<T, bool>)
          return held ? "true" : "false";
        else if constexpr (std::is_same_v<T, double>)
          return nlohmann::json(held).dump();
        else if constexpr (std::is_integral_v<T>)
          return fmt::format("{}", held);
        else if constexpr (std::is_same_v<T, std::string>)
          return json_text(held);
        else if constexpr (std::is_same_v<T, Bytes>)
          return json_text(base64(held));
        else if constexpr (std::is_same_v<T, Json>)
          return held.text();
        else if constexpr (std::is_same_v<T, std::vector<Value>>)
          return json_of(held);
        else if constexpr (std::is_same_v<T, Decimal> || std::is_same_v<T, Uuid>)
          return json_text(held.to_string());
        else
          return json_text(to_string(held));
      },
      value.storage());
}

std::string unquoted(std::string_view text) { return nlohmann::json::parse(text).get<std::string>(); }

double double_of(const std::string& text) {
  try {
    return nlohmann::json::parse(text).get<double>();
  } catch (const nlohmann::json::exception&) {
    throw InvalidValue(fmt::format("{} is more than a double holds", detail::in_quotes(text)));
  }
}

// Decimals and integers of any size never go through a double.
Value number_of(const std::string& text, TypeKind kind) {
  const bool whole = text.find_first_of(".eE") == std::string::npos;
  if (kind == TypeKind::decimal || (is_integer(kind) && !whole)) return Value(Decimal(text));
  if (!whole) return Value(double_of(text));
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() ? Value(number) : Value(Decimal(text));
}

std::size_t end_of_value(std::string_view text, std::size_t at);
Value value_of(std::string_view text, TypeKind kind);

// `text`: an array, compact.
Value list_of(std::string_view text, TypeKind element) {
  std::vector<Value> values;
  for (std::size_t at = 1; text[at] != ']';) {
    const std::size_t end = end_of_value(text, at);
    values.push_back(value_of(text.substr(at, end - at), element));
    at = text[end] == ',' ? end + 1 : end;
  }
  return Value::list(std::move(values));
}

// `text`: one value, compact.
Value value_of(std::string_view text, TypeKind kind) {
  if (text.front() == '[' && is_array(kind)) return list_of(text, element_of(kind));
  switch (text.front()) {
    case 'n':
      return {};
    case 't':
    case 'f':
      return Value(text == "true");
    case '"':
      return kind == TypeKind::bytes ? Value(from_base64(unquoted(text))) : Value(unquoted(text));
    case '{':
    case '[':
      throw InvalidValue(fmt::format("{} can't be stored in a {} attribute", text, to_string(kind)));
    default:
      return number_of(std::string(text), kind);
  }
}

// `null` is NULL if the attribute is optional, else JSON's own null.
Value value_of(std::string_view text, const ModelInfo& model, const AttributeInfo& attribute) {
  const TypeKind kind = attribute.type.kind;
  if (kind == TypeKind::json && (text != "null" || !attribute.ops->nullable))
    return Value(Json::trusted(std::string(text)));
  try {
    return value_of(text, kind);
  } catch (const InvalidValue& error) {
    throw InvalidValue(fmt::format("{}.{} can't be set: {}", model.name, attribute.name, error.what()));
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

struct JsonMember {
  std::string name;
  std::string_view value;  // compact, as written: a JSON library would round numbers and sort objects
};

// The members of a compact object.
std::vector<JsonMember> members_of(std::string_view text) {
  if (text.front() != '{') throw InvalidValue("a record is assigned from a JSON object: {\"name\": value, …}");
  std::vector<JsonMember> members;
  for (std::size_t at = 1; text[at] != '}';) {
    const std::size_t colon = end_of_string(text, at);
    const std::size_t end = end_of_value(text, colon + 1);
    members.push_back({unquoted(text.substr(at, colon - at)), text.substr(colon + 1, end - colon - 1)});
    at = text[end] == ',' ? end + 1 : end;
  }
  return members;
}

// The attributes that JSON may set.
class Allowed {
 public:
  Allowed(const ModelInfo& model, const JsonOptions& options) : model_(model), options_(options) {
    for (const std::string& name : options.only.names()) attributes_.push_back(&model.attribute(name));
  }

  /// The attribute with this name; null when it must be skipped.
  const AttributeInfo* find(std::string_view name) const {
    if (options_.ignore_others && model_.find_attribute(name) == nullptr) return nullptr;
    const AttributeInfo& attribute = model_.attribute(name);
    const bool listed = std::find(attributes_.begin(), attributes_.end(), &attribute) != attributes_.end();
    if (listed || options_.only.allows_all()) return &attribute;
    if (options_.ignore_others) return nullptr;
    throw QueryError(
        fmt::format("{}.{} may not be set by this JSON; it may set {}", model_.name, attribute.name,
                    attributes_.empty() ? "nothing" : fmt::format("{}", fmt::join(options_.only.names(), ", "))));
  }

 private:
  const ModelInfo& model_;
  const JsonOptions& options_;
  std::vector<const AttributeInfo*> attributes_;
};

}  // namespace

std::string json_of_value(const Value& value) { return json_of(value); }

std::string json_of_record(const ModelBase& record, std::span<const JsonPart> parts) {
  const ModelInfo& model = record.model_info();
  std::string text = "{";
  const auto add = [&](std::string_view name, std::string_view json) {
    if (text.size() > 1) text += ',';
    text += json_text(std::string(name)) + ':';
    text += json;
  };
  for (const AttributeInfo& attribute : model.attributes) {
    if (std::any_of(parts.begin(), parts.end(), [&](const JsonPart& part) { return part.name == attribute.name; }))
      continue;
    try {
      add(attribute.name, json_of(attribute, record.get(attribute.name)));
    } catch (const InvalidValue& error) {
      throw InvalidValue(fmt::format("{}.{} can't be written as JSON: {}", model.name, attribute.name, error.what()));
    }
  }
  for (const JsonPart& part : parts) add(part.name, part.json);
  return text + "}";
}

std::string ModelBase::to_json() const {
  detail::require_not_moved(*this, "write as JSON");
  return json_of_record(*this, {});
}

void ModelBase::assign_json(std::string_view json, const JsonOptions& options) {
  detail::require_not_moved(*this, "assign to");
  if (json.size() > options.most_bytes) {
    throw InvalidValue(fmt::format("{} bytes of JSON for one {} are too many: at most {} are read", json.size(),
                                   model_info().name, options.most_bytes));
  }
  const Allowed allowed(model_info(), options);
  const Json document(json);
  std::vector<NamedMember> values;
  for (const JsonMember& member : members_of(document.text())) {
    const AttributeInfo* attribute = allowed.find(member.name);
    if (attribute != nullptr) values.push_back({attribute, value_of(member.value, model_info(), *attribute)});
  }
  set_members(model_info(), object(), values);
}

}  // namespace rowan
