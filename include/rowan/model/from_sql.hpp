// Rows of SQL of the user's own, as records, structs, tuples or single values.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/model/records.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/reflect/describe.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {
namespace detail {

/// SQL with its values, and where it runs; null: where the model lives, or on the default database.
struct OwnSql {
  const Database* database;
  std::string_view text;
  std::span<const Value> arguments;
};

ROWAN_EXPORT RecordSet records_from_sql(const ModelInfo& model, const OwnSql& sql);
/// `names`: of the columns that go to the sink's places; empty: all columns, in their order.
ROWAN_EXPORT void rows_from_sql(const OwnSql& sql, const RowSink& sink, std::span<const std::string_view> names);

/// Where the parts of a row go.
struct RowPlaces {
  std::vector<const ValueOps*> types;
  std::vector<void*> places;
  std::vector<std::string_view> names;
  template <class V>
  void add(V& place, std::string_view name = {}) {
    static_assert(
        std::is_same_v<V, Value> || attribute_type<V>,
        "rowan: from_sql() can't read a column into this type: use what may be an attribute, std::optional of "
        "it for what may be NULL, or rowan::Value");
    if constexpr (std::is_same_v<V, Value>)
      types.push_back(nullptr);
    else if constexpr (attribute_type<V>)
      types.push_back(&value_ops<V>());
    places.push_back(&place);
    if (!name.empty()) names.push_back(name);
  }
};

template <class T>
struct RowParts {
  static void add(T& row, RowPlaces& places) {
    if constexpr (boost::describe::has_describe_members<T>::value) {
      boost::mp11::mp_for_each<
          boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>>(
          [&](auto member) { places.add(row.*decltype(member)::pointer, member.name); });
    } else {
      static_assert(std::is_same_v<T, Value> || attribute_type<T>,
                    "rowan: from_sql<T>() makes models, tuples, single values, and structs whose members it knows by "
                    "BOOST_DESCRIBE_STRUCT(Line, (), (author, books))");
      places.add(row);
    }
  }
};
template <class... Vs>
struct RowParts<std::tuple<Vs...>> {
  static void add(std::tuple<Vs...>& row, RowPlaces& places) {
    std::apply([&](Vs&... values) { (places.add(values), ...); }, row);
  }
};

template <class T>
std::vector<T> rows_from_sql(const OwnSql& sql) {
  struct Rows {
    std::vector<T> list;
    T row;
  } rows{};
  RowPlaces parts;
  RowParts<T>::add(rows.row, parts);
  rows_from_sql(sql,
                {parts.types, parts.places, &rows, [](void* all) { static_cast<Rows*>(all)->list.clear(); },
                 [](void* all) {
                   Rows& into = *static_cast<Rows*>(all);
                   into.list.push_back(std::exchange(into.row, T{}));  // each row begins as constructed
                 }},
                parts.names);
  return std::move(rows.list);
}

template <class T, class... Arguments>
auto from_sql(const Database* database, std::string_view text, const Arguments&... arguments) {
  const std::array<Value, sizeof...(Arguments)> values{Value(arguments)...};
  const OwnSql sql{database, text, values};
  if constexpr (std::is_base_of_v<ModelBase, T>)
    return Records<T>(records_from_sql(info_of<T>()(), sql));
  else
    return rows_from_sql<T>(sql);
}

}  // namespace detail

/// Runs one query of the user's, with `?` for each argument, which is bound, and `??` for a question mark. T says what
/// becomes of its rows:
///   a model         Records<T>; the query gives each of its columns, by name; what else it gives is passed over
///   a struct        std::vector<T>; described by BOOST_DESCRIBE_STRUCT, each member of the column of its name
///   a tuple         std::vector<T>; all columns, in their order
///   any other type  std::vector<T>; the only column
/// In the thread's open transaction, if there is one. Default conditions don't count. @throws QueryError naming the
/// columns that are missing, or are there twice; InvalidValue for a value that its type does not take, NULL where that
/// is not optional; and what Database::query throws.
///   auto lines = rowan::from_sql<Line>("SELECT name AS author, COUNT(*) AS books FROM …  WHERE born < ?", 1930);
template <class T, class... Arguments>
[[nodiscard]] auto from_sql(TextArgument sql, const Arguments&... arguments) {
  return detail::from_sql<T>(nullptr, sql, arguments...);
}
/// On this database.
template <class T, class... Arguments>
[[nodiscard]] auto from_sql(const Database& database, TextArgument sql, const Arguments&... arguments) {
  return detail::from_sql<T>(&database, sql, arguments...);
}

}  // namespace rowan
