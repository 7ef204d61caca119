#include "rowan/reflect/value_ops.hpp"

#include <cstring>
#include <limits>
#include <type_traits>

#include <fmt/format.h>

#include "rowan/core/error.hpp"
#include "rowan/core/hash.hpp"

namespace rowan::detail {
namespace {

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
constexpr bool is_number = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <class T>
using Wire = std::conditional_t<is_number<T>, std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>,
                                std::conditional_t<std::is_floating_point_v<T>, double, T>>;

template <class T>
T narrow(const Wire<T>& wire) {
  if constexpr (is_number<T>) {
    if (wire < std::numeric_limits<T>::min() || wire > std::numeric_limits<T>::max()) {
      throw InvalidValue(fmt::format("{} does not fit {} ({}…{})", wire, to_string(kind_of<T>()),
                                     +std::numeric_limits<T>::min(), +std::numeric_limits<T>::max()));
    }
  }
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
void write_plain<Json>(ParameterWriter& parameters, int index, const Json& member) {
  parameters.write(index, member);
}

template <class T>
T from_value(const Value& value) {
  if constexpr (std::is_same_v<T, bool>)
    return value.as_boolean();
  else if constexpr (is_number<T> && std::is_signed_v<T>)
    return narrow<T>(value.as_int64());
  else if constexpr (is_number<T>)
    return narrow<T>(value.as_uint64());
  else if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(value.as_double());
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

template <class T>
void fingerprint_plain(const T& member, std::uint64_t* out) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Bytes>) {
    *out = hash_bytes(member.data(), member.size());
  } else if constexpr (std::is_same_v<T, Json>) {
    *out = hash_bytes(member.text().data(), member.text().size());
  } else if constexpr (std::is_same_v<T, Uuid>) {
    std::memcpy(out, member.bytes().data(), 16);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    const auto coefficient = member.coefficient();
    std::memcpy(out, &coefficient, 16);
    out[2] = static_cast<std::uint64_t>(member.scale());
  } else if constexpr (is_number<T>) {
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
  } else if constexpr (is_number<T>) {
    return static_cast<T>(*words);
  } else {
    T value;
    std::memcpy(static_cast<void*>(&value), words, sizeof(T));
    return value;
  }
}

// Member: T or std::optional<T>.
template <class Member>
struct Ops {
  using T = typename unwrap_optional<Member>::type;
  static constexpr bool optional = unwrap_optional<Member>::optional;

  static const T* plain(const void* member) {
    const auto* typed = static_cast<const Member*>(member);
    if constexpr (optional)
      return typed->has_value() ? &**typed : nullptr;
    else
      return typed;
  }
  static void read(RowReader& row, int column, void* member) {
    if constexpr (optional) {
      auto& typed = *static_cast<Member*>(member);
      if (!typed) typed.emplace();
      if (!read_plain(row, column, *typed)) typed.reset();
    } else if (!read_plain(row, column, *static_cast<Member*>(member))) {
      refuse_null();
    }
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (const T* value = plain(member))
      write_plain(parameters, index, *value);
    else
      parameters.write_null(index, kind_of<T>());
  }
  static Value get(const void* member) {
    const T* value = plain(member);
    if (value == nullptr) return {};
    if constexpr (std::is_same_v<T, float>)
      return Value(static_cast<double>(*value));
    else
      return Value(*value);
  }
  static void set(void* member, const Value& value) {
    auto& typed = *static_cast<Member*>(member);
    if (!value.is_null())
      typed = from_value<T>(value);
    else if constexpr (optional)
      typed.reset();
    else
      refuse_null();
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    if (const T* value = plain(member)) return fingerprint_plain(*value, out);
    for (int i = 0; i < words_of<T>(); ++i) out[i] = null_fingerprint();
  }
  static Value unfingerprint(const std::uint64_t* words) {
    if constexpr (hashes<T>) {
      return (void)words, Value();
    } else {
      if (optional && *words == null_fingerprint() && words[words_of<T>() - 1] == null_fingerprint()) return {};
      if constexpr (std::is_same_v<T, float>)
        return Value(static_cast<double>(unfingerprint_plain<T>(words)));
      else
        return Value(unfingerprint_plain<T>(words));
    }
  }
  static bool is_null(const void* member) { return plain(member) == nullptr; }

  static constexpr MemberKind member_kind = std::is_same_v<Member, std::int64_t>  ? MemberKind::int64
                                            : std::is_same_v<Member, double>      ? MemberKind::float64
                                            : std::is_same_v<Member, std::string> ? MemberKind::text
                                                                                  : MemberKind::other;
  static constexpr ValueOps ops{kind_of<T>(), optional, hashes<T>, words_of<T>(), &read,
                                &write,       &get,     &set,      &fingerprint,  hashes<T> ? nullptr : &unfingerprint,
                                &is_null,     nullptr,  nullptr,   member_kind,   {}};
};

template <class T>
std::vector<Value> values_of(const std::vector<T>& array) {
  std::vector<Value> values;
  values.reserve(array.size());
  for (const T& element : array) {
    if constexpr (std::is_same_v<T, float>)
      values.emplace_back(static_cast<double>(element));
    else
      values.emplace_back(element);
  }
  return values;
}

template <class T>
std::vector<T> array_from(const std::vector<Value>& values) {
  std::vector<T> array;
  array.reserve(values.size());
  for (const Value& value : values) {
    if (value.is_null())
      throw InvalidValue(fmt::format("element {} of the array is NULL, which a vector can't hold", array.size() + 1));
    array.push_back(from_value<T>(value));
  }
  return array;
}

// The same elements in the same order: by a hash of their own fingerprints.
template <class T>
std::uint64_t hash_of(const std::vector<T>& array) {
  std::vector<std::uint64_t> words(array.size() * words_of<T>());
  std::uint64_t* out = words.data();
  for (const T& element : array) {
    fingerprint_plain<T>(element, out);
    out += words_of<T>();
  }
  return hash_bytes(words.data(), words.size() * sizeof(std::uint64_t));
}

// Member: std::vector<T>, or std::optional of one.
template <class Member>
struct ArrayOps {
  static constexpr bool optional = unwrap_optional<Member>::optional;
  using Array = typename unwrap_optional<Member>::type;
  using T = typename Array::value_type;
  static constexpr TypeKind element = kind_of<T>();

  static const Array* plain(const void* member) {
    const auto* typed = static_cast<const Member*>(member);
    if constexpr (optional)
      return typed->has_value() ? &**typed : nullptr;
    else
      return typed;
  }
  static void set_null(void* member) {
    if constexpr (optional)
      static_cast<Member*>(member)->reset();
    else
      (void)member, refuse_null();
  }
  static void read(RowReader& row, int column, void* member) {
    std::vector<Value> values;
    if (!row.read_list(column, element, values)) return set_null(member);
    *static_cast<Member*>(member) = array_from<T>(values);
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (const Array* array = plain(member))
      parameters.write_list(index, element, values_of(*array));
    else
      parameters.write_null(index, array_of(element));
  }
  static Value get(const void* member) {
    const Array* array = plain(member);
    return array == nullptr ? Value() : Value::list(values_of(*array));
  }
  static void set(void* member, const Value& value) {
    if (value.is_null()) return set_null(member);
    *static_cast<Member*>(member) = array_from<T>(value.as_list());
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    const Array* array = plain(member);
    *out = array == nullptr ? null_fingerprint() : hash_of(*array);
  }
  static bool is_null(const void* member) { return plain(member) == nullptr; }

  static constexpr ValueOps ops{array_of(element), optional, true,    1, &read, &write, &get, &set,
                                &fingerprint,      nullptr,  &is_null};
};

std::string list_of(const Enumerator* first, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += fmt::format("{}{}", i == 0 ? "" : ", ", first[i].text);
  return list;
}

}  // namespace

void refuse_null() {
  throw InvalidValue("NULL can't be held; make the attribute std::optional, or the column NOT NULL");
}

std::uint64_t null_fingerprint() noexcept {
  static const std::uint64_t word = hash_bytes("rowan::null", 11);
  return word;
}

std::int64_t enum_number(const Enumerator* first, std::size_t count, std::string_view text) {
  for (std::size_t i = 0; i < count; ++i) {
    if (first[i].text == text) return first[i].number;
  }
  throw InvalidValue(fmt::format("'{}' is not one of the values of the enum: {}", text, list_of(first, count)));
}

std::int64_t enum_number(const Enumerator* first, std::size_t count, std::int64_t number) {
  enum_text(first, count, number);
  return number;
}

std::string_view enum_text(const Enumerator* first, std::size_t count, std::int64_t number) {
  for (std::size_t i = 0; i < count; ++i) {
    if (first[i].number == number) return first[i].text;
  }
  throw InvalidValue(
      fmt::format("{} is not the number of one of the values of the enum: {}", number, list_of(first, count)));
}

std::int64_t enum_number(const Enumerator* first, std::size_t count, const Value& value) {
  if (value.is_null()) refuse_null();
  if (std::holds_alternative<std::int64_t>(value.storage())) return enum_number(first, count, value.as_int64());
  return enum_number(first, count, std::string_view(value.as_string()));
}

#define ROWAN_DETAIL_DEFINE(Type)                                      \
  const ValueOps& BuiltinOps<Type>::table() { return Ops<Type>::ops; } \
  const ValueOps& BuiltinOps<std::optional<Type>>::table() { return Ops<std::optional<Type>>::ops; }
ROWAN_DETAIL_DEFINE(bool)
ROWAN_DETAIL_DEFINE(std::int8_t)
ROWAN_DETAIL_DEFINE(std::int16_t)
ROWAN_DETAIL_DEFINE(std::int32_t)
ROWAN_DETAIL_DEFINE(std::int64_t)
ROWAN_DETAIL_DEFINE(std::uint8_t)
ROWAN_DETAIL_DEFINE(std::uint16_t)
ROWAN_DETAIL_DEFINE(std::uint32_t)
ROWAN_DETAIL_DEFINE(std::uint64_t)
ROWAN_DETAIL_DEFINE(long long)
ROWAN_DETAIL_DEFINE(unsigned long long)
ROWAN_DETAIL_DEFINE(float)
ROWAN_DETAIL_DEFINE(double)
ROWAN_DETAIL_DEFINE(Decimal)
ROWAN_DETAIL_DEFINE(std::string)
ROWAN_DETAIL_DEFINE(Bytes)
ROWAN_DETAIL_DEFINE(Date)
ROWAN_DETAIL_DEFINE(LocalDateTime)
ROWAN_DETAIL_DEFINE(Instant)
ROWAN_DETAIL_DEFINE(Uuid)
ROWAN_DETAIL_DEFINE(Json)
#undef ROWAN_DETAIL_DEFINE

template <class T>
const ValueOps& BuiltinOps<std::vector<T>>::table() {
  return ArrayOps<std::vector<T>>::ops;
}
template <class T>
const ValueOps& BuiltinOps<std::optional<std::vector<T>>>::table() {
  return ArrayOps<std::optional<std::vector<T>>>::ops;
}
// Exported here, too: clang takes no account of what the class template says.
#define ROWAN_DETAIL_ARRAYS(Type)                                               \
  template ROWAN_EXPORT const ValueOps& BuiltinOps<std::vector<Type>>::table(); \
  template ROWAN_EXPORT const ValueOps& BuiltinOps<std::optional<std::vector<Type>>>::table();
ROWAN_DETAIL_ARRAYS(bool)
ROWAN_DETAIL_ARRAYS(std::int8_t)
ROWAN_DETAIL_ARRAYS(std::int16_t)
ROWAN_DETAIL_ARRAYS(std::int32_t)
ROWAN_DETAIL_ARRAYS(std::int64_t)
ROWAN_DETAIL_ARRAYS(std::uint8_t)
ROWAN_DETAIL_ARRAYS(std::uint16_t)
ROWAN_DETAIL_ARRAYS(std::uint32_t)
ROWAN_DETAIL_ARRAYS(std::uint64_t)
ROWAN_DETAIL_ARRAYS(long long)
ROWAN_DETAIL_ARRAYS(unsigned long long)
ROWAN_DETAIL_ARRAYS(float)
ROWAN_DETAIL_ARRAYS(double)
ROWAN_DETAIL_ARRAYS(Decimal)
ROWAN_DETAIL_ARRAYS(std::string)
ROWAN_DETAIL_ARRAYS(Date)
ROWAN_DETAIL_ARRAYS(LocalDateTime)
ROWAN_DETAIL_ARRAYS(Instant)
ROWAN_DETAIL_ARRAYS(Uuid)
#undef ROWAN_DETAIL_ARRAYS

}  // namespace rowan::detail
