// What find(…) and find_all(…) take: the values of a key.
#pragma once

#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan::detail {

/// A part of a key, for find().
template <class P>
Value key_part(const P& part) {
  constexpr bool is_value = std::is_constructible_v<Value, const P&>;
  static_assert(is_value,
                "rowan: find() and find_all() take the values of a key, as in find(5) or find(3, 4), a duration as the "
                "number of its units: a record is read again by reload(), and by conditions it is found with "
                "find_by()");
  if constexpr (is_value)
    return Value(part);
  else
    return {};
}
/// What is a key by itself, without a Value: the usual one.
template <class P>
concept NumberKey = std::signed_integral<P> && sizeof(P) >= sizeof(int) && std::is_constructible_v<Value, const P&>;
/// Loads the record with a key of these parts into `into`, of which `object` is all. False when there is none.
template <class... Parts>
bool load_by_parts(const ModelInfo& model, ModelBase& into, void* object, const Parts&... parts) {
  if constexpr (sizeof...(Parts) == 1 && (NumberKey<Parts> && ...)) {
    return load_by_number(model, std::int64_t{parts}..., into, object);
  } else {
    const Value key[]{key_part(parts)...};
    return load_by_key(model, key, into, object);
  }
}
/// One part for each element of a tuple, else one.
template <class K>
std::vector<Value> key_values(const K& key) {
  return {key_part(key)};
}
template <class... Parts>
std::vector<Value> key_values(const std::tuple<Parts...>& key) {
  return std::apply([](const Parts&... parts) { return std::vector<Value>{key_part(parts)...}; }, key);
}
}  // namespace rowan::detail
