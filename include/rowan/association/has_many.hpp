// HasMany: the targets whose foreign key refers to this record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "rowan/association/association_query.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// What HasMany and ManyToMany offer alike. The first touch loads the targets for all siblings that came from the same
/// result set, in one query; a const handle loads, too. A loop visits the list as it was when it began, and its records
/// live as long as its iterators, whatever the loop does to the handle. References from `list[0]` or `add` live until
/// the handle is reset, added to, removed from, assigned, or its record dies. Every function that may load throws as a
/// query does, and StrictLoadingViolation where loading is forbidden.
template <class T, const AssociationOps& ops>
class ToMany : public ToManyHandle, public AssociationQuery<ToMany<T, ops>, T> {
  static_assert(detail::check_target<T>());

 public:
  using AssociationQuery<ToMany, T>::count;
  static constexpr const AssociationOps& association_ops = ops;
  using target_type = T;
  using iterator = TargetIterator<T>;
  using const_iterator = TargetIterator<const T>;

  iterator begin() { return at<T>(0); }
  iterator end() { return at<T>(size()); }
  const_iterator begin() const { return at<const T>(0); }
  const_iterator end() const { return at<const T>(size()); }
  T& operator[](std::size_t i) { return detail::target_at<T>(*items()[i]); }
  const T& operator[](std::size_t i) const { return detail::target_at<const T>(*items()[i]); }
  T& front() { return (*this)[0]; }
  T& back() { return (*this)[size() - 1]; }
  [[nodiscard]] std::size_t size() const { return items().size(); }
  [[nodiscard]] bool empty() const { return items().empty(); }

  /// The number of rows in the database, by COUNT; nothing is loaded.
  [[nodiscard]] std::uint64_t count() const { return count_rows(); }

  /// The number as the owner's counter cache has it, which asks no database; counted where there is none, or none that
  /// is trusted. Others may have changed it since the owner was loaded.
  [[nodiscard]] std::uint64_t counted() const { return counted_rows(); }

  /// Adds a target and returns it where it now lives. The owner is new: it is saved with the owner. The owner is
  /// persisted: it is saved now. @throws RecordInvalid when it can't be saved.
  T& add(T&& target) { return static_cast<T&>(add_record(T::rowan_info(), &target, ops)); }
  /// Adds a target that is saved with the owner's next save.
  T& build(T&& target) { return static_cast<T&>(build_record(T::rowan_info(), &target, ops)); }
  T& build() { return build(T()); }
  template <detail::LvalueOf<T> U>
  T& add(U&) {
    static_assert(
        detail::never<U>,
        "rowan: add(x) would add a copy, and x itself would stay new: give it away with add(std::move(x)), or add a "
        "copy with add(Book(x)); a record that exists is given another owner by its belongs_to, x.author = y");
    return *this->begin();
  }
  template <detail::LvalueOf<T> U>
  T& build(U&) {
    static_assert(
        detail::never<U>,
        "rowan: build(x) would add a copy, and x itself would stay new: give it away with build(std::move(x)), or "
        "add a copy with build(Book(x))");
    return *this->begin();
  }
  /// As build, by name: `user.posts.build({{"title", "x"}})`.
  T& build(std::initializer_list<NamedValue> values) { return build(detail::made_of<T>(values)); }
  /// `user.posts.build(Post::c.title = "x")`
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  T& build(const Assignments&... values) {
    return build(detail::made_of<T>(values...));
  }
  /// Makes a target of this owner, saves it and returns it where it now lives, in the handle.
  /// @throws RecordNotSaved when the owner is new: use build() or add(); RecordInvalid when the target can't be saved.
  T& create(std::initializer_list<NamedValue> values) { return create(detail::made_of<T>(values)); }
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  T& create(const Assignments&... values) {
    return create(detail::made_of<T>(values...));
  }
  T& create(T&& target) {
    detail::require_saved_owner(*this);
    return add(std::move(target));
  }
  /// Unlinks a target: sets its foreign key to NULL, or destroys or deletes it as `dependent` says; for many-to-many
  /// deletes the join row.
  /// @throws RecordNotFound when it belongs to another owner.
  void remove(T& target) { remove_record(target); }
  /// Removes all targets.
  void clear() { clear_all(); }

 protected:
  // The library asks these of a ToManyHandle; they are no part of what a user sees.
  using ToManyHandle::add_record, ToManyHandle::association, ToManyHandle::bind, ToManyHandle::bind_uncounted,
      ToManyHandle::build_record, ToManyHandle::clear_all, ToManyHandle::count_rows, ToManyHandle::counted_rows,
      ToManyHandle::exchange_list, ToManyHandle::forget_list, ToManyHandle::is_bound, ToManyHandle::items,
      ToManyHandle::items_despite_strictness, ToManyHandle::link_record, ToManyHandle::list, ToManyHandle::make_list,
      ToManyHandle::owner, ToManyHandle::remove_record, ToManyHandle::replace_record, ToManyHandle::require_not_moved,
      ToManyHandle::take_share, ToManyHandle::target_destroyed;
  using ToManyHandle::forget_loaded;

 private:
  template <class U>
  TargetIterator<U> at(std::size_t position) const {
    static_cast<void>(items());  // loads them
    return {*list(), position};
  }
};

template <class T>
class HasMany : public ToMany<T, association_kinds::has_many> {};

/// Targets joined by rows of a third table.
template <class T>
class ManyToMany : public ToMany<T, association_kinds::many_to_many> {
 public:
  /// Joins a record that is, and stays, elsewhere; a new one is saved first. Joining twice is harmless if the join
  /// table has a unique key. A new owner joins it when it is saved: until then the record must live.
  void link(T& target) { this->link_record(target); }
};

/// What queries can ask of them: `User::c.posts.some(Post::c.published)`, `.none()`, `.every(…)`.
template <class T>
struct column_traits<HasMany<T>> {
  static constexpr ColumnKind kind = ColumnKind::to_many;
  using target_type = T;
  using value_type = void;
};
template <class T>
struct column_traits<ManyToMany<T>> : column_traits<HasMany<T>> {};

}  // namespace rowan
