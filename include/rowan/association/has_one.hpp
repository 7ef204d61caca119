// HasOne: the single target whose foreign key refers to this record.
#pragma once

#include <initializer_list>
#include <utility>

#include "rowan/association/association_query.hpp"
#include "rowan/association/handle.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

namespace detail {
[[noreturn]] ROWAN_EXPORT void missing_has_one(const ToManyHandle& handle);
}

/// Loads lazily, for all siblings at once, as HasMany does. When several rows refer to the owner, the first by
/// the association's order is taken, then the one with the smallest key.
template <class T>
class HasOne : private ToManyHandle {
  static_assert(detail::check_target<T>());

 public:
  using target_type = T;
  static constexpr const AssociationOps& association_ops = association_kinds::has_one;
  using ToManyHandle::bind;
  using ToManyHandle::is_loaded;
  using ToManyHandle::reset;

  /// The target, or null when there is none.
  T* get_if() { return items().empty() ? nullptr : &detail::target_at<T>(*items().front()); }
  const T* get_if() const { return items().empty() ? nullptr : &detail::target_at<const T>(*items().front()); }
  /// @throws RecordNotFound when there is none.
  T& get() { return items().empty() ? detail::missing_has_one(*this), *get_if() : *get_if(); }
  const T& get() const { return items().empty() ? detail::missing_has_one(*this), *get_if() : *get_if(); }
  T& operator*() { return get(); }
  const T& operator*() const { return get(); }
  T* operator->() { return &get(); }
  const T* operator->() const { return &get(); }
  explicit operator bool() const { return get_if() != nullptr; }

  /// Replaces the target; the old one is unlinked as `dependent` says. Saved at once when the owner is persisted, else
  /// with the owner. All or nothing: when the new one can't be saved, the old one stays.
  T& set(T&& target) { return static_cast<T&>(replace_record(T::rowan_info(), &target, association_ops)); }
  template <detail::LvalueOf<T> U>
  T& set(U&) {
    static_assert(
        detail::never<U>,
        "rowan: set(x) would save a copy, and x itself would stay new: give it away with set(std::move(x)), or save a "
        "copy with set(Portrait(x)); a record that exists is given another owner by its belongs_to");
    return get();
  }
  /// Makes the target, saves it in place of the old one, and returns it where it now lives.
  /// @throws RecordNotSaved when the owner is new: use set().
  T& create(std::initializer_list<NamedValue> values) { return create(detail::made_of<T>(values)); }
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  T& create(const Assignments&... values) {
    return create(detail::made_of<T>(values...));
  }
  T& create(T&& target) {
    detail::require_saved_owner(*this);
    return set(std::move(target));
  }
  /// The rows that refer to the owner, as a query: `user.profile.relation().exists()`. See AssociationQuery.
  [[nodiscard]] Relation<T> relation() const { return Relation<T>(detail::targets_query(*this)); }
  /// Unlinks the target, if there is one.
  void remove() {
    if (T* old = get_if()) remove_record(*old);
  }
};

/// What queries can ask of it: `User::c.profile.matches(…)`, `.is(std::nullopt)`.
template <class T>
struct column_traits<HasOne<T>> {
  static constexpr ColumnKind kind = ColumnKind::has_one;
  using target_type = T;
  using value_type = void;
};

}  // namespace rowan
