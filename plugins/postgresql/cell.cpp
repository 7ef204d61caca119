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
std::string parsed_bytes(std::string_view text) {
  if (!text.starts_with("\\x")) throw InvalidValue("found bytes in the escape format: set bytea_output to hex");
  text.remove_prefix(2);
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(hex_digit(text[2 * i]) * 16 + hex_digit(text[2 * i + 1]));
  }
  return bytes;
}

Cell uuid_cell(const Uuid& uuid, std::string& room) {
  room.assign(reinterpret_cast<const char*>(uuid.bytes().data()), uuid.bytes().size());
  return Cell::of(Cell::Form::uuid, room);
}

using Form = Cell::Form;

Cell text_opened(const WireCell& cell, std::string& room) {
  const auto text = cell.bytes;
  switch (cell.stored) {
    case Stored::boolean:
      return Cell::of(Form::boolean, text == "t" ? 1 : 0);
    case Stored::int2:
    case Stored::int4:
    case Stored::int8:
      return Cell::of(Form::int64, parsed<std::int64_t>(text));
    case Stored::float4:
      return Cell::of(static_cast<double>(parsed<float>(text)));
    case Stored::float8:
      return Cell::of(parsed<double>(text));
    case Stored::numeric:
      return Cell::of(Form::decimal, text);
    case Stored::bytes:
      return Cell::of(Form::bytes, room = parsed_bytes(text));
    case Stored::date:
      return Cell::of(Form::date, std::chrono::sys_days(parse_date(text)).time_since_epoch().count());
    case Stored::timestamp:
      return Cell::of(Form::local_date_time, parse_local_date_time(text).time_since_epoch().count());
    case Stored::timestamptz:
      return Cell::of(Form::instant, parse_instant(text).time_since_epoch().count());
    case Stored::uuid:
      return uuid_cell(Uuid(text), room);
    case Stored::json:
    case Stored::jsonb:
      return Cell::of(Form::json, text);
    case Stored::padded:
      return Cell::of(Form::text, unpadded(text));
    case Stored::text:
      return Cell::of(Form::text, text);
    case Stored::array:
    case Stored::other:
      break;
  }
  return Cell::of(Form::other, text);
}

template <class Integer>
Integer number(std::string_view bytes) {
  return wire::from_big_endian<Integer>(bytes.data());
}

Cell binary_opened(const WireCell& cell, std::string& room) {
  const auto bytes = cell.bytes;
  switch (cell.stored) {
    case Stored::boolean:
      return Cell::of(Form::boolean, bytes[0] != 0 ? 1 : 0);
    case Stored::int2:
      return Cell::of(Form::int64, number<std::int16_t>(bytes));
    case Stored::int4:
      return Cell::of(Form::int64, number<std::int32_t>(bytes));
    case Stored::int8:
      return Cell::of(Form::int64, number<std::int64_t>(bytes));
    case Stored::float4:
      return Cell::of(static_cast<double>(std::bit_cast<float>(number<std::uint32_t>(bytes))));
    case Stored::float8:
      return Cell::of(std::bit_cast<double>(number<std::uint64_t>(bytes)));
    case Stored::numeric:
      return Cell::of(Form::decimal, room = wire::numeric_text(bytes));
    case Stored::bytes:
      return Cell::of(Form::bytes, bytes);
    case Stored::date:
      return Cell::of(Form::date,
                      std::chrono::sys_days(wire::date_from(number<std::int32_t>(bytes))).time_since_epoch().count());
    case Stored::timestamp:
      return Cell::of(Form::local_date_time, wire::microseconds_from(number<std::int64_t>(bytes)));
    case Stored::timestamptz:
      return Cell::of(Form::instant, wire::microseconds_from(number<std::int64_t>(bytes)));
    case Stored::uuid:
      return Cell::of(Form::uuid, bytes);
    case Stored::json:
      return Cell::of(Form::json, bytes);
    case Stored::jsonb:
      return Cell::of(Form::json, bytes.substr(1));  // a version comes first
    case Stored::array:
      return Cell::of(Form::other, room = bounds_text(cell) + array_text(elements_of(cell, Stored::other)));
    case Stored::padded:
      return Cell::of(Form::text, unpadded(bytes));
    case Stored::text:
      return Cell::of(Form::text, bytes);
    case Stored::other:
      break;
  }
  return Cell::of(Form::other, bytes);
}

}  // namespace

std::string_view unpadded(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

Cell opened(const WireCell& cell, std::string& room) {
  return cell.binary ? binary_opened(cell, room) : text_opened(cell, room);
}

Value value_of(const WireCell& cell) {
  std::string room;
  return rowan::value_of(opened(cell, room));
}

}  // namespace rowan::postgresql
