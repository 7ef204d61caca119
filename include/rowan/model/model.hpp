// Model<T>: what a class inherits to become a model. A skin of one-liners over ModelBase and Relation.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/model/bulk.hpp"
#include "rowan/model/increments.hpp"
#include "rowan/model/kinds.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/relation.hpp"
#include "rowan/model/save_all.hpp"

namespace rowan {

/// `Model<Post>`; of a sub-class, `Model<Admin, User>`: a row of the table of User whose type says Admin.
template <class T, class Base>
class Model : public ModelBase {
 public:
  using rowan_base_model = Base;
  Model() noexcept : ModelBase(detail::info_of<T>()) {}

  // --- Queries: what Relation has, here for all rows. On another database: `Post::on(db).where(…)`.
  static Relation<T> all() { return {}; }
  static Relation<T> on(const Database& database) { return Relation<T>(database); }
  static Relation<T> where(const Condition<T>& condition) { return all().where(condition); }
  static Relation<T> where_not(const Condition<T>& condition) { return all().where_not(condition); }
  template <class... Orders>
  static Relation<T> order(const Orders&... orders) {
    return all().order(orders...);
  }
  static Relation<T> limit(std::int64_t count) { return all().limit(count); }
  static Relation<T> offset(std::int64_t count) { return all().offset(count); }
  [[nodiscard]] static Page<T> page(std::int64_t size) { return all().page(size); }
  static Relation<T> distinct() { return all().distinct(); }
  static Relation<T> none() { return all().none(); }
  template <class... Rows>
  static Relation<T> excluding(const Rows&... records) {
    return all().excluding(records...);
  }
  template <class V, class Tag, ColumnKind kind>
  static Relation<T> missing(const Column<T, V, Tag, kind>& association) {
    return all().missing(association);
  }
  template <class V, class Tag, ColumnKind kind, class Values>
  static Relation<T> in_order_of(const Column<T, V, Tag, kind>& column, const Values& values) {
    return all().in_order_of(column, values);
  }
  template <class V, class Tag, ColumnKind kind>
  static Relation<T> in_order_of(const Column<T, V, Tag, kind>& column,
                                 std::initializer_list<detail::list_element<V>> values) {
    return all().in_order_of(column, values);
  }
  [[nodiscard]] static Each<T> each(std::int64_t batch = 1000) { return all().each(batch); }
  template <class... Arguments>
  static Relation<T> preload(const Arguments&... arguments) {
    return all().preload(arguments...);
  }
  static Relation<T> readonly() { return all().readonly(); }
  static Relation<T> unscoped() { return all().unscoped(); }
  static Relation<T> strict_loading() { return all().strict_loading(); }
  static Relation<T> lock(LockStrength strength = LockStrength::update, LockWait wait = LockWait::wait) {
    return all().lock(strength, wait);
  }
  /// Every row is meant: `Post::everything().delete_all()`.
  static Relation<T> everything() { return all().everything(); }
  template <class... Parts>
  [[nodiscard]] static T find(const Parts&... parts) {
    static_assert(sizeof...(Parts) > 0, "rowan: find() needs a key: find(5); first() and take() need none");
    T found;
    if (!detail::load_by_parts(T::rowan_info(), found, &found, parts...)) {
      const Value key[]{detail::key_part(parts)...};
      detail::key_not_found(T::rowan_info(), key);
    }
    return found;
  }
  template <class... Parts>
  [[nodiscard]] static std::optional<T> find_if(const Parts&... parts) {
    static_assert(sizeof...(Parts) > 0, "rowan: find_if() needs a key: find_if(5); first() and take() need none");
    std::optional<T> found(std::in_place);
    if (!detail::load_by_parts(T::rowan_info(), *found, &*found, parts...)) found.reset();
    return found;
  }
  template <class K>
  [[nodiscard]] static Records<T> find_all(const std::vector<K>& keys) {
    return Relation<T>().find_all(keys);
  }
  template <class K>
  [[nodiscard]] static Records<T> find_all(std::initializer_list<K> keys) {
    return Relation<T>().find_all(keys);
  }
  [[nodiscard]] static std::optional<T> find_by(const Condition<T>& condition) {
    std::optional<T> found(std::in_place);
    if (!detail::load_by(T::rowan_info(), condition.expr, *found, &*found)) found.reset();
    return found;
  }
  [[nodiscard]] static std::optional<T> first() { return all().first(); }
  [[nodiscard]] static Records<T> first(std::int64_t count) { return all().first(count); }
  [[nodiscard]] static std::optional<T> last() { return all().last(); }
  [[nodiscard]] static std::optional<T> take() { return all().take(); }
  [[nodiscard]] static T sole() { return all().sole(); }
  [[nodiscard]] static bool exists() { return all().exists(); }
  [[nodiscard]] static bool exists(const Condition<T>& condition) { return all().exists(condition); }
  [[nodiscard]] static std::uint64_t count() { return all().count(); }
  [[nodiscard]] static std::uint64_t estimated_count() { return all().estimated_count(); }
  [[nodiscard]] static std::uint64_t count(const Condition<T>& condition) { return all().count(condition); }
  template <class E>
    requires(detail::has_value_source<E> && !detail::bare_condition<E>)
  [[nodiscard]] static auto count(const E& value) {
    return all().count(value);
  }
  template <class E>
  [[nodiscard]] static auto count_distinct(const E& value) {
    return all().count_distinct(value);
  }
  template <class E>
  [[nodiscard]] static auto sum(const E& value) {
    return all().sum(value);
  }
  template <class E>
  [[nodiscard]] static auto average(const E& value) {
    return all().average(value);
  }
  template <class E>
  [[nodiscard]] static auto minimum(const E& value) {
    return all().minimum(value);
  }
  template <class E>
  [[nodiscard]] static auto maximum(const E& value) {
    return all().maximum(value);
  }
  template <class... Es>
  [[nodiscard]] static auto select(const Es&... values) {
    return all().select(values...);
  }
  template <class To, class... More>
  [[nodiscard]] static auto join(const To& to, const More&... more) {
    return all().join(to, more...);
  }
  template <class To, class... More>
  [[nodiscard]] static auto left_join(const To& to, const More&... more) {
    return all().left_join(to, more...);
  }
  template <class... Es>
  [[nodiscard]] static auto group(const Es&... values) {
    return all().group(values...);
  }
  template <class... Columns>
  [[nodiscard]] static auto pluck(const Columns&... columns) {
    return all().pluck(columns...);
  }
  [[nodiscard]] static std::vector<std::vector<Value>> pluck(std::initializer_list<MemberName> attributes) {
    return all().pluck(attributes);
  }
  template <class Visit>
  static void find_each(Visit&& visit, std::size_t batch_size = 1000) {
    all().find_each(std::forward<Visit>(visit), batch_size);
  }
  template <class Visit>
  static void in_batches(std::size_t batch_size, Visit&& visit) {
    all().in_batches(batch_size, std::forward<Visit>(visit));
  }

  // --- Making and saving
  /// Sets by name and saves. @throws RecordInvalid, RecordNotSaved.
  static T create(std::initializer_list<NamedValue> values) {
    T record;
    static_cast<ModelBase&>(record).assign(values);
    static_cast<ModelBase&>(record).save_or_throw();
    return record;
  }
  /// The same by columns, checked by the compiler: `Book::create(Book::c.title = "new", Book::c.author = ann)`.
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  static T create(const Assignments&... values) {
    return create({detail::named<T>(values)...});
  }
  /// Saves a record made by the caller. @throws RecordInvalid, RecordNotSaved.
  static T create(T record) {
    static_cast<ModelBase&>(record).save_or_throw();
    return record;
  }
  /// As the functions of Relation.
  static T find_or_create_by(const FindBy<T>& by, const FillBy<T>& fill = {}) {
    return all().find_or_create_by(by, fill);
  }
  static T create_or_find_by(const FindBy<T>& by, const FillBy<T>& fill = {}) {
    return all().create_or_find_by(by, fill);
  }
  [[nodiscard]] static T find_or_build_by(const FindBy<T>& by, const FillBy<T>& fill = {}) {
    return all().find_or_build_by(by, fill);
  }
  /// Saves every record of a range (of records, or of pointers to them), as save() does, with validations, callbacks
  /// and associations, in one transaction and in as few round trips as the database takes: what runs before the write
  /// runs for all of them, then come the writes, then what runs after. All are saved, or none. Records that are neither
  /// new nor changed cost nothing. They stay where they are while it runs. @throws as save().
  template <class Range>
  static SaveAllResult save_all(Range&& records) {
    return detail::save_all(T::rowan_info(), detail::records_in<T>(records), nullptr);
  }
  template <class Range>
  static SaveAllResult save_all(Range&& records, const Database& database) {
    return detail::save_all(T::rowan_info(), detail::records_in<T>(records), &database);
  }
  /// @throws RecordInvalid, RecordNotSaved saying which records are at fault.
  template <class Range>
  static void save_all_or_throw(Range&& records) {
    detail::save_all_or_throw(T::rowan_info(), detail::records_in<T>(records), nullptr);
  }
  template <class Range>
  static void save_all_or_throw(Range&& records, const Database& database) {
    detail::save_all_or_throw(T::rowan_info(), detail::records_in<T>(records), &database);
  }
  /// Inserts many rows in few statements and one transaction, without validations or callbacks; time-stamps are set.
  /// Either all or none.
  static std::uint64_t insert_all(std::span<const T> records, const BulkOptions& options = {}) {
    return detail::insert_all(T::rowan_info(), records.data(), sizeof(T), records.size(), options);
  }
  static std::uint64_t insert_all(const std::vector<T>& records, const BulkOptions& options = {}) {
    return insert_all(std::span<const T>(records), options);
  }
  /// As insert_all, and gives the generated keys to the records, in their order.
  static std::uint64_t insert_all_with_keys(std::vector<T>& records, const BulkOptions& options = {}) {
    return detail::insert_all_with_keys(T::rowan_info(), records.data(), sizeof(T), records.size(), options);
  }
  /// The same of records that are made one after the other, by a view, a generator, a stream: a thousand at a time, so
  /// that memory is bounded; in one transaction.
  template <class Range>
    requires(detail::gives_records<Range, T> && !std::is_convertible_v<const Range&, std::span<const T>>)
  static std::uint64_t insert_all(Range&& records, const BulkOptions& options = {}) {
    constexpr std::size_t at_once = 1000;
    std::vector<T> portion;
    auto next = records.begin();
    const auto end = records.end();
    return detail::insert_portions(
        T::rowan_info(), sizeof(T),
        [&]() -> detail::Portion {
          portion.clear();
          for (; portion.size() < at_once && next != end; ++next) portion.emplace_back(*next);
          return {portion.data(), portion.size()};
        },
        options);
  }
  /// Inserts what a query gives, in one statement: `Archive::insert_from({"title", "loans"}, Book::where(…)
  /// .select(Book::c.title, Book::c.loans))`. Time-stamps are set; without validations, callbacks or keys. @throws
  /// QueryError for a query that gives values of other types, or another number of them, and for one of another
  /// database than the rows come into.
  template <class Query>
  static std::uint64_t insert_from(std::initializer_list<MemberName> attributes, const Query& query,
                                   const BulkOptions& options = {}) {
    return detail::insert_from(T::rowan_info(), std::vector<std::string_view>(attributes.begin(), attributes.end()),
                               query.as_query(), query.named_database(), options);
  }
  /// INSERT, or UPDATE of the row with equal values in `unique_by` (a declared unique index, or the primary key), in
  /// one atomic statement per batch. Time-stamps and lock versions move where something else changes. @throws
  /// MappingError naming those there are, where `unique_by` is none; UniqueViolation when another key is in the way;
  /// InvalidValue for NULL in `unique_by`. Default conditions don't count: rows that they hide are updated, too.
  static std::uint64_t upsert_all(std::span<const T> records, std::initializer_list<MemberName> unique_by,
                                  const UpsertOptions& options = {}) {
    return detail::upsert_all(T::rowan_info(), records.data(), sizeof(T), records.size(),
                              std::vector<std::string_view>(unique_by.begin(), unique_by.end()), options);
  }
  static std::uint64_t upsert_all(const std::vector<T>& records, std::initializer_list<MemberName> unique_by,
                                  const UpsertOptions& options = {}) {
    return upsert_all(std::span<const T>(records), unique_by, options);
  }

  /// Loads associations for records that are loaded already, as `.preload(…)` loads them along:
  /// `Author::preload_into(authors, Author::c.books, Book::where(…).limit(3))`. `records`: a range of records, or of
  /// pointers to them, of one database; new ones are left out. What their handles had loaded is loaded anew; what was
  /// added and not saved yet stays. In the transaction open on this thread, if there is one. @throws as a query.
  template <class Range, class... Arguments>
  static void preload_into(Range&& records, const Arguments&... what) {
    all().preload(what...).preload_into(records);
  }

  /// Sets a counter cache right: of all records, or of those with these keys (of one part). As Relation has it.
  static std::uint64_t reset_counters(MemberName association) { return all().reset_counters(association); }
  template <class K>
  static std::uint64_t reset_counters(MemberName association, const std::vector<K>& keys) {
    return detail::reset_counters(T::rowan_info(), association, std::vector<Value>(keys.begin(), keys.end()));
  }
  template <class K>
  static std::uint64_t reset_counters(MemberName association, std::initializer_list<K> keys) {
    return reset_counters(association, std::vector<K>(keys));
  }

  // --- Sub-classes
  /// Whether this record's type says that its row is of this sub-class, or of one of its own.
  template <class Sub>
  [[nodiscard]] bool is() const {
    require_related<Sub>();
    return detail::is_kind_of(*this, detail::info_of<Sub>()());
  }
  /// The row as a record of a sub-class, or of the model that this is a sub-class of, loaded anew: `user.as<Admin>()`.
  /// @throws RecordNotFound where the row is of another; as_if() gives nothing there.
  template <class Sub>
  [[nodiscard]] Sub as() const {
    require_related<Sub>();
    Sub record;
    if (!detail::load_as(*this, detail::info_of<Sub>()(), record, &record))
      detail::refuse_kind(*this, detail::info_of<Sub>()());
    return record;
  }
  template <class Sub>
  [[nodiscard]] std::optional<Sub> as_if() const {
    require_related<Sub>();
    std::optional<Sub> record(std::in_place);
    if (!detail::load_as(*this, detail::info_of<Sub>()(), *record, &*record)) record.reset();
    return record;
  }

  // --- Trees and graphs: by an association of the model to itself
  /// Its parent, the parent's, and so on: `category.ancestors(Category::c.parent)`; `levels` of them at most. One
  /// query, in no order; a circle ends where it closes, and may lead to this record. What a default condition hides is
  /// not passed. @throws QueryError when it runs, for a model whose key has several parts.
  template <class V, class Tag, ColumnKind kind>
  [[nodiscard]] Relation<T> ancestors(const Column<T, V, Tag, kind>&, std::uint32_t levels = 0) const {
    static_assert(kind == ColumnKind::belongs_to && std::is_same_v<typename column_traits<V>::target_type, T>,
                  "rowan: ancestors() follows a belongs_to of a model to itself, as in ancestors(Category::c.parent)");
    return Relation<T>(detail::all_reached(*this, Tag::name(), levels));
  }
  /// Its children, theirs, and so on; or all that a many_to_many leads to: `package.descendants(Package::c.needs)`.
  template <class V, class Tag, ColumnKind kind>
  [[nodiscard]] Relation<T> descendants(const Column<T, V, Tag, kind>&, std::uint32_t levels = 0) const {
    static_assert(kind == ColumnKind::to_many && std::is_same_v<typename column_traits<V>::target_type, T>,
                  "rowan: descendants() follows a to-many association of a model to itself, as in "
                  "descendants(Category::c.children)");
    return Relation<T>(detail::all_reached(*this, Tag::name(), levels));
  }

 private:
  template <class Sub>
  static constexpr void require_related() {
    static_assert(detail::are_related<T, Sub>,
                  "rowan: this is no model of the same table: a sub-class derives from rowan::Model<Admin, User>");
  }
  // The library asks these of a ModelBase; they are no part of what a user sees.
  using ModelBase::attach, ModelBase::need_slot, ModelBase::object, ModelBase::rehome, ModelBase::slot;

 public:
  // --- By columns: `book.update(Book::c.title = "x")`
  using ModelBase::assign, ModelBase::update, ModelBase::update_columns, ModelBase::update_or_throw;
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  void assign(const Assignments&... values) {
    ModelBase::assign({detail::named<T>(values)...});
  }
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  SaveResult update(const Assignments&... values) {
    return ModelBase::update({detail::named<T>(values)...});
  }
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  void update_or_throw(const Assignments&... values) {
    ModelBase::update_or_throw({detail::named<T>(values)...});
  }
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  void update_columns(const Assignments&... values) {
    ModelBase::update_columns({detail::named<T>(values)...});
  }
  template <class V, class Tag, ColumnKind kind>
  void increment(const Column<T, V, Tag, kind>& column, const Value& by = Value(1)) {
    detail::increment(*this, model_info().attribute(column.name()), by);
  }

  /// Several at once, in one UPDATE: `book.increment(Book::c.loans += 1, Book::c.copies -= 1)`.
  template <any_assignment... Increments>
    requires(sizeof...(Increments) > 0)
  void increment(const Increments&... increments) {
    const AttributeAssignment list[]{Setting<T>(increments)...};
    detail::increment_each(*this, list);
  }

  // --- By member pointer
  using ModelBase::changed;
  template <class V, class C>
  [[nodiscard]] bool changed(V C::*member) const {
    const T& self = static_cast<const T&>(*this);
    return ModelBase::changed(detail::attribute_at(*this, &(self.*member)).name);
  }
  /// Adds in the database (`SET views = COALESCE(views, 0) + by`); the member then holds the new value as the database
  /// has it.
  template <class V, class C>
  void increment(V C::*member, const Value& by = Value(1)) {
    T& self = static_cast<T&>(*this);
    detail::increment(*this, detail::attribute_at(*this, &(self.*member)), by);
  }

 protected:
  // As of ModelBase: only whole records are copied and moved.
  Model(const Model&) = default;
  Model(Model&&) noexcept = default;
  Model& operator=(const Model&) = default;
  Model& operator=(Model&&) noexcept = default;
};

}  // namespace rowan
