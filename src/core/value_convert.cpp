#include <array>
#include <type_traits>
#include <utility>

#include "core/value_numbers.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/value.hpp"

namespace rowan {
namespace {

using detail::holds;
using detail::refuse_conversion;

template <class T>
T read_text(std::string_view text) {
  if constexpr (std::is_same_v<T, Date>) {
    return parse_date(text);
  } else if constexpr (std::is_same_v<T, LocalDateTime>) {
    return parse_local_date_time(text);
  } else if constexpr (std::is_same_v<T, Instant>) {
    return parse_instant(text);
  } else {
    return T(text);
  }
}

template <class T>
T held_or_read(const Value& value, TypeKind wanted) {
  if (const auto* held = std::get_if<T>(&value.storage())) return *held;
  if (const auto* text = std::get_if<std::string>(&value.storage())) return read_text<T>(*text);
  refuse_conversion(value, to_string(wanted));
}

// What can be read from text goes back to it.
Value to_text(const Value& value) {
  if (!holds<Decimal, Date, LocalDateTime, Instant, Uuid, Json>(value)) return value.as_string();
  return value.to_string();
}

Value to_bytes(const Value& value) {
  const auto* text = std::get_if<std::string>(&value.storage());
  if (text == nullptr) return value.as_bytes();
  const auto* first = reinterpret_cast<const std::byte*>(text->data());
  return Bytes(first, first + text->size());
}

Value elements_converted(const Value& value, TypeKind element) {
  std::vector<Value> converted;
  converted.reserve(value.as_list().size());
  for (const Value& each : value.as_list()) {
    if (each.is_null()) throw InvalidValue("NULL can't be an element of a list");
    converted.push_back(each.converted_to(element));
  }
  return Value::list(std::move(converted));
}

}  // namespace

bool Value::as_boolean() const {
  if (const auto* held = std::get_if<bool>(&storage_)) return *held;
  const auto integer = detail::integer_in(*this);
  if (!integer || (*integer != 0 && *integer != 1)) refuse_conversion(*this, "boolean");
  return *integer == 1;
}

std::int64_t Value::as_int64() const {
  return static_cast<std::int64_t>(detail::integer_of_kind(*this, TypeKind::int64));
}

std::uint64_t Value::as_uint64() const {
  return static_cast<std::uint64_t>(detail::integer_of_kind(*this, TypeKind::uint64));
}

double Value::as_double() const {
  if (const auto number = detail::double_in(*this)) return *number;
  refuse_conversion(*this, "float64", detail::is_number(*this) ? " without losing digits" : "");
}

Decimal Value::as_decimal() const {
  if (holds<std::int64_t, std::uint64_t>(*this)) return Decimal::from_parts(*detail::integer_in(*this), 0);
  if (holds<double>(*this)) {
    refuse_conversion(*this, "decimal", ", which is exact; write rowan::Decimal(\"…\") with the digits that you mean");
  }
  return held_or_read<Decimal>(*this, TypeKind::decimal);
}

const std::string& Value::as_string() const {
  if (const auto* held = std::get_if<std::string>(&storage_)) return *held;
  refuse_conversion(*this, "text", is_null() ? "" : "; to_string() prints any value");
}

const Bytes& Value::as_bytes() const {
  if (const auto* held = std::get_if<Bytes>(&storage_)) return *held;
  refuse_conversion(*this, "bytes");
}

Date Value::as_date() const { return held_or_read<Date>(*this, TypeKind::date); }
LocalDateTime Value::as_local_date_time() const {
  return held_or_read<LocalDateTime>(*this, TypeKind::local_date_time);
}
Instant Value::as_instant() const { return held_or_read<Instant>(*this, TypeKind::instant); }
Json Value::as_json() const { return held_or_read<Json>(*this, TypeKind::json); }

const std::vector<Value>& Value::as_list() const {
  if (const auto* held = std::get_if<std::vector<Value>>(&storage_)) return *held;
  refuse_conversion(*this, "list");
}

Uuid Value::as_uuid() const {
  const auto* bytes = std::get_if<Bytes>(&storage_);
  if (bytes == nullptr || bytes->size() != 16) return held_or_read<Uuid>(*this, TypeKind::uuid);
  std::array<std::uint8_t, 16> copy;
  for (std::size_t i = 0; i < copy.size(); ++i) copy[i] = std::to_integer<std::uint8_t>((*bytes)[i]);
  return Uuid(copy);
}

Value Value::converted_to(TypeKind kind) const {
  if (is_null()) return {};
  if (is_array(kind)) return elements_converted(*this, element_of(kind));
  switch (kind) {
    case TypeKind::boolean:
      return as_boolean();
    case TypeKind::float32:
      return detail::nearest_float32(as_double());
    case TypeKind::float64:
      return as_double();
    case TypeKind::decimal:
      return as_decimal();
    case TypeKind::text:
      return to_text(*this);
    case TypeKind::bytes:
      return to_bytes(*this);
    case TypeKind::date:
      return as_date();
    case TypeKind::local_date_time:
      return as_local_date_time();
    case TypeKind::instant:
      return as_instant();
    case TypeKind::uuid:
      return as_uuid();
    case TypeKind::json:
      return as_json();
    default:
      break;
  }
  Value made;
  const auto integer = detail::integer_of_kind(*this, kind);
  if (kind == TypeKind::uint64) {
    made.storage_ = static_cast<std::uint64_t>(integer);
  } else {
    made.storage_ = static_cast<std::int64_t>(integer);
  }
  return made;
}

}  // namespace rowan
