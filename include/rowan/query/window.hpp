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
  std::uint32_t rows = 0;
};
inline constexpr FrameBound unbounded_preceding{FrameEnd::unbounded_preceding};
inline constexpr FrameBound current_row{FrameEnd::current_row};
inline constexpr FrameBound unbounded_following{FrameEnd::unbounded_following};
constexpr FrameBound preceding(std::uint32_t rows) { return {FrameEnd::preceding, rows}; }
constexpr FrameBound following(std::uint32_t rows) { return {FrameEnd::following, rows}; }

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
  /// first to this row and those that are equal in the order; without an order, all.
  [[nodiscard]] Over rows_between(FrameBound first, FrameBound last) const {
    ast::WindowRows rows = rows_;
    rows.first = first.end;
    rows.last = last.end;
    rows.first_rows = first.rows;
    rows.last_rows = last.rows;
    return Over(std::move(rows));
  }
  [[nodiscard]] const ast::WindowRows& rows() const { return rows_; }

 private:
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
  WindowCall(WindowFunction function, std::vector<Expr> of, std::uint32_t distance = 0)
      : function_(function), of_(std::move(of)), distance_(distance) {}
  template <class N>
  [[nodiscard]] auto over(const Over<N>& rows) const {
    return ValueOf<detail::common_model_t<M, N>, V>(ast::window(function_, of_, distance_, rows.rows()));
  }

 private:
  WindowFunction function_;
  std::vector<Expr> of_;
  std::uint32_t distance_;
};

namespace detail {
template <has_value_source E>
auto window_call(WindowFunction function, const E& value, std::uint32_t distance = 0) {
  return WindowCall<value_model<E>, nullable_t<value_type_of<E>>>(function, {value_source<E>::expr(value)}, distance);
}
}  // namespace detail

/// 1, 2, 3, …; of rows that are equal in the order, the database chooses.
[[nodiscard]] inline WindowCall<void, std::int64_t> row_number() { return {WindowFunction::row_number, {}}; }
/// Equal rows have one number: 1, 1, 3, …
[[nodiscard]] inline WindowCall<void, std::int64_t> rank() { return {WindowFunction::rank, {}}; }
/// 1, 1, 2, …
[[nodiscard]] inline WindowCall<void, std::int64_t> dense_rank() { return {WindowFunction::dense_rank, {}}; }
/// The value `distance` rows before, or after, in the order; NULL where there is no such row.
template <detail::has_value_source E>
[[nodiscard]] auto lag(const E& value, std::uint32_t distance = 1) {
  return detail::window_call(WindowFunction::lag, value, distance);
}
template <detail::has_value_source E>
[[nodiscard]] auto lead(const E& value, std::uint32_t distance = 1) {
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

}  // namespace rowan
