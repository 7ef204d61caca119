#include "arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "wire.hpp"

namespace rowan::postgresql {
namespace {

// In binary there are the number of dimensions, whether there is a NULL, the type of the elements; of each dimension
// its length and first index; then of each element its length, -1 for NULL, and its bytes.
constexpr std::size_t header = 12, dimension = 8;

template <class Number>
void append(std::string& out, Number value) {
  std::array<char, sizeof value> bytes;
  wire::to_big_endian(value, bytes.data());
  out.append(bytes.data(), bytes.size());
}

void append_header(std::string& out, unsigned element, std::size_t count) {
  append(out, std::int32_t{count == 0 ? 0 : 1});
  append(out, std::int32_t{0});
  append(out, element);
  if (count == 0) return;
  append(out, static_cast<std::int32_t>(count));
  append(out, std::int32_t{1});
}

void append_field(std::string& out, std::string_view bytes) {
  append(out, static_cast<std::int32_t>(bytes.size()));
  out += bytes;
}

template <class Number>
void append_number(std::string& out, Number value) {
  append(out, static_cast<std::int32_t>(sizeof value));
  append(out, value);
}

template <class Integer>
Integer narrowed(const Value& value) {
  const std::int64_t number = value.as_int64();
  if (std::in_range<Integer>(number)) return static_cast<Integer>(number);
  throw InvalidValue(fmt::format("{} does not fit the elements of the array ({} bits)", number, 8 * sizeof(Integer)));
}

void append_bytes(std::string& out, const Bytes& bytes) {
  append_field(out, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void append_uuid(std::string& out, const Uuid& uuid) {
  append_field(out, {reinterpret_cast<const char*>(uuid.bytes().data()), uuid.bytes().size()});
}

void append_element(std::string& out, unsigned type, const Value& value) {
  switch (type) {
    case oid::boolean:
      return append_number(out, static_cast<std::uint8_t>(value.as_boolean() ? 1 : 0));
    case oid::int2:
      return append_number(out, narrowed<std::int16_t>(value));
    case oid::int4:
      return append_number(out, narrowed<std::int32_t>(value));
    case oid::int8:
      return append_number(out, value.as_int64());
    case oid::float4:
      return append_number(out, std::bit_cast<std::uint32_t>(static_cast<float>(value.as_double())));
    case oid::float8:
      return append_number(out, std::bit_cast<std::uint64_t>(value.as_double()));
    case oid::numeric:
      return append_field(out, wire::numeric_from(value.as_decimal()));
    case oid::bytea:
      return append_bytes(out, value.as_bytes());
    case oid::date:
      return append_number(out, wire::days_of(value.as_date()));
    case oid::timestamp:
      return append_number(out, wire::since_2000(value.as_local_date_time()));
    case oid::timestamptz:
      return append_number(out, wire::since_2000(value.as_instant()));
    default:
      return append_uuid(out, value.as_uuid());
  }
}

bool beyond_int64(const Value& value) {
  return std::holds_alternative<std::uint64_t>(value.storage()) && value.as_uint64() > INT64_MAX;
}

// Of the columns of this kind. Text is of several types, and so are unsigned integers of 64 bits: numeric, or bigint in
// keys; the server knows which.
unsigned element_type(TypeKind kind, std::span<const Value> values) {
  switch (kind) {
    case TypeKind::boolean:
      return oid::boolean;
    case TypeKind::int8:
    case TypeKind::int16:
    case TypeKind::uint8:
      return oid::int2;
    case TypeKind::int32:
    case TypeKind::uint16:
      return oid::int4;
    case TypeKind::int64:
    case TypeKind::uint32:
      return oid::int8;
    case TypeKind::uint64:
      return std::any_of(values.begin(), values.end(), beyond_int64) ? oid::numeric : oid::unknown;
    case TypeKind::float32:
      return oid::float4;
    case TypeKind::float64:
      return oid::float8;
    case TypeKind::decimal:
      return oid::numeric;
    case TypeKind::bytes:
      return oid::bytea;
    case TypeKind::date:
      return oid::date;
    case TypeKind::local_date_time:
      return oid::timestamp;
    case TypeKind::instant:
      return oid::timestamptz;
    case TypeKind::uuid:
      return oid::uuid;
    default:
      return oid::unknown;
  }
}

std::string hexadecimal(const Bytes& bytes) {
  std::string text = "\\x";
  for (const std::byte byte : bytes)
    fmt::format_to(std::back_inserter(text), "{:02x}", std::to_integer<unsigned>(byte));
  return text;
}

std::string real_text(double value) { return std::isnan(value) ? "NaN" : Value(value).to_string(); }

std::string element_text(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value.storage())) return *truth ? "t" : "f";
  if (const auto* real = std::get_if<double>(&value.storage())) return real_text(*real);
  if (const auto* bytes = std::get_if<Bytes>(&value.storage())) return hexadecimal(*bytes);
  if (const auto* text = std::get_if<std::string>(&value.storage())) check_text(*text);
  if (const auto* document = std::get_if<Json>(&value.storage())) wire::check_jsonb(*document);
  return value.to_string();
}

bool is_null_word(std::string_view text) {
  constexpr std::string_view word = "null";
  return std::equal(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) { return (a | 0x20) == b; });
}

void append_quoted(std::string& out, std::string_view text) {
  if (!text.empty() && text.find_first_of("{}\",\\ \t\n\r\v\f") == std::string_view::npos && !is_null_word(text)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

/// Reads the binary form.
class BinaryReader {
 public:
  explicit BinaryReader(std::string_view bytes) : bytes_(bytes) {}

  std::vector<Value> read() {
    const auto dimensions = static_cast<std::size_t>(number(0));
    element_ = stored_as(static_cast<unsigned>(number(8)));
    at_ = header + dimensions * dimension;
    return dimensions == 0 ? std::vector<Value>() : read(0, dimensions);
  }

 private:
  [[nodiscard]] std::int32_t number(std::size_t at) const {
    return wire::from_big_endian<std::int32_t>(bytes_.data() + at);
  }
  std::vector<Value> read(std::size_t depth, std::size_t dimensions) {
    const auto length = static_cast<std::size_t>(number(header + depth * dimension));
    std::vector<Value> values;
    values.reserve(length);
    for (std::size_t i = 0; i < length; ++i)
      values.push_back(depth + 1 < dimensions ? Value::list(read(depth + 1, dimensions)) : next());
    return values;
  }
  Value next() {
    const std::int32_t length = number(at_);
    at_ += sizeof length;
    if (length < 0) return {};
    const std::string_view bytes = bytes_.substr(at_, static_cast<std::size_t>(length));
    at_ += bytes.size();
    return value_of({bytes, element_, true});
  }

  std::string_view bytes_;
  Stored element_ = Stored::other;
  std::size_t at_ = 0;
};

/// Reads the text form, which the server has checked.
class TextReader {
 public:
  // Indices that do not begin with 1 come first: "[0:1]={1,2}".
  TextReader(std::string_view text, Stored element) : text_(text), element_(element), at_(text.find('{')) {}

  std::vector<Value> read() {
    std::vector<Value> values;
    ++at_;
    while (text_[at_] != '}') {
      if (text_[at_] == ',') ++at_;
      values.push_back(text_[at_] == '{' ? Value::list(read()) : next());
    }
    ++at_;
    return values;
  }

 private:
  Value next() {
    if (text_[at_] == '"') return value_of({quoted(), element_, false});
    const std::string_view word = text_.substr(at_, text_.find_first_of(",}", at_) - at_);
    at_ += word.size();
    return is_null_word(word) ? Value() : value_of({word, element_, false});
  }
  std::string_view quoted() {
    unescaped_.clear();
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
      unescaped_ += text_[at_];
    }
    ++at_;
    return unescaped_;
  }

  std::string_view text_;
  Stored element_;
  std::size_t at_;
  std::string unescaped_;
};

}  // namespace

void refuse_nulls(std::span<const Value> values) {
  const auto null = std::find_if(values.begin(), values.end(), [](const Value& value) { return value.is_null(); });
  if (null == values.end()) return;
  throw InvalidValue(fmt::format("element {} of the array is NULL", null - values.begin() + 1));
}

ArrayParameter array_parameter(TypeKind element, std::span<const Value> values) {
  refuse_nulls(values);
  const unsigned type = element_type(element, values);
  if (type == oid::unknown) return {oid::unknown, false, array_text(values)};
  ArrayParameter parameter{array_type(type), true, {}};
  append_header(parameter.bytes, type, values.size());
  for (const Value& value : values) append_element(parameter.bytes, type, value);
  return parameter;
}

ArrayParameter array_parameter(std::span<const std::int64_t> values) {
  ArrayParameter parameter{array_type(oid::int8), true, {}};
  parameter.bytes.reserve(header + dimension + values.size() * (sizeof(std::int32_t) + sizeof(std::int64_t)));
  append_header(parameter.bytes, oid::int8, values.size());
  for (const std::int64_t value : values) append_number(parameter.bytes, value);
  return parameter;
}

std::string array_text(std::span<const Value> values) {
  std::string text = "{";
  for (const Value& value : values) {
    if (text.size() > 1) text += ',';
    if (value.is_null())
      text += "NULL";
    else if (const auto* inner = std::get_if<std::vector<Value>>(&value.storage()))
      text += array_text(*inner);
    else
      append_quoted(text, element_text(value));
  }
  return text + "}";
}

std::string bounds_text(const WireCell& array) {
  if (!array.binary) return std::string(array.bytes.substr(0, array.bytes.find('{')));
  const auto number = [&](std::size_t at) { return wire::from_big_endian<std::int32_t>(array.bytes.data() + at); };
  std::string text;
  bool plain = true;
  for (std::int32_t i = 0; i < number(0); ++i) {
    const std::size_t at = header + static_cast<std::size_t>(i) * dimension;
    const std::int32_t length = number(at), first = number(at + sizeof length);
    plain &= first == 1;
    text += fmt::format("[{}:{}]", first, first + length - 1);
  }
  return plain ? std::string() : text + "=";
}

void require_plain_bounds(std::string_view bounds) {
  if (bounds.empty()) return;
  throw InvalidValue(
      fmt::format("the indices of the array do not begin with 1 ({}…), which a std::vector does not keep: make the "
                  "attribute a std::string, or store the array again",
                  bounds));
}

bool is_array_of_others(Stored stored, TypeKind element, std::string_view text) {
  return stored == Stored::other && element == TypeKind::text && (text.starts_with('{') || text.starts_with('['));
}

std::vector<Value> elements_of(const WireCell& array, Stored element) {
  return array.binary ? BinaryReader(array.bytes).read() : TextReader(array.bytes, element).read();
}

}  // namespace rowan::postgresql
