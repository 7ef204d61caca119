// Attributes that are arrays.
#include <vector>

#include "reflect/plain_value.hpp"

namespace rowan::detail {
namespace {

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

  static void set_null(void* member) {
    if constexpr (optional)
      static_cast<Member*>(member)->reset();
    else
      (void)member, refuse_null();
  }
  static void read(RowReader& row, int column, void* member) {
    std::vector<Value> values;
    if (!row.read_list(column, element, values)) return set_null(member);
    require_exact(element, values);
    *static_cast<Member*>(member) = array_from<T>(values);
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if (const Array* array = plain_of<Member>(member))
      parameters.write_list(index, element, values_of(*array));
    else
      parameters.write_null(index, array_of(element));
  }
  static Value get(const void* member) {
    const Array* array = plain_of<Member>(member);
    return array == nullptr ? Value() : Value::list(values_of(*array));
  }
  static void set(void* member, const Value& value) {
    if (value.is_null()) return set_null(member);
    *static_cast<Member*>(member) = array_from<T>(value.as_list());
  }
  static void fingerprint(const void* member, std::uint64_t* out) {
    const Array* array = plain_of<Member>(member);
    *out = array == nullptr ? null_fingerprint() : hash_of(*array);
  }
  static bool is_null(const void* member) { return plain_of<Member>(member) == nullptr; }

  static constexpr ValueOps ops{array_of(element), optional, true,    1, &read, &write, &get, &set,
                                &fingerprint,      nullptr,  &is_null};
};

}  // namespace

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
