// Nested writes, typed.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/association/nested.hpp"
#include "rowan/model/find_or_create.hpp"
#include "rowan/model/model.hpp"
#include "rowan/query/column.hpp"

namespace rowan {

namespace detail {
/// @throws QueryError for an increment, and for a computed value.
[[nodiscard]] ROWAN_EXPORT NestedValues owned_values(std::span<const AttributeAssignment> values);
/// @throws RecordInvalid with the errors.
ROWAN_EXPORT void require_written(const ModelBase& record, const SaveResult& result);
}  // namespace detail

/// What becomes of a record of T and of what is associated with it. Nothing is written before save_to() or create().
///
///   rowan::Writes<Post>(Post::c.title = "x")
///       .create(Post::c.comments, {Comment::c.body = "first"})
///       .connect_or_create(Post::c.tags, Tag::c.name = "sql")
///       .save_to(post);
///
/// Rows are found by values, as in find_or_create_by. See NestedOperation and write_nested.
template <class T>
class Writes {
  template <class V>
  using Target = typename column_traits<V>::target_type;

 public:
  Writes() = default;
  template <any_assignment... Assignments>
    requires(sizeof...(Assignments) > 0)
  Writes(const Assignments&... values)  // NOLINT(google-explicit-constructor)
      : Writes({Setting<T>(values)...}) {}
  Writes(std::initializer_list<Setting<T>> values) {  // NOLINT(google-explicit-constructor)
    write_.values = detail::owned_values(std::vector<AttributeAssignment>(values.begin(), values.end()));
  }

  template <class V, class Tag, ColumnKind kind>
  Writes& create(const Column<T, V, Tag, kind>& association, const Writes<Target<V>>& target) {
    return step(association, NestedOperation::create, {}, target.tree());
  }
  template <class V, class Tag, ColumnKind kind>
  Writes& connect(const Column<T, V, Tag, kind>& association, const FindBy<Target<V>>& by) {
    return step(association, NestedOperation::connect, {values_of(by)});
  }
  template <class V, class Tag, ColumnKind kind>
  Writes& connect_or_create(const Column<T, V, Tag, kind>& association, const FindBy<Target<V>>& by,
                            const Writes<Target<V>>& target = {}) {
    return step(association, NestedOperation::connect_or_create, {values_of(by)}, target.tree());
  }
  /// One of several.
  template <class V, class Tag>
  Writes& disconnect(const Column<T, V, Tag, ColumnKind::to_many>& association, const FindBy<Target<V>>& by) {
    return step(association, NestedOperation::disconnect, {values_of(by)});
  }
  /// The only one.
  template <class V, class Tag, ColumnKind kind>
  Writes& disconnect(const Column<T, V, Tag, kind>& association) {
    check_to_one<kind>();
    return step(association, NestedOperation::disconnect, {});
  }
  template <class V, class Tag>
  Writes& set(const Column<T, V, Tag, ColumnKind::to_many>& association,
              std::initializer_list<FindBy<Target<V>>> rows) {
    std::vector<NestedValues> where;
    for (const FindBy<Target<V>>& row : rows) where.push_back(values_of(row));
    return step(association, NestedOperation::set, std::move(where));
  }
  template <class V, class Tag>
  Writes& update(const Column<T, V, Tag, ColumnKind::to_many>& association, const FindBy<Target<V>>& by,
                 const Writes<Target<V>>& data) {
    return step(association, NestedOperation::update, {values_of(by)}, data.tree());
  }
  template <class V, class Tag, ColumnKind kind>
  Writes& update(const Column<T, V, Tag, kind>& association, const Writes<Target<V>>& data) {
    check_to_one<kind>();
    return step(association, NestedOperation::update, {}, data.tree());
  }
  template <class V, class Tag>
  Writes& upsert(const Column<T, V, Tag, ColumnKind::to_many>& association, const FindBy<Target<V>>& by,
                 const Writes<Target<V>>& create, const Writes<Target<V>>& update) {
    return step(association, NestedOperation::upsert, {values_of(by)}, create.tree(), update.tree());
  }
  template <class V, class Tag, ColumnKind kind>
  Writes& upsert(const Column<T, V, Tag, kind>& association, const Writes<Target<V>>& create,
                 const Writes<Target<V>>& update) {
    check_to_one<kind>();
    return step(association, NestedOperation::upsert, {}, create.tree(), update.tree());
  }
  template <class V, class Tag>
  Writes& remove(const Column<T, V, Tag, ColumnKind::to_many>& association, const FindBy<Target<V>>& by) {
    return step(association, NestedOperation::remove, {values_of(by)});
  }
  template <class V, class Tag, ColumnKind kind>
  Writes& remove(const Column<T, V, Tag, kind>& association) {
    check_to_one<kind>();
    return step(association, NestedOperation::remove, {});
  }

  /// @throws as write_nested.
  SaveResult save_to(T& record) const { return write_nested(record, write_); }
  /// A new record. @throws RecordInvalid, and as write_nested.
  T create() const {
    T record;
    detail::require_written(record, save_to(record));
    return record;
  }
  [[nodiscard]] const NestedWrite& tree() const { return write_; }

 private:
  template <ColumnKind kind>
  static constexpr void check_to_one() {
    static_assert(kind == ColumnKind::belongs_to || kind == ColumnKind::has_one,
                  "rowan: of a to-many association, say which target is meant: "
                  "update(Post::c.comments, Comment::c.id = 5, …)");
  }
  template <class U>
  static NestedValues values_of(const FindBy<U>& by) {
    return detail::owned_values(by.list());
  }
  template <class C>
  Writes& step(const C&, NestedOperation operation, std::vector<NestedValues> where, NestedWrite data = {},
               NestedWrite update = {}) {
    const std::string path = std::string(C::name()) + "[" + std::to_string(counted(C::name())) + "]";
    write_.steps.push_back(
        {std::string(C::name()), operation, path, std::move(where), std::move(data), std::move(update)});
    return *this;
  }
  [[nodiscard]] std::size_t counted(std::string_view association) const {
    std::size_t steps = 0;
    for (const NestedStep& each : write_.steps) steps += each.association == association ? 1 : 0;
    return steps;
  }

  NestedWrite write_;
};

}  // namespace rowan
