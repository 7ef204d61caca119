// Queries over several models at once, whose rows are tuples of records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/model/projection.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/model/value_table.hpp"

namespace rowan {

/// A model by another name, for a query that has it several times, or joins it by a condition:
///   const auto boss = rowan::alias<Employee>("boss");
///   Employee::join(Employee::c.manager, boss).where(boss(Employee::c.salary) < Employee::c.salary)
/// Immutable. A name that no source of the query has is a QueryError when it runs.
template <class T>
class Alias {
 public:
  explicit Alias(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] const std::string& name() const { return name_; }

  /// A value of its rows, NULL where a left join found none.
  template <detail::has_value_source E>
  [[nodiscard]] auto operator()(const E& value) const {
    detail::check_value_model<T, detail::value_model<E>>();
    using V = detail::nullable_t<detail::value_type_of<E>>;
    return ValueOf<void, V>(ast::of_source(name_, nullptr, detail::value_source<E>::expr(value)));
  }
  /// A condition on its rows.
  [[nodiscard]] Expr operator()(const TypedExpr<T>& condition) const {
    return ast::of_source(name_, nullptr, condition.expr());
  }

 private:
  std::string name_;
};
template <class T>
[[nodiscard]] Alias<T> alias(TextArgument name) {
  static_cast<void>(detail::info_of<T>());
  return Alias<T>(std::string(std::string_view(name)));
}

namespace detail {

/// A joined model: a record for each row, or, of a left join, a record or none.
template <class T>
struct JoinedTo {
  using model = T;
  using reference = T&;
  static reference refer(void* object) { return *static_cast<T*>(object); }
};
template <class T>
struct LeftJoinedTo {
  using model = T;
  using reference = T*;
  static reference refer(void* object) { return static_cast<T*>(object); }
};
template <class J>
constexpr bool is_left = false;
template <class T>
constexpr bool is_left<LeftJoinedTo<T>> = true;

/// What a query with these joins gives for a value: one of a left-joined model may be missing.
template <class E, class... Js>
struct joined_value : selected_type<E> {};
template <has_value_source E, class... Js>
  requires((is_left<Js> && std::is_same_v<value_model<E>, typename Js::model>) || ...)
struct joined_value<E, Js...> {
  using type = nullable_t<value_type_of<E>>;
};

template <class V>
concept has_one_target = requires { typename column_traits<V>::target_type; };

/// The records of a run, a set for each source.
class ROWAN_EXPORT JoinedSet {
 public:
  JoinedSet() = default;
  JoinedSet(std::vector<RecordSet>&& sets, std::vector<std::vector<std::uint32_t>>&& places, std::size_t rows)
      : sets_(std::move(sets)), places_(std::move(places)), rows_(rows) {}
  [[nodiscard]] std::size_t size() const noexcept { return rows_; }
  /// The record of a source in a row, all of it; null: none.
  [[nodiscard]] void* object(std::size_t source, std::size_t row) const noexcept {
    const std::vector<std::uint32_t>& places = places_[source];
    const std::size_t place = places.empty() ? row : places[row];
    if (place == missing) return nullptr;
    const std::size_t chunk = RecordSet::chunk_of(place);
    return sets_[source].blocks()[chunk]->object(static_cast<std::uint32_t>(place - RecordSet::chunk_start(chunk)));
  }

  static constexpr std::uint32_t missing = ~std::uint32_t{0};

 private:
  std::vector<RecordSet> sets_;
  std::vector<std::vector<std::uint32_t>> places_;  ///< of each row in its set; empty: the same
  std::size_t rows_ = 0;
};

template <class T, class... Js>
std::tuple<T&, typename Js::reference...> joined_row(const JoinedSet& set, std::size_t row) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple<T&, typename Js::reference...>(*static_cast<T*>(set.object(0, row)),
                                                     Js::refer(set.object(I + 1, row))...);
  }(std::index_sequence_for<Js...>());
}

/// Walks the rows of one run, and shares in the ownership of their records.
template <class T, class... Js>
class JoinedIterator {
 public:
  using value_type = std::tuple<T&, typename Js::reference...>;
  using reference = const value_type&;
  using pointer = const value_type*;
  using difference_type = std::ptrdiff_t;
  using iterator_category = std::input_iterator_tag;

  JoinedIterator() = default;
  explicit JoinedIterator(std::shared_ptr<const JoinedSet> set) : set_(std::move(set)) { seek(); }
  JoinedIterator(const JoinedIterator& other) : set_(other.set_), row_(other.row_) { seek(); }
  JoinedIterator& operator=(const JoinedIterator& other) {
    if (this == &other) return *this;
    set_ = other.set_;
    row_ = other.row_;
    seek();
    return *this;
  }
  ~JoinedIterator() = default;

  reference operator*() const { return *here_; }
  pointer operator->() const { return &*here_; }
  JoinedIterator& operator++() {
    ++row_;
    seek();
    return *this;
  }
  JoinedIterator operator++(int) {
    JoinedIterator old = *this;
    ++*this;
    return old;
  }
  /// Two iterators of one run, or an end.
  friend bool operator==(const JoinedIterator& a, const JoinedIterator& b) {
    return a.here_.has_value() == b.here_.has_value() && (!a.here_ || a.row_ == b.row_);
  }

 private:
  void seek() {
    here_.reset();
    if (set_ != nullptr && row_ < set_->size()) here_.emplace(joined_row<T, Js...>(*set_, row_));
  }
  std::shared_ptr<const JoinedSet> set_;
  std::size_t row_ = 0;
  std::optional<value_type> here_;
};

}  // namespace detail

/// The rows of a run, owned: tuples that refer to the records. References live as long as this object, and its copies.
template <class T, class... Js>
class JoinedRows {
 public:
  using value_type = std::tuple<T&, typename Js::reference...>;
  using iterator = detail::JoinedIterator<T, Js...>;
  using const_iterator = iterator;

  explicit JoinedRows(std::shared_ptr<const detail::JoinedSet> set) : set_(std::move(set)) {}
  [[nodiscard]] std::size_t size() const { return set_->size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// @pre `row` is less than size().
  [[nodiscard]] value_type operator[](std::size_t row) const { return detail::joined_row<T, Js...>(*set_, row); }
  [[nodiscard]] iterator begin() const { return iterator(set_); }
  [[nodiscard]] iterator end() const { return {}; }

 private:
  std::shared_ptr<const detail::JoinedSet> set_;
};

/// A query over T and the models joined to it, made by `join()` and `left_join()` of a relation:
///
///   for (auto& [post, comment] : Post::where(Post::c.published).join(Post::c.comments)
///                                    .where(Comment::c.body.contains("typo")))
///
/// A row is a tuple: a reference to a record of each model, a pointer, perhaps null, of a left-joined one. Each row has
/// records of its own: a post with two comments is two records. Where only one side's records are wanted, conditions
/// with some() or matches(), and preload(), need no join.
///
/// An association that may have many targets multiplies the rows before it; a second one beside it is refused. A column
/// means the model's only source, or the query's own where that is the model, too; an alias says another. Immutable, as
/// a relation is; runs when iterated or asked.
template <class T, class... Js>
class Joined : public RelationBase {
 public:
  using About = Sources<T, typename Js::model...>;
  using value_type = std::tuple<T&, typename Js::reference...>;
  using iterator = detail::JoinedIterator<T, Js...>;
  using const_iterator = iterator;

  explicit Joined(const RelationBase& rows) : RelationBase(rows) {}

  // --- Joining
  /// The targets of an association of T or of a model that is joined, known by the association's name. Rows without a
  /// target go. `on`: only those for which it holds.
  template <class M, detail::has_one_target V, class Tag, ColumnKind kind>
  [[nodiscard]] auto join(const Column<M, V, Tag, kind>& association) const {
    using Target = typename column_traits<V>::target_type;
    return joined<detail::JoinedTo<Target>>(term<Target>(association, Tag::name(), Expr(), false));
  }
  template <class M, class V, class Tag, ColumnKind kind>
  [[nodiscard]] auto join(const Column<M, V, Tag, kind>& association,
                          const Condition<typename column_traits<V>::target_type>& on) const {
    using Target = typename column_traits<V>::target_type;
    return joined<detail::JoinedTo<Target>>(term<Target>(association, Tag::name(), on.expr, false));
  }
  /// Only those that a relation gives, its limit being for each owner:
  /// `Author::join(Author::c.books, Book::order(Book::c.created_at.desc()).limit(3))`. Its order says which are the
  /// first; rows come in the join's own. @throws QueryError where it has joins, other queries and the like, and for a
  /// limit of targets that several owners share.
  template <class M, detail::has_one_target V, class Tag, ColumnKind kind>
  [[nodiscard]] auto join(const Column<M, V, Tag, kind>& association,
                          const Relation<typename column_traits<V>::target_type>& targets) const {
    return some<detail::JoinedTo>(association, targets, false);
  }
  /// The same, known by another name.
  template <class M, class V, class Tag, ColumnKind kind>
  [[nodiscard]] auto join(const Column<M, V, Tag, kind>& association,
                          const Alias<typename column_traits<V>::target_type>& as) const {
    using Target = typename column_traits<V>::target_type;
    return joined<detail::JoinedTo<Target>>(term<Target>(association, as.name(), Expr(), false));
  }
  /// Rows of U for which `on` holds, of U by its alias and of the sources so far:
  /// `join(other, other(Book::c.price) > Book::c.price)`.
  template <class U>
  [[nodiscard]] auto join(const Alias<U>& other, const Condition<T, typename Js::model...>& on) const {
    return joined<detail::JoinedTo<U>>(term(other, on.expr, false));
  }
  /// The values of a query, by its name as a table. They are no part of the tuples: select(), where() and order() ask
  /// them.
  template <class... Vs>
  [[nodiscard]] Joined join(const ValueTable<Vs...>& table, const Condition<T, typename Js::model...>& on) const {
    return with([&](Joined& r) { r.add_join(term(table, on.expr, false), table); });
  }
  template <class... Vs>
  [[nodiscard]] Joined left_join(const ValueTable<Vs...>& table, const Condition<T, typename Js::model...>& on) const {
    return with([&](Joined& r) { r.add_join(term(table, on.expr, true), table); });
  }
  /// The records of a common table, by its name: `join(recent, recent(Book::c.author) == Author::c.id)`.
  template <class U>
  [[nodiscard]] auto join(const CommonRows<U>& rows,
                          const Condition<T, typename Js::model..., std::type_identity_t<U>>& on) const {
    return joined<detail::JoinedTo<U>>(term(Alias<U>(rows.name()), on.expr, false), rows);
  }
  template <class U>
  [[nodiscard]] auto left_join(const CommonRows<U>& rows,
                               const Condition<T, typename Js::model..., std::type_identity_t<U>>& on) const {
    return joined<detail::LeftJoinedTo<U>>(term(Alias<U>(rows.name()), on.expr, true), rows);
  }
  /// As join(), but rows without a target stay, with a null pointer.
  template <class M, detail::has_one_target V, class Tag, ColumnKind kind>
  [[nodiscard]] auto left_join(const Column<M, V, Tag, kind>& association) const {
    using Target = typename column_traits<V>::target_type;
    return joined<detail::LeftJoinedTo<Target>>(term<Target>(association, Tag::name(), Expr(), true));
  }
  template <class M, class V, class Tag, ColumnKind kind>
  [[nodiscard]] auto left_join(const Column<M, V, Tag, kind>& association,
                               const Condition<typename column_traits<V>::target_type>& on) const {
    using Target = typename column_traits<V>::target_type;
    return joined<detail::LeftJoinedTo<Target>>(term<Target>(association, Tag::name(), on.expr, true));
  }
  template <class M, class V, class Tag, ColumnKind kind>
  [[nodiscard]] auto left_join(const Column<M, V, Tag, kind>& association,
                               const Alias<typename column_traits<V>::target_type>& as) const {
    using Target = typename column_traits<V>::target_type;
    return joined<detail::LeftJoinedTo<Target>>(term<Target>(association, as.name(), Expr(), true));
  }
  template <class M, detail::has_one_target V, class Tag, ColumnKind kind>
  [[nodiscard]] auto left_join(const Column<M, V, Tag, kind>& association,
                               const Relation<typename column_traits<V>::target_type>& targets) const {
    return some<detail::LeftJoinedTo>(association, targets, true);
  }
  template <class U>
  [[nodiscard]] auto left_join(const Alias<U>& other, const Condition<T, typename Js::model...>& on) const {
    return joined<detail::LeftJoinedTo<U>>(term(other, on.expr, true));
  }

  template <class M, class V, class Tag, ColumnKind kind>
  [[nodiscard]] Joined join(const Column<M, V, Tag, kind>&) const {
    static_assert(detail::has_one_target<V>,
                  "rowan: join() takes an association with targets of one model, as in join(Post::c.comments), or an "
                  "alias and a condition, as in join(other, other(Post::c.title) == Post::c.title)");
    return *this;
  }
  template <class M, class V, class Tag, ColumnKind kind>
  [[nodiscard]] Joined left_join(const Column<M, V, Tag, kind>& association) const {
    return join(association);
  }

  // --- Narrowing and ordering, as of a relation, by what any of the models has
  [[nodiscard]] Joined where(const Condition<About>& condition) const {
    return with([&](Joined& r) { r.add_where(condition.expr); });
  }
  /// What a relation of one of the models says, too: its conditions joined by AND, its order after this one's. Of a
  /// model that is in the query twice an alias says which is meant. @throws QueryError for what it says besides: a
  /// limit, distinct(), other queries, and so on; and for preloads and options, which are for the query's own model.
  template <class U>
  [[nodiscard]] Joined merge(const Relation<U>& other) const {
    constexpr bool known = std::is_same_v<U, T> || (std::is_same_v<U, typename Js::model> || ...);
    static_assert(known, "rowan: merge() takes a relation of one of the models of the query: join() that first");
    return with(
        [&](Joined& r) { r.merge_source(other, {}, std::is_same_v<U, T> ? nullptr : detail::model_getter<U>()); });
  }
  template <class U>
  [[nodiscard]] Joined merge(const Alias<U>& as, const Relation<U>& other) const {
    return with([&](Joined& r) { r.merge_source(other, as.name(), nullptr); });
  }
  template <class... Orders>
  [[nodiscard]] Joined order(const Orders&... orders) const {
    return with([&](Joined& r) { (r.query_.order.push_back(Ordering<About>(orders).term), ...); });
  }
  [[nodiscard]] Joined limit(std::int64_t count) const {
    return with([&](Joined& r) { r.set_limit(count); });
  }
  [[nodiscard]] Joined offset(std::int64_t count) const {
    return with([&](Joined& r) { r.set_offset(count); });
  }

  // --- Running
  /// Runs the query. The records of each model are one cohort.
  [[nodiscard]] JoinedRows<T, Js...> load() const { return JoinedRows<T, Js...>(run()); }
  [[nodiscard]] iterator begin() const { return iterator(run()); }
  [[nodiscard]] iterator end() const { return {}; }
  [[nodiscard]] std::uint64_t count() const { return count_rows(); }
  [[nodiscard]] bool exists() const { return any_row(); }
  [[nodiscard]] bool empty() const { return !any_row(); }

  // --- Values, as of a relation; those of a left-joined model are optional.
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto select(const Es&... values) const {
    return Projection<About, typename detail::joined_value<Es, Js...>::type...>(*this,
                                                                                {detail::selected<About>(values)...});
  }
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto pluck(const Es&... values) const {
    return select(values...).rows();
  }
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto group(const Es&... values) const {
    return Grouped<About, typename detail::joined_value<Es, Js...>::type...>(*this,
                                                                             {detail::selected<About>(values)...});
  }

 private:
  template <class, class...>
  friend class Joined;
  template <class J, class... Rows>
  Joined<T, Js..., J> joined(JoinTerm&& term, const Rows&... rows) const {
    Joined<T, Js..., J> made(*this);
    made.add_join(std::move(term), rows...);
    return made;
  }
  template <template <class> class To, class M, class V, class Tag, ColumnKind kind>
  auto some(const Column<M, V, Tag, kind>& association, const Relation<typename column_traits<V>::target_type>& targets,
            bool left) const {
    using Target = typename column_traits<V>::target_type;
    Joined<T, Js..., To<Target>> made(*this);
    made.join_some(term<Target>(association, Tag::name(), Expr(), left), targets);
    return made;
  }
  template <class Target, class M, class V, class Tag, ColumnKind kind>
  static JoinTerm term(const Column<M, V, Tag, kind>&, std::string_view name, const Expr& on, bool left) {
    static_assert(std::is_same_v<M, T> || (std::is_same_v<M, typename Js::model> || ...),
                  "rowan: join() takes an association of a model that is in the query already: join that first");
    JoinTerm made;
    made.name = name;
    if constexpr (!std::is_same_v<M, T>) made.of.model = detail::model_getter<M>();
    made.association = Tag::name();
    made.on = ast::of_source(name, nullptr, on);
    made.left = left;
    return made;
  }
  template <class U>
  static JoinTerm term(const Alias<U>& other, const Expr& on, bool left) {
    JoinTerm made;
    made.name = other.name();
    made.model = detail::info_of<U>();
    made.on = on;
    made.left = left;
    return made;
  }
  template <class... Vs>
  static JoinTerm term(const ValueTable<Vs...>& table, const Expr& on, bool left) {
    JoinTerm made;
    made.name = table.name();
    if (!table.is_common_table()) made.query = std::make_shared<const SelectQuery>(table.as_source());
    made.on = on;
    made.left = left;
    made.gives = false;
    return made;
  }
  std::shared_ptr<const detail::JoinedSet> run() const {
    constexpr bool left[]{false, detail::is_left<Js>...};
    const ModelInfo* models[]{&model_(), &detail::info_of<typename Js::model>()()...};
    return load_joined(models, left);
  }
  template <class Change>
  Joined with(Change&& change) const {
    Joined copy(*this);
    change(copy);
    return copy;
  }
};

}  // namespace rowan
