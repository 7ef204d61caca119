// Records as JSON.
#include <nlohmann/json.hpp>

#include <fmt/format.h>

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
    for (std::size_t j = 0; j < 3; ++j) group = group << 8U | (i + j < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0);
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

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

// Numbers are written by us: decimals and 64-bit integers must keep every digit.
std::string json_of(const Value& value) {
  return std::visit(
      []<class T>(const T& held) -> std::string {
        if constexpr (std::is_same_v<T, std::monostate>) return "null";
        else if constexpr (std::is_same_v<T, bool>) return held ? "true" : "false";
        else if constexpr (std::is_same_v<T, double>) return nlohmann::json(held).dump();
        else if constexpr (std::is_integral_v<T>) return fmt::format("{}", held);
        else if constexpr (std::is_same_v<T, std::string>) return quoted(held);
        else if constexpr (std::is_same_v<T, Bytes>) return quoted(base64(held));
        else if constexpr (std::is_same_v<T, Json>) return held.text();
        else if constexpr (std::is_same_v<T, Decimal> || std::is_same_v<T, Uuid>) return quoted(held.to_string());
        else return quoted(to_string(held));
      },
      value.storage());
}

Value value_of(const nlohmann::json& json, TypeKind kind) {
  if (kind == TypeKind::json) return Value(Json(json.dump()));
  if (json.is_null()) return {};
  if (json.is_boolean()) return Value(json.get<bool>());
  if (json.is_number_unsigned()) return Value(json.get<std::uint64_t>());
  if (json.is_number_integer()) return Value(json.get<std::int64_t>());
  if (json.is_number_float() && kind == TypeKind::decimal) return Value(Decimal(json.dump()));
  if (json.is_number_float()) return Value(json.get<double>());
  if (json.is_string() && kind == TypeKind::bytes) return Value(from_base64(json.get_ref<const std::string&>()));
  if (json.is_string()) return Value(json.get<std::string>());
  throw InvalidValue(fmt::format("{} can't be stored in a {} attribute", json.dump(), to_string(kind)));
}

nlohmann::json parse_object(std::string_view text) {
  try {
    nlohmann::json document = nlohmann::json::parse(text);
    if (document.is_object()) return document;
  } catch (const nlohmann::json::exception& error) {
    throw InvalidValue(fmt::format("this is no JSON: {}", error.what()));
  }
  throw InvalidValue("a record is assigned from a JSON object: {\"name\": value, …}");
}

}  // namespace

std::string ModelBase::to_json() const {
  std::string text = "{";
  for (const AttributeInfo& attribute : model_info().attributes) {
    if (text.size() > 1) text += ',';
    text += quoted(attribute.name) + ':' + json_of(get(attribute.name));
  }
  return text + "}";
}

void ModelBase::assign_json(std::string_view json) {
  const nlohmann::json document = parse_object(json);
  std::vector<std::pair<const AttributeInfo*, Value>> values;
  for (const auto& [name, value] : document.items()) {
    const AttributeInfo& attribute = model_info().attribute(name);
    values.emplace_back(&attribute, value_of(value, attribute.type.kind));
  }
  // All or nothing: what was set is put back when a later one is refused.
  std::vector<Value> before;
  for (const auto& [attribute, value] : values) before.push_back(get(attribute->name));
  std::size_t done = 0;
  try {
    for (; done < values.size(); ++done) set(values[done].first->name, values[done].second);
  } catch (...) {
    while (done-- > 0) set(values[done].first->name, before[done]);
    throw;
  }
}

}  // namespace rowan
