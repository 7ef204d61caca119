// What can stand in an expression: columns, and values that are computed of them.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "rowan/query/attr.hpp"
#include "rowan/query/column.hpp"

namespace rowan {

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
/// The key.
template <class M, class V, class Tag>
struct value_source<Column<M, V, Tag, ColumnKind::belongs_to>> {
  using model = M;
  using type = std::optional<typename column_traits<V>::value_type>;
  static Expr expr(const Column<M, V, Tag, ColumnKind::belongs_to>&) { return ast::column(Tag::name()); }
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
/// A condition is a bool, and NULL where neither.
template <class M>
struct value_source<TypedExpr<M>> {
  using model = M;
  using type = std::optional<bool>;
  static Expr expr(const TypedExpr<M>& condition) { return condition.expr(); }
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
using nullable_t = std::conditional_t<std::is_same_v<V, Value>, Value, std::optional<plain_t<V>>>;

/// Numbers that the database compares exactly.
template <class P, class Q>
constexpr bool are_numbers =
    std::is_arithmetic_v<P> && std::is_arithmetic_v<Q> && !std::is_same_v<P, bool> && !std::is_same_v<Q, bool>;

template <class T, class U>
constexpr void check_value_model() {
  if constexpr (!std::is_void_v<T> && !std::is_void_v<U>) check_same_model<U, T>();
}

template <class E>
struct selected_type {
  using type = Value;  // what is no value is refused by selected()
};
template <has_value_source E>
struct selected_type<E> : std::type_identity<value_type_of<E>> {};
template <class E>
using selected_t = typename selected_type<E>::type;

/// What a query over T, or over several models, can say of a model M.
template <class T>
struct said_of {
  template <class M>
  static Expr placed(const Expr& tree) {
    check_value_model<T, M>();
    return tree;
  }
};
template <class T, class... More>
struct said_of<Sources<T, More...>> {
  template <class M>
  static Expr placed(const Expr& tree) {
    if constexpr (!std::is_void_v<M>) check_models<TypedExpr<M>, T, More...>();
    return in_query_of<T, M>(tree);
  }
};

/// What a query over T gives.
template <class T, class E>
Expr selected(const E& value) {
  static_assert(has_value_source<E>,
                "rowan: select(), pluck() and group() take columns and what is made of them, as in "
                "pluck(Post::c.title, length(Post::c.title))");
  if constexpr (has_value_source<E>) {
    return said_of<T>::template placed<value_model<E>>(value_source<E>::expr(value));
  } else {
    return {};
  }
}

/// `other`, beside a value of type V of model M.
template <class M, class V, class U>
Expr beside(const U& other, CompareOp op = CompareOp::equal) {
  if constexpr (has_value_source<U>) {
    check_value_model<M, value_model<U>>();
    using W = value_type_of<U>;
    if constexpr (!std::is_same_v<V, Value> && !std::is_same_v<W, Value>) {
      static_assert(is_operand<V, plain_t<W>>() || are_numbers<plain_t<V>, plain_t<W>>,
                    "rowan: two values can only be compared or joined when their types can be");
    }
    if constexpr (std::is_void_v<M> && !std::is_void_v<value_model<U>>)
      return ast::of_source({}, model_getter<value_model<U>>(), value_source<U>::expr(other));
    else
      return value_source<U>::expr(other);
  } else if constexpr (std::is_same_v<V, Value>) {
    return ast::literal(Value(other));
  } else {
    return ast::literal(operand<V>(other, op));
  }
}

template <class M, class V, class U>
auto assignment(std::string_view name, const U& value) {
  if constexpr (has_value_source<U>) {
    check_value_model<M, value_model<U>>();
    using W = value_type_of<U>;
    if constexpr (!std::is_same_v<W, Value>) {
      static_assert(is_operand<V, plain_t<W>>(),
                    "rowan: an attribute can only be set to a computed value of its own type: integers to integers, "
                    "text to text, a Decimal to integers or decimals");
    }
    return TypedComputation<M>(std::in_place, name, value_source<U>::expr(value));
  } else {
    return TypedAssignment<M>(std::in_place, name, assigned<V>(value));
  }
}

}  // namespace detail

/// A value that the database computes for each row of model M (void: of whatever model it is asked), of type V.
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
  [[nodiscard]] Result ends_with(TextArgument text) const {
    return Result(ast::match(expr_, MatchKind::ends_with, text, false));
  }
  [[nodiscard]] Result icontains(TextArgument text) const {
    return Result(ast::match(expr_, MatchKind::contains, text, true));
  }
  /// Any of a list; of an empty list: no row. Or one of what a query gives: `.in(Author::all().select(Author::c.id))`.
  template <class List>
  [[nodiscard]] Result in(const List& values) const {
    return Result(among(values, false));
  }
  template <class U>
  [[nodiscard]] Result in(std::initializer_list<U> values) const {
    return Result(among(values, false));
  }
  /// None of them; of an empty list: every row. NULL is not looked for among what a query gives.
  template <class List>
  [[nodiscard]] Result not_in(const List& values) const {
    return Result(among(values, true));
  }
  template <class U>
  [[nodiscard]] Result not_in(std::initializer_list<U> values) const {
    return Result(among(values, true));
  }
  /// From `low` to `high`, both included: two values of the program's.
  template <class U, class W>
  [[nodiscard]] Result between(const U& low, const W& high) const {
    return *this >= low && *this <= high;
  }
  [[nodiscard]] auto asc() const { return order({expr_}); }
  [[nodiscard]] auto desc() const { return order({expr_, true}); }
  operator OrderTerm() const { return asc(); }  // NOLINT(google-explicit-constructor)

 private:
  static auto order(OrderTerm term) {
    if constexpr (std::is_void_v<M>)
      return term;
    else
      return TypedOrder<M>(std::move(term), {});
  }
  template <class List>
  Expr among(const List& values, bool negated) const {
    return detail::in_list_or_query<V>(expr_, values, negated);
  }
  template <class U>
  Result compared(CompareOp op, const U& other) const {
    return Result(ast::compare(expr_, op, detail::beside<M, V>(other, op)));
  }
  Expr expr_;
};

// Of an attribute by name and a value that is made of others: said from the value's side.
template <class M, class V>
auto operator<(const Attr& left, const ValueOf<M, V>& right) {
  return right > left;
}
template <class M, class V>
auto operator<=(const Attr& left, const ValueOf<M, V>& right) {
  return right >= left;
}
template <class M, class V>
auto operator>(const Attr& left, const ValueOf<M, V>& right) {
  return right < left;
}
template <class M, class V>
auto operator>=(const Attr& left, const ValueOf<M, V>& right) {
  return right <= left;
}

namespace detail {

template <class M, class V, class M2, class V2>
TypedExpr<M> compare_typed(std::string_view name, CompareOp op, const ValueOf<M2, V2>& other) {
  return TypedExpr<M>(ast::compare(ast::column(name), op, beside<M, V>(other)));
}

// A value of the target of Tag's association: NULL where there is no target.
template <class M, class Target, class Tag, class U>
auto at_target(const U& value) {
  check_value_model<Target, value_model<U>>();
  return ValueOf<M, nullable_t<value_type_of<U>>>(ast::at_target(Tag::name(), value_source<U>::expr(value)));
}

template <class V>
using summed_t = std::conditional_t<
    std::is_same_v<V, Value>, Value,
    std::conditional_t<std::is_integral_v<plain_t<V>>, std::int64_t,
                       std::conditional_t<std::is_floating_point_v<plain_t<V>>, double, plain_t<V>>>>;
template <class V>
using averaged_t = std::conditional_t<std::is_integral_v<plain_t<V>>, std::optional<double>, nullable_t<summed_t<V>>>;

template <class V>
constexpr bool is_summand = std::is_same_v<V, Value> || std::is_same_v<plain_t<V>, Decimal> ||
                            (std::is_arithmetic_v<plain_t<V>> && !std::is_same_v<plain_t<V>, bool>);

}  // namespace detail

}  // namespace rowan
