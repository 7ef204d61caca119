#include "core/json_text.hpp"

#include <cmath>
#include <type_traits>
#include <variant>

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "core/json_view.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

std::string json_of_double(double number) {
  require_finite(number);
  return nlohmann::json(number).dump();
}

std::string json_of_list(const std::vector<Value>& list) {
  std::string text = "[";
  for (const Value& element : list) text += (text.size() == 1 ? "" : ",") + json_of_value(element);
  return text + "]";
}

}  // namespace

std::string json_of_text(std::string_view text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::exception&) {
    throw InvalidValue("it is not valid UTF-8, so JSON can't hold it: declare it as rowan::Bytes");
  }
}

std::string json_of_known(const Value& value) {
  const auto* number = std::get_if<double>(&value.storage());
  return number == nullptr || std::isfinite(*number) ? json_of_value(value) : "null";
}

void require_finite(double number) {
  if (std::isfinite(number)) return;
  throw InvalidValue(
      fmt::format("{} is no number that JSON has: leave it out, or make it NULL before", Value(number).to_string()));
}

// We write numbers ourselves: decimals and 64-bit integers must keep every digit.
std::string json_of_value(const Value& value) {
  return std::visit(
      []<class T>(const T& held) -> std::string {
        if constexpr (std::is_same_v<T, std::monostate>)
          return "null";
        else if constexpr (std::is_same_v<T, bool>)
          return held ? "true" : "false";
        else if constexpr (std::is_same_v<T, double>)
          return json_of_double(held);
        else if constexpr (std::is_integral_v<T>)
          return fmt::format("{}", held);
        else if constexpr (std::is_same_v<T, std::string>)
          return json_of_text(held);
        else if constexpr (std::is_same_v<T, Bytes>)
          return json_of_text(to_base64(held));
        else if constexpr (std::is_same_v<T, Json>)
          return held.text();
        else if constexpr (std::is_same_v<T, std::vector<Value>>)
          return json_of_list(held);
        else if constexpr (std::is_same_v<T, Decimal> || std::is_same_v<T, Uuid>)
          return json_of_text(held.to_string());
        else
          return json_of_text(to_string(held));
      },
      value.storage());
}

}  // namespace rowan
