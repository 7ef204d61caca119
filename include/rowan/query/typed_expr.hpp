// A condition that remembers which model it is on, so that the compiler refuses it on another one.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "rowan/query/expr.hpp"
#include "rowan/query/order.hpp"

namespace rowan {

/// A condition that speaks of these models: mostly of one, of several where `&&` and `||` join those of several.
/// Converts to Expr, losing the memory.
template <class... Ms>
class TypedExpr {
 public:
  explicit TypedExpr(Expr expr) : expr_(std::move(expr)) {}
  operator const Expr&() const { return expr_; }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] const Expr& expr() const& { return expr_; }
  [[nodiscard]] Expr expr() && noexcept { return std::move(expr_); }

  friend TypedExpr operator&&(const TypedExpr& left, const TypedExpr& right) {
    return TypedExpr(left.expr_ && right.expr_);
  }
  friend TypedExpr operator||(const TypedExpr& left, const TypedExpr& right) {
    return TypedExpr(left.expr_ || right.expr_);
  }
  friend TypedExpr operator&&(const TypedExpr& left, const Expr& right) { return TypedExpr(left.expr_ && right); }
  friend TypedExpr operator||(const TypedExpr& left, const Expr& right) { return TypedExpr(left.expr_ || right); }
  friend TypedExpr operator&&(const Expr& left, const TypedExpr& right) { return TypedExpr(left && right.expr_); }
  friend TypedExpr operator||(const Expr& left, const TypedExpr& right) { return TypedExpr(left || right.expr_); }
  friend TypedExpr operator!(const TypedExpr& operand) { return TypedExpr(!operand.expr_); }

 private:
  Expr expr_;
};

namespace detail {
template <class T>
concept text_like = std::convertible_to<const T&, std::string_view>;

template <class M, class... Set>
inline constexpr bool is_one_of = (std::is_same_v<M, Set> || ...);

/// A parameter that is asked about these models takes a condition on some of them.
template <class Condition, class... Asked>
inline constexpr bool speaks_of_only = false;
template <class... Ms, class... Asked>
inline constexpr bool speaks_of_only<TypedExpr<Ms...>, Asked...> = (is_one_of<Ms, Asked...> && ...);

template <class Condition, class... Asked>
constexpr bool check_models() {
  static_assert(
      speaks_of_only<Condition, Asked...>,
      "rowan: this condition is on another model than the query; reach the other model through an association, "
      "as in Post::c.author.matches(User::c.name == \"Ann\")");
  return true;
}
template <class A, class B>
constexpr bool check_same_model() {
  return check_models<TypedExpr<A>, B>();
}

template <class Set, class... More>
struct united {
  using type = Set;
};
template <class... Ms, class First, class... More>
struct united<TypedExpr<Ms...>, First, More...>
    : united<std::conditional_t<is_one_of<First, Ms...>, TypedExpr<Ms...>, TypedExpr<Ms..., First>>, More...> {};

template <class M>
constexpr auto model_getter() -> const ModelInfo& (*)() {
  if constexpr (requires { M::rowan_info(); })
    return &M::rowan_info;
  else
    return nullptr;
}
/// A condition on one of several models says on which; one on several has said it of its parts.
template <class... Ms>
Expr told_apart(const Expr& condition) {
  if constexpr (sizeof...(Ms) == 1)
    return ast::of_source({}, (model_getter<Ms>(), ...), condition);
  else
    return condition;
}
/// What speaks of M, in a query whose own model is T.
template <class T, class M>
Expr in_query_of(const Expr& tree) {
  if constexpr (std::is_void_v<M> || std::is_same_v<T, M>)
    return tree;
  else
    return ast::of_source({}, model_getter<M>(), tree);
}
template <class T, class... Ms>
Expr in_query_of(const TypedExpr<Ms...>& condition) {
  if constexpr (sizeof...(Ms) == 1)
    return (in_query_of<T, Ms>(condition.expr()), ...);
  else
    return condition.expr();
}
}  // namespace detail

template <class... As, class... Bs>
  requires(!std::is_same_v<TypedExpr<As...>, TypedExpr<Bs...>>)
auto operator&&(const TypedExpr<As...>& left, const TypedExpr<Bs...>& right) {
  return typename detail::united<TypedExpr<As...>, Bs...>::type(detail::told_apart<As...>(left.expr()) &&
                                                                detail::told_apart<Bs...>(right.expr()));
}
template <class... As, class... Bs>
  requires(!std::is_same_v<TypedExpr<As...>, TypedExpr<Bs...>>)
auto operator||(const TypedExpr<As...>& left, const TypedExpr<Bs...>& right) {
  return typename detail::united<TypedExpr<As...>, Bs...>::type(detail::told_apart<As...>(left.expr()) ||
                                                                detail::told_apart<Bs...>(right.expr()));
}

/// One ORDER BY term of model M.
template <class M>
struct TypedOrder : OrderTerm {
  TypedOrder(OrderTerm term, std::string_view name) : OrderTerm(std::move(term)), attribute(name) {}
  [[nodiscard]] TypedOrder nulls_first() const { return {OrderTerm::nulls_first(), attribute}; }
  [[nodiscard]] TypedOrder nulls_last() const { return {OrderTerm::nulls_last(), attribute}; }

  std::string_view attribute;
};

template <class V>
struct column_traits;
enum class ColumnKind : std::uint8_t;
template <class M, class V, class Tag, ColumnKind kind>
struct Column;
template <class M, class V>
class ValueOf;
template <class M>
class TypedAssignment;

namespace detail {
template <class E>
inline constexpr bool is_boolean_column = false;
template <class M, class Tag, ColumnKind kind>
inline constexpr bool is_boolean_column<Column<M, bool, Tag, kind>> = true;
/// What is a condition by itself, and not a value that can be compared.
template <class E>
concept bare_condition = std::convertible_to<const E&, Expr> || is_boolean_column<E>;
}  // namespace detail

/// A parameter that takes any condition on model T (and more models, for what joins them): typed, by name, raw SQL, or
/// a boolean attribute. A condition that is typed on another model as well is refused in one sentence.
template <class T, class... More>
struct Condition {
  Expr expr;

  Condition() = default;
  Condition(Expr condition) : expr(std::move(condition)) {}  // NOLINT(google-explicit-constructor)
  Condition(TypedExpr<T>&& condition) noexcept               // NOLINT(google-explicit-constructor)
      : expr(std::move(condition).expr()) {}
  template <class... Us>
  Condition(const TypedExpr<Us...>& condition)  // NOLINT(google-explicit-constructor)
      : expr(detail::in_query_of<T>(condition)) {
    detail::check_models<TypedExpr<Us...>, T, More...>();
  }
  template <class U, class Tag, ColumnKind kind>
  Condition(const Column<U, bool, Tag, kind>& column)
      : Condition(TypedExpr<U>(ast::compare(column.name(), CompareOp::equal, Value(true)))) {  // NOLINT
  }
  // What is often written instead is refused in one sentence.
  template <class U, class V, class Tag, ColumnKind kind>
  Condition(const Column<U, V, Tag, kind>&) {  // NOLINT(google-explicit-constructor)
    static_assert(std::is_same_v<V, bool>,
                  "rowan: only a boolean attribute is a condition by itself: compare it, as in Post::c.views > 0, ask "
                  "Post::c.subtitle.is_not_null(), or of an association Post::c.comments.some()");
  }
  template <class U>
  Condition(const TypedAssignment<U>&) {  // NOLINT(google-explicit-constructor)
    static_assert(!std::is_same_v<U, U>, "rowan: = sets an attribute: compare with ==, as in Post::c.title == \"x\"");
  }
  template <detail::text_like Text>
  Condition(const Text&) {  // NOLINT(google-explicit-constructor)
    static_assert(!detail::text_like<Text>,
                  "rowan: a text is no condition: compare an attribute, as in Post::c.title == \"x\" or "
                  "rowan::attr(\"title\") == \"x\", or give SQL with its values as rowan::sql(\"title = ?\", \"x\")");
  }
  template <std::same_as<bool> Bool>
  Condition(Bool) {  // NOLINT(google-explicit-constructor)
    static_assert(!std::is_same_v<Bool, bool>,
                  "rowan: this is a bool, known before the query runs: compare a column, as in Post::c.views > 1");
  }
  template <class V, class C>
  Condition(V C::*) {  // NOLINT(google-explicit-constructor)
    static_assert(!std::is_same_v<V, V>, "rowan: a member pointer is no condition: write Post::c.title == \"x\"");
  }
};

/// The models of a query that has several sources, its own first.
template <class T, class... More>
struct Sources {};
template <class T, class... More>
struct Condition<Sources<T, More...>> : Condition<T, More...> {
  using Condition<T, More...>::Condition;
};

/// As Condition, for ORDER BY terms; a bare column is ascending.
template <class T>
struct Ordering {
  OrderTerm term;

  Ordering(OrderTerm order) : term(std::move(order)) {}  // NOLINT(google-explicit-constructor)
  template <class U>
  Ordering(const TypedOrder<U>& order) : term(order) {  // NOLINT(google-explicit-constructor)
    detail::check_same_model<U, T>();
  }
  template <class U, class V, class Tag, ColumnKind kind>
  Ordering(const Column<U, V, Tag, kind>& column) : term(column.asc()) {  // NOLINT(google-explicit-constructor)
    detail::check_same_model<U, T>();
  }
  template <class U, class V>
  Ordering(const ValueOf<U, V>& value) : term(value.asc()) {  // NOLINT(google-explicit-constructor)
    if constexpr (!std::is_void_v<U>) detail::check_same_model<U, T>();
  }
  template <detail::text_like Text>
  Ordering(const Text&) {  // NOLINT(google-explicit-constructor)
    static_assert(!detail::text_like<Text>,
                  "rowan: a text is no order: write order(Post::c.title), order(rowan::attr(\"title\")) or "
                  "order(rowan::OrderTerm{rowan::sql(\"length(title)\")})");
  }
  template <class V, class C>
  Ordering(V C::*) {  // NOLINT(google-explicit-constructor)
    static_assert(!std::is_same_v<V, V>, "rowan: a member pointer is no order: write order(Post::c.title)");
  }
};

template <class T, class... More>
struct Ordering<Sources<T, More...>> {
  OrderTerm term;

  Ordering(OrderTerm order) : term(std::move(order)) {}  // NOLINT(google-explicit-constructor)
  template <class U>
  Ordering(const TypedOrder<U>& order) : term(order) {  // NOLINT(google-explicit-constructor)
    place<U>();
  }
  template <class U, class V, class Tag, ColumnKind kind>
  Ordering(const Column<U, V, Tag, kind>& column) : Ordering(column.asc()) {}  // NOLINT(google-explicit-constructor)
  template <class U, class V>
  Ordering(const ValueOf<U, V>& value) : term(value.asc()) {  // NOLINT(google-explicit-constructor)
    place<U>();
  }

 private:
  template <class U>
  void place() {
    if constexpr (!std::is_void_v<U>) {
      detail::check_models<TypedExpr<U>, T, More...>();
      term.expr = detail::in_query_of<T, U>(term.expr);
    }
  }
};

}  // namespace rowan
