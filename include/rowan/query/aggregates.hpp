// Values of groups of rows, and values chosen by conditions: `sum(Post::c.views)`, `count().filter(Post::c.published)`,
// `when(Post::c.views > 100, "hot").otherwise("cold")`. In select(), having(), and the order of groups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/query/value_of.hpp"
#include "rowan/query/window.hpp"

namespace rowan {

namespace detail {

template <class C>
struct condition_model {
  using type = void;
};
template <class M>
struct condition_model<TypedExpr<M>> {
  using type = M;
};
template <class M, class V, class Tag, ColumnKind kind>
struct condition_model<Column<M, V, Tag, kind>> {
  using type = M;
};
template <class C>
using condition_model_t = typename condition_model<C>::type;

template <class M, class C>
Expr condition_on(const C& condition) {
  if constexpr (std::is_void_v<M>)
    return condition;
  else
    return Condition<M>(condition).expr;
}

}  // namespace detail

/// An aggregate: of the values of V that are not NULL, or of rows.
template <class M, class V>
class AggregateOf : public ValueOf<M, V> {
 public:
  AggregateOf(AggregateFunction function, Expr of, bool distinct = false)
      : ValueOf<M, V>(ast::aggregate(function, distinct, of)),
        function_(function),
        of_(std::move(of)),
        distinct_(distinct) {}

  /// Of the rows for which this holds.
  template <class C>
  [[nodiscard]] auto filter(const C& condition) const {
    using Both = detail::model_or<M, detail::condition_model_t<C>>;
    return AggregateOf<Both, V>(function_, ast::where_counted(of_, detail::condition_on<Both>(condition)), distinct_);
  }
  /// Of each different value once.
  [[nodiscard]] AggregateOf distinct() const { return {function_, of_, true}; }

  /// Of the rows around each row rather than of a group: `sum(Post::c.views).over(order_by(Post::c.id))`.
  /// @throws QueryError when it is distinct(), and for a frame that ends before it begins.
  template <class N>
  [[nodiscard]] auto over(const Over<N>& rows) const {
    std::vector<Expr> of;
    if (!of_.always_true()) of.push_back(of_);
    if (distinct_) ast::refuse_distinct_window();
    return ValueOf<detail::common_model_t<M, N>, V>(
        ast::window(static_cast<WindowFunction>(function_), std::move(of), 0, rows.rows()));
  }
  /// Of all rows.
  [[nodiscard]] auto over() const { return over(Over<void>()); }

 private:
  AggregateFunction function_;
  Expr of_;
  bool distinct_;
};

namespace detail {
template <class M, class V>
struct value_source<AggregateOf<M, V>> : value_source<ValueOf<M, V>> {};

template <class V, class T>
auto aggregate_of(AggregateFunction function, const T& value, bool distinct = false) {
  return AggregateOf<value_model<T>, V>(function, value_source<T>::expr(value), distinct);
}
template <class V>
using counted_t = std::conditional_t<std::is_same_v<V, Value>, Value, std::int64_t>;
template <class V>
constexpr void check_summand() {
  static_assert(is_summand<V>, "rowan: sum() and average() take a number: an integer, a Decimal or a double");
}
template <class V>
constexpr void check_ordered() {
  static_assert(!std::is_same_v<plain_t<V>, bool>, "rowan: minimum() and maximum() take numbers, texts and times");
}
}  // namespace detail

/// How many rows.
inline AggregateOf<void, std::int64_t> count() { return {AggregateFunction::count, Expr()}; }
/// How many of them have a value.
template <detail::has_value_source T>
auto count(const T& value) {
  return detail::aggregate_of<detail::counted_t<detail::value_type_of<T>>>(AggregateFunction::count, value);
}
template <detail::has_value_source T>
auto count_distinct(const T& value) {
  return detail::aggregate_of<detail::counted_t<detail::value_type_of<T>>>(AggregateFunction::count, value, true);
}
/// Exact for integers, whose sum is an int64 (or an InvalidValue where 64 bits can't hold it), and decimals. Of
/// nothing: 0.
template <detail::has_value_source T>
auto sum(const T& value) {
  detail::check_summand<detail::value_type_of<T>>();
  return detail::aggregate_of<detail::summed_t<detail::value_type_of<T>>>(AggregateFunction::sum, value);
}
/// Of integers a double, of decimals a Decimal of `quotient_digits` after the point. Of nothing: NULL, as below.
template <detail::has_value_source T>
auto average(const T& value) {
  detail::check_summand<detail::value_type_of<T>>();
  return detail::aggregate_of<detail::averaged_t<detail::value_type_of<T>>>(AggregateFunction::average, value);
}
template <detail::has_value_source T>
auto minimum(const T& value) {
  detail::check_ordered<detail::value_type_of<T>>();
  return detail::aggregate_of<detail::nullable_t<detail::value_type_of<T>>>(AggregateFunction::minimum, value);
}
template <detail::has_value_source T>
auto maximum(const T& value) {
  detail::check_ordered<detail::value_type_of<T>>();
  return detail::aggregate_of<detail::nullable_t<detail::value_type_of<T>>>(AggregateFunction::maximum, value);
}

namespace detail {

// An aggregate of Tag's targets, for which `condition` holds.
template <class M, class Target, class Tag, AggregateFunction function, bool distinct, class U>
auto of_targets(const U& value, const Condition<Target>& condition) {
  static_assert(has_value_source<U>,
                "rowan: this is of a value of the targets, as in User::c.posts.sum(Post::c.views)");
  if constexpr (has_value_source<U>) check_value_model<Target, value_model<U>>();
  const auto aggregate = [&] {
    if constexpr (function == AggregateFunction::sum)
      return rowan::sum(value);
    else if constexpr (function == AggregateFunction::average)
      return rowan::average(value);
    else if constexpr (function == AggregateFunction::minimum)
      return rowan::minimum(value);
    else if constexpr (function == AggregateFunction::maximum)
      return rowan::maximum(value);
    else
      return distinct ? rowan::count_distinct(value) : rowan::count(value);
  }();
  using V = value_type_of<std::remove_const_t<decltype(aggregate)>>;
  return ValueOf<M, V>(ast::of_targets(Tag::name(), aggregate.expr(), condition.expr));
}

template <class T>
struct chosen {
  using type = T;
};
template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
struct chosen<T> {
  using type = std::int64_t;
};
template <std::floating_point T>
struct chosen<T> {
  using type = double;
};
template <text_like T>
struct chosen<T> {
  using type = std::string;
};
template <class T>
struct chosen<std::optional<T>> : chosen<T> {};
template <has_value_source T>
struct chosen<T> : chosen<plain_t<value_type_of<T>>> {};
template <has_value_source T>
  requires std::is_same_v<plain_t<value_type_of<T>>, std::uint64_t>
struct chosen<T> {
  using type = std::uint64_t;
};
/// The type of a value that stands in when(), an optional aside.
template <class T>
using chosen_t = typename chosen<std::remove_cvref_t<T>>::type;
template <class T>
constexpr bool chosen_may_be_null = plain<T>::optional;
template <has_value_source T>
constexpr bool chosen_may_be_null<T> = plain<value_type_of<T>>::optional;

template <class M, class V, class U>
Expr choice(const U& value) {
  if constexpr (has_value_source<U>) {
    check_value_model<M, value_model<U>>();
    using W = value_type_of<U>;
    static_assert(std::is_same_v<V, Value> || std::is_same_v<W, Value> || is_operand<V, plain_t<W>>(),
                  "rowan: the values of when() and otherwise() must be of one type");
    return value_source<U>::expr(value);
  } else if constexpr (std::is_same_v<V, Value>) {
    return ast::literal(Value(value));
  } else {
    static_assert(is_operand<V, U>(), "rowan: the values of when() and otherwise() must be of one type");
    if constexpr (is_operand<V, U>())
      return ast::literal(operand<V>(value));
    else
      return {};
  }
}

}  // namespace detail

/// What when() begins: not a value before otherwise() says what there is where no condition holds.
template <class M, class V, bool may_be_null>
class When {
 public:
  When(std::vector<Expr> conditions, std::vector<Expr> values)
      : conditions_(std::move(conditions)), values_(std::move(values)) {}

  /// Where none of those before holds, but this does.
  template <class C, class U>
  [[nodiscard]] auto when(const C& condition, const U& value) const {
    using Both = detail::model_or<M, detail::condition_model_t<C>>;
    std::vector<Expr> conditions = conditions_, values = values_;
    conditions.push_back(detail::condition_on<Both>(condition));
    values.push_back(detail::choice<Both, V>(value));
    return When < Both, V, may_be_null || detail::chosen_may_be_null < U >> (std::move(conditions), std::move(values));
  }
  template <class U>
  [[nodiscard]] auto otherwise(const U& value) const {
    if constexpr (std::is_same_v<U, std::nullopt_t>)
      return ValueOf<M, detail::nullable_t<V>>(ast::conditional(conditions_, values_, Expr()));
    else
      return made < may_be_null || detail::chosen_may_be_null < U >> (detail::choice<M, V>(value));
  }

 private:
  template <bool null>
  auto made(Expr otherwise) const {
    using Given = std::conditional_t<null, detail::nullable_t<V>, V>;
    return ValueOf<M, Given>(ast::conditional(conditions_, values_, std::move(otherwise)));
  }
  std::vector<Expr> conditions_, values_;
};

/// A value where `condition` holds: SQL's CASE. `when(Post::c.views > 100, "hot").otherwise("cold")`.
template <class C, class U>
[[nodiscard]] auto when(const C& condition, const U& value) {
  static_assert(!std::is_same_v<U, std::nullopt_t>,
                "rowan: when() takes a value: say with otherwise(std::nullopt) that there is none elsewhere");
  using M = detail::condition_model_t<C>;
  using V = detail::chosen_t<U>;
  return When<M, V, detail::chosen_may_be_null<U>>({detail::condition_on<M>(condition)}, {detail::choice<M, V>(value)});
}

// By name: of the targets of a to-many association.
inline ValueOf<void, Value> Attr::count(Expr condition) const {
  return ValueOf<void, Value>(
      ast::of_targets(name_, ast::aggregate(AggregateFunction::count, false, Expr()), std::move(condition)));
}
inline ValueOf<void, Value> Attr::aggregate(AggregateFunction function, TextArgument attribute, Expr condition) const {
  return ValueOf<void, Value>(
      ast::of_targets(name_, ast::aggregate(function, false, ast::column(attribute)), std::move(condition)));
}

}  // namespace rowan
