// From a C++ type to the table of functions that read, write, compare and show members of it.
//
// The tables of the built-in types are compiled once, in the library; only enums need code in the user's program.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "rowan/core/parameter_writer.hpp"
#include "rowan/core/row_reader.hpp"
#include "rowan/core/value.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan {
namespace detail {

/// One enumerator and its text.
struct Enumerator {
  std::string_view text;
  std::int64_t number;
};

template <std::size_t count>
constexpr bool texts_differ(const Enumerator (&table)[count]) {
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (table[i].text == table[j].text) return false;
    }
  }
  return true;
}

// Shared by all enums; each names the valid texts when it refuses. @throws InvalidValue.
ROWAN_EXPORT std::int64_t enum_number(const Enumerator* first, std::size_t count, std::string_view text);
ROWAN_EXPORT std::int64_t enum_number(const Enumerator* first, std::size_t count, std::int64_t number);
ROWAN_EXPORT std::string_view enum_text(const Enumerator* first, std::size_t count, std::int64_t number);
ROWAN_EXPORT std::int64_t enum_number(const Enumerator* first, std::size_t count, const Value& value);
/// The same of an enum whose column holds texts: a number is none of its values.
ROWAN_EXPORT std::int64_t enum_number_of_text(const Enumerator* first, std::size_t count, const Value& value);
/// The fingerprint of NULL: a random word per process, so that it can't be met by design.
ROWAN_EXPORT std::uint64_t null_fingerprint() noexcept;

template <class T>
struct BuiltinOps {
  static constexpr bool exists = false;
};

#define ROWAN_DETAIL_BUILTIN(Type)                      \
  template <>                                           \
  struct ROWAN_EXPORT BuiltinOps<Type> {                \
    static constexpr bool exists = true;                \
    static const ValueOps& table();                     \
  };                                                    \
  template <>                                           \
  struct ROWAN_EXPORT BuiltinOps<std::optional<Type>> { \
    static constexpr bool exists = true;                \
    static const ValueOps& table();                     \
  };
ROWAN_DETAIL_BUILTIN(bool)
ROWAN_DETAIL_BUILTIN(std::int8_t)
ROWAN_DETAIL_BUILTIN(std::int16_t)
ROWAN_DETAIL_BUILTIN(std::int32_t)
ROWAN_DETAIL_BUILTIN(std::int64_t)
ROWAN_DETAIL_BUILTIN(std::uint8_t)
ROWAN_DETAIL_BUILTIN(std::uint16_t)
ROWAN_DETAIL_BUILTIN(std::uint32_t)
ROWAN_DETAIL_BUILTIN(std::uint64_t)
ROWAN_DETAIL_BUILTIN(long long)
ROWAN_DETAIL_BUILTIN(unsigned long long)
ROWAN_DETAIL_BUILTIN(float)
ROWAN_DETAIL_BUILTIN(double)
ROWAN_DETAIL_BUILTIN(Decimal)
ROWAN_DETAIL_BUILTIN(std::string)
ROWAN_DETAIL_BUILTIN(Bytes)
ROWAN_DETAIL_BUILTIN(Date)
ROWAN_DETAIL_BUILTIN(LocalDateTime)
ROWAN_DETAIL_BUILTIN(Instant)
ROWAN_DETAIL_BUILTIN(Uuid)
ROWAN_DETAIL_BUILTIN(Json)
#undef ROWAN_DETAIL_BUILTIN

/// What an array may have as elements.
template <class T>
constexpr bool is_array_element() {
  return BuiltinOps<T>::exists && !std::is_same_v<T, Bytes> && !std::is_same_v<T, Json>;
}
template <class T>
constexpr bool is_array_element()
  requires requires { typename T::value_type; } && (!std::is_same_v<T, std::string>)
{
  return false;  // an optional, or an array again
}
template <class T>
struct ROWAN_EXPORT BuiltinOps<std::vector<T>> {
  static constexpr bool exists = is_array_element<T>();
  static const ValueOps& table();
};
template <class T>
struct ROWAN_EXPORT BuiltinOps<std::optional<std::vector<T>>> {
  static constexpr bool exists = is_array_element<T>();
  static const ValueOps& table();
};

template <class T>
struct unwrap_optional {
  using type = T;
  static constexpr bool optional = false;
};
template <class T>
struct unwrap_optional<std::optional<T>> {
  using type = T;
  static constexpr bool optional = true;
};

/// The functions for an enum described by ROWAN_ENUM, or an optional of one.
template <class Member, bool AsInteger>
struct EnumOps {
  using Enum = typename unwrap_optional<Member>::type;
  static constexpr bool optional = unwrap_optional<Member>::optional;
  static constexpr const auto& names() { return EnumText<Enum>::table; }
  static std::int64_t number(const void* member) {
    if constexpr (optional)
      return static_cast<std::int64_t>(**static_cast<const Member*>(member));
    else
      return static_cast<std::int64_t>(*static_cast<const Member*>(member));
  }
  static void assign(void* member, std::int64_t number) { *static_cast<Member*>(member) = static_cast<Enum>(number); }
  static bool is_null(const void* member) {
    if constexpr (optional)
      return !static_cast<const Member*>(member)->has_value();
    else
      return (void)member, false;
  }
  static void read(RowReader& row, int column, void* member);
  static void write(ParameterWriter& parameters, int index, const void* member);
  static Value get(const void* member) {
    if (is_null(member)) return {};
    return Value(enum_text(names().data(), names().size(), number(member)));
  }
  static void set(void* member, const Value& value) {
    if constexpr (optional) {
      if (value.is_null()) return static_cast<Member*>(member)->reset();
    }
    if constexpr (AsInteger)
      assign(member, enum_number(names().data(), names().size(), value));
    else
      assign(member, enum_number_of_text(names().data(), names().size(), value));
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    *out = is_null(member) ? null_fingerprint() : static_cast<std::uint64_t>(number(member));
  }
  static Value unfingerprint(const std::uint64_t* word) {
    if (optional && *word == null_fingerprint()) return {};
    return Value(enum_text(names().data(), names().size(), static_cast<std::int64_t>(*word)));
  }
  static Value stored(const Value& value) {
    return value.is_null() ? Value() : Value(enum_number(names().data(), names().size(), value));
  }
  static Value loaded(const Value& value) {
    return value.is_null() ? Value() : Value(enum_text(names().data(), names().size(), value.as_int64()));
  }
  static std::vector<std::string_view> choices() {
    std::vector<std::string_view> texts;
    for (const Enumerator& e : names()) texts.push_back(e.text);
    return texts;
  }
  static const ValueOps& table() {
    static const ValueOps ops{AsInteger ? TypeKind::int64 : TypeKind::text,
                              optional,
                              false,
                              1,
                              &read,
                              &write,
                              &get,
                              &set,
                              &fingerprint,
                              &unfingerprint,
                              &is_null,
                              &choices,
                              integer_table(),
                              MemberKind::other,
                              {},
                              nullptr,
                              AsInteger ? &stored : nullptr,
                              AsInteger ? &loaded : nullptr};
    return ops;
  }
  static const ValueOps* integer_table() {
    if constexpr (AsInteger)
      return nullptr;
    else
      return &EnumOps<Member, true>::table();
  }
};

ROWAN_EXPORT void refuse_null();

template <class Member, bool AsInteger>
void EnumOps<Member, AsInteger>::read(RowReader& row, int column, void* member) {
  const auto null = [&] {
    if constexpr (optional)
      static_cast<Member*>(member)->reset();
    else
      refuse_null();
  };
  if constexpr (AsInteger) {
    std::int64_t found = 0;
    if (!row.read(column, found)) return null();
    assign(member, enum_number(names().data(), names().size(), found));
  } else {
    std::string_view found;
    if (!row.read(column, found)) return null();
    assign(member, enum_number(names().data(), names().size(), found));
  }
}

template <class Member, bool AsInteger>
void EnumOps<Member, AsInteger>::write(ParameterWriter& parameters, int index, const void* member) {
  if (is_null(member))
    parameters.write_null(index, AsInteger ? TypeKind::int64 : TypeKind::text);
  else if constexpr (AsInteger)
    parameters.write(index, number(member));
  else
    parameters.write(index, enum_text(names().data(), names().size(), number(member)));
}

template <class T>
struct unwrap_array {
  using type = T;
};
template <class T>
struct unwrap_array<std::vector<T>> {
  using type = T;
};
template <class T>
inline constexpr bool is_custom = custom_attribute<typename unwrap_array<typename unwrap_optional<T>::type>::type>;
template <class Member>
struct CustomOps;

}  // namespace detail

/// Types an attribute may have: bool, 8- to 64-bit integers, float, double, Decimal, std::string, Bytes, Date,
/// LocalDateTime, Instant, Uuid, Json, enums described by ROWAN_ENUM, types with attribute_traits, std::vector of all
/// but Bytes, Json and enums, and std::optional of each.
template <class T>
concept attribute_type =
    detail::BuiltinOps<T>::exists || described_enum<typename detail::unwrap_optional<T>::type> || detail::is_custom<T>;

/// The table of `T`. Thread-safe.
template <attribute_type T>
const ValueOps& value_ops() {
  if constexpr (detail::BuiltinOps<T>::exists)
    return detail::BuiltinOps<T>::table();
  else if constexpr (detail::is_custom<T>)
    return detail::CustomOps<T>::table();
  else
    return detail::EnumOps<T, false>::table();
}

}  // namespace rowan

#include "rowan/reflect/custom_ops.hpp"
