// Attributes of the user's own types.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

namespace rowan {

/// Specialise it to have attributes of a type of your own. Each value is stored as one of a type that Rowan knows:
///
///   template <>
///   struct rowan::attribute_traits<Money> {
///     using stored = std::int64_t;
///     static stored to_stored(const Money& money) { return money.cents; }
///     static Money from_stored(stored cents) { return {cents}; }
///   };
///
/// `stored` is any attribute type but an optional, an array, an enum or another type of yours. The column is that of
/// `stored`, and so are the values that `get`, JSON and conditions by name see. Both functions are called from any
/// thread, and must give equal results for equal arguments. What `from_stored` throws becomes an InvalidValue that
/// names model and attribute; `to_stored` should not throw. Where the database can't compare what is stored as the type
/// would, say `static constexpr bool order = false`, and `equality = false` if not even `==` is right: such conditions
/// do not compile then. The type is default-constructible and movable. Specialise
/// it where the type is declared, before any model that uses it.
template <class T>
struct attribute_traits;

/// A duration is stored as the number of its units: `std::chrono::milliseconds` as milliseconds.
template <class Rep, class Period>
struct attribute_traits<std::chrono::duration<Rep, Period>> {
  using stored = std::conditional_t<std::is_floating_point_v<Rep>, double, std::int64_t>;
  static stored to_stored(std::chrono::duration<Rep, Period> value) { return static_cast<stored>(value.count()); }
  static std::chrono::duration<Rep, Period> from_stored(stored count) {
    return std::chrono::duration<Rep, Period>(static_cast<Rep>(count));
  }
};

template <class T>
concept custom_attribute = requires(const T& value, typename attribute_traits<T>::stored stored) {
  { attribute_traits<T>::to_stored(value) } -> std::convertible_to<typename attribute_traits<T>::stored>;
  { attribute_traits<T>::from_stored(std::move(stored)) } -> std::convertible_to<T>;
};

namespace detail {

template <class T>
constexpr bool is_duration = false;
template <class Rep, class Period>
constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

/// Whether conditions may ask for it by `==`, and by `<`.
template <class T>
constexpr bool has_equality = true;
template <class T>
  requires requires { attribute_traits<T>::equality; }
constexpr bool has_equality<T> = attribute_traits<T>::equality;
template <class T>
constexpr bool has_order = true;
template <class T>
  requires requires { attribute_traits<T>::order; }
constexpr bool has_order<T> = attribute_traits<T>::order;

/// What T is in the database: `stored` of a type of the user's, else T.
template <class T>
struct stored_as {
  using type = T;
};
template <custom_attribute T>
struct stored_as<T> {
  using type = typename attribute_traits<T>::stored;
};
template <class T>
using stored_t = typename stored_as<T>::type;

}  // namespace detail
}  // namespace rowan
