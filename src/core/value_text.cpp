#include <array>
#include <charconv>

#include "rowan/core/value.hpp"

namespace rowan {
namespace {

template <class T>
std::string digits(T number) {
  std::array<char, 40> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), end};
}

std::string text_of(std::monostate) { return "NULL"; }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(std::int64_t value) { return digits(value); }
std::string text_of(std::uint64_t value) { return digits(value); }
std::string text_of(double value) { return digits(value); }  // the shortest that reads back as the same double
std::string text_of(const Decimal& value) { return value.to_string(); }
std::string text_of(const std::string& value) { return value; }
std::string text_of(const Uuid& value) { return value.to_string(); }
std::string text_of(const Json& value) { return value.text(); }
std::string text_of(LocalDateTime value) { return to_string(value); }
std::string text_of(Instant value) { return to_string(value); }
std::string text_of(Date value) { return to_string(value); }

std::string text_of(const Bytes& bytes) {
  constexpr char hex[] = "0123456789abcdef";
  std::string text = "x'";
  for (const std::byte byte : bytes) {
    text += hex[std::to_integer<unsigned>(byte) >> 4U];
    text += hex[std::to_integer<unsigned>(byte) & 0x0FU];
  }
  text += '\'';
  return text;
}

std::string text_of(const std::vector<Value>& list) {
  std::string text = "[";
  for (const Value& element : list) text += (text.size() == 1 ? "" : ", ") + element.to_string();
  return text + "]";
}

}  // namespace

std::string Value::to_string() const {
  return std::visit([](const auto& held) { return text_of(held); }, storage_);
}

std::string_view Value::type_name() const {
  static constexpr std::array<std::string_view, std::variant_size_v<Storage>> names{
      "NULL",  "boolean", "int64",           "uint64",  "float64", "decimal", "text",
      "bytes", "date",    "local_date_time", "instant", "uuid",    "json",    "list"};
  return names.at(storage_.index());
}

}  // namespace rowan
