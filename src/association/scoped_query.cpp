// Handles as queries.
#include <fmt/format.h>

#include <functional>
#include <optional>

#include "association/handle_at.hpp"
#include "association/load.hpp"
#include "association/shared_columns.hpp"
#include "association/unlink.hpp"
#include "model/load/fetch.hpp"
#include "model/load/key_condition.hpp"
#include "model/record/anchor.hpp"
#include "model/record/key.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/full_name.hpp"
#include "rowan/association/association_query.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

detail::OwnedQuery no_rows() {
  static const auto none =
      std::make_shared<const detail::OwnedRows>(Expr::constant(false), std::vector<OrderTerm>(), true);
  return {none, nullptr};
}

Expr reached_by(const AssociationInfo& association, const Slot& owner, const Key& key) {
  if (association.is_referred_to()) return refers_to(association, owner) && own_condition(association);
  return own_condition(association) &&
         ast::make(ast::ReachedFrom{&association, key_parts(key, association_owner_key(association))});
}

std::vector<OrderTerm> declared_order(const AssociationInfo& association) {
  if (association.order_name.empty()) return {};
  return {{ast::column(association.order_name), association.order_descending}};
}

// Null: wherever the relation is run, as for any other.
std::shared_ptr<DatabaseCore> database_of_targets(const AssociationInfo& association, const DatabaseRef& own) {
  const bool together = association.owner->database_name == association.target->database_name;
  return together ? own.shared() : home_database(*association.target);
}

// What the handle refers to a record of `target` by.
const AssociationInfo& association_to(const ModelInfo& target, const BelongsToHandle& handle) {
  return *handle.association().resolved().branch_to(target);
}

// Of a target that was saved after it was assigned. False when there is none.
bool key_of_held(const BelongsToHandle& handle, Key& key) {
  const Slot* held = handle.held();
  if (held == nullptr || held->lifecycle != Lifecycle::persisted) return false;
  key = slot_key(*held);
  return true;
}

bool key_of_target(const BelongsToHandle& handle, const TargetType& type, Key& key) {
  const ModelInfo& target = type.model();
  if (!handle.has_key()) {
    if (key_of_held(handle, key)) return true;
    if (handle.is_bound()) require_key_loaded(handle.association(), *handle.owner());
    return false;
  }
  // In its record, where some of the key may be in other attributes.
  const ModelBase* record = handle.is_bound() ? handle.owner()->self : nullptr;
  if (record != nullptr && &belongs_to_at(const_cast<void*>(record->object()), handle.association()) == &handle)
    return read_reference(association_to(target, handle), record->object(), key);
  std::vector<Value> parts;
  for (std::size_t i = 0; i < target.primary_key.size(); ++i) parts.push_back(type.key_ops()[i]->get(&handle));
  key = key_of(target, std::move(parts));
  return true;
}

// The row of `target` with this key; the handle tells where.
detail::OwnedQuery row_with_key(const ModelInfo& target, const Key& key, const BelongsToHandle& handle) {
  auto rows = std::make_shared<const detail::OwnedRows>(key_equals(target, key_parts(key, target.primary_key)),
                                                        std::vector<OrderTerm>(), false);
  if (!handle.is_bound()) return {std::move(rows), nullptr};
  return {std::move(rows), database_of_targets(association_to(target, handle), handle.owner()->block->database)};
}

}  // namespace

detail::OwnedQuery detail::targets_query(const HandleBase& handle) {
  handle.require_not_moved();
  const Slot* owner = handle.owner();
  if (!handle.is_bound() || owner->lifecycle == Lifecycle::fresh) return no_rows();
  const AssociationInfo& association = handle.association();
  if (owner->lifecycle == Lifecycle::destroyed) {
    throw RecordDestroyed(
        fmt::format("{} can't be asked: its {} was destroyed", full_name(association), association.owner->name));
  }
  Key key;
  require_key_loaded(association, *owner);
  if (!association.ops->owner_key(association, *owner, key)) return no_rows();
  return {std::make_shared<const OwnedRows>(reached_by(association, *owner, key), declared_order(association), false),
          database_of_targets(association, owner->block->database)};
}

detail::OwnedQuery detail::target_query(const BelongsToHandle& handle, const TargetType& type) {
  handle.require_not_moved();
  Key key;
  if (!key_of_target(handle, type, key)) return no_rows();
  return row_with_key(type.model(), key, handle);
}

detail::OwnedQuery detail::target_query(const BelongsToHandle& handle, const AssociationInfo& branch,
                                        const ModelBase& owner) {
  handle.require_not_moved();
  Key key;
  const bool known = handle.has_key() ? read_reference(branch, owner.object(), key) : key_of_held(handle, key);
  if (!known && handle.is_bound()) require_key_loaded(branch, *handle.owner());
  return known ? row_with_key(*branch.target, key, handle) : no_rows();
}

detail::OwnedQuery detail::no_target() { return no_rows(); }

void detail::require_saved_owner(const HandleBase& handle) {
  handle.require_not_moved();
  if (handle.is_bound() && handle.owner()->lifecycle == Lifecycle::persisted) return;
  if (!handle.is_bound())
    throw RecordNotSaved("create() through an association needs a saved owner: save it first, or use build() or add()");
  throw RecordNotSaved(fmt::format("create() through {} needs a saved {}: save it first, or use build() or add()",
                                   full_name(handle.association()), handle.association().owner->name));
}

// A listener may end the owner, and this handle with it: nothing is left to forget, then.
std::uint64_t ToManyHandle::forget_loaded_after(const std::function<std::uint64_t()>& change) {
  std::optional<Anchor> owner;
  if (is_bound() && owner_->self != nullptr) owner.emplace(*owner_->self);
  const std::uint64_t rows = change();
  if (!owner || owner->in_place()) forget_loaded();
  return rows;
}

// What waits to be saved stays.
void ToManyHandle::forget_loaded() {
  if (is_elsewhere()) return own_handle().forget_loaded();
  if (list_ != nullptr) forget_rows(make_list());
  forget_share();
}

}  // namespace rowan
