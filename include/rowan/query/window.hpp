// Values of the rows around a row: `row_number().over(partition_by(Post::c.author).order_by(Post::c.views.desc()))`. In
// select() and order(), which see the rows that where() leaves.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/query/value_of.hpp"

namespace rowan {

/// Where a frame begins or ends; see Over::rows_between.
struct FrameBound {
  FrameEnd end{};
  std::int64_t distance = 0;
};
inline constexpr FrameBound unbounded_preceding{FrameEnd::unbounded_preceding};
inline constexpr FrameBound current_row{FrameEnd::current_row};
inline constexpr FrameBound unbounded_following{FrameEnd::unbounded_following};
constexpr FrameBound preceding(std::int64_t distance) { return {FrameEnd::preceding, distance}; }
constexpr FrameBound following(std::int64_t distance) { return {FrameEnd::following, distance}; }

namespace detail {

template <class T>
struct order_model {
  using type = void;
};
template <has_value_source T>
struct order_model<T> {
  using type = value_model<T>;
};
template <class M>
struct order_model<TypedOrder<M>> {
  using type = M;
};
template <class A, class B>
using model_or = std::conditional_t<std::is_void_v<A>, B, A>;
template <class M, class... More>
struct common_model {
  using type = M;
};
template <class M, class N, class... More>
struct common_model<M, N, More...> : common_model<model_or<M, N>, More...> {
  static_assert(std::is_void_v<M> || std::is_void_v<N> || std::is_same_v<M, N>,
                "rowan: a window's values are of one model: say by an alias(…) or by attr(\"…\") what is of another");
};
template <class... Ms>
using common_model_t = typename common_model<Ms...>::type;

template <class T>
OrderTerm order_term(const T& order) {
  using M = typename order_model<T>::type;
  if constexpr (std::is_void_v<M>)
    return order;
  else
    return Ordering<M>(order).term;
}

}  // namespace detail

/// Which rows a window function sees: those with the same values, in an order, up to a frame. A value like others.
template <class M>
class Over {
 public:
  explicit Over(ast::WindowRows rows = {}) : rows_(std::move(rows)) {}

  template <class... Es>
  [[nodiscard]] auto partition_by(const Es&... values) const {
    using N = detail::common_model_t<M, detail::value_model<Es>...>;
    ast::WindowRows rows = rows_;
    (rows.partition.push_back(detail::value_source<Es>::expr(values)), ...);
    return Over<N>(std::move(rows));
  }
  template <class... Orders>
  [[nodiscard]] auto order_by(const Orders&... orders) const {
    using N = detail::common_model_t<M, typename detail::order_model<Orders>::type...>;
    ast::WindowRows rows = rows_;
    (rows.order.push_back(detail::order_term(orders)), ...);
    return Over<N>(std::move(rows));
  }
  /// Of the rows in that order only these: `rows_between(preceding(2), current_row)`. Without it, in an order, from the
  /// first to this row and those that are equal in the order; without an order, all. Ranks, lag() and lead() see all.
  [[nodiscard]] Over rows_between(FrameBound first, FrameBound last) const {
    return between(FrameUnit::rows, first, last);
  }
  /// Those whose value in the order, one whole number, is so far from this row's; `current_row` is those equal to it.
  [[nodiscard]] Over range_between(FrameBound first, FrameBound last) const {
    return between(FrameUnit::range, first, last);
  }
  /// Distances count different values in the order. @throws Unsupported, from the query, on MariaDB and MySQL.
  [[nodiscard]] Over groups_between(FrameBound first, FrameBound last) const {
    return between(FrameUnit::groups, first, last);
  }
  [[nodiscard]] const ast::WindowRows& rows() const { return rows_; }

 private:
  [[nodiscard]] Over between(FrameUnit unit, FrameBound first, FrameBound last) const {
    ast::WindowRows rows = rows_;
    rows.unit = unit;
    rows.first = first.end;
    rows.last = last.end;
    rows.before = first.distance;
    rows.after = last.distance;
    return Over(std::move(rows));
  }
  ast::WindowRows rows_;
};

template <class... Es>
[[nodiscard]] auto partition_by(const Es&... values) {
  return Over<void>().partition_by(values...);
}
template <class... Orders>
[[nodiscard]] auto order_by(const Orders&... orders) {
  return Over<void>().order_by(orders...);
}

/// A function of rows; over() says which.
template <class M, class V>
class WindowCall {
 public:
  WindowCall(WindowFunction function, std::vector<Expr> of, std::int64_t number = 0)
      : function_(function), of_(std::move(of)), number_(number) {}
  /// @throws QueryError for a number that the function does not take, and a frame that ends before it begins.
  template <class N>
  [[nodiscard]] auto over(const Over<N>& rows) const {
    return ValueOf<detail::common_model_t<M, N>, V>(ast::window(function_, of_, number_, rows.rows()));
  }
  /// Of all rows.
  [[nodiscard]] auto over() const { return over(Over<void>()); }

 private:
  WindowFunction function_;
  std::vector<Expr> of_;
  std::int64_t number_;
};

namespace detail {
template <has_value_source E>
auto window_call(WindowFunction function, const E& value, std::int64_t number = 0) {
  return WindowCall<value_model<E>, nullable_t<value_type_of<E>>>(function, {value_source<E>::expr(value)}, number);
}
}  // namespace detail

/// 1, 2, 3, …; of rows that are equal in the order, the database chooses.
[[nodiscard]] inline WindowCall<void, std::int64_t> row_number() { return {WindowFunction::row_number, {}}; }
/// Equal rows have one number: 1, 1, 3, …
[[nodiscard]] inline WindowCall<void, std::int64_t> rank() { return {WindowFunction::rank, {}}; }
/// 1, 1, 2, …
[[nodiscard]] inline WindowCall<void, std::int64_t> dense_rank() { return {WindowFunction::dense_rank, {}}; }
/// Where the rank stands between 0, the first, and 1, the last.
[[nodiscard]] inline WindowCall<void, double> percent_rank() { return {WindowFunction::percent_rank, {}}; }
/// Which part of the rows is before this one or equal to it: at most 1.
[[nodiscard]] inline WindowCall<void, double> cume_dist() { return {WindowFunction::cume_dist, {}}; }
/// In which of so many equal parts the row is, from 1; the first parts have a row more where they can't be equal.
[[nodiscard]] inline WindowCall<void, std::int64_t> ntile(std::int64_t parts) {
  return {WindowFunction::ntile, {}, parts};
}
/// The value `distance` rows before, or after, in the order; NULL where there is no such row.
template <detail::has_value_source E>
[[nodiscard]] auto lag(const E& value, std::int64_t distance = 1) {
  return detail::window_call(WindowFunction::lag, value, distance);
}
template <detail::has_value_source E>
[[nodiscard]] auto lead(const E& value, std::int64_t distance = 1) {
  return detail::window_call(WindowFunction::lead, value, distance);
}
/// The value of the first, or last, row of the frame.
template <detail::has_value_source E>
[[nodiscard]] auto first_value(const E& value) {
  return detail::window_call(WindowFunction::first_value, value);
}
template <detail::has_value_source E>
[[nodiscard]] auto last_value(const E& value) {
  return detail::window_call(WindowFunction::last_value, value);
}
/// Of the frame's `number`th row, from 1; NULL where it has fewer.
template <detail::has_value_source E>
[[nodiscard]] auto nth_value(const E& value, std::int64_t number) {
  return detail::window_call(WindowFunction::nth_value, value, number);
}

}  // namespace rowan
