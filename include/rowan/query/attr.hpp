// Attributes and associations by name, for queries built at run time.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/order.hpp"

namespace rowan {

template <class M, class V>
class ValueOf;

namespace detail {
template <class Null>
Expr refuse_nullptr() {
  static_assert(!std::is_same_v<Null, Null>, "rowan: nullptr is no value: write std::nullopt to ask for NULL");
  return {};
}
}  // namespace detail

/// An attribute or association of whatever model the condition will meet, or a path to an attribute over to-one
/// associations: `attr("author.country.name")`, NULL where a target is missing. A name that the model has not is a
/// QueryError then, and a value of the wrong type an InvalidValue.
class Attr {
 public:
  explicit Attr(TextArgument name) : name_(std::string_view(name)) {}
  [[nodiscard]] const std::string& name() const { return name_; }

  /// NULL (`std::nullopt`, an empty optional) makes == and != null tests; ordering it throws QueryError.
  /// As in SQL, a row whose attribute is NULL matches neither == nor != of a value, nor not_in.
  Expr operator==(Value value) const { return ast::compare(name_, CompareOp::equal, std::move(value)); }
  Expr operator!=(Value value) const { return ast::compare(name_, CompareOp::not_equal, std::move(value)); }
  template <std::same_as<std::nullptr_t> Null>
  Expr operator==(Null) const {
    return detail::refuse_nullptr<Null>();
  }
  template <std::same_as<std::nullptr_t> Null>
  Expr operator!=(Null) const {
    return detail::refuse_nullptr<Null>();
  }
  Expr operator<(Value value) const { return ast::compare(name_, CompareOp::less, std::move(value)); }
  Expr operator<=(Value value) const { return ast::compare(name_, CompareOp::less_equal, std::move(value)); }
  Expr operator>(Value value) const { return ast::compare(name_, CompareOp::greater, std::move(value)); }
  Expr operator>=(Value value) const { return ast::compare(name_, CompareOp::greater_equal, std::move(value)); }
  Expr operator==(const Attr& other) const { return ast::compare_columns(name_, CompareOp::equal, other.name_); }
  Expr operator!=(const Attr& other) const { return ast::compare_columns(name_, CompareOp::not_equal, other.name_); }
  Expr operator<(const Attr& other) const { return ast::compare_columns(name_, CompareOp::less, other.name_); }
  Expr operator<=(const Attr& other) const { return ast::compare_columns(name_, CompareOp::less_equal, other.name_); }
  Expr operator>(const Attr& other) const { return ast::compare_columns(name_, CompareOp::greater, other.name_); }
  Expr operator>=(const Attr& other) const {
    return ast::compare_columns(name_, CompareOp::greater_equal, other.name_);
  }

  [[nodiscard]] Expr in(std::vector<Value> values) const { return ast::in_list(name_, std::move(values), false); }
  [[nodiscard]] Expr not_in(std::vector<Value> values) const { return ast::in_list(name_, std::move(values), true); }
  [[nodiscard]] Expr between(Value low, Value high) const {
    return ast::between(name_, std::move(low), std::move(high));
  }
  [[nodiscard]] Expr is_null() const { return ast::null_test(name_, false); }
  [[nodiscard]] Expr is_not_null() const { return ast::null_test(name_, true); }

  // `text` is taken as it is: `%`, `_` and `\` mean themselves. The i… forms ignore case.
  [[nodiscard]] Expr contains(TextArgument text) const { return ast::match(name_, MatchKind::contains, text, false); }
  [[nodiscard]] Expr starts_with(TextArgument text) const {
    return ast::match(name_, MatchKind::starts_with, text, false);
  }
  [[nodiscard]] Expr ends_with(TextArgument text) const { return ast::match(name_, MatchKind::ends_with, text, false); }
  [[nodiscard]] Expr icontains(TextArgument text) const { return ast::match(name_, MatchKind::contains, text, true); }
  [[nodiscard]] Expr istarts_with(TextArgument text) const {
    return ast::match(name_, MatchKind::starts_with, text, true);
  }
  [[nodiscard]] Expr iends_with(TextArgument text) const { return ast::match(name_, MatchKind::ends_with, text, true); }

  /// What stands in a JSON document: `attr("settings")["theme"]`. For as long as this is.
  template <class Step>
  [[nodiscard]] auto operator[](const Step& step) const;

  /// An array that has this element.
  [[nodiscard]] Expr has(Value element) const { return ast::has_element(name_, std::move(element)); }

  // Associations. Without a condition: about having a target at all. `every` holds where there is none.
  [[nodiscard]] Expr some(Expr condition = {}) const {
    return ast::quantified(name_, QuantifierKind::some, std::move(condition));
  }
  [[nodiscard]] Expr every(Expr condition) const {
    return ast::quantified(name_, QuantifierKind::every, std::move(condition));
  }
  [[nodiscard]] Expr none(Expr condition = {}) const {
    return ast::quantified(name_, QuantifierKind::none, std::move(condition));
  }
  [[nodiscard]] Expr is(Expr condition = {}) const {
    return ast::quantified(name_, QuantifierKind::is, std::move(condition));
  }
  [[nodiscard]] Expr is_not(Expr condition = {}) const {
    return ast::quantified(name_, QuantifierKind::is_not, std::move(condition));
  }
  /// As `is` or `some`, whichever the association is.
  [[nodiscard]] Expr matches(Expr condition) const {
    return ast::quantified(name_, QuantifierKind::some, std::move(condition));
  }

  // One value of all targets, of those for which `condition` holds; see query/aggregates.hpp.
  [[nodiscard]] ValueOf<void, Value> count(Expr condition = {}) const;
  [[nodiscard]] ValueOf<void, Value> aggregate(AggregateFunction function, TextArgument attribute,
                                               Expr condition = {}) const;

  [[nodiscard]] OrderTerm asc() const { return {ast::column(name_)}; }
  /// Ascending, in `order(attr("title"))`.
  operator OrderTerm() const { return asc(); }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] OrderTerm desc() const { return {ast::column(name_), true}; }

 private:
  std::string name_;
};

inline Attr attr(TextArgument name) { return Attr(name); }

}  // namespace rowan
