// A value of each type that an attribute may have: how it crosses to a database, and what it is compared by.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "core/json_hash.hpp"
#include "core/value_numbers.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/hash.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan::detail {

// How each type crosses to a database: the kind, and the wider type that readers and writers know.
template <class T>
constexpr TypeKind kind_of() {
  if constexpr (std::is_same_v<T, bool>)
    return TypeKind::boolean;
  else if constexpr (std::is_integral_v<T>) {
    constexpr int log2 = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return static_cast<TypeKind>(static_cast<int>(std::is_signed_v<T> ? TypeKind::int8 : TypeKind::uint8) + log2);
  } else if constexpr (std::is_same_v<T, float>)
    return TypeKind::float32;
  else if constexpr (std::is_same_v<T, double>)
    return TypeKind::float64;
  else if constexpr (std::is_same_v<T, Decimal>)
    return TypeKind::decimal;
  else if constexpr (std::is_same_v<T, std::string>)
    return TypeKind::text;
  else if constexpr (std::is_same_v<T, Bytes>)
    return TypeKind::bytes;
  else if constexpr (std::is_same_v<T, Date>)
    return TypeKind::date;
  else if constexpr (std::is_same_v<T, LocalDateTime>)
    return TypeKind::local_date_time;
  else if constexpr (std::is_same_v<T, Instant>)
    return TypeKind::instant;
  else if constexpr (std::is_same_v<T, Uuid>)
    return TypeKind::uuid;
  else
    return TypeKind::json;
}

template <class T>
constexpr bool is_plain_number = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <class T>
using Wire =
    std::conditional_t<is_plain_number<T>, std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>,
                       std::conditional_t<std::is_floating_point_v<T>, double, T>>;

template <class T>
T narrow(const Wire<T>& wire) {
  if constexpr (is_plain_number<T>) {
    if (wire < std::numeric_limits<T>::min() || wire > std::numeric_limits<T>::max()) {
      throw InvalidValue(fmt::format("{} does not fit {} ({}…{})", wire, to_string(kind_of<T>()),
                                     +std::numeric_limits<T>::min(), +std::numeric_limits<T>::max()));
    }
  }
  if constexpr (std::is_same_v<T, float>)
    return exact_float32(wire);
  else
    return static_cast<T>(wire);
}

template <class T>
bool read_plain(RowReader& row, int column, T& member) {
  if constexpr (std::is_same_v<Wire<T>, T>) {
    return row.read(column, member);
  } else {
    Wire<T> wire{};
    if (!row.read(column, wire)) return false;
    member = narrow<T>(wire);
    return true;
  }
}

template <class T>
void write_plain(ParameterWriter& parameters, int index, const T& member) {
  if constexpr (std::is_same_v<T, Bytes>)
    parameters.write(index, std::span<const std::byte>(member));
  else if constexpr (std::is_same_v<T, std::string>)
    parameters.write(index, std::string_view(member));
  else
    parameters.write(index, static_cast<const Wire<T>&>(static_cast<Wire<T>>(member)));
}

template <>
inline void write_plain<Json>(ParameterWriter& parameters, int index, const Json& member) {
  parameters.write(index, member);
}

template <class T>
T from_value(const Value& value) {
  if constexpr (std::is_same_v<T, bool>)
    return value.as_boolean();
  else if constexpr (is_plain_number<T>)
    return static_cast<T>(integer_of_kind(value, kind_of<T>()));
  else if constexpr (std::is_same_v<T, float>)
    return static_cast<float>(nearest_float32(value.as_double()));
  else if constexpr (std::is_same_v<T, double>)
    return value.as_double();
  else if constexpr (std::is_same_v<T, Decimal>)
    return value.as_decimal();
  else if constexpr (std::is_same_v<T, std::string>)
    return value.as_string();
  else if constexpr (std::is_same_v<T, Bytes>)
    return value.as_bytes();
  else if constexpr (std::is_same_v<T, Date>)
    return value.as_date();
  else if constexpr (std::is_same_v<T, LocalDateTime>)
    return value.as_local_date_time();
  else if constexpr (std::is_same_v<T, Instant>)
    return value.as_instant();
  else if constexpr (std::is_same_v<T, Uuid>)
    return value.as_uuid();
  else
    return value.as_json();
}

template <class T>
constexpr bool hashes = std::is_same_v<T, std::string> || std::is_same_v<T, Bytes> || std::is_same_v<T, Json>;

template <class T>
constexpr std::uint8_t words_of() {
  if constexpr (std::is_same_v<T, Uuid>)
    return 2;
  else if constexpr (std::is_same_v<T, Decimal>)
    return 3;
  else
    return 1;
}

// 10.50 and 10.5 are one value, and databases keep it in the scale of the column: the fingerprint is the shortest.
inline Decimal without_trailing_zeros(const Decimal& value) {
  auto coefficient = value.coefficient();
  int scale = value.scale();
  if (scale == 0 || (coefficient & 1) != 0) return value;
  while (scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  return Decimal::from_parts(coefficient, scale);
}

template <class T>
void fingerprint_plain(const T& member, std::uint64_t* out) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Bytes>) {
    *out = hash_bytes(member.data(), member.size());
  } else if constexpr (std::is_same_v<T, Json>) {
    *out = hash_json(member.text());
  } else if constexpr (std::is_same_v<T, Uuid>) {
    std::memcpy(out, member.bytes().data(), 16);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    const Decimal normal = without_trailing_zeros(member);
    const auto coefficient = normal.coefficient();
    std::memcpy(out, &coefficient, 16);
    out[2] = static_cast<std::uint64_t>(normal.scale());
  } else if constexpr (is_plain_number<T>) {
    *out = static_cast<std::uint64_t>(static_cast<Wire<T>>(member));  // widened with its sign first
  } else {
    static_assert(sizeof(T) <= 8 && std::is_trivially_copyable_v<T>);
    *out = 0;
    std::memcpy(out, &member, sizeof(T));
  }
}

template <class T>
T unfingerprint_plain(const std::uint64_t* words) {
  if constexpr (std::is_same_v<T, Uuid>) {
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), words, 16);
    return Uuid(bytes);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    Decimal::Wide coefficient;
    std::memcpy(&coefficient, words, 16);
    return Decimal::from_parts(coefficient, static_cast<int>(words[2]));
  } else if constexpr (is_plain_number<T>) {
    return static_cast<T>(*words);
  } else {
    T value;
    std::memcpy(static_cast<void*>(&value), words, sizeof(T));
    return value;
  }
}

// What an attribute, T or std::optional<T>, holds; null where that is NULL.
template <class Member>
const typename unwrap_optional<Member>::type* plain_of(const void* member) {
  const auto* typed = static_cast<const Member*>(member);
  if constexpr (unwrap_optional<Member>::optional)
    return typed->has_value() ? &**typed : nullptr;
  else
    return typed;
}

}  // namespace rowan::detail
