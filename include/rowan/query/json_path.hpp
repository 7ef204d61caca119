// What stands in JSON documents: `Post::c.settings["theme"] == "dark"`.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/decimal.hpp"
#include "rowan/core/json.hpp"
#include "rowan/export.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/value_of.hpp"
#include "rowan/reflect/json_struct.hpp"

namespace rowan {

namespace detail {

/// The value at these steps of `document`: a text is the name of a member, a number the place of an element.
ROWAN_EXPORT Expr document_at(Expr document, const std::vector<Value>& steps);
[[noreturn]] ROWAN_EXPORT void refuse_json_order();
[[noreturn]] ROWAN_EXPORT void refuse_json_range(const Value& value);

/// The value as it stands in a document. @throws InvalidValue for what JSON has no form for: infinity, NaN.
template <class T>
Json json_document(const T& value) {
  std::string text;
  write_json(text, value);
  return Json::trusted(std::move(text));
}

/// A step into a document of type V (void: any): a name, a place, or a member of a ROWAN_JSON struct.
template <class V, class Step>
Value json_step(const Step& step) {
  if constexpr (std::is_member_object_pointer_v<Step>)
    return Value(json_name(step));
  else if constexpr (std::is_integral_v<Step>)
    return Value(static_cast<std::int64_t>(step));
  else
    return Value(std::string_view(TextArgument(step)));
}

/// The type of what is there: void where no ROWAN_JSON says it.
template <class V, class Step>
struct JsonInside {
  static_assert(
      std::is_void_v<V> || std::is_same_v<V, Json>,
      "rowan: a ROWAN_JSON struct is asked for its members, [&Settings::theme], a list by a place, [0], and a "
      "map by a name; a number, text or time has nothing inside");
  using type = void;
};
template <json_struct V, class P>
struct JsonInside<V, P V::*> {
  using type = plain_t<P>;
};
template <class E, std::integral Place>
struct JsonInside<std::vector<E>, Place> {
  using type = plain_t<E>;
};
template <class E, std::size_t n, std::integral Place>
struct JsonInside<std::array<E, n>, Place> {
  using type = plain_t<E>;
};
template <class E, class Less, class Name>
struct JsonInside<std::map<std::string, E, Less>, Name> {
  using type = plain_t<E>;
};
template <class V, class Step>
using json_inside = typename JsonInside<V, Step>::type;

/// As which type a value of the program's compares with what stands in a document.
template <class U>
constexpr auto type_in_document() {
  using P = plain_t<U>;
  if constexpr (std::is_same_v<P, bool> || std::is_same_v<P, Decimal> || std::is_same_v<P, Json>)
    return std::type_identity<P>();
  else if constexpr (std::is_integral_v<P>)
    return std::type_identity<std::int64_t>();
  else if constexpr (std::is_floating_point_v<P>)
    return std::type_identity<double>();
  else if constexpr (std::is_convertible_v<const P&, std::string_view>)
    return std::type_identity<std::string>();
  else
    return std::type_identity<void>();
}
template <class U>
using in_document = typename decltype(type_in_document<U>())::type;

template <class T>
constexpr Function function_of_document() {
  if constexpr (std::is_same_v<T, std::string>) return Function::json_text;
  if constexpr (std::is_same_v<T, bool>) return Function::json_boolean;
  if constexpr (std::is_same_v<T, Decimal>) return Function::json_decimal;
  return std::is_integral_v<T> ? Function::json_integer : Function::json_number;
}

/// That a U may be compared with what is of type V there (void: any), or set there.
template <class V, class U>
constexpr void check_in_document() {
  if constexpr (std::is_void_v<V> || std::is_same_v<V, Json>)
    static_assert(!std::is_void_v<in_document<U>>,
                  "rowan: what stands in a document is a text, bool, number, rowan::Decimal or rowan::Json");
  else
    static_assert(is_operand<V, U>(),
                  "rowan: a member of a document can only be compared with, or set to, a value of its own type");
}

/// `value` as it stands in a document where a V is (void: any).
template <class V, class U>
Json json_from(const U& value) {
  if constexpr (std::is_same_v<U, std::nullopt_t>) {
    return Json();
  } else {
    check_in_document<V, U>();
    if constexpr (plain<U>::optional)
      return value ? json_from<V>(*value) : Json();
    else if constexpr (std::is_integral_v<V> && std::is_integral_v<U>) {
      if constexpr (!std::is_same_v<V, bool>) {
        if (!std::in_range<V>(value)) refuse_json_range(Value(value));
      }
      return json_document(static_cast<V>(value));
    } else if constexpr (!std::is_void_v<V> && !std::is_same_v<V, Json>)
      return json_document(V(value));
    else if constexpr (std::is_convertible_v<const U&, std::string_view>)
      return json_document(std::string(TextArgument(value)));
    else
      return json_document(value);
  }
}

}  // namespace detail

/// What stands at a place of a JSON document of model M (void: by name); V is its type, as its ROWAN_JSON struct says,
/// void where none does. It is NULL where the document has nothing there, and what it is asked as is NULL where that is
/// something else: a text is no number. JSON's own null is there.
template <class M, class V = void>
class JsonPath {
  static constexpr bool typed = !std::is_void_v<V> && !std::is_same_v<V, Json>;

 public:
  using Result = std::conditional_t<std::is_void_v<M>, Expr, TypedExpr<M>>;

  JsonPath(std::string_view column, std::vector<Value> steps)
      : column_(column), steps_(std::move(steps)), expr_(detail::document_at(ast::column(column), steps_)) {}
  JsonPath(const JsonPath&) = default;
  JsonPath& operator=(const JsonPath&) = delete;
  [[nodiscard]] const Expr& expr() const { return expr_; }

  /// A member of the object there, by its name, or an element of the list there, the first being 0. Of a ROWAN_JSON
  /// struct `[&Settings::theme]`. @throws QueryError for a member that ROWAN_JSON does not list.
  template <class Step>
  auto operator[](const Step& step) const {
    std::vector<Value> steps = steps_;
    steps.push_back(detail::json_step<V>(step));
    return JsonPath<M, detail::json_inside<V, Step>>(column_, std::move(steps));
  }

  /// As a text, a bool, an integer, a double, a Decimal or a Json, to compare, order and select it by. A whole number
  /// is an integer however it is written (3, 3.0). A text that is a number is a Decimal, too: so to_json writes them.
  template <class T>
  [[nodiscard]] ValueOf<M, std::optional<T>> as() const {
    constexpr bool known = std::is_same_v<T, std::string> || std::is_same_v<T, Decimal> || std::is_same_v<T, Json> ||
                           (std::is_arithmetic_v<T> && !std::is_same_v<T, std::uint64_t>);
    static_assert(known,
                  "rowan: what stands in a document is asked as<> std::string, bool, a signed integer, double, "
                  "rowan::Decimal or rowan::Json");
    if constexpr (std::is_same_v<T, Json>)
      return ValueOf<M, std::optional<T>>(expr_);
    else
      return ValueOf<M, std::optional<T>>(ast::call(detail::function_of_document<T>(), {expr_}));
  }

  /// Whether the document has something there, if only null.
  [[nodiscard]] Result exists() const { return Result(ast::null_test(expr_, true)); }

  // With a value of the program's, as what that is: `== "dark"` asks for a text, `> 3` and `== 1.5` for a number. Where
  // the type is known it is one of that. std::nullopt: nothing is there.
  template <class U>
  Result operator==(const U& value) const {
    return compared(CompareOp::equal, value);
  }
  template <class U>
  Result operator!=(const U& value) const {
    return compared(CompareOp::not_equal, value);
  }
  template <class U>
  Result operator<(const U& value) const {
    return compared(CompareOp::less, value);
  }
  template <class U>
  Result operator<=(const U& value) const {
    return compared(CompareOp::less_equal, value);
  }
  template <class U>
  Result operator>(const U& value) const {
    return compared(CompareOp::greater, value);
  }
  template <class U>
  Result operator>=(const U& value) const {
    return compared(CompareOp::greater_equal, value);
  }
  template <class U, class W>
  [[nodiscard]] Result between(const U& low, const W& high) const {
    return *this >= low && *this <= high;
  }
  template <class U>
  [[nodiscard]] Result in(std::initializer_list<U> values) const {
    return in<std::initializer_list<U>>(values);
  }
  template <class List>
  [[nodiscard]] Result in(const List& values) const {
    using U = typename List::value_type;
    detail::check_in_document<V, U>();
    using T = detail::in_document<std::conditional_t<typed, V, U>>;
    if constexpr (std::is_void_v<T>) {
      Expr any = Expr::constant(false);
      for (const U& value : values) any = any || compared_as_written(CompareOp::equal, value);
      return Result(any);
    } else {
      return as<T>().in(values);
    }
  }

  /// How many elements the list there has.
  [[nodiscard]] ValueOf<M, std::optional<std::int64_t>> length() const {
    return ValueOf<M, std::optional<std::int64_t>>(ast::call(Function::json_length, {expr_}));
  }
  /// Is a list with an element equal to this text, number or bool.
  template <class U>
  [[nodiscard]] Result has(const U& value) const {
    return Result(ast::call(Function::json_has,
                            {expr_, ast::literal(Value(detail::json_from<detail::json_inside<V, int>>(value)))}));
  }
  /// Has all that `part` has: for an object its members, for a list its elements, wherever. @throws Unsupported on
  /// MariaDB and MySQL, which look in other ways.
  [[nodiscard]] Result contains(const Json& part) const {
    return Result(ast::call(Function::json_contains, {expr_, ast::literal(Value(part))}));
  }

  /// A new value there, for update_all; std::nullopt is JSON's null. Objects on the way are made where they are
  /// missing; where something else stands, nothing changes. @throws QueryError for an element of a list.
  template <class U>
    requires(!std::is_void_v<M>)
  TypedComputation<M> operator=(const U& value) const {  // NOLINT(misc-unconventional-assign-operator)
    return TypedComputation<M>(std::in_place, column_, DocumentChange{steps_, Value(detail::json_from<V>(value))});
  }
  /// Takes the member out, for update_all. @throws QueryError for an element of a list.
  [[nodiscard]] TypedComputation<M> removed() const
    requires(!std::is_void_v<M>)
  {
    return TypedComputation<M>(std::in_place, column_, DocumentChange{steps_, std::nullopt});
  }

 private:
  template <class U>
  Result compared(CompareOp op, const U& value) const {
    if constexpr (std::is_same_v<U, std::nullopt_t>) {
      return Result(ast::null_test(expr_, op == CompareOp::not_equal));
    } else if constexpr (detail::has_value_source<U>) {
      using T = detail::in_document<detail::plain_t<detail::value_type_of<U>>>;
      static_assert(!std::is_void_v<T>, "rowan: this can't be compared with what stands in a document");
      return Result(ast::compare(as<T>().expr(), op, detail::beside<M, std::optional<T>>(value, op)));
    } else {
      detail::check_in_document<V, U>();
      using T = detail::in_document<std::conditional_t<typed, V, U>>;
      if constexpr (std::is_void_v<T> && !typed) {
        return Result(Expr());  // which was refused
      } else if constexpr (std::is_void_v<T>) {
        return compared_as_written(op, value);
      } else if constexpr (!typed && std::is_same_v<T, std::int64_t>) {
        return compared_with_integer(op, value);
      } else {
        return Result(ast::compare(as<T>().expr(), op, detail::beside<M, std::optional<T>>(value, op)));
      }
    }
  }
  // 1.5 is more than 1. An integer that no double holds is compared with whole numbers only.
  template <class U>
  Result compared_with_integer(CompareOp op, const U& value) const {
    const auto one = static_cast<std::int64_t>(value);
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    const bool small = std::in_range<std::int64_t>(value) && one >= -exact && one <= exact;
    if (!small)
      return Result(ast::compare(as<std::int64_t>().expr(), op, detail::beside<M, std::optional<std::int64_t>>(value)));
    return Result(ast::compare(as<double>().expr(), op, ast::literal(Value(static_cast<double>(one)))));
  }
  // Times, enums and types of the user's: by the text or number that stands there.
  template <class U>
  Result compared_as_written(CompareOp op, const U& value) const {
    if (op != CompareOp::equal && op != CompareOp::not_equal) detail::refuse_json_order();
    if constexpr (detail::plain<U>::optional) {
      if (!value) return Result(ast::null_test(expr_, op == CompareOp::not_equal));
    }
    return Result(ast::compare(expr_, op, ast::literal(Value(detail::json_from<V>(value)))));
  }

  std::conditional_t<std::is_void_v<M>, std::string, std::string_view> column_;  ///< of a model it is a constant
  std::vector<Value> steps_;
  Expr expr_;
};

namespace detail {

template <class M, class V>
struct value_source<JsonPath<M, V>> {
  using model = M;
  using type = std::optional<Json>;
  static Expr expr(const JsonPath<M, V>& path) { return path.expr(); }
};

/// What a document is that is kept in an attribute of type V.
template <class V>
using document_type = std::conditional_t<std::is_same_v<V, Json>, void, V>;

template <class M, class V, class Tag>
template <class Step>
auto DocumentOperations<M, V, Tag, true>::operator[](const Step& step) const {
  return JsonPath<M, document_type<V>>(Tag::name(), {})[step];
}
template <class M, class V, class Tag>
template <class Part>
auto DocumentOperations<M, V, Tag, true>::contains(const Part& part) const {
  return JsonPath<M>(Tag::name(), {}).contains(part);
}
template <class M, class V, class Tag>
auto DocumentOperations<M, V, Tag, true>::length() const {
  return JsonPath<M>(Tag::name(), {}).length();
}
template <class M, class V, class Tag>
template <class U>
auto DocumentOperations<M, V, Tag, true>::has(const U& value) const {
  return JsonPath<M>(Tag::name(), {}).has(value);
}

}  // namespace detail

template <class Step>
auto Attr::operator[](const Step& step) const {
  return JsonPath<void>(name_, {})[step];
}

}  // namespace rowan
