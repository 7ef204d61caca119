#include "cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <utility>

#include "arrays.hpp"
#include "rowan/core/error.hpp"
#include "wire.hpp"

namespace rowan::postgresql {
namespace {

template <class Number>
Number parsed(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  throw InvalidValue(fmt::format("found \"{}\" where a number was announced", text));
}

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// "\x00ff"
Bytes parsed_bytes(std::string_view text) {
  if (!text.starts_with("\\x")) throw InvalidValue("found bytes in the escape format: set bytea_output to hex");
  text.remove_prefix(2);
  Bytes bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(hex_digit(text[2 * i]) * 16 + hex_digit(text[2 * i + 1]));
  }
  return bytes;
}

// The server writes a blank after ':' and ',', the library none.
std::string compacted(std::string_view document) {
  std::string text;
  text.reserve(document.size());
  bool inside = false, escaped = false;
  for (const char c : document) {
    if (!inside && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) continue;
    text += c;
    if (c == '"' && !escaped) inside = !inside;
    escaped = inside && c == '\\' && !escaped;
  }
  return text;
}

Value value_of_text(const Cell& cell) {
  const auto text = cell.bytes;
  switch (cell.stored) {
    case Stored::boolean:
      return Value(text == "t");
    case Stored::int2:
    case Stored::int4:
    case Stored::int8:
      return Value(parsed<std::int64_t>(text));
    case Stored::float4:
      return Value(static_cast<double>(parsed<float>(text)));
    case Stored::float8:
      return Value(parsed<double>(text));
    case Stored::numeric:
      return Value(Decimal(text));
    case Stored::bytes:
      return Value(parsed_bytes(text));
    case Stored::date:
      return Value(parse_date(text));
    case Stored::timestamp:
      return Value(parse_local_date_time(text));
    case Stored::timestamptz:
      return Value(parse_instant(text));
    case Stored::uuid:
      return Value(Uuid(text));
    case Stored::json:
    case Stored::jsonb:
      return Value(Json::trusted(compacted(text)));
    case Stored::padded:
      return Value(unpadded(text));
    case Stored::text:
    case Stored::array:
    case Stored::other:
      break;
  }
  return Value(text);
}

template <class Integer>
Integer number(std::string_view bytes) {
  return wire::from_big_endian<Integer>(bytes.data());
}

Uuid uuid_from(std::string_view bytes) {
  std::array<std::uint8_t, 16> out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return Uuid(out);
}

Bytes bytes_from(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
  return {data, data + bytes.size()};
}

Value value_of_binary(const Cell& cell) {
  const auto bytes = cell.bytes;
  switch (cell.stored) {
    case Stored::boolean:
      return Value(bytes[0] != 0);
    case Stored::int2:
      return Value(number<std::int16_t>(bytes));
    case Stored::int4:
      return Value(number<std::int32_t>(bytes));
    case Stored::int8:
      return Value(number<std::int64_t>(bytes));
    case Stored::float4:
      return Value(static_cast<double>(std::bit_cast<float>(number<std::uint32_t>(bytes))));
    case Stored::float8:
      return Value(std::bit_cast<double>(number<std::uint64_t>(bytes)));
    case Stored::numeric:
      return Value(Decimal(wire::numeric_text(bytes)));
    case Stored::bytes:
      return Value(bytes_from(bytes));
    case Stored::date:
      return Value(wire::date_from(number<std::int32_t>(bytes)));
    case Stored::timestamp:
      return Value(LocalDateTime(std::chrono::microseconds(wire::microseconds_from(number<std::int64_t>(bytes)))));
    case Stored::timestamptz:
      return Value(Instant(std::chrono::microseconds(wire::microseconds_from(number<std::int64_t>(bytes)))));
    case Stored::uuid:
      return Value(uuid_from(bytes));
    case Stored::json:
      return Value(Json::trusted(compacted(bytes)));
    case Stored::jsonb:
      return Value(Json::trusted(compacted(bytes.substr(1))));  // a version comes first
    case Stored::array:
      return Value::list(elements_of(cell, Stored::other));
    case Stored::padded:
      return Value(unpadded(bytes));
    case Stored::text:
    case Stored::other:
      break;
  }
  return Value(bytes);
}

}  // namespace

std::string_view unpadded(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

Value value_of(const Cell& cell) { return cell.binary ? value_of_binary(cell) : value_of_text(cell); }

std::string_view text_of(const Cell& cell) {
  switch (cell.stored) {
    case Stored::text:
    case Stored::json:
    case Stored::array:  // only as text
    case Stored::other:
      return cell.bytes;
    case Stored::padded:
      return unpadded(cell.bytes);
    case Stored::jsonb:
      return cell.bytes.substr(cell.binary ? 1 : 0);
    default:
      throw InvalidValue(
          fmt::format("expected text, found {} {}", description(cell.stored), value_of(cell).to_string()));
  }
}

}  // namespace rowan::postgresql
