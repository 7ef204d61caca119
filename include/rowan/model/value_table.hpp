// The values that a query gives, as a table of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rowan/model/projection.hpp"

namespace rowan {

namespace detail {
/// Of a table whose rows are to be found elsewhere.
struct AsItIs {};
}  // namespace detail

/// What a query stands on that has no model of its own: only its values may be asked.
struct NoModel {};
template <>
struct Condition<NoModel> {
  Expr expr;
  Condition(Expr condition) : expr(std::move(condition)) {}  // NOLINT(google-explicit-constructor)
  template <class... Us>
  Condition(const TypedExpr<Us...>&) {  // NOLINT(google-explicit-constructor)
    static_assert(sizeof...(Us) == 0,
                  "rowan: this asks a model, and the query stands on values of another: ask table.value<0>()");
  }
};

/// The values of a query, as a table that can be asked itself: for what follows a limit, a group or a union.
///
///   const auto sales = Book::group(Book::c.author).select(Book::c.author, sum(Book::c.price)).as_table("sales");
///   sales.where(sales.value<1>() > 100).rows();
///   Author::join(sales, sales.value<0>() == Author::c.id).select(Author::c.name, sales.value<1>());
///
/// Immutable, as a relation is; runs when asked. The order of the query inside is its own affair: give the table one.
template <class... Vs>
class ValueTable : public RelationBase {
 public:
  using value_type = detail::row_of_t<Vs...>;

  /// `name`: by which a query that joins it knows it.
  ValueTable(const RelationBase& query, TextArgument name)
      : RelationBase(query), name_(std::string(std::string_view(name))) {
    stand_on_itself(name_);
  }
  /// `query` and `other`, put together.
  ValueTable(const RelationBase& query, SetOperation operation, const RelationBase& other) : RelationBase(query) {
    put_together(operation, other);
  }

  /// One of the values, from 0.
  template <std::size_t I>
  [[nodiscard]] auto value() const {
    static_assert(I < sizeof...(Vs), "rowan: the query gives fewer values: the first is value<0>()");
    return ValueOf<void, std::tuple_element_t<I, std::tuple<Vs...>>>(ast::given(name_, I));
  }
  /// All of them, in a tuple: `const auto [author, loans] = sums.values();`
  [[nodiscard]] auto values() const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple(value<I>()...);
    }(std::index_sequence_for<Vs...>());
  }
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] ValueTable where(const Condition<NoModel>& condition) const {
    return with([&](ValueTable& t) { t.add_where(condition.expr); });
  }
  template <class... Orders>
  [[nodiscard]] ValueTable order(const Orders&... orders) const {
    return with([&](ValueTable& t) { (t.query_.order.push_back(OrderTerm(orders)), ...); });
  }
  [[nodiscard]] ValueTable limit(std::int64_t count) const {
    return with([&](ValueTable& t) { t.set_limit(count); });
  }
  [[nodiscard]] ValueTable offset(std::int64_t count) const {
    return with([&](ValueTable& t) { t.set_offset(count); });
  }

  [[nodiscard]] std::vector<value_type> rows() const { return all().rows(); }
  template <class Row>
  [[nodiscard]] std::vector<Row> into() const {
    return all().template into<Row>();
  }
  [[nodiscard]] std::optional<value_type> first() const { return all().first(); }
  [[nodiscard]] std::uint64_t count() const { return count_rows(); }
  [[nodiscard]] bool exists() const { return any_row(); }
  [[nodiscard]] bool empty() const { return !any_row(); }

  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto select(const Es&... values) const {
    return Projection<NoModel, detail::selected_t<Es>...>(*this, {detail::selected<NoModel>(values)...});
  }
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto group(const Es&... values) const {
    return Grouped<NoModel, detail::selected_t<Es>...>(*this, {detail::selected<NoModel>(values)...});
  }
  /// All values, as a query: as a list for `in()`, put together with others, and so on.
  [[nodiscard]] Projection<NoModel, Vs...> all() const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return Projection<NoModel, Vs...>(*this, {ast::given(name_, I)...});
    }(std::index_sequence_for<Vs...>());
  }
  template <class Other>
  [[nodiscard]] auto union_with(const Other& other) const {
    return all().union_with(other);
  }
  template <class Other>
  [[nodiscard]] auto union_all(const Other& other) const {
    return all().union_all(other);
  }
  template <class Other>
  [[nodiscard]] auto intersect(const Other& other) const {
    return all().intersect(other);
  }
  template <class Other>
  [[nodiscard]] auto except(const Other& other) const {
    return all().except(other);
  }
  /// The same by a name, to be joined.
  [[nodiscard]] ValueTable as_table(TextArgument name) const { return all().as_table(name); }
  /// The query that the table is of, to be joined.
  [[nodiscard]] SelectQuery as_source() const {
    auto bare = bare_source();
    return bare ? std::move(*bare) : all().as_query();
  }

 protected:
  ValueTable(detail::AsItIs, const RelationBase& rows, TextArgument name)
      : RelationBase(rows), name_(std::string(std::string_view(name))) {}
  void rename(std::string_view name) {
    name_ = name;
    rename_source(name);
  }

 private:
  template <class, class...>
  friend class Joined;
  template <class Change>
  ValueTable with(Change&& change) const {
    ValueTable copy(*this);
    change(copy);
    return copy;
  }
  std::string name_;
};

template <class T, class... Vs>
template <class U>
ValueTable<Vs...> Projection<T, Vs...>::put_beside(SetOperation operation, const U& other) const {
  return ValueTable<Vs...>(*this, operation, other);
}
template <class T, class... Vs>
ValueTable<Vs...> Projection<T, Vs...>::as_table(TextArgument name) const {
  return ValueTable<Vs...>(*this, name);
}

}  // namespace rowan
