// What a relation gives other than records: rows of values, structs, groups, single values.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

template <class... Vs>
class ValueTable;

namespace detail {

template <class V>
inline constexpr bool is_ordered = requires(const V& value) { value < value; };

/// One value, or a tuple of several.
template <class... Vs>
struct row_of {
  using type = std::tuple<Vs...>;
};
template <class V>
struct row_of<V> {
  using type = V;
};
template <class... Vs>
using row_of_t = typename row_of<Vs...>::type;

/// How a value of type V is read; null: as a Value, whatever it is.
template <class V>
const ValueOps* output_ops() {
  if constexpr (std::is_same_v<V, Value>)
    return nullptr;
  else
    return &value_ops<V>();
}

/// What a query's rows become, and the one that is read, again and again.
template <class List, class... Vs>
struct RowBuffer {
  List list;
  std::tuple<Vs...> row;
};

template <class T>
inline constexpr bool of_several_sources = false;
template <class T, class... More>
inline constexpr bool of_several_sources<Sources<T, More...>> = true;

template <class Row, class... Vs>
constexpr bool is_made_of = requires(Vs... values) { Row{std::move(values)...}; };

}  // namespace detail

/// Values of Vs for each row of a query over T, or for each group. Immutable, as a relation is; runs when asked.
template <class T, class... Vs>
class Projection : public RelationBase {
 public:
  using value_type = detail::row_of_t<Vs...>;

  Projection(const RelationBase& rows, const std::vector<Expr>& outputs) : RelationBase(rows) { give(outputs); }

  /// Each different row once.
  [[nodiscard]] Projection distinct() const {
    Projection copy(*this);
    copy.query_.distinct = true;
    return copy;
  }

  /// Other values of the same rows, or groups. Of a join, select() them of that.
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto reselect(const Es&... values) const {
    constexpr bool one_model = !detail::of_several_sources<T>;
    static_assert(one_model, "rowan: reselect() is of one model's rows; of a join, keep that and select() of it again");
    return Projection<T, detail::selected_t<Es>...>(*this, {of_group(detail::selected<T>(values))...});
  }

  /// The rows: values, or tuples of them. @throws InvalidValue for a value that its type does not take, and what a
  /// query throws.
  [[nodiscard]] std::vector<value_type> rows() const {
    return read<std::vector<value_type>>([](auto& list, std::tuple<Vs...>&& row) {
      if constexpr (sizeof...(Vs) == 1)
        list.push_back(std::move(std::get<0>(row)));
      else
        list.push_back(std::move(row));
    });
  }
  /// The rows as structs of yours, whose members are of these types in this order.
  ///   struct Row { std::string author; std::int64_t books; };
  ///   std::vector<Row> rows = Book::group(…).select(…, count()).into<Row>();
  template <class Row>
  [[nodiscard]] std::vector<Row> into() const {
    static_assert(
        detail::is_made_of<Row, Vs...>,
        "rowan: into<Row>() makes a Row of the selected values in their order: give it members of their types "
        "in the same order (what may be NULL as std::optional), or a constructor that takes them");
    return read<std::vector<Row>>([](auto& list, std::tuple<Vs...>&& row) {
      if constexpr (detail::is_made_of<Row, Vs...>)
        list.push_back(std::apply([](Vs&... values) { return Row{std::move(values)...}; }, row));
    });
  }
  /// The first row, or nothing.
  [[nodiscard]] std::optional<value_type> first() const {
    Projection one(*this);
    if (!is_one_row()) one.take_first();
    std::vector<value_type> rows = one.rows();
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

  // The rows of this query and of another that gives values of the same types, in the same order: those of both, those
  // that both give, those of this one only. Equal rows once, but for union_all(). A limit of either is its own; the
  // order is given to what comes out: see ValueTable.
  template <class Other>
  [[nodiscard]] ValueTable<Vs...> union_with(const Other& other) const {
    return put_together_with<Other>(SetOperation::union_distinct, other);
  }
  template <class Other>
  [[nodiscard]] ValueTable<Vs...> union_all(const Other& other) const {
    return put_together_with<Other>(SetOperation::union_all, other);
  }
  template <class Other>
  [[nodiscard]] ValueTable<Vs...> intersect(const Other& other) const {
    return put_together_with<Other>(SetOperation::intersect, other);
  }
  template <class Other>
  [[nodiscard]] ValueTable<Vs...> except(const Other& other) const {
    return put_together_with<Other>(SetOperation::except, other);
  }
  /// As a table that can be asked itself, or joined by that name.
  [[nodiscard]] ValueTable<Vs...> as_table(TextArgument name = "") const;

  /// As a list, for `in()`.
  [[nodiscard]] SelectQuery as_query() const { return inner_query(); }
  /// As a value in another query: that of its only row; NULL when there is none.
  /// `Book::c.price > Book::all().select(average(Book::c.price)).as_value()`
  [[nodiscard]] auto as_value() const {
    static_assert(sizeof...(Vs) == 1, "rowan: a query stands for a value where it gives one: select() one");
    return ValueOf<void, detail::nullable_t<value_type>>(ast::sub_query(inner_query()));
  }

 private:
  template <class, class...>
  friend class Grouped;

  template <class U>
  ValueTable<Vs...> put_beside(SetOperation operation, const U& other) const;
  template <class Other>
  ValueTable<Vs...> put_together_with(SetOperation operation, const Other& other) const {
    constexpr bool same = std::is_same_v<typename Other::value_type, value_type>;
    static_assert(same,
                  "rowan: the queries of a union, intersect or except must give values of the same types in the same "
                  "order: select() the same of both");
    if constexpr (same)
      return put_beside(operation, other);
    else
      return put_beside(operation, *this);
  }

  template <class List, class Take>
  List read(Take) const {
    using Buffer = detail::RowBuffer<List, Vs...>;
    Buffer buffer{};
    const ValueOps* const types[]{detail::output_ops<Vs>()...};
    const auto places =
        std::apply([](Vs&... values) { return std::array<void*, sizeof...(Vs)>{&values...}; }, buffer.row);
    read_rows({types, places, &buffer, [](void* all) { static_cast<Buffer*>(all)->list.clear(); },
               [](void* all) {
                 auto& into = *static_cast<Buffer*>(all);
                 Take()(into.list, std::move(into.row));
               }});
    return std::move(buffer.list);
  }
};

/// Rows put together by the values of Ks: each combination of them is one group, NULL being a value like others.
/// Immutable, as a relation is.
template <class T, class... Ks>
class Grouped : public RelationBase {
 public:
  using key_type = detail::row_of_t<Ks...>;

  Grouped(const RelationBase& rows, const std::vector<Expr>& keys) : RelationBase(rows) {
    stand_on_distinct_records();
    query_.group = keys;
  }

  /// Of groups for which this holds: `.having(count() > 3)`. Conditions are joined by AND.
  [[nodiscard]] Grouped having(const Condition<T>& condition) const {
    Grouped copy(*this);
    copy.query_.having = query_.having && of_group(condition.expr);
    return copy;
  }
  /// Groups by their keys or aggregates: `.order(count().desc())`. For rows; a map has its own order.
  template <class... Orders>
  [[nodiscard]] Grouped order(const Orders&... orders) const {
    Grouped copy(*this);
    (copy.add_group_order(Ordering<T>(orders).term), ...);
    return copy;
  }
  [[nodiscard]] Grouped limit(std::int64_t count) const {
    Grouped copy(*this);
    copy.set_limit(count);
    return copy;
  }
  [[nodiscard]] Grouped offset(std::int64_t count) const {
    Grouped copy(*this);
    copy.set_offset(count);
    return copy;
  }

  /// For each group its keys and aggregates. @throws QueryError for a value that is neither.
  template <class... Es>
  [[nodiscard]] auto select(const Es&... values) const {
    return Projection<T, detail::selected_t<Es>...>(*this, {of_group(detail::selected<T>(values))...});
  }
  template <class... Es>
  [[nodiscard]] auto pluck(const Es&... values) const {
    return select(values...).rows();
  }

  // A map from each group to a number of it.
  [[nodiscard]] auto count() const { return by_key(rowan::count()); }
  template <class E>
  [[nodiscard]] auto count(const E& value) const {
    return by_key(rowan::count(value));
  }
  template <class E>
  [[nodiscard]] auto count_distinct(const E& value) const {
    return by_key(rowan::count_distinct(value));
  }
  template <class E>
  [[nodiscard]] auto sum(const E& value) const {
    return by_key(rowan::sum(value));
  }
  template <class E>
  [[nodiscard]] auto average(const E& value) const {
    return by_key(rowan::average(value));
  }
  template <class E>
  [[nodiscard]] auto minimum(const E& value) const {
    return by_key(rowan::minimum(value));
  }
  template <class E>
  [[nodiscard]] auto maximum(const E& value) const {
    return by_key(rowan::maximum(value));
  }

 private:
  template <class A>
  auto by_key(const A& aggregate) const {
    static_assert((detail::is_ordered<Ks> && ...),
                  "rowan: what the groups share is the key of a std::map here, and a document has no order: group by a "
                  "value of it, or select(…) the groups and their values");
    using V = detail::value_type_of<A>;
    std::vector<Expr> outputs;
    for (const Expr& key : query_.group) outputs.push_back(of_group(key));
    outputs.push_back(of_group(detail::selected<T>(aggregate)));
    using Map = std::map<key_type, V>;
    Grouped rows(*this);
    if (!query_.limit && !query_.offset) rows.query_.order.clear();  // a map has its own
    return Projection<T, Ks..., V>(rows, std::move(outputs))
        .template read<Map>([](Map& map, std::tuple<Ks..., V>&& row) {
          V value = std::move(std::get<sizeof...(Ks)>(row));
          if constexpr (sizeof...(Ks) == 1) {
            map.emplace(std::move(std::get<0>(row)), std::move(value));
          } else {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
              map.emplace(key_type(std::move(std::get<I>(row))...), std::move(value));
            }(std::index_sequence_for<Ks...>());
          }
        });
  }
};

}  // namespace rowan
