// Which C++ values an attribute may be compared with, and how they become bound values.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "rowan/core/attribute_traits.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/expr.hpp"

namespace rowan::detail {

template <class T>
struct plain {
  using type = T;
  static constexpr bool optional = false;
};
template <class T>
struct plain<std::optional<T>> {
  using type = T;
  static constexpr bool optional = true;
};
template <class T>
using plain_t = typename plain<T>::type;

/// A moment of the same clock in finer units than the attribute has: `std::chrono::system_clock::now()`.
template <class P, class Q>
constexpr bool is_finer_time = false;
template <class Clock, class Coarse, class Fine>
constexpr bool is_finer_time<std::chrono::time_point<Clock, Coarse>, std::chrono::time_point<Clock, Fine>> =
    !std::is_convertible_v<Fine, Coarse>;

/// True when an attribute of type V (optional or not) may be compared with a U. Numbers compare with numbers of their
/// family only: an integer with integers, a decimal never with a double, an enum with its own enumerators.
template <class V, class U>
constexpr bool is_operand() {
  using P = plain_t<V>;
  using Q = plain_t<U>;
  if constexpr (std::is_same_v<U, std::nullopt_t> || std::is_same_v<U, Value> || std::is_same_v<P, Q>)
    return true;
  else if constexpr (std::is_same_v<Q, std::nullptr_t> || std::is_enum_v<P> || std::is_enum_v<Q> ||
                     std::is_same_v<P, bool> || std::is_same_v<Q, bool>)
    return false;
  else if constexpr (std::is_integral_v<P>)
    return std::is_integral_v<Q>;
  else if constexpr (std::is_floating_point_v<P>)
    return std::is_arithmetic_v<Q>;
  else if constexpr (std::is_same_v<P, std::string>)
    return std::is_convertible_v<const Q&, std::string_view>;
  else
    return is_finer_time<P, Q> || (!std::is_floating_point_v<Q> && std::is_convertible_v<const Q&, P>);
}

/// Whether a U that is compared with an attribute of type V is a text by itself.
template <class V, class U>
constexpr bool is_text_operand = std::is_same_v<plain_t<V>, std::string> && !std::is_same_v<U, std::nullptr_t> &&
                                 std::is_convertible_v<const U&, std::string_view>;

/// `value` as what is bound for an attribute of type V. Integers keep their own width, so that one out of range is
/// told, not cut. A finer time is brought to the attribute's units, the way that keeps `op` right; for equality it is
/// cut.
template <class V, class U>
Value operand(const U& value, [[maybe_unused]] CompareOp op = CompareOp::equal) {
  using P = plain_t<V>;
  if constexpr (std::is_same_v<U, std::nullptr_t>) {
    static_assert(!std::is_same_v<U, std::nullptr_t>, "rowan: nullptr is no value: write std::nullopt to ask for NULL");
    return {};
  } else if constexpr (std::is_same_v<P, Decimal> && std::is_floating_point_v<plain_t<U>>) {
    static_assert(!std::is_floating_point_v<plain_t<U>>,
                  "rowan: a floating-point number is not exact: compare a Decimal with rowan::Decimal(\"1.5\")");
    return {};
  } else if constexpr (!is_operand<V, U>()) {
    static_assert(is_operand<V, U>(),
                  "rowan: an attribute can only be compared with a value of its own type (an integer with integers, "
                  "text with text, "
                  "an enum with its enumerators), an optional of it, or std::nullopt");
    return {};
  } else if constexpr (std::is_same_v<U, std::nullopt_t> || std::is_same_v<U, Value>)
    return Value(value);
  else if constexpr (plain<U>::optional)
    return value ? operand<V>(*value, op) : Value();
  else if constexpr (is_finer_time<P, U>) {
    const bool next = op == CompareOp::less || op == CompareOp::greater_equal;
    return Value(next ? std::chrono::ceil<typename P::duration>(value)
                      : std::chrono::floor<typename P::duration>(value));
  } else if constexpr ((std::is_integral_v<U> || std::is_enum_v<U>)&&!custom_attribute<P>) {
    if constexpr (std::is_floating_point_v<P>)
      return Value(value).converted_to(TypeKind::float64);  // one that a double does not hold is refused
    else if constexpr (std::is_same_v<P, Decimal>)
      return Value(Decimal(value));
    else
      return Value(value);
  } else if constexpr (std::is_floating_point_v<U> && !custom_attribute<P>)
    return Value(static_cast<double>(value));
  else if constexpr (std::is_same_v<P, std::string>)
    return Value(std::string_view(TextArgument(value)));
  else if constexpr (is_duration<P>)
    return Value(attribute_traits<P>::to_stored(value));
  else
    return Value(static_cast<const P&>(value));
}

}  // namespace rowan::detail
