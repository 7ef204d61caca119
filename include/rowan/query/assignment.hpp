// What attributes are to become: `Post::c.title = "x"`, `Post::c.views += 1`.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/operand.hpp"

namespace rowan {

/// What is changed inside of a JSON document: the value at these names, absent where it is taken out.
struct DocumentChange {
  std::vector<Value> steps;
  std::optional<Value> value;
};

/// One attribute and its value, by name, for update_all.
struct AttributeAssignment {
  std::string_view attribute;
  Value value;
  bool increment = false;
  Expr computed{};                                 ///< what the database makes the value of, in place of `value`
  std::shared_ptr<const DocumentChange> change{};  ///< what `computed` does, if the attribute is a document
};

namespace detail {
/// `document` with that change; objects on the way are made where they are missing.
/// @throws QueryError for a step that is a place in a list.
ROWAN_EXPORT Expr changed_document(const Expr& document, const DocumentChange& change);
}  // namespace detail

/// `Post::c.title = "x"`: an attribute of model M and its new value, which its type takes. Nothing is set yet.
template <class M>
class [[nodiscard("sets nothing by itself: hand it to create(), update() or update_all()")]] TypedAssignment
    : public AttributeAssignment {
 public:
  TypedAssignment(std::in_place_t, std::string_view name, Value to) : AttributeAssignment{name, std::move(to), false} {}
};

/// `Post::c.views += 1`: what the database is to add to a number of model M.
template <class M>
class [[nodiscard("sets nothing by itself: hand it to create(), update() or update_all()")]] TypedIncrement
    : public AttributeAssignment {
 public:
  TypedIncrement(std::in_place_t, std::string_view name, Value by) : AttributeAssignment{name, std::move(by), true} {}
};

/// `Post::c.views = Post::c.views + 1`: what the database is to make an attribute of model M of.
template <class M>
class [[nodiscard("sets nothing by itself: hand it to create(), update() or update_all()")]] TypedComputation
    : public AttributeAssignment {
 public:
  TypedComputation(std::in_place_t, std::string_view name, Expr of)
      : AttributeAssignment{name, {}, false, std::move(of)} {}
  TypedComputation(std::in_place_t, std::string_view name, DocumentChange of)
      : AttributeAssignment{name,
                            {},
                            false,
                            detail::changed_document(ast::column(name), of),
                            std::make_shared<const DocumentChange>(std::move(of))} {}
};

namespace detail {
template <class T>
constexpr void check_setting(const AttributeAssignment&) {}
template <class T, class U>
constexpr void check_model_set() {
  static_assert(std::is_same_v<U, T>,
                "rowan: this assignment is to an attribute of another model: name a column of the one that is set, "
                "as in Book::where(…).update_all(Book::c.title = \"x\")");
}
template <class T, class U>
constexpr void check_setting(const TypedAssignment<U>&) {
  check_model_set<T, U>();
}
template <class T, class U>
constexpr void check_setting(const TypedIncrement<U>&) {
  check_model_set<T, U>();
}
template <class T, class U>
constexpr void check_setting(const TypedComputation<U>&) {
  check_model_set<T, U>();
}
}  // namespace detail

/// A parameter that takes any assignment to model T: typed on T, or by name. One typed on another model is refused in
/// one sentence.
template <class T>
struct Setting : AttributeAssignment {
  Setting(AttributeAssignment by_name)  // NOLINT(google-explicit-constructor)
      : AttributeAssignment(std::move(by_name)) {}
  template <class U>
  Setting(const TypedAssignment<U>& typed) : AttributeAssignment(typed) {  // NOLINT(google-explicit-constructor)
    detail::check_setting<T>(typed);
  }
  template <class U>
  Setting(const TypedIncrement<U>& typed) : AttributeAssignment(typed) {  // NOLINT(google-explicit-constructor)
    detail::check_setting<T>(typed);
  }
  template <class U>
  Setting(const TypedComputation<U>& typed) : AttributeAssignment(typed) {  // NOLINT(google-explicit-constructor)
    detail::check_setting<T>(typed);
  }
};

template <class A>
concept any_assignment = std::derived_from<A, AttributeAssignment>;

namespace detail {

/// @throws InvalidValue when its negative is no number of 64 bits.
ROWAN_EXPORT Value negative(const Value& number);

template <class V, class U>
Value assigned(const U& value) {
  using P = plain_t<V>;
  if constexpr (std::is_same_v<U, std::nullptr_t> ||
                (std::is_same_v<P, Decimal> && std::is_floating_point_v<plain_t<U>>))
    return operand<V>(value);  // which says what is wrong
  static_assert(!std::is_same_v<U, std::nullopt_t> || plain<V>::optional,
                "rowan: this attribute can't be NULL: make the member a std::optional, or set a value");
  static_assert(std::is_same_v<U, std::nullopt_t> || is_operand<V, U>(),
                "rowan: an attribute can only be set to a value of its own type (an integer to integers, text to text, "
                "an enum to its enumerators), an optional of it, or std::nullopt");
  if constexpr (std::is_same_v<U, std::nullopt_t> || is_operand<V, U>())
    return operand<V>(value);
  else
    return {};
}

template <class V, class U>
Value amount(const U& by) {
  using P = stored_t<plain_t<V>>;
  constexpr bool counts =
      !std::is_same_v<P, bool> && (std::is_arithmetic_v<P> || std::is_same_v<P, Decimal>)&&!plain<U>::optional;
  static_assert(counts, "rowan: += and -= add to a number, and this attribute is none: write Post::c.title = \"x\"");
  if constexpr (counts)
    return assigned<V>(by);
  else
    return {};
}

template <class A>
inline constexpr bool is_increment = false;
template <class M>
inline constexpr bool is_increment<TypedIncrement<M>> = true;
template <class A>
inline constexpr bool is_computation = false;
template <class M>
inline constexpr bool is_computation<TypedComputation<M>> = true;

/// `assignment`, where it sets an attribute of T.
template <class T, class A>
const AttributeAssignment& set_in(const A& assignment) {
  static_assert(!is_increment<A>,
                "rowan: += adds in the database, and this sets a record in memory: write Book::c.loans = 1, or count "
                "with record.increment(Book::c.loans) or update_all");
  static_assert(!is_computation<A>,
                "rowan: this value is computed by the database, and this sets a record in memory: give it a value of "
                "the program's, or write where(…).update_all(Book::c.loans = Book::c.loans * 2)");
  check_setting<T>(assignment);
  return assignment;
}

}  // namespace detail
}  // namespace rowan
