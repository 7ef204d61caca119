// Typed columns: `Post::c.title == "x"`. ROWAN_MODEL makes one per member; they are empty objects, all their knowledge
// is in their type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/fwd.hpp"
#include "rowan/query/assignment.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/operand.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/typed_expr.hpp"

namespace rowan {

template <class M, class V>
class ValueOf;

enum class ColumnKind : std::uint8_t { attribute, belongs_to, belongs_to_any, has_one, to_many };

/// How a member of type V can be asked about. Association handles specialise it:
///   kind         which set of operations the column offers
///   target_type  the model behind it (may be incomplete)
///   value_type   for belongs_to: the type of the key
///   key_of       for belongs_to, optional: `static value_type key_of(const target_type&)`, so that a record can stand
///   for its key
template <class V>
struct column_traits {
  static constexpr ColumnKind kind = ColumnKind::attribute;
  using value_type = V;
};

template <class M, class V, class Tag, ColumnKind kind = column_traits<V>::kind>
struct Column;

namespace detail {

/// That the database can compare what is stored of a V; NULL can always be asked for.
template <class V, class U>
constexpr void check_compared() {
  static_assert(
      std::is_same_v<U, std::nullopt_t> || has_equality<plain_t<V>>,
      "rowan: an attribute of this type can't be found by its value, for what is stored of equal ones differs "
      "(rowan::Encrypted: take rowan::EncryptedForLookup)");
}
template <class V>
constexpr void check_has_order() {
  static_assert(has_order<plain_t<V>>, "rowan: an attribute of this type has no order in the database");
}

template <class M, class V, class U>
TypedExpr<M> compare_typed(std::string_view name, CompareOp op, const U& value) {
  check_compared<V, U>();
  if constexpr (is_text_operand<V, U>)
    return TypedExpr<M>(ast::compare_text(name, op, TextArgument(value)));
  else
    return TypedExpr<M>(ast::compare(name, op, operand<V>(value, op)));
}
template <class M, class V, class M2, class V2, class Tag2>
TypedExpr<M> compare_typed(std::string_view name, CompareOp op,
                           const Column<M2, V2, Tag2, ColumnKind::attribute>& other) {
  check_same_model<M2, M>();
  static_assert(is_operand<V, plain_t<V2>>(), "rowan: two attributes can only be compared when their types can be");
  return TypedExpr<M>(ast::compare_columns(name, op, other.name()));
}
template <class M, class V, class M2, class V2>
TypedExpr<M> compare_typed(std::string_view name, CompareOp op, const ValueOf<M2, V2>& other);  // functions.hpp
template <class V, class Range>
std::vector<Value> operands(const Range& values) {
  check_compared<V, Range>();
  std::vector<Value> list;
  for (const auto& value : values) list.push_back(operand<V>(value));
  return list;
}

template <class M, class Target, class Tag, class U>
auto at_target(const U& value);  // value_of.hpp
template <class M, class V, class U>
auto assignment(std::string_view name, const U& value);  // value_of.hpp
template <class M, class Target, class Tag, AggregateFunction function, bool distinct, class U>
auto of_targets(const U& value, const Condition<Target>& condition);  // aggregates.hpp
template <class P>
concept query_of_one = requires(const P& query) {
  query.as_query();
  typename P::value_type;
};
/// `operand` is one of what a query gives, or of a list.
template <class V, class List>
Expr in_list_or_query(Expr operand, const List& values, bool negated) {
  check_compared<V, List>();
  if constexpr (query_of_one<List>) {
    static_assert(is_operand<V, plain_t<typename List::value_type>>(),
                  "rowan: what the query gives can't be compared with this attribute: select() one of its type");
    return ast::in_query(std::move(operand), values.as_query(), negated);
  } else if constexpr (std::is_same_v<V, Value>) {
    return ast::in_list(std::move(operand), std::vector<Value>(values.begin(), values.end()), negated);
  } else {
    return ast::in_list(std::move(operand), operands<V>(values), negated);
  }
}

template <class V>
using list_element = std::conditional_t<std::is_same_v<plain_t<V>, std::string>, TextArgument, plain_t<V>>;

/// Equality, for attributes and for the key of a belongs_to.
template <class M, class V, class Tag>
struct EqualityOperations {
  static_assert(
      !std::is_const_v<V>,
      "rowan: a const member can't be an attribute, because loading a record writes to it: take the const away, "
      "or leave the member out of ROWAN_MODEL");
  using model_type = M;
  static constexpr std::string_view name() { return Tag::name(); }

  // NULL (`std::nullopt`, an empty optional) makes these null tests. As in SQL, a row whose attribute is NULL
  // matches neither == nor != of a value, nor not_in.
  template <class U>
  TypedExpr<M> operator==(const U& value) const {
    return compare_typed<M, V>(name(), CompareOp::equal, value);
  }
  template <class U>
  TypedExpr<M> operator!=(const U& value) const {
    return compare_typed<M, V>(name(), CompareOp::not_equal, value);
  }
  /// Any of a list; of an empty list: no row.
  [[nodiscard]] TypedExpr<M> in(std::initializer_list<list_element<V>> values) const {
    return list(operands<V>(values), false);
  }
  /// Or one of what a query gives: `Book::c.author.in(Author::where(…).select(Author::c.id))`.
  template <class Range>
  [[nodiscard]] TypedExpr<M> in(const Range& values) const {
    return TypedExpr<M>(in_list_or_query<V>(ast::column(name()), values, false));
  }
  template <class Other>
  [[nodiscard]] TypedExpr<M> in(const Relation<Other>&) const {
    return refuse_query<Other>();
  }
  template <class Other>
  [[nodiscard]] TypedExpr<M> not_in(const Relation<Other>&) const {
    return refuse_query<Other>();
  }
  /// None of a list; of an empty list: every row.
  [[nodiscard]] TypedExpr<M> not_in(std::initializer_list<list_element<V>> values) const {
    return list(operands<V>(values), true);
  }
  /// A query's NULLs are not looked for.
  template <class Range>
  [[nodiscard]] TypedExpr<M> not_in(const Range& values) const {
    return TypedExpr<M>(in_list_or_query<V>(ast::column(name()), values, true));
  }
  [[nodiscard]] TypedExpr<M> is_null() const { return TypedExpr<M>(ast::null_test(name(), false)); }
  [[nodiscard]] TypedExpr<M> is_not_null() const { return TypedExpr<M>(ast::null_test(name(), true)); }

  [[nodiscard]] TypedOrder<M> asc() const { return order(false); }
  [[nodiscard]] TypedOrder<M> desc() const { return order(true); }

 private:
  static TypedOrder<M> order(bool descending) {
    check_has_order<V>();
    return {{ast::column(name()), descending}, name()};
  }
  template <class Other>
  static TypedExpr<M> refuse_query() {
    static_assert(!std::is_same_v<Other, Other>,
                  "rowan: in() takes values, not records: select() one, as in Book::c.author.in(Author::where(…)"
                  ".select(Author::c.id)), or ask through the association, as in "
                  "Author::c.books.some(Book::c.price > 5)");
    return TypedExpr<M>(Expr());
  }
  static TypedExpr<M> list(std::vector<Value> values, bool negated) {
    return TypedExpr<M>(ast::in_list(name(), std::move(values), negated));
  }
};

/// Text is taken as it is: `%`, `_` and `\` mean themselves. The i… forms ignore case.
template <class M, class Tag, bool is_text>
struct TextOperations {};
template <class M, class Tag>
struct TextOperations<M, Tag, true> {
  [[nodiscard]] TypedExpr<M> contains(TextArgument text) const { return match(MatchKind::contains, text, false); }
  [[nodiscard]] TypedExpr<M> starts_with(TextArgument text) const { return match(MatchKind::starts_with, text, false); }
  [[nodiscard]] TypedExpr<M> ends_with(TextArgument text) const { return match(MatchKind::ends_with, text, false); }
  [[nodiscard]] TypedExpr<M> icontains(TextArgument text) const { return match(MatchKind::contains, text, true); }
  [[nodiscard]] TypedExpr<M> istarts_with(TextArgument text) const { return match(MatchKind::starts_with, text, true); }
  [[nodiscard]] TypedExpr<M> iends_with(TextArgument text) const { return match(MatchKind::ends_with, text, true); }

 private:
  static TypedExpr<M> match(MatchKind kind, std::string_view text, bool ignore_case) {
    return TypedExpr<M>(ast::match(Tag::name(), kind, text, ignore_case));
  }
};

/// A JSON document: defined in query/json_path.hpp.
template <class M, class V, class Tag, bool is_document>
struct DocumentOperations {};
template <class M, class V, class Tag>
struct DocumentOperations<M, V, Tag, true> {
  /// What stands at a member of the object, by its name, or at an element of the list, the first being 0. Of a
  /// ROWAN_JSON struct: `[&Settings::theme]`.
  template <class Step>
  [[nodiscard]] auto operator[](const Step& step) const;
  /// Has all that a document has; see JsonPath.
  template <class Part>
  [[nodiscard]] auto contains(const Part& part) const;
  /// How many elements the list has; NULL where it is none.
  [[nodiscard]] auto length() const;
  /// Is a list with an element equal to this text, number or bool.
  template <class U>
  [[nodiscard]] auto has(const U& value) const;
};

}  // namespace detail

/// An attribute. `M` is the model asked about, `V` the member's type, `Tag::name()` the member's name.
template <class M, class V, class Tag>
struct Column<M, V, Tag, ColumnKind::attribute>
    : detail::EqualityOperations<M, V, Tag>,
      detail::TextOperations<M, Tag,
                             std::is_same_v<detail::stored_t<detail::plain_t<V>>, std::string> &&
                                 detail::has_order<detail::plain_t<V>>>,
      detail::DocumentOperations<M, detail::plain_t<V>, Tag,
                                 std::is_same_v<detail::stored_t<detail::plain_t<V>>, Json>> {
  using detail::EqualityOperations<M, V, Tag>::name;

  /// A new value, for create, update and update_all: `Post::c.title = "x"`. Nothing is set by itself. For update_all,
  /// also what the database makes it of: `Post::c.rank = Post::c.likes * 2`.
  template <class U>
  auto operator=(const U& value) const {  // NOLINT(misc-unconventional-assign-operator)
    return detail::assignment<M, V>(name(), value);
  }
  /// What update_all has the database add; NULL counts as 0.
  template <class U>
  TypedIncrement<M> operator+=(const U& by) const {
    return {std::in_place, name(), detail::amount<V>(by)};
  }
  template <class U>
  TypedIncrement<M> operator-=(const U& by) const {
    return {std::in_place, name(), detail::negative(detail::amount<V>(by))};
  }

  template <class U>
  TypedExpr<M> operator<(const U& value) const {
    detail::check_has_order<V>();
    return detail::compare_typed<M, V>(name(), CompareOp::less, value);
  }
  template <class U>
  TypedExpr<M> operator<=(const U& value) const {
    detail::check_has_order<V>();
    return detail::compare_typed<M, V>(name(), CompareOp::less_equal, value);
  }
  template <class U>
  TypedExpr<M> operator>(const U& value) const {
    detail::check_has_order<V>();
    return detail::compare_typed<M, V>(name(), CompareOp::greater, value);
  }
  template <class U>
  TypedExpr<M> operator>=(const U& value) const {
    detail::check_has_order<V>();
    return detail::compare_typed<M, V>(name(), CompareOp::greater_equal, value);
  }
  /// From `low` to `high`, both included.
  template <class U, class W>
  [[nodiscard]] TypedExpr<M> between(const U& low, const W& high) const {
    detail::check_has_order<V>();
    return TypedExpr<M>(ast::between(name(), detail::operand<V>(low, CompareOp::greater_equal),
                                     detail::operand<V>(high, CompareOp::less_equal)));
  }
  /// A boolean attribute is a condition by itself.
  operator TypedExpr<M>() const  // NOLINT(google-explicit-constructor)
    requires std::is_same_v<V, bool>
  {
    return *this == true;
  }
  TypedExpr<M> operator!() const
    requires std::is_same_v<V, bool>
  {
    return *this == false;
  }
};

namespace detail {

template <class V>
constexpr bool is_array_member = false;
template <class T>
constexpr bool is_array_member<std::vector<T>> = !std::is_same_v<T, std::byte>;

}  // namespace detail

/// An array.
template <class M, class V, class Tag>
  requires detail::is_array_member<detail::plain_t<V>>
struct Column<M, V, Tag, ColumnKind::attribute> : detail::EqualityOperations<M, V, Tag> {
  template <class U>
  TypedAssignment<M> operator=(const U& value) const {  // NOLINT(misc-unconventional-assign-operator)
    return {std::in_place, Tag::name(), detail::assigned<V>(value)};
  }
  /// Has an element equal to `value`.
  template <class U>
  [[nodiscard]] TypedExpr<M> has(const U& value) const {
    using Element = typename detail::plain_t<V>::value_type;
    return TypedExpr<M>(ast::has_element(Tag::name(), detail::operand<Element>(value)));
  }
  /// Has one of these elements; of an empty list: no row.
  [[nodiscard]] TypedExpr<M> has_any(const detail::plain_t<V>& values) const {
    return compared(Function::array_has_any, values);
  }
  /// Has all of these elements; of an empty list: every row that has an array.
  [[nodiscard]] TypedExpr<M> has_all(const detail::plain_t<V>& values) const {
    return compared(Function::array_has_all, values);
  }
  /// How many elements it has.
  [[nodiscard]] auto length() const {
    using Number = std::conditional_t<detail::plain<V>::optional, std::optional<std::int64_t>, std::int64_t>;
    return ValueOf<M, Number>(ast::call(Function::array_length, {ast::column(Tag::name())}));
  }

 private:
  static TypedExpr<M> compared(Function function, const detail::plain_t<V>& values) {
    return TypedExpr<M>(ast::call(function, {ast::column(Tag::name()), ast::literal(detail::operand<V>(values))}));
  }
};

// Two bare boolean attributes; one beside a condition converts by itself.
template <class M, class N, class Left, class Right>
auto operator&&(const Column<M, bool, Left, ColumnKind::attribute>& left,
                const Column<N, bool, Right, ColumnKind::attribute>& right) {
  return left == true && right == true;
}
template <class M, class N, class Left, class Right>
auto operator||(const Column<M, bool, Left, ColumnKind::attribute>& left,
                const Column<N, bool, Right, ColumnKind::attribute>& right) {
  return left == true || right == true;
}

namespace detail {

template <class M, class Tag, class Target>
struct ToOneOperations {
  /// A value of the target: `Post::c.author(User::c.name)`, NULL where there is none. The target's table is joined,
  /// once however often a query asks it; a has_one's is asked in a sub-query.
  template <class U>
  [[nodiscard]] auto operator()(const U& value) const {
    return at_target<M, Target, Tag>(value);
  }
  /// Has a target for which `condition` holds.
  [[nodiscard]] TypedExpr<M> matches(const Condition<Target>& condition) const {
    return quantified(QuantifierKind::is, condition.expr);
  }
  [[nodiscard]] TypedExpr<M> is(const Condition<Target>& condition) const {
    return quantified(QuantifierKind::is, condition.expr);
  }
  /// Has no target, or one for which `condition` does not hold.
  [[nodiscard]] TypedExpr<M> is_not(const Condition<Target>& condition) const {
    return quantified(QuantifierKind::is_not, condition.expr);
  }
  /// The target is missing; is there.
  [[nodiscard]] TypedExpr<M> is(std::nullopt_t) const { return quantified(QuantifierKind::is_not, Expr()); }
  [[nodiscard]] TypedExpr<M> is_not(std::nullopt_t) const { return quantified(QuantifierKind::is, Expr()); }

 private:
  static TypedExpr<M> quantified(QuantifierKind kind, const Expr& condition) {
    return TypedExpr<M>(ast::quantified(Tag::name(), kind, condition));
  }
};

}  // namespace detail

/// A belongs_to: its key is a column (`== 5`, `== ann`, `.in(…)`), its target can be asked about (`.matches(…)`).
template <class M, class V, class Tag>
struct Column<M, V, Tag, ColumnKind::belongs_to>
    : detail::EqualityOperations<M, typename column_traits<V>::value_type, Tag>,
      detail::ToOneOperations<M, Tag, typename column_traits<V>::target_type> {
  using Equality = detail::EqualityOperations<M, typename column_traits<V>::value_type, Tag>;
  using Equality::name;
  using Equality::operator==;
  using Equality::operator!=;
  TypedExpr<M> operator==(const typename column_traits<V>::target_type& record) const {
    return *this == column_traits<V>::key_of(record);
  }
  TypedExpr<M> operator!=(const typename column_traits<V>::target_type& record) const {
    return *this != column_traits<V>::key_of(record);
  }
  /// Another target, by its key (NULL where the association is optional()), or a record that has one.
  /// @throws QueryError for a record that is new.
  template <class U>
  auto operator=(const U& key) const {  // NOLINT(misc-unconventional-assign-operator)
    return detail::assignment<M, std::optional<typename column_traits<V>::value_type>>(name(), key);
  }
  // NOLINTNEXTLINE(misc-unconventional-assign-operator)
  TypedAssignment<M> operator=(const typename column_traits<V>::target_type& record) const {
    return *this = column_traits<V>::key_of(record);
  }
};

/// A has_one.
template <class M, class V, class Tag>
struct Column<M, V, Tag, ColumnKind::has_one>
    : detail::ToOneOperations<M, Tag, typename column_traits<V>::target_type> {
  using model_type = M;
  static constexpr std::string_view name() { return Tag::name(); }
};

/// A has_many, many_to_many or through.
template <class M, class V, class Tag>
struct Column<M, V, Tag, ColumnKind::to_many> {
  using model_type = M;
  using Target = typename column_traits<V>::target_type;
  static constexpr std::string_view name() { return Tag::name(); }

  /// Has at least one target (for which `condition` holds).
  [[nodiscard]] TypedExpr<M> some(const Condition<Target>& condition = {}) const {
    return quantified(QuantifierKind::some, condition.expr);
  }
  /// `condition` holds for all targets; true where there are none.
  [[nodiscard]] TypedExpr<M> every(const Condition<Target>& condition) const {
    return quantified(QuantifierKind::every, condition.expr);
  }
  /// Has no target (for which `condition` holds).
  [[nodiscard]] TypedExpr<M> none(const Condition<Target>& condition = {}) const {
    return quantified(QuantifierKind::none, condition.expr);
  }
  /// As some(), where a value is asked for.
  [[nodiscard]] TypedExpr<M> exists(const Condition<Target>& condition = {}) const { return some(condition); }

  // One value of all targets (for which `condition` holds), by a sub-query: however many of these a query has, no row
  // is multiplied. What they give is as of the functions of the same name.
  [[nodiscard]] ValueOf<M, std::int64_t> count(const Condition<Target>& condition = {}) const {
    return ValueOf<M, std::int64_t>(
        ast::of_targets(name(), ast::aggregate(AggregateFunction::count, false, Expr()), condition.expr));
  }
  template <class U>
  [[nodiscard]] auto count_distinct(const U& value, const Condition<Target>& condition = {}) const {
    return detail::of_targets<M, Target, Tag, AggregateFunction::count, true>(value, condition);
  }
  template <class U>
  [[nodiscard]] auto sum(const U& value, const Condition<Target>& condition = {}) const {
    return detail::of_targets<M, Target, Tag, AggregateFunction::sum, false>(value, condition);
  }
  template <class U>
  [[nodiscard]] auto average(const U& value, const Condition<Target>& condition = {}) const {
    return detail::of_targets<M, Target, Tag, AggregateFunction::average, false>(value, condition);
  }
  template <class U>
  [[nodiscard]] auto minimum(const U& value, const Condition<Target>& condition = {}) const {
    return detail::of_targets<M, Target, Tag, AggregateFunction::minimum, false>(value, condition);
  }
  template <class U>
  [[nodiscard]] auto maximum(const U& value, const Condition<Target>& condition = {}) const {
    return detail::of_targets<M, Target, Tag, AggregateFunction::maximum, false>(value, condition);
  }

 private:
  static TypedExpr<M> quantified(QuantifierKind kind, const Expr& condition) {
    return TypedExpr<M>(ast::quantified(name(), kind, condition));
  }
};

}  // namespace rowan
