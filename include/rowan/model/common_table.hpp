// Queries by a name, which a statement may ask in several places, and those that ask themselves: WITH.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "rowan/core/text_argument.hpp"
#include "rowan/model/joined.hpp"
#include "rowan/model/projection.hpp"
#include "rowan/model/relation.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/model/value_table.hpp"

namespace rowan {

/// How a recursive query goes on.
struct Recursion {
  /// Rows that are there already count again, and are followed again: UNION ALL, else UNION.
  bool repeats = false;
  /// How many steps it goes at most from its first rows: what is farther away is left out. It gives depth().
  std::optional<std::uint32_t> max_depth{};
};

namespace detail {
/// @throws QueryError: a recursive query without max_depth counts no steps.
[[noreturn]] ROWAN_EXPORT void refuse_depth(std::string_view name);

/// By which a common table is known, and where it counts its steps.
struct CommonName {
  std::string source;
  std::optional<std::size_t> depth{};

  CommonName(TextArgument name, std::optional<std::size_t> place) : source(std::string_view(name)), depth(place) {}
  [[nodiscard]] ValueOf<void, std::int64_t> steps() const {
    if (!depth) refuse_depth(source);
    return ValueOf<void, std::int64_t>(ast::given(source, *depth));
  }
};
inline std::optional<std::size_t> depth_at(const Recursion& how, std::size_t values) {
  return how.max_depth ? std::optional(values) : std::nullopt;
}
}  // namespace detail

/// The records of T that a query gives, by a name: what `with()` makes. It is a relation, whose conditions, order and
/// limit are asked of those rows, and it can be joined, where `recent(Book::c.title)` is a value of its rows:
///
///   const auto recent = rowan::with("recent", Book::order(Book::c.created_at.desc()).limit(100));
///   recent.where(Book::c.available).load();
///   Author::join(recent, recent(Book::c.author) == Author::c.id).where(Book::c.id.in(recent.select(Book::c.id)));
///
/// However often a statement asks it, it is said once, before the statement, and its rows are the same everywhere in
/// that. Immutable, as a relation is.
template <class T>
class CommonRows : public Relation<T> {
 public:
  CommonRows(TextArgument name, const Relation<T>& query) : Relation<T>(query), name_(name, std::nullopt) {
    this->stand_on_common(name_.source);
  }
  /// What the step of a recursive query is given.
  CommonRows(TextArgument name, const Relation<T>& start, const Recursion& how)
      : Relation<T>(start), name_(name, detail::depth_at(how, this->model_().attributes.size())) {
    this->stand_on_last_rows(name_.source);
  }
  /// What it gives.
  CommonRows(TextArgument name, const Relation<T>& start, const RelationBase& step, const Recursion& how)
      : Relation<T>(start), name_(name, detail::depth_at(how, this->model_().attributes.size())) {
    this->stand_on_recursion(name_.source, step, how);
  }

  [[nodiscard]] const std::string& name() const { return name_.source; }
  /// A value, or a condition, of its rows, where it is joined.
  template <class E>
  [[nodiscard]] auto operator()(const E& value) const {
    return Alias<T>(name_.source)(value);
  }
  /// The same rows by another name, for a query that has them twice.
  [[nodiscard]] CommonRows as(TextArgument name) const {
    CommonRows copy(*this);
    copy.name_.source = std::string_view(name);
    copy.rename_source(copy.name_.source);
    return copy;
  }
  /// How many steps a row is away from the first ones, which are at 0. @throws QueryError without max_depth.
  [[nodiscard]] ValueOf<void, std::int64_t> depth() const { return name_.steps(); }

 private:
  detail::CommonName name_;
};

/// The values that a query gives, by a name, for a statement to ask in several places: a ValueTable that `with()`
/// makes. `const auto [author, loans] = sums.values();`
template <class... Vs>
class CommonValues : public ValueTable<Vs...> {
 public:
  CommonValues(TextArgument name, const RelationBase& query)
      : ValueTable<Vs...>(detail::AsItIs(), query, name), name_(name, std::nullopt) {
    this->stand_on_common(name_.source);
  }
  CommonValues(TextArgument name, const RelationBase& start, const Recursion& how)
      : ValueTable<Vs...>(detail::AsItIs(), start, name), name_(name, detail::depth_at(how, sizeof...(Vs))) {
    this->stand_on_last_rows(name_.source);
  }
  CommonValues(TextArgument name, const RelationBase& start, const RelationBase& step, const Recursion& how)
      : ValueTable<Vs...>(detail::AsItIs(), start, name), name_(name, detail::depth_at(how, sizeof...(Vs))) {
    this->stand_on_recursion(name_.source, step, how);
  }

  /// The same rows by another name, for a query that has them twice.
  [[nodiscard]] CommonValues as(TextArgument name) const {
    CommonValues copy(*this);
    copy.name_.source = std::string_view(name);
    copy.rename(copy.name_.source);
    return copy;
  }
  /// How many steps a row is away from the first ones, which are at 0. @throws QueryError without max_depth.
  [[nodiscard]] ValueOf<void, std::int64_t> depth() const { return name_.steps(); }

 private:
  detail::CommonName name_;
};

/// A query by a name, to be asked itself, joined, and used in conditions, by one statement in several places, and by
/// other common tables: WITH. Names are those of no table that the statement asks, at most 63 bytes long.
template <class T>
[[nodiscard]] CommonRows<T> with(TextArgument name, const Relation<T>& query) {
  return CommonRows<T>(name, query);
}
template <class T, class... Vs>
[[nodiscard]] CommonValues<Vs...> with(TextArgument name, const Projection<T, Vs...>& query) {
  return CommonValues<Vs...>(name, query);
}
template <class... Vs>
[[nodiscard]] CommonValues<Vs...> with(TextArgument name, const ValueTable<Vs...>& query) {
  return CommonValues<Vs...>(name, query.all());
}

namespace detail {
template <class Step, class T>
inline constexpr bool steps_on = false;
template <class T>
inline constexpr bool steps_on<Relation<T>, T> = true;
template <class T>
inline constexpr bool steps_on<CommonRows<T>, T> = true;
template <class T, class... Js>
inline constexpr bool steps_on<Joined<T, Js...>, T> = true;

template <class T, class... Vs>
const RelationBase& as_values(const Projection<T, Vs...>& query) {
  return query;
}
template <class... Vs>
Projection<NoModel, Vs...> as_values(const ValueTable<Vs...>& query) {
  return query.all();
}
template <class Step, class... Vs>
concept gives_values = requires(const Step& step) {
  as_values(step);
  requires std::is_same_v<typename Step::value_type, row_of_t<Vs...>>;
};
}  // namespace detail

/// A query that asks itself: the rows of `start`, those that `step(table)` makes of them, those that it makes of those,
/// and so on until it makes none that is new. `table` is the rows that came last; `step` begins with it, or joins it:
///
///   const auto below = rowan::with_recursive("below", Category::where(Category::c.id == 7), [](const auto& table) {
///     return Category::join(table, table(Category::c.id) == Category::c.parent);
///   });
///   below.order(Category::c.name).load();
///
/// Of records a step gives those of its first model; of values those of the same types as `start`. Rows that are there
/// already are not followed again, so a circle ends, unless `repeats` or values that are computed make them new each
/// time: those need a `max_depth`. @throws QueryError without it, and, when it runs, for a step that counts, groups or
/// limits rows, or asks the table not just once.
template <class T, class Step>
[[nodiscard]] CommonRows<T> with_recursive(TextArgument name, const Relation<T>& start, const Step& step,
                                           const Recursion& how = {}) {
  const auto next = step(CommonRows<T>(name, start, how));
  constexpr bool fits = detail::steps_on<std::remove_const_t<decltype(next)>, T>;
  static_assert(fits,
                "rowan: the step of a recursive query of records gives records of the same model, joined to the table "
                "that it is given: Category::join(table, table(Category::c.id) == Category::c.parent)");
  if constexpr (fits)
    return CommonRows<T>(name, start, next, how);
  else
    return CommonRows<T>(name, start);
}
template <class T, class... Vs, class Step>
[[nodiscard]] CommonValues<Vs...> with_recursive(TextArgument name, const Projection<T, Vs...>& start, const Step& step,
                                                 const Recursion& how = {}) {
  const auto next = step(CommonValues<Vs...>(name, start, how));
  constexpr bool fits = detail::gives_values<std::remove_const_t<decltype(next)>, Vs...>;
  static_assert(fits,
                "rowan: the step of a recursive query gives values of the same types in the same order as its start: "
                "select() the same of both");
  if constexpr (fits)
    return CommonValues<Vs...>(name, start, detail::as_values(next), how);
  else
    return CommonValues<Vs...>(name, start);
}
template <class... Vs, class Step>
[[nodiscard]] CommonValues<Vs...> with_recursive(TextArgument name, const ValueTable<Vs...>& start, const Step& step,
                                                 const Recursion& how = {}) {
  return with_recursive(name, start.all(), step, how);
}

}  // namespace rowan
