// A lazy query over one model: an immutable value; each call makes a new one. It runs when iterated or asked.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/model/each.hpp"
#include "rowan/model/find_or_create.hpp"
#include "rowan/model/joined.hpp"
#include "rowan/model/key_parts.hpp"
#include "rowan/model/page.hpp"
#include "rowan/model/projection.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/model/relation_parts.hpp"
#include "rowan/model/result_iterator.hpp"
#include "rowan/model/save_all.hpp"
#include "rowan/model/set.hpp"
#include "rowan/model/value_table.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/typed_expr.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan {

template <class T>
class Relation;

namespace detail {
/// For only().
template <class T, class M, class V, class Tag, ColumnKind kind>
std::string attribute_name(const Column<M, V, Tag, kind>&) {
  static_assert(std::is_same_v<M, T>, "rowan: only() takes attributes of the relation's own model");
  return std::string(Tag::name());
}
template <class T>
std::string attribute_name(const MemberName& name) {
  return std::string(std::string_view(name));
}
}  // namespace detail

/// A range, too: each `begin()` runs the query anew, so loops may be nested, repeated and run over a const relation,
/// and algorithms and views take it. It is a forward range of unknown size; `load()` gives random access.
///
/// A const relation, and a condition, may be used by several threads at once; the records of a run belong to one.
template <class T>
class Relation : public RelationBase {
 public:
  using value_type = T;
  using iterator = ResultIterator<T>;
  using const_iterator = iterator;

  Relation() : RelationBase(detail::info_of<T>()) {}
  explicit Relation(const Database& database) : RelationBase(detail::info_of<T>(), database) {}
  /// What an association's `relation()` gives.
  explicit Relation(detail::OwnedQuery&& owned) : RelationBase(detail::info_of<T>()) {
    owned_ = std::move(owned.rows);
    database_ = std::move(owned.database);
  }

  // --- Narrowing and ordering. Conditions are joined by AND.
  [[nodiscard]] Relation where(const Condition<T>& condition) const {
    return with([&](Relation& r) { r.add_where(condition.expr); });
  }
  [[nodiscard]] Relation where_not(const Condition<T>& condition) const {
    return with([&](Relation& r) { r.add_where(!condition.expr); });
  }
  /// All of this relation's conditions so far, OR this one.
  [[nodiscard]] Relation or_where(const Condition<T>& condition) const {
    return with([&](Relation& r) { r.query_.where = r.query_.where || condition.expr; });
  }
  /// Instead of the conditions so far on the same attributes, those joined by AND: `rewhere(Post::c.author == ann)`.
  [[nodiscard]] Relation rewhere(const Condition<T>& condition) const {
    return with([&](Relation& r) { r.query_.where = detail::where_anew(r.model_(), r.query_.where, condition.expr); });
  }
  /// No row, and no query, whatever is said besides.
  [[nodiscard]] Relation none() const {
    return with([](Relation& r) {
      r.owned_ = std::make_shared<const detail::OwnedRows>(Expr::constant(false), std::vector<OrderTerm>(), true);
    });
  }
  /// Without the rows of these records. New ones have none.
  template <std::same_as<T>... Rows>
  [[nodiscard]] Relation excluding(const Rows&... records) const {
    return with([&](Relation& r) { r.add_where(detail::is_none_of(r.model_(), {&records...})); });
  }
  template <class Range>
    requires(!std::same_as<Range, T> && requires(const Range& range) { range.begin(); })
  [[nodiscard]] Relation excluding(const Range& records) const {
    std::vector<const ModelBase*> list;
    for (const T& record : records) list.push_back(&record);
    return with([&](Relation& r) { r.add_where(detail::is_none_of(r.model_(), list)); });
  }
  /// Rows to whose association nothing belongs: `Author::all().missing(Author::c.books)`.
  template <class V, class Tag, ColumnKind kind>
  [[nodiscard]] Relation missing(const Column<T, V, Tag, kind>&) const {
    static_assert(kind != ColumnKind::attribute,
                  "rowan: missing() takes an association; for an attribute write where(Post::c.subtitle.is_null())");
    return with([](Relation& r) { r.add_where(ast::quantified(Tag::name(), QuantifierKind::none, {})); });
  }
  /// Rows with one of these values, in their order: `in_order_of(Task::c.state, {State::late, State::open})`.
  template <class V, class Tag, ColumnKind kind>
  [[nodiscard]] Relation in_order_of(const Column<T, V, Tag, kind>& column,
                                     std::initializer_list<detail::list_element<V>> values) const {
    return where(column.in(values)).ordered_by(column.name(), detail::operands<V>(values));
  }
  template <class V, class Tag, ColumnKind kind, class Range>
  [[nodiscard]] Relation in_order_of(const Column<T, V, Tag, kind>& column, const Range& values) const {
    return where(column.in(values)).ordered_by(column.name(), detail::operands<V>(values));
  }
  /// What another relation says, too: its conditions joined by AND, its order after this one's, its limit, lock,
  /// preloads and options instead of, or beside, those of this one. Not its database. Default conditions are left out
  /// where both are unscoped().
  /// @throws QueryError where the other stands on queries or joins, or begins or ends at a cursor.
  [[nodiscard]] Relation merge(const Relation& other) const {
    if (other.gives_no_row()) return none();
    if (other.ends_) detail::refuse_merged_cursor();
    return with([&](Relation& r) {
      detail::merge(r.query_, r.options_, other.query_, other.options_);
      if (other.owned_) r.add_where(other.owned_->condition_of(other.options_.unscoped));
    });
  }
  /// The rows of a join that this relation's conditions leave, in its order after that of the join:
  /// `cheap.merge(Book::join(Book::c.author))`. See Joined::merge.
  template <class... Js>
  [[nodiscard]] Joined<T, Js...> merge(const Joined<T, Js...>& join) const {
    return join.merge(*this);
  }
  /// Without these parts: `unscope(RelationPart::order, RelationPart::limit)`. Default conditions go by unscoped().
  template <std::same_as<RelationPart>... Parts>
  [[nodiscard]] Relation unscope(Parts... parts) const {
    return with([&](Relation& r) { (detail::unscope(r.query_, r.options_, parts), ...); });
  }
  /// What a function makes of this relation: `Post::all().scope(recent, 7)`, `user.posts.scope(recent, 7)` where
  /// `Relation<Post> recent(const Relation<Post>& posts, int days)`. Its first parameter is the relation.
  template <class Scope, class... Arguments>
  [[nodiscard]] auto scope(const Scope& scope, const Arguments&... arguments) const {
    return std::invoke(scope, *this, arguments...);
  }
  template <class... Orders>
  [[nodiscard]] Relation order(const Orders&... orders) const {
    return with([&](Relation& r) { (r.query_.order.push_back(Ordering<T>(orders).term), ...); });
  }
  /// Instead of any order so far.
  template <class... Orders>
  [[nodiscard]] Relation reorder(const Orders&... orders) const {
    return with([&](Relation& r) {
      r.query_.order.clear();
      (r.query_.order.push_back(Ordering<T>(orders).term), ...);
    });
  }
  /// @throws QueryError when negative. `limit(0)` gives nothing and runs no query.
  [[nodiscard]] Relation limit(std::int64_t count) const {
    return with([&](Relation& r) { r.set_limit(count); });
  }
  [[nodiscard]] Relation offset(std::int64_t count) const {
    return with([&](Relation& r) { r.set_offset(count); });
  }

  // --- Pages. A cursor is a place in an order, which the key completes where it says nothing more: no row is left out
  // or repeated, whatever is inserted or deleted meanwhile. Where nobody says where NULL stands it comes before all
  // values.
  /// The rows that follow a cursor, `next` of a page of the same model and order, or of one before; conditions may
  /// differ. An empty optional: from the beginning. @throws QueryError when it runs, for a text that is none, or of
  /// another order.
  [[nodiscard]] Relation after(TextArgument cursor, CursorRow row = CursorRow::excluded) const {
    return with([&](Relation& r) { r.begin_after(cursor, row); });
  }
  /// The rows before a cursor. A limit leaves those nearest to it, in the usual order, unless there is an after(), too.
  [[nodiscard]] Relation before(TextArgument cursor, CursorRow row = CursorRow::excluded) const {
    return with([&](Relation& r) { r.end_before(cursor, row); });
  }
  template <std::same_as<std::optional<std::string>> Cursor>
  [[nodiscard]] Relation after(const Cursor& cursor, CursorRow row = CursorRow::excluded) const {
    return cursor ? after(*cursor, row) : *this;
  }
  template <std::same_as<std::optional<std::string>> Cursor>
  [[nodiscard]] Relation before(const Cursor& cursor, CursorRow row = CursorRow::excluded) const {
    return cursor ? before(*cursor, row) : *this;
  }
  /// Loads `size` rows, and the cursors to those beside them. One query; after before() a second one looks for a row
  /// more. @throws QueryError for a size of 0 or less, beside limit() or offset(), and for an order in which a row has
  /// no place: by random() or SQL of your own.
  [[nodiscard]] Page<T> page(std::int64_t size) const {
    detail::LoadedPage loaded = load_page(size);
    return {Records<T>(std::move(loaded.records)), std::move(loaded.next), std::move(loaded.previous)};
  }

  [[nodiscard]] Relation distinct() const {
    return with([](Relation& r) { r.query_.distinct = true; });
  }

  /// Of rows that are equal in these the first, by the order, which begins with them. @throws Unsupported where the
  /// database has no DISTINCT ON: it is PostgreSQL's.
  template <class... Es>
  [[nodiscard]] Relation distinct_on(const Es&... values) const {
    return with([&](Relation& r) { r.query_.distinct_on = {detail::selected<T>(values)...}; });
  }

  // --- Several models at once: see Joined.
  /// Rows of T and of what is joined, as tuples of records: `join(Post::c.comments)`, with an alias or a condition on
  /// the target, or of any model by an alias and a condition. @throws QueryError when it runs, for a second to-many
  /// association and for names that are ambiguous.
  template <class To, class... More>
  [[nodiscard]] auto join(const To& to, const More&... more) const {
    return Joined<T>(*this).join(to, more...);
  }
  template <class To, class... More>
  [[nodiscard]] auto left_join(const To& to, const More&... more) const {
    return Joined<T>(*this).left_join(to, more...);
  }

  /// The rows of this relation and of another of the same model: of both, of both at once, of this one only. Equal rows
  /// once, but for union_all(). What follows is about the rows that come out: conditions, order, limit, and all else. A
  /// limit of either is its own. @throws QueryError for a row lock in either.
  [[nodiscard]] Relation union_with(const Relation& other) const {
    return with([&](Relation& r) { r.put_together(SetOperation::union_distinct, other); });
  }
  [[nodiscard]] Relation union_all(const Relation& other) const {
    return with([&](Relation& r) { r.put_together(SetOperation::union_all, other); });
  }
  [[nodiscard]] Relation intersect(const Relation& other) const {
    return with([&](Relation& r) { r.put_together(SetOperation::intersect, other); });
  }
  [[nodiscard]] Relation except(const Relation& other) const {
    return with([&](Relation& r) { r.put_together(SetOperation::except, other); });
  }
  /// The rows that this relation gives, to be narrowed, ordered and cut once more:
  /// `Post::order(Post::c.views.desc()).limit(10).as_table().where(Post::c.published)`.
  [[nodiscard]] Relation as_table() const {
    return with([](Relation& r) { r.stand_on_itself(); });
  }

  // --- How records are loaded
  /// Loads an association along, in one query of its own: `.preload(Post::c.comments)`, several at once, or narrowed
  /// and nested:
  /// `.preload(Post::c.comments, Comment::where(…).order(…).limit(3).preload(Comment::c.author))`, the limit being per
  /// owner.
  template <class V, class Tag, ColumnKind kind>
  [[nodiscard]] Relation preload(const Column<T, V, Tag, kind>& association) const {
    static_assert(kind != ColumnKind::attribute,
                  "rowan: preload() takes an association, and this attribute is loaded with its record anyway");
    return preload(association.name());
  }
  template <class V, class Tag, ColumnKind kind>
  [[nodiscard]] Relation preload(const Column<T, V, Tag, kind>& association,
                                 const Relation<typename column_traits<V>::target_type>& scope) const {
    return with([&](Relation& r) { r.options_.preloads.push_back(scope.as_preload(association.name())); });
  }
  /// Of one that refers to one of several models, the targets of one of these: `.preload(Note::c.subject,
  /// Parcel::where(…))`. Others are loaded when they are touched, unless they have a preload of their own.
  template <class V, class Tag, class Target>
  [[nodiscard]] Relation preload(const Column<T, V, Tag, ColumnKind::belongs_to_any>& association,
                                 const Relation<Target>& scope) const {
    static_assert(column_traits<V>::template lists<Target>,
                  "rowan: this model is not in the list of the BelongsTo<Any<…>>, so nothing can refer to it");
    return with(
        [&](Relation& r) { r.options_.preloads.push_back(scope.as_preload(association.template part<Target>())); });
  }
  /// By name, or by a path of names, each association of the one before: `.preload("items.labels")`.
  [[nodiscard]] Relation preload(TextArgument path) const {
    return with([&](Relation& r) { r.add_preload(path); });
  }
  /// Records with these attributes only, a belongs_to meaning its key: `.only(Post::c.title, Post::c.author)`. The
  /// primary key, the lock version and shared columns are loaded, too. The members of the others are what the class's
  /// constructor makes of them, and nobody can see that they are read: is_loaded() tells. get() of one throws
  /// AttributeNotLoaded, as does an association whose key was left out; to_json() leaves it out; save() sends what
  /// was loaded or set, and changed; its validations don't run. load_missing() and reload() load the rest. Said again,
  /// it adds. @throws QueryError when it runs, for a preload's query and for join(), which give whole records.
  template <class... Columns>
    requires(sizeof...(Columns) > 0)
  [[nodiscard]] Relation only(const Columns&... columns) const {
    return with([&](Relation& r) { r.load_only({detail::attribute_name<T>(columns)...}); });
  }
  /// No change tracking: cheaper; such records can't be saved.
  [[nodiscard]] Relation readonly() const {
    return with([](Relation& r) { r.options_.readonly = true; });
  }
  /// Default conditions (see add_default_condition) don't count: neither this model's, nor those of targets that the
  /// conditions ask about or that preload() names without a query of their own.
  [[nodiscard]] Relation unscoped() const {
    return with([](Relation& r) { r.options_.unscoped = true; });
  }
  /// An unloaded association of these records throws instead of loading.
  [[nodiscard]] Relation strict_loading() const {
    return with([](Relation& r) { r.options_.strict_loading = true; });
  }
  /// Whether lazy loads serve all siblings (default) or the touched record only.
  [[nodiscard]] Relation batch(bool yes) const {
    return with([&](Relation& r) { r.options_.batch = yes; });
  }
  /// Locks the rows until the transaction ends: `.lock()`, `.lock(rowan::lock::share, rowan::lock::nowait)`. Where the
  /// database has no row locks (SQLite), a writing transaction has locked it as a whole, and this adds nothing.
  /// @throws TransactionError when it is loaded outside a transaction; LockTimeout with `nowait`.
  [[nodiscard]] Relation lock(LockStrength strength = LockStrength::update, LockWait wait = LockWait::wait) const {
    return with([&](Relation& r) { r.query_.lock = RowLock{strength, wait}; });
  }
  /// How long each of its statements may run, before StatementTimeout. @throws Unsupported where the driver can't,
  /// QueryError for a negative limit.
  [[nodiscard]] Relation timeout(std::chrono::milliseconds limit) const {
    return with([&](Relation& r) { r.set_timeout(limit); });
  }
  /// Shown with the statement in the log; control characters become spaces.
  [[nodiscard]] Relation tag(TextArgument text) const {
    return with([&](Relation& r) { r.options_.tag = detail::in_one_line(text); });
  }
  /// Said by its statements in a comment at their end, where the database's own log, statistics and list of what runs
  /// show it: `SELECT … /*start page*/`. Several are said one after the other. All but letters, digits, space, comma
  /// and `-_.~` are percent-encoded. A text that changes makes a statement of its own each time. Preloads don't say it;
  /// a database in memory has no comments. See StatementTags for what a whole thread says.
  [[nodiscard]] Relation annotate(TextArgument text) const {
    return with([&](Relation& r) { r.add_annotation(text); });
  }
  /// Which index it is to use, where the database can be told: `.hint(rowan::force_index("books_title"))`. Of several
  /// the last. For reading: update_all() and delete_all() refuse it. @throws Unsupported when it runs, naming the
  /// databases that have this hint; what the database says where there is no such index.
  [[nodiscard]] Relation hint(const IndexHint& hint) const {
    return with([&](Relation& r) { r.query_.hint = std::make_shared<const IndexHint>(hint); });
  }
  [[nodiscard]] Relation on(const Database& database) const {
    return with([&](Relation& r) { r.database_ = database.core(); });
  }
  /// Says that update_all or delete_all without a condition means every row.
  [[nodiscard]] Relation everything() const {
    return with([](Relation& r) { r.everything_ = true; });
  }

  // --- Running
  /// Runs the query; the records are one cohort.
  [[nodiscard]] Records<T> load() const { return Records<T>(load_records()); }
  /// Runs the query. Its records live as long as an iterator of this run; those of a relation that is not const also
  /// until its next `begin()`, or its end.
  [[nodiscard]] iterator begin() {
    last_run_.records = run();
    return iterator(last_run_.records);
  }
  [[nodiscard]] iterator begin() const { return iterator(run()); }
  /// The end of any run. Asks nothing of the database.
  [[nodiscard]] iterator end() const noexcept { return {}; }
  /// The records for a loop in bounded memory, in this relation's order: see Each. `batch`: how many it reads at a
  /// time.
  /// @throws what page() throws.
  [[nodiscard]] Each<T> each(std::int64_t batch = 1000) const {
    return {with([](Relation& r) {
              r.count_from_first();
              r.stay_where_asked();
            }),
            batch};
  }
  /// Runs the query; the records, in a vector.
  [[nodiscard]] std::vector<T> to_vector() const { return load().to_vector(); }

  /// By primary key: `find(5)`, `find("de")`, `find(3, 4)` for a composite one. @throws RecordNotFound.
  template <class... Parts>
  [[nodiscard]] T find(const Parts&... parts) const {
    static_assert(sizeof...(Parts) > 0, "rowan: find() needs a key: find(5); first() and take() need none");
    const Value key[]{detail::key_part(parts)...};
    T found;
    if (!load_by_key(key, found, &found)) detail::key_not_found(T::rowan_info(), key);
    return found;
  }
  /// As find, but nothing when there is no such row.
  template <class... Parts>
  [[nodiscard]] std::optional<T> find_if(const Parts&... parts) const {
    static_assert(sizeof...(Parts) > 0, "rowan: find_if() needs a key: find_if(5); first() and take() need none");
    const Value key[]{detail::key_part(parts)...};
    std::optional<T> found(std::in_place);
    if (!load_by_key(key, *found, &*found)) found.reset();
    return found;
  }
  /// In the order of `keys`; composite keys as tuples. @throws RecordNotFound naming the missing ones.
  template <class K>
  [[nodiscard]] Records<T> find_all(const std::vector<K>& keys) const {
    std::vector<std::vector<Value>> values;
    for (const K& key : keys) values.push_back(detail::key_values(key));
    return Records<T>(load_by_keys(std::move(values)));
  }
  template <class K>
  [[nodiscard]] Records<T> find_all(std::initializer_list<K> keys) const {
    return find_all(std::vector<K>(keys));
  }
  [[nodiscard]] std::optional<T> find_by(const Condition<T>& condition) const { return where(condition).take(); }
  /// The first by the order given, else by primary key.
  [[nodiscard]] std::optional<T> first() const { return end_of(false); }
  [[nodiscard]] std::optional<T> last() const { return end_of(true); }
  [[nodiscard]] Records<T> first(std::int64_t count) const { return Records<T>(load_first(count)); }
  /// Any one row.
  [[nodiscard]] std::optional<T> take() const {
    std::optional<T> found(std::in_place);
    if (!load_any(*found, &*found)) found.reset();
    return found;
  }
  /// The only row. @throws RecordNotFound, NotUnique.
  [[nodiscard]] T sole() const {
    Records<T> two(load_at_most(2));
    if (two.empty()) not_found();
    if (two.size() > 1) not_unique();
    return std::move(two[0]);
  }
  [[nodiscard]] bool exists() const { return any_row(); }
  [[nodiscard]] bool exists(const Condition<T>& condition) const { return where(condition).any_row(); }
  /// No row matches: one SELECT … LIMIT 1.
  [[nodiscard]] bool empty() const { return !any_row(); }
  [[nodiscard]] std::uint64_t count() const { return count_rows(); }
  [[nodiscard]] std::uint64_t count(const Condition<T>& condition) const { return where(condition).count_rows(); }
  /// As count(): asks the database. `load().size()` counts what was loaded.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(count_rows()); }

  /// About how many rows the table has, without counting them: what the database's catalogue says, which is as old as
  /// its last ANALYZE, on MariaDB a guess that may be far off, and says nothing of a transaction's own rows. Where that
  /// does not know, and on SQLite, in memory, for a view or a sub-class, the rows are counted. Default conditions don't
  /// count. @throws QueryError for a relation that is not of all rows.
  [[nodiscard]] std::uint64_t estimated_count() const { return estimate_rows(); }

  /// How many rows have a value.
  template <class E>
    requires(detail::has_value_source<E> && !detail::bare_condition<E>)
  [[nodiscard]] auto count(const E& value) const {
    return one_value(rowan::count(value));
  }
  // As the functions of the same names (query/aggregates.hpp), of all rows of the relation, its limit counted.
  template <class E>
  [[nodiscard]] auto count_distinct(const E& value) const {
    return one_value(rowan::count_distinct(value));
  }
  template <class E>
  [[nodiscard]] auto sum(const E& value) const {
    return one_value(rowan::sum(value));
  }
  template <class E>
  [[nodiscard]] auto average(const E& value) const {
    return one_value(rowan::average(value));
  }
  template <class E>
  [[nodiscard]] auto minimum(const E& value) const {
    return one_value(rowan::minimum(value));
  }
  template <class E>
  [[nodiscard]] auto maximum(const E& value) const {
    return one_value(rowan::maximum(value));
  }

  /// Columns and what is made of them, rather than records: see Projection.
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto select(const Es&... values) const {
    return Projection<T, detail::selected_t<Es>...>(*this, {detail::selected<T>(values)...});
  }
  /// One of them as a vector, several as a vector of tuples.
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto pluck(const Es&... values) const {
    return select(values...).rows();
  }
  /// Rows put together by what these are: see Grouped. `Post::group(Post::c.author).count()` is a map.
  template <class... Es>
    requires(sizeof...(Es) > 0)
  [[nodiscard]] auto group(const Es&... values) const {
    return Grouped<T, detail::selected_t<Es>...>(*this, {detail::selected<T>(values)...});
  }
  [[nodiscard]] std::vector<std::vector<Value>> pluck(std::initializer_list<MemberName> attributes) const {
    return pluck_rows(std::vector<std::string_view>(attributes.begin(), attributes.end()));
  }

  // --- Found, or else made: for all rows, on a database of choice: `Tag::on(db).find_or_create_by(…)`. @throws
  // QueryError for a relation with conditions of its own, which a new record need not meet.

  /// The record that has these values, else one that is made with them, filled in and saved:
  ///   Tag::find_or_create_by(Tag::c.name = "sql", [](Tag& tag) { tag.colour = "blue"; })
  /// Where a unique index covers the values, one row is made however many ask at once. A found one has nothing in
  /// `saved_changes()`. @throws RecordInvalid, RecordNotSaved.
  T find_or_create_by(const FindBy<T>& by, const FillBy<T>& fill = {}) const {
    if (std::optional<T> found = of_all("find_or_create_by").find_by(by.condition())) return std::move(*found);
    return create_or_find_by(by, fill);
  }
  /// Saves a new record, and only if a unique index has such a row already, finds that: quicker where it is mostly
  /// new. Inside a transaction the attempt is a savepoint, and the row that is found is locked (share) until the
  /// transaction ends, for it may be newer than what the transaction sees. @throws RecordInvalid, RecordNotSaved;
  /// UniqueViolation where another value is taken than those it is found by.
  T create_or_find_by(const FindBy<T>& by, const FillBy<T>& fill = {}) const {
    const Relation all = of_all("create_or_find_by");
    const std::shared_ptr<DatabaseCore> database = all.resolve_database();
    T record = fill.made(by);
    const std::exception_ptr taken = detail::save_unless_taken(record, database);
    if (taken == nullptr) return record;
    return detail::now_there(all, *database, by, taken);
  }
  /// The record that has these values, else a new one with them, filled in but not saved.
  [[nodiscard]] T find_or_build_by(const FindBy<T>& by, const FillBy<T>& fill = {}) const {
    if (std::optional<T> found = of_all("find_or_build_by").find_by(by.condition())) return std::move(*found);
    return fill.made(by);
  }

  /// One UPDATE; returns the number of rows. Without a condition it needs `.everything()`. A value may be computed,
  /// also of what a to-one path leads to (NULL where that has no target), of all targets, or by a query; it is made of
  /// what the row holds before, and rounded as its column rounds. @throws QueryError; InvalidValue for what the
  /// attribute can't hold; Unsupported where the database can't ask that of the table that it changes.
  ///   Book::where(Book::c.lent).update_all(Book::c.available = false, Book::c.loans += 1)
  ///   Book::everything().update_all(Book::c.by = upper(Book::c.author(Author::c.name)))
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  std::uint64_t update_all(const Assignments&... assignments) const {
    const AttributeAssignment list[]{Setting<T>(assignments)...};
    return update_rows(list);
  }
  std::uint64_t update_all(std::initializer_list<Setting<T>> assignments) const {
    return update_rows(std::vector<AttributeAssignment>(assignments.begin(), assignments.end()));
  }
  /// Sets `updated_at`, and these attributes, to the present time, and counts the lock version up: one UPDATE, without
  /// callbacks. Returns the number of rows. @throws QueryError for a model with no such attribute.
  std::uint64_t touch_all(std::initializer_list<MemberName> more = {}) const {
    return touch_rows(std::vector<std::string_view>(more.begin(), more.end()));
  }
  /// One DELETE, without callbacks; returns the number of rows. Without a condition it needs `.everything()`.
  std::uint64_t delete_all() const { return delete_rows(); }
  /// Loads what this relation's preload() names for records that are loaded already: see Model::preload_into.
  template <class Range>
  void preload_into(Range&& records) const {
    preload_records(detail::records_in<T>(records));
  }
  /// Sets the counter cache of a has_one or has_many right in each of these records' rows, by counting, a thousand in
  /// one transaction; returns how many were wrong. Others may write meanwhile. @throws QueryError where there is none.
  std::uint64_t reset_counters(MemberName association) const { return reset_counters_of(association); }

  /// Loads the rows and destroys each record, with callbacks and dependents; returns how many. So many at a time, each
  /// batch in one transaction, all of them in the one that is open: memory is bounded. With an order or a limit all are
  /// one batch. Without a condition it needs `.everything()`. @throws RecordNotSaved where a callback or a dependent
  /// stops it, which undoes the batch.
  std::uint64_t destroy_all(std::size_t batch_size = 1000) const { return destroy_rows(batch_size); }

  /// Streams in key order, `batch_size` rows at a time, each batch a cohort; memory is bounded, and no cursor is open
  /// while `visit` runs. `visit(T&)` may return bool: false stops. @throws QueryError when the relation has an order of
  /// its own.
  template <class Visit>
  void find_each(Visit&& visit, std::size_t batch_size = 1000) const {
    each_batch(batch_size, [&](RecordSet&& set) {
      Records<T> batch(std::move(set));
      for (T& record : batch) {
        if constexpr (std::is_same_v<std::invoke_result_t<Visit&, T&>, bool>) {
          if (!visit(record)) return false;
        } else {
          visit(record);
        }
      }
      return true;
    });
  }
  template <class Visit>
  void in_batches(std::size_t batch_size, Visit&& visit) const {
    each_batch(batch_size, [&](RecordSet&& set) {
      Records<T> batch(std::move(set));
      visit(batch);
      return true;
    });
  }

  /// For GoogleTest, which would run the query to print what it takes for a container.
  // NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest calls.
  friend void PrintTo(const Relation& relation, std::ostream* out) { detail::print(relation, *out); }

  /// This relation as the scope of a preload.
  [[nodiscard]] PreloadSpec as_preload(std::string_view association) const { return preload_of(association); }

 private:
  [[nodiscard]] bool gives_no_row() const { return owned_ && owned_->none; }
  [[nodiscard]] Relation ordered_by(std::string_view attribute, const std::vector<Value>& values) const {
    if (values.empty()) return *this;
    return with([&](Relation& r) { r.query_.order.push_back(detail::in_order_of(attribute, values)); });
  }
  template <class A>
  auto one_value(const A& aggregate) const {
    return std::move(select(aggregate).rows().front());
  }
  const Relation& of_all(std::string_view operation) const {
    require_no_condition(operation);
    return *this;
  }
  template <class Change>
  Relation with(Change&& change) const {
    Relation copy(*this);
    change(copy);
    return copy;
  }
  std::optional<T> end_of(bool from_end) const {
    std::optional<T> found(std::in_place);
    if (!load_end(from_end, *found, &*found)) found.reset();
    return found;
  }
};

}  // namespace rowan

// An iterator keeps its records alive, so it may outlive the relation it came from.
template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<rowan::Relation<T>> = true;
// size() is a query of its own: algorithms shall not ask it beside the one they walk.
template <class T>
inline constexpr bool std::ranges::disable_sized_range<rowan::Relation<T>> = true;
