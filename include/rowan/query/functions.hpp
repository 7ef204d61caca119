// Values made of attributes: `Post::c.likes + 1 > Post::c.views`, `lower(User::c.name) == "ann"`; the same by name,
// `lower(attr("name")) == "ann"`. All give NULL where something they are made of is NULL, unless they say otherwise,
// and the same on every database.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ratio>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/query/function.hpp"
#include "rowan/query/json_path.hpp"
#include "rowan/query/value_of.hpp"

namespace rowan {

namespace detail {

template <class T>
struct type_beside {
  using type = T;
};
template <has_value_source T>
struct type_beside<T> {
  using type = value_type_of<T>;
};
template <class T>
struct model_beside {
  using type = void;
};
template <has_value_source T>
struct model_beside<T> {
  using type = value_model<T>;
};
template <class T, class... More>
struct first_model {
  using type = typename model_beside<T>::type;
};
template <class T, class Next, class... More>
struct first_model<T, Next, More...> {
  using own = typename model_beside<T>::type;
  using type =
      typename std::conditional_t<std::is_void_v<own>, first_model<Next, More...>, std::type_identity<own>>::type;
};
/// The model that some of them speak of; void where they are by name.
template <class... Ts>
using models_of = typename first_model<Ts...>::type;

template <class... Ts>
constexpr bool any_optional = (plain<typename type_beside<Ts>::type>::optional || ...);
template <class... Ts>
constexpr bool any_by_name = (std::is_same_v<typename type_beside<Ts>::type, Value> || ...);
/// V, or an optional of it.
template <bool optional, class V>
using optional_if =
    std::conditional_t<std::is_same_v<V, Value>, Value, std::conditional_t<optional, std::optional<V>, V>>;

/// What arithmetic on L and R gives, their optionals aside: an int64, a double, a Decimal, or by name.
template <class L, class R>
struct number_of {
  using A = plain_t<typename type_beside<L>::type>;
  using B = plain_t<typename type_beside<R>::type>;
  static constexpr bool real = std::is_floating_point_v<A> || std::is_floating_point_v<B>;
  static constexpr bool decimal = std::is_same_v<A, Decimal> || std::is_same_v<B, Decimal>;
  static_assert(!(real && decimal),
                "rowan: a double is not exact, so it is not counted with decimals: write rowan::Decimal(\"1.5\")");
  using type = std::conditional_t<any_by_name<L, R>, Value,
                                  std::conditional_t<decimal, Decimal, std::conditional_t<real, double, std::int64_t>>>;
};

template <class L, class R>
concept arithmetic_operands = (has_value_source<L> || has_value_source<R>)&&is_summand<typename type_beside<L>::type> &&
                              is_summand<typename type_beside<R>::type>;

template <class V, class M, class U>
Expr number_operand(const U& value) {
  if constexpr (has_value_source<U>) {
    check_value_model<M, value_model<U>>();
    return value_source<U>::expr(value);
  } else if constexpr (std::is_same_v<V, Decimal> && std::is_integral_v<U>) {
    return ast::literal(Value(Decimal(value)));
  } else if constexpr (std::is_same_v<V, double>) {
    return ast::literal(Value(value).converted_to(TypeKind::float64));
  } else {
    return ast::literal(Value(value));
  }
}

template <class L, class R>
auto arithmetic(Function function, const L& left, const R& right) {
  using M = models_of<L, R>;
  using V = typename number_of<L, R>::type;
  return ast::call(function, {number_operand<V, M>(left), number_operand<V, M>(right)});
}
template <bool may_be_null, class L, class R>
using arithmetic_result =
    ValueOf<models_of<L, R>, optional_if<may_be_null || any_optional<L, R>, typename number_of<L, R>::type>>;

template <class T>
constexpr bool is_text = is_or_by_name<typename type_beside<T>::type, std::string>;
template <class T>
using text_result = ValueOf<value_model<T>, value_type_of<T>>;

/// A function of one number, that gives a number.
template <class T>
auto of_number(Function function, const T& number) {
  static_assert(is_summand<value_type_of<T>>, "rowan: abs(), round(), floor() and ceil() take a number");
  using V = optional_if<any_optional<T>, typename number_of<T, T>::type>;
  return ValueOf<value_model<T>, V>(ast::call(function, {value_source<T>::expr(number)}));
}

/// What one of several values alike is, W being the types of those that the database has: V, the first's, unless V is a
/// number and another one is wider. A double or decimal is wider than an integer, a double than a float.
template <class V, class... W>
struct wide_enough {
  static constexpr bool number = std::is_arithmetic_v<V> && !std::is_same_v<V, bool>;
  static constexpr bool real = std::is_floating_point_v<V> || (std::is_floating_point_v<W> || ...);
  static constexpr bool decimal = (std::is_same_v<W, Decimal> || ...);
  static constexpr bool alike = ((std::is_same_v<W, V> || std::is_same_v<W, Value>)&&...);
  using type = std::conditional_t<!number || alike, V,
                                  std::conditional_t<real, double, std::conditional_t<decimal, Decimal, V>>>;
};
template <class T, class V>
struct choice_part {
  using type = V;
};
template <has_value_source T, class V>
struct choice_part<T, V> {
  using type = plain_t<value_type_of<T>>;
};
template <class First, class... Others>
using choice_t = typename wide_enough<plain_t<value_type_of<First>>,
                                      typename choice_part<Others, plain_t<value_type_of<First>>>::type...>::type;

/// Of values alike, V being what they have in common.
template <class V, class First, class... Others>
std::vector<Expr> alike(const First& first, const Others&... others) {
  using M = models_of<First, Others...>;
  return {value_source<First>::expr(first), beside<M, V>(others)...};
}

ROWAN_EXPORT Expr substring(Expr text, std::int64_t from, std::int64_t length);
ROWAN_EXPORT Expr round(Expr number, int digits);

}  // namespace detail

/// Integers count in 64 bits, decimals exactly; what the type can't hold is an InvalidValue.
template <class L, class R>
  requires detail::arithmetic_operands<L, R>
auto operator+(const L& left, const R& right) {
  return detail::arithmetic_result<false, L, R>(detail::arithmetic(Function::add, left, right));
}
template <class L, class R>
  requires detail::arithmetic_operands<L, R>
auto operator-(const L& left, const R& right) {
  return detail::arithmetic_result<false, L, R>(detail::arithmetic(Function::subtract, left, right));
}
template <class L, class R>
  requires detail::arithmetic_operands<L, R>
auto operator*(const L& left, const R& right) {
  return detail::arithmetic_result<false, L, R>(detail::arithmetic(Function::multiply, left, right));
}
/// Of integers the whole part, towards zero; of decimals a Decimal of `quotient_digits` after the point, the half
/// rounded away from zero. By zero: NULL.
template <class L, class R>
  requires detail::arithmetic_operands<L, R>
auto operator/(const L& left, const R& right) {
  return detail::arithmetic_result<true, L, R>(detail::arithmetic(Function::divide, left, right));
}
/// The remainder of an integer division, with the sign of `left`. By zero: NULL.
template <class L, class R>
  requires detail::arithmetic_operands<L, R>
auto operator%(const L& left, const R& right) {
  return detail::arithmetic_result<true, L, R>(detail::arithmetic(Function::modulo, left, right));
}
template <class L, class R>
  requires detail::arithmetic_operands<L, R>
auto mod(const L& left, const R& right) {
  return left % right;
}

template <detail::has_value_source T>
auto abs(const T& number) {
  return detail::of_number(Function::absolute, number);
}
/// To so many digits after the point, 0 to 30, the half away from zero. Of decimals; a double is not exact enough to
/// have a half. @throws QueryError for other numbers of digits.
template <detail::has_value_source T>
auto round(const T& number, int digits = 0) {
  using V = detail::value_type_of<T>;
  static_assert(!std::is_floating_point_v<detail::plain_t<V>>,
                "rowan: round() takes a Decimal: databases round doubles in different ways");
  return ValueOf<detail::value_model<T>, V>(detail::round(detail::value_source<T>::expr(number), digits));
}
template <detail::has_value_source T>
auto floor(const T& number) {
  return detail::of_number(Function::floor, number);
}
template <detail::has_value_source T>
auto ceil(const T& number) {
  return detail::of_number(Function::ceiling, number);
}

/// The first of them that is not NULL.
template <detail::has_value_source First, class... Others>
auto coalesce(const First& first, const Others&... others) {
  using M = detail::models_of<First, Others...>;
  using V = detail::choice_t<First, Others...>;
  constexpr bool optional = detail::any_optional<First> && (detail::any_optional<Others> && ...);
  return ValueOf<M, detail::optional_if<optional, V>>(
      ast::call(Function::coalesce, detail::alike<V>(first, others...)));
}
/// NULL where both are equal, else the first.
template <detail::has_value_source First, class Other>
auto nullif(const First& first, const Other& other) {
  using V = detail::choice_t<First, Other>;
  return ValueOf<detail::models_of<First, Other>, detail::nullable_t<V>>(
      ast::call(Function::null_if, detail::alike<V>(first, other)));
}
/// NULL where any of them is.
template <detail::has_value_source First, class... Others>
auto greatest(const First& first, const Others&... others) {
  using C = detail::choice_t<First, Others...>;
  using V = detail::optional_if<detail::any_optional<First, Others...>, C>;
  return ValueOf<detail::models_of<First, Others...>, V>(
      ast::call(Function::greatest, detail::alike<C>(first, others...)));
}
template <detail::has_value_source First, class... Others>
auto least(const First& first, const Others&... others) {
  using C = detail::choice_t<First, Others...>;
  using V = detail::optional_if<detail::any_optional<First, Others...>, C>;
  return ValueOf<detail::models_of<First, Others...>, V>(
      ast::call(Function::least, detail::alike<C>(first, others...)));
}

/// In lower or upper case, letters beyond ASCII too.
template <detail::has_value_source T>
auto lower(const T& text) {
  static_assert(detail::is_text<T>, "rowan: lower() takes a text");
  return detail::text_result<T>(ast::call(Function::lower, {detail::value_source<T>::expr(text)}));
}
template <detail::has_value_source T>
auto upper(const T& text) {
  static_assert(detail::is_text<T>, "rowan: upper() takes a text");
  return detail::text_result<T>(ast::call(Function::upper, {detail::value_source<T>::expr(text)}));
}
/// Without the spaces at its ends.
template <detail::has_value_source T>
auto trim(const T& text) {
  static_assert(detail::is_text<T>, "rowan: trim() takes a text");
  return detail::text_result<T>(ast::call(Function::trim, {detail::value_source<T>::expr(text)}));
}
/// The number of characters (code points, not bytes).
template <detail::has_value_source T>
auto length(const T& text) {
  static_assert(detail::is_text<T>, "rowan: length() takes a text");
  using V = detail::value_type_of<T>;
  return ValueOf<
      detail::value_model<T>,
      detail::optional_if<detail::any_optional<T>, std::conditional_t<std::is_same_v<V, Value>, Value, std::int64_t>>>(
      ast::call(Function::length, {detail::value_source<T>::expr(text)}));
}
/// `length` characters from the one at place `from`, the first being 1. @throws QueryError for a place before that or a
/// negative length.
template <detail::has_value_source T>
auto substring(const T& text, std::int64_t from, std::int64_t length) {
  static_assert(detail::is_text<T>, "rowan: substring() takes a text");
  return detail::text_result<T>(detail::substring(detail::value_source<T>::expr(text), from, length));
}
/// Each place where `what` stands.
template <detail::has_value_source T, class What, class By>
auto replace(const T& text, const What& what, const By& by) {
  static_assert(detail::is_text<T>, "rowan: replace() takes a text");
  using V = detail::optional_if<detail::any_optional<T, What, By>, detail::plain_t<detail::value_type_of<T>>>;
  return ValueOf<detail::models_of<T, What, By>, V>(
      ast::call(Function::replace, detail::alike<detail::plain_t<detail::value_type_of<T>>>(text, what, by)));
}
/// Texts after each other: `concat(User::c.first, " ", User::c.last)`.
template <class First, class... Others>
  requires(detail::has_value_source<First> || (detail::has_value_source<Others> || ...))
auto concat(const First& first, const Others&... others) {
  using M = detail::models_of<First, Others...>;
  constexpr bool by_name = detail::any_by_name<First, Others...>;
  using V = std::conditional_t<by_name, Value, std::string>;
  return ValueOf<M, detail::optional_if<detail::any_optional<First, Others...>, V>>(
      ast::call(Function::concat, {detail::beside<M, V>(first), detail::beside<M, V>(others)...}));
}

/// A part of a time.
enum class TimePart : std::uint8_t { year, month, day, hour, minute, second };

namespace detail {
template <class T>
constexpr void check_time() {
  using P = plain_t<value_type_of<T>>;
  static_assert(std::is_same_v<P, Date> || std::is_same_v<P, LocalDateTime> || std::is_same_v<P, Instant> ||
                    std::is_same_v<P, Value>,
                "rowan: extract() and date_trunc() take a Date, a LocalDateTime or an Instant");
}
constexpr Function time_function(Function first, TimePart part) {
  return static_cast<Function>(static_cast<int>(first) + static_cast<int>(part));
}
}  // namespace detail

/// As a number; of an Instant, that of UTC. Seconds are whole. A date has no hours.
template <detail::has_value_source T>
auto extract(TimePart part, const T& time) {
  detail::check_time<T>();
  using V = std::conditional_t<std::is_same_v<detail::value_type_of<T>, Value>, Value, std::int64_t>;
  return ValueOf<detail::value_model<T>, detail::optional_if<detail::any_optional<T>, V>>(
      ast::call(detail::time_function(Function::year, part), {detail::value_source<T>::expr(time)}));
}
/// The beginning of the year, month, …; of an Instant, in UTC.
template <detail::has_value_source T>
auto date_trunc(TimePart part, const T& time) {
  detail::check_time<T>();
  return detail::text_result<T>(
      ast::call(detail::time_function(Function::to_year, part), {detail::value_source<T>::expr(time)}));
}
namespace detail {
template <class V>
constexpr bool is_moment = std::is_same_v<plain_t<V>, LocalDateTime> || std::is_same_v<plain_t<V>, Instant>;
template <class V>
constexpr bool takes_duration = is_moment<V> || std::is_same_v<plain_t<V>, Date> || std::is_same_v<V, Value>;
template <class A, class B>
constexpr bool times_alike =
    std::is_same_v<plain_t<A>, plain_t<B>> && (is_moment<A> || std::is_same_v<plain_t<A>, Date>);

/// What of the calendar a duration is: years and months have days of any number, days are 24 hours.
template <class Period>
constexpr bool is_months =
    std::is_same_v<Period, std::chrono::months::period> || std::is_same_v<Period, std::chrono::years::period>;
template <class Period>
constexpr bool is_days = std::ratio_divide<Period, std::chrono::days::period>::den == 1;

template <class T, class Rep, class Period>
auto time_after(const T& time, std::chrono::duration<Rep, Period> amount, bool before) {
  using V = value_type_of<T>;
  static_assert(!std::is_floating_point_v<Rep>, "rowan: what is added to a time is a whole number of its units");
  static_assert(is_days<Period> || is_months<Period> || !std::is_same_v<plain_t<V>, Date>,
                "rowan: a date has no time of day: add std::chrono::days, weeks, months or years to it");
  static_assert(std::ratio_divide<Period, std::micro>::den == 1,
                "rowan: times have microseconds: cut what is finer with std::chrono::duration_cast");
  const auto with = [&](Function function, auto count) {
    const auto number = static_cast<std::int64_t>(count);
    return text_result<T>(
        ast::call(function, {value_source<T>::expr(time), ast::literal(Value(before ? -number : number))}));
  };
  if constexpr (is_months<Period>)
    return with(Function::add_months, std::chrono::duration_cast<std::chrono::months>(amount).count());
  else if constexpr (is_days<Period>)
    return with(Function::add_days, std::chrono::duration_cast<std::chrono::days>(amount).count());
  else
    return with(Function::add_microseconds, std::chrono::duration_cast<std::chrono::microseconds>(amount).count());
}
}  // namespace detail

/// A while later, up to 4000 years: `Invoice::c.sent_at + std::chrono::days(30)`. Months and years are those of the
/// calendar: the same day, or the last one of a shorter month. Days have 24 hours; a wall clock knows no time zone.
/// NULL outside of the years 1 to 9999.
template <detail::has_value_source T, class Rep, class Period>
  requires detail::takes_duration<detail::value_type_of<T>>
auto operator+(const T& time, std::chrono::duration<Rep, Period> amount) {
  return detail::time_after(time, amount, false);
}
template <detail::has_value_source T, class Rep, class Period>
  requires detail::takes_duration<detail::value_type_of<T>>
auto operator-(const T& time, std::chrono::duration<Rep, Period> amount) {
  return detail::time_after(time, amount, true);
}
/// How long after the other one: std::chrono::microseconds, of dates std::chrono::days.
template <class L, class R>
  requires(detail::has_value_source<L> || detail::has_value_source<R>) &&
          detail::times_alike<typename detail::type_beside<L>::type, typename detail::type_beside<R>::type>
auto operator-(const L& later, const R& earlier) {
  using M = detail::models_of<L, R>;
  using V = detail::plain_t<typename detail::type_beside<L>::type>;
  constexpr bool dates = std::is_same_v<V, Date>;
  using D = std::conditional_t<dates, std::chrono::days, std::chrono::microseconds>;
  return ValueOf<M, detail::optional_if<detail::any_optional<L, R>, D>>(
      ast::call(dates ? Function::days_between : Function::microseconds_between,
                {detail::beside<M, V>(later), detail::beside<M, V>(earlier)}));
}

/// The database's clock, when the statement runs; rowan::now() is the program's.
inline ValueOf<void, Instant> database_now() { return ValueOf<void, Instant>(ast::call(Function::now, {})); }
/// To order by: `Book::order(rowan::random()).limit(3)`.
inline ValueOf<void, double> random() { return ValueOf<void, double>(ast::call(Function::random, {})); }

}  // namespace rowan
