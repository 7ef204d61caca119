// An association as a query: what a to-many handle can be asked without loading it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/association/handle.hpp"
#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/relation.hpp"

namespace rowan {

namespace detail {

/// The targets of a has_one or to-many handle as a query. It is the owner's row as it is now: what is moved or saved
/// later doesn't change it. Nothing is asked yet.
/// @throws RecordDestroyed, RecordMoved, MappingError.
ROWAN_EXPORT OwnedQuery targets_query(const HandleBase& handle);
/// The row that a belongs_to refers to, as a query.
ROWAN_EXPORT OwnedQuery target_query(const BelongsToHandle& handle, const TargetType& type);
/// The same for code without the types, of a handle in its record; `branch` says which model it refers to.
ROWAN_EXPORT OwnedQuery target_query(const BelongsToHandle& handle, const AssociationInfo& branch,
                                     const ModelBase& owner);
/// No row at all; no query runs.
ROWAN_EXPORT OwnedQuery no_target();
/// @throws RecordNotSaved when the owner has no row to which a new target could refer.
ROWAN_EXPORT void require_saved_owner(const HandleBase& handle);

template <class T>
T made_of(std::initializer_list<NamedValue> values) {
  T record;
  static_cast<ModelBase&>(record).assign(values);
  return record;
}
template <class T, any_assignment... Assignments>
T made_of(const Assignments&... assignments) {
  return made_of<T>({named<T>(assignments)...});
}

}  // namespace detail

/// What HasMany and ManyToMany inherit: queries over the owner's targets, each on the owner's database and in its open
/// transaction. They ask the database whatever the handle has loaded, and see nothing that waits for a save. Of an
/// owner that is new there is nothing, and no query runs. A target that is reached in several ways (through) is there
/// once. Conditions are joined to "belongs to this owner" by AND, those of or_where() too.
/// @throws RecordDestroyed when the owner was destroyed, and what the same function of Relation throws.
template <class Handle, class T>
class AssociationQuery {
 public:
  /// The targets as a relation, in the association's order unless another is given.
  [[nodiscard]] Relation<T> relation() const {
    return Relation<T>(detail::targets_query(static_cast<const Handle&>(*this)));
  }
  [[nodiscard]] Relation<T> all() const { return relation(); }
  [[nodiscard]] Relation<T> where(const Condition<T>& condition) const { return relation().where(condition); }
  [[nodiscard]] Relation<T> where_not(const Condition<T>& condition) const { return relation().where_not(condition); }
  template <class... Orders>
  [[nodiscard]] Relation<T> order(const Orders&... orders) const {
    return relation().order(orders...);
  }
  [[nodiscard]] Relation<T> limit(std::int64_t count) const { return relation().limit(count); }
  [[nodiscard]] Relation<T> offset(std::int64_t count) const { return relation().offset(count); }
  [[nodiscard]] Page<T> page(std::int64_t size) const { return relation().page(size); }
  template <class Scope, class... Arguments>
  [[nodiscard]] auto scope(const Scope& scope, const Arguments&... arguments) const {
    return relation().scope(scope, arguments...);
  }
  template <class... Arguments>
  [[nodiscard]] Relation<T> preload(const Arguments&... arguments) const {
    return relation().preload(arguments...);
  }

  /// By primary key, among the owner's targets. @throws RecordNotFound, also where the row belongs to another owner.
  template <class... Parts>
  [[nodiscard]] T find(const Parts&... parts) const {
    return relation().find(parts...);
  }
  template <class... Parts>
  [[nodiscard]] std::optional<T> find_if(const Parts&... parts) const {
    return relation().find_if(parts...);
  }
  template <class K>
  [[nodiscard]] Records<T> find_all(const std::vector<K>& keys) const {
    return relation().find_all(keys);
  }
  template <class K>
  [[nodiscard]] Records<T> find_all(std::initializer_list<K> keys) const {
    return relation().find_all(keys);
  }
  [[nodiscard]] std::optional<T> find_by(const Condition<T>& condition) const { return relation().find_by(condition); }
  [[nodiscard]] std::optional<T> first() const { return relation().first(); }
  [[nodiscard]] std::optional<T> last() const { return relation().last(); }
  [[nodiscard]] std::optional<T> take() const { return relation().take(); }
  [[nodiscard]] T sole() const { return relation().sole(); }
  [[nodiscard]] bool exists() const { return relation().exists(); }
  [[nodiscard]] bool exists(const Condition<T>& condition) const { return relation().exists(condition); }
  [[nodiscard]] std::uint64_t count(const Condition<T>& condition) const { return where(condition).count(); }
  template <class E>
    requires(detail::has_value_source<E> && !detail::bare_condition<E>)
  [[nodiscard]] auto count(const E& value) const {
    return relation().count(value);
  }
  template <class E>
  [[nodiscard]] auto count_distinct(const E& value) const {
    return relation().count_distinct(value);
  }
  template <class E>
  [[nodiscard]] auto sum(const E& value) const {
    return relation().sum(value);
  }
  template <class E>
  [[nodiscard]] auto average(const E& value) const {
    return relation().average(value);
  }
  template <class E>
  [[nodiscard]] auto minimum(const E& value) const {
    return relation().minimum(value);
  }
  template <class E>
  [[nodiscard]] auto maximum(const E& value) const {
    return relation().maximum(value);
  }
  template <class... Es>
  [[nodiscard]] auto select(const Es&... values) const {
    return relation().select(values...);
  }
  template <class... Es>
  [[nodiscard]] auto group(const Es&... values) const {
    return relation().group(values...);
  }
  template <class... Columns>
  [[nodiscard]] auto pluck(const Columns&... columns) const {
    return relation().pluck(columns...);
  }
  [[nodiscard]] std::vector<std::vector<Value>> pluck(std::initializer_list<MemberName> attributes) const {
    return relation().pluck(attributes);
  }
  template <class Visit>
  void find_each(Visit&& visit, std::size_t batch_size = 1000) const {
    relation().find_each(std::forward<Visit>(visit), batch_size);
  }
  template <class Visit>
  void in_batches(std::size_t batch_size, Visit&& visit) const {
    relation().in_batches(batch_size, std::forward<Visit>(visit));
  }

  /// As the functions of Relation, among the owner's targets; what is made is a target, and is then in the handle, too.
  /// A row that belongs to another owner stays there: @throws RecordInvalid or UniqueViolation where it is in the way.
  /// @throws RecordNotSaved when the owner is new.
  T find_or_create_by(const FindBy<T>& by, const FillBy<T>& fill = {}) {
    if (std::optional<T> found = relation().find_by(by.condition())) return std::move(*found);
    return create_or_find_by(by, fill);
  }
  T create_or_find_by(const FindBy<T>& by, const FillBy<T>& fill = {}) {
    Handle& handle = static_cast<Handle&>(*this);
    detail::require_saved_owner(handle);
    const std::shared_ptr<DatabaseCore> database = relation().resolve_database();
    std::optional<T> record;
    const std::exception_ptr taken =
        detail::unless_taken(*database, [&] { record.emplace(handle.add(fill.made(by))); });
    if (taken == nullptr) return std::move(*record);
    return detail::now_there(relation(), *database, by, taken);
  }
  /// Not saved, and not a target before it is added.
  [[nodiscard]] T find_or_build_by(const FindBy<T>& by, const FillBy<T>& fill = {}) const {
    if (std::optional<T> found = relation().find_by(by.condition())) return std::move(*found);
    return fill.made(by);
  }

  /// One UPDATE of all targets, without callbacks; returns the number of rows. Targets that are loaded stay as they
  /// are.
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  std::uint64_t update_all(const Assignments&... assignments) const {
    return relation().update_all(assignments...);
  }
  std::uint64_t update_all(std::initializer_list<Setting<T>> assignments) const {
    return relation().update_all(assignments);
  }
  std::uint64_t touch_all(std::initializer_list<MemberName> more = {}) const { return relation().touch_all(more); }
  /// One DELETE of the targets' rows, without callbacks; for many_to_many too, where clear() deletes the join rows
  /// only. What the handle has loaded is forgotten.
  std::uint64_t delete_all() {
    ToManyHandle& handle = static_cast<Handle&>(*this);
    return handle.forget_loaded_after([this] { return relation().delete_all(); });
  }
};

}  // namespace rowan
