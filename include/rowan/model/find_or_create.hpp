// A record that is found, or else made: what Relation's find_or_create_by, create_or_find_by and find_or_build_by take
// and do.
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/assignment.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/row_lock.hpp"

namespace rowan {

class DatabaseCore;

namespace detail {
/// Sets all of these in a record that is new. @throws as ModelBase::set(); QueryError for an increment.
ROWAN_EXPORT void set_each(ModelBase& record, std::span<const AttributeAssignment> values);
/// The rows that have these values, NULL being one. @throws QueryError for none, and for an increment.
ROWAN_EXPORT Expr has_each(const ModelInfo& model, std::span<const AttributeAssignment> values);
/// Runs `save`, which saves a new record; inside a transaction in a savepoint. Null when it is saved; else the error
/// that says that a unique index has such a row already. @throws what else `save` throws.
ROWAN_EXPORT std::exception_ptr unless_taken(DatabaseCore& database, const std::function<void()>& save);
/// As unless_taken, of a record that is saved by itself.
ROWAN_EXPORT std::exception_ptr save_unless_taken(ModelBase& record, const std::shared_ptr<DatabaseCore>& database);
/// Whether a row that somebody else just committed has to be locked to be seen.
ROWAN_EXPORT bool is_in_transaction(DatabaseCore& database);

/// The row that kept one from being saved. @throws `taken` when it is not there.
template <class Rows, class By>
auto now_there(const Rows& rows, DatabaseCore& database, const By& by, const std::exception_ptr& taken) {
  const bool locks = is_in_transaction(database);
  auto found = (locks ? rows.lock(LockStrength::share) : rows).find_by(by.condition());
  if (!found) std::rethrow_exception(taken);
  return std::move(*found);
}
}  // namespace detail

/// What a record is found by, and gets when it is made: `Tag::c.name = "sql"`, or several in braces. By name:
/// `{rowan::set("name", "sql")}`.
template <class T>
class FindBy {
 public:
  template <any_assignment A>
  FindBy(const A& one) : list_{Setting<T>(one)} {}  // NOLINT(google-explicit-constructor)
  FindBy(std::initializer_list<Setting<T>> all)     // NOLINT(google-explicit-constructor)
      : list_(all.begin(), all.end()) {}
  [[nodiscard]] std::span<const AttributeAssignment> list() const { return list_; }
  /// @throws QueryError for none, and for an increment.
  [[nodiscard]] Expr condition() const { return detail::has_each(T::rowan_info(), list_); }

 private:
  std::vector<AttributeAssignment> list_;
};

/// What a record gets besides when it is made: more values in braces, or a function that is given the record before it
/// is saved.
template <class T>
class FillBy {
 public:
  FillBy() = default;
  template <any_assignment A>
  FillBy(const A& one) : FillBy({Setting<T>(one)}) {}  // NOLINT(google-explicit-constructor)
  FillBy(std::initializer_list<Setting<T>> all)        // NOLINT(google-explicit-constructor)
      : fill_([list = std::vector<AttributeAssignment>(all.begin(), all.end())](T& record) {
          detail::set_each(record, list);
        }) {}
  template <class F>
    requires(std::invocable<const F&, T&> && !any_assignment<F>)
  FillBy(const F& fill) : fill_(fill) {}  // NOLINT(google-explicit-constructor)

  /// A record that is not saved yet.
  [[nodiscard]] T made(const FindBy<T>& by) const {
    T record;
    detail::set_each(record, by.list());
    if (fill_) fill_(record);
    return record;
  }

 private:
  std::function<void(T&)> fill_;
};

}  // namespace rowan
