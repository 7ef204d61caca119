// Values made of attributes: `Post::c.likes + 1 > Post::c.views`, `lower(User::c.name) == "ann"`; the same by name,
// `lower(attr("name")) == "ann"`.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/query/attr.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/function.hpp"

namespace rowan {

template <class M, class V>
class ValueOf;

namespace detail {

/// What can stand in an expression beside values of the program: its model (void: by name), its type, its tree.
template <class T>
struct value_source {};
template <class M, class V, class Tag>
struct value_source<Column<M, V, Tag, ColumnKind::attribute>> {
  using model = M;
  using type = V;
  static Expr expr(const Column<M, V, Tag, ColumnKind::attribute>&) { return ast::column(Tag::name()); }
};
template <>
struct value_source<Attr> {
  using model = void;
  using type = Value;
  static Expr expr(const Attr& attribute) { return ast::column(attribute.name()); }
};
template <class M, class V>
struct value_source<ValueOf<M, V>> {
  using model = M;
  using type = V;
  static Expr expr(const ValueOf<M, V>& value) { return value.expr(); }
};

template <class T>
concept has_value_source = requires { typename value_source<T>::model; };
template <class T>
using value_model = typename value_source<T>::model;
template <class T>
using value_type_of = typename value_source<T>::type;
template <class V, class P>
constexpr bool is_or_by_name = std::is_same_v<plain_t<V>, P> || std::is_same_v<V, Value>;
template <class V>
constexpr bool is_summand = std::is_same_v<V, Value> || std::is_same_v<plain_t<V>, Decimal> ||
                            (std::is_integral_v<plain_t<V>> && !std::is_same_v<plain_t<V>, bool>);

/// `other`, beside a value of type V of model M.
template <class M, class V, class U>
Expr beside(const U& other, CompareOp op = CompareOp::equal) {
  if constexpr (has_value_source<U>) {
    if constexpr (!std::is_void_v<M> && !std::is_void_v<value_model<U>>) {
      check_same_model<value_model<U>, M>();
      static_assert(is_operand<V, plain_t<value_type_of<U>>>(),
                    "rowan: two values can only be compared or joined when their types can be");
    }
    return value_source<U>::expr(other);
  } else if constexpr (std::is_void_v<M>) {
    return ast::literal(Value(other));
  } else {
    return ast::literal(operand<V>(other, op));
  }
}

}  // namespace detail

/// A value that the database computes for each row of model M (void: by name), of type V.
template <class M, class V>
class ValueOf {
 public:
  using Result = std::conditional_t<std::is_void_v<M>, Expr, TypedExpr<M>>;

  explicit ValueOf(Expr expr) : expr_(std::move(expr)) {}
  [[nodiscard]] const Expr& expr() const { return expr_; }

  template <class U>
  Result operator==(const U& other) const {
    return compared(CompareOp::equal, other);
  }
  template <class U>
  Result operator!=(const U& other) const {
    return compared(CompareOp::not_equal, other);
  }
  template <class U>
  Result operator<(const U& other) const {
    return compared(CompareOp::less, other);
  }
  template <class U>
  Result operator<=(const U& other) const {
    return compared(CompareOp::less_equal, other);
  }
  template <class U>
  Result operator>(const U& other) const {
    return compared(CompareOp::greater, other);
  }
  template <class U>
  Result operator>=(const U& other) const {
    return compared(CompareOp::greater_equal, other);
  }
  [[nodiscard]] Result is_null() const { return Result(ast::null_test(expr_, false)); }
  [[nodiscard]] Result is_not_null() const { return Result(ast::null_test(expr_, true)); }
  /// `text` is taken as it is, as of attributes.
  [[nodiscard]] Result contains(TextArgument text) const {
    return Result(ast::match(expr_, MatchKind::contains, text, false));
  }
  [[nodiscard]] Result starts_with(TextArgument text) const {
    return Result(ast::match(expr_, MatchKind::starts_with, text, false));
  }
  [[nodiscard]] OrderTerm asc() const { return {expr_}; }
  [[nodiscard]] OrderTerm desc() const { return {expr_, true}; }
  operator OrderTerm() const { return asc(); }  // NOLINT(google-explicit-constructor)

 private:
  template <class U>
  Result compared(CompareOp op, const U& other) const {
    return Result(ast::compare(expr_, op, detail::beside<M, V>(other, op)));
  }
  Expr expr_;
};

/// A sum that is exact, or an error of the database: of integers or decimals. NULL where one of them is.
template <detail::has_value_source L, class R>
  requires detail::is_summand<detail::value_type_of<L>>
auto operator+(const L& left, const R& right) {
  using M = detail::value_model<L>;
  using V = detail::value_type_of<L>;
  return ValueOf<M, V>(ast::call(Function::add, {detail::value_source<L>::expr(left), detail::beside<M, V>(right)}));
}

/// The first of them that is not NULL.
template <detail::has_value_source First, class... Others>
auto coalesce(const First& first, const Others&... others) {
  using M = detail::value_model<First>;
  using V = detail::value_type_of<First>;
  return ValueOf<M, V>(
      ast::call(Function::coalesce, {detail::value_source<First>::expr(first), detail::beside<M, V>(others)...}));
}

/// In lower case, letters beyond ASCII too.
template <detail::has_value_source T>
auto lower(const T& text) {
  static_assert(detail::is_or_by_name<detail::value_type_of<T>, std::string>, "rowan: lower() takes a text");
  return ValueOf<detail::value_model<T>, detail::value_type_of<T>>(
      ast::call(Function::lower, {detail::value_source<T>::expr(text)}));
}

/// The number of characters (code points, not bytes).
template <detail::has_value_source T>
auto length(const T& text) {
  static_assert(detail::is_or_by_name<detail::value_type_of<T>, std::string>, "rowan: length() takes a text");
  using M = detail::value_model<T>;
  using V = std::conditional_t<std::is_void_v<M>, Value, std::int64_t>;
  return ValueOf<M, V>(ast::call(Function::length, {detail::value_source<T>::expr(text)}));
}

namespace detail {
template <class M, class V, class M2, class V2>
TypedExpr<M> compare_typed(std::string_view name, CompareOp op, const ValueOf<M2, V2>& other) {
  return TypedExpr<M>(ast::compare(ast::column(name), op, beside<M, V>(other)));
}
}  // namespace detail

}  // namespace rowan
