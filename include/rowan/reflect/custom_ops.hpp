// The table of functions for attributes of the user's own types: each value by way of its stored one.
#pragma once

#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "rowan/core/attribute_traits.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan::detail {

/// In a handler: what a `from_stored` threw, as InvalidValue.
[[noreturn]] ROWAN_EXPORT void refuse_stored();

/// T, an optional of one, an array, or an optional array: the same of what is stored, and the way there and back.
template <class Member>
struct Stored {
  using type = typename attribute_traits<Member>::stored;
  static_assert(
      is_array_element<type>() || std::is_same_v<type, Bytes> || std::is_same_v<type, Json>,
      "rowan: attribute_traits<T>::stored must be a type that Rowan stores by itself: bool, an integer, float, "
      "double, rowan::Decimal, std::string, rowan::Bytes, rowan::Date, rowan::LocalDateTime, rowan::Instant, "
      "rowan::Uuid or rowan::Json");
  static type out(const Member& value) { return attribute_traits<Member>::to_stored(value); }
  static Member in(type stored) {
    try {
      return attribute_traits<Member>::from_stored(std::move(stored));
    } catch (...) {
      refuse_stored();
    }
  }
};
template <class T>
struct Stored<std::optional<T>> {
  using type = std::optional<typename Stored<T>::type>;
  static type out(const std::optional<T>& value) { return value ? type(Stored<T>::out(*value)) : type(); }
  static std::optional<T> in(type stored) {
    return stored ? std::optional<T>(Stored<T>::in(std::move(*stored))) : std::nullopt;
  }
};
template <class T>
struct Stored<std::vector<T>> {
  using type = std::vector<typename Stored<T>::type>;
  static type out(const std::vector<T>& values) {
    type stored;
    stored.reserve(values.size());
    for (const T& value : values) stored.push_back(Stored<T>::out(value));
    return stored;
  }
  static std::vector<T> in(type stored) {
    std::vector<T> values;
    values.reserve(stored.size());
    for (auto&& each : stored) values.push_back(Stored<T>::in(std::move(each)));
    return values;
  }
};

template <class Member>
struct CustomOps {
  using Wire = typename Stored<Member>::type;
  static const ValueOps& base() { return BuiltinOps<Wire>::table(); }
  static Wire out(const void* member) { return Stored<Member>::out(*static_cast<const Member*>(member)); }
  static void in(void* member, Wire& wire) { *static_cast<Member*>(member) = Stored<Member>::in(std::move(wire)); }

  static void read(RowReader& row, int column, void* member) {
    Wire wire{};
    base().read(row, column, &wire);
    in(member, wire);
  }
  static void write(ParameterWriter& parameters, int index, const void* member) {
    if constexpr (std::is_trivially_copyable_v<Wire> || is_array) {
      const Wire wire = out(member);
      base().write(parameters, index, &wire);
    } else {
      base().write(parameters, index, &parameters.keep(out(member)));
    }
  }
  static Value get(const void* member) {
    const Wire wire = out(member);
    return base().get(&wire);
  }
  static void set(void* member, const Value& value) {
    Wire wire{};
    base().set(&wire, value);
    in(member, wire);
  }
  static void fingerprint(const void* member, std::uint64_t* words) {
    const Wire wire = out(member);
    base().fingerprint(&wire, words);
  }
  static bool is_null(const void* member) {
    if constexpr (unwrap_optional<Member>::optional)
      return !static_cast<const Member*>(member)->has_value();
    else
      return (void)member, false;
  }
  static const ValueOps& table() {
    static const ValueOps ops = [] {
      ValueOps made = base();
      made.read = &read;
      made.write = &write;
      made.get = &get;
      made.set = &set;
      made.fingerprint = &fingerprint;
      made.is_null = &is_null;
      made.member = MemberKind::other;
      return made;
    }();
    return ops;
  }

 private:
  static constexpr bool is_array = !BuiltinOps<Wire>::exists;
};

}  // namespace rowan::detail
