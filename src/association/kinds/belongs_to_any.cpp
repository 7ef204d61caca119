// The owner's columns are the target's model and its key. For each model in the list there is a branch: a belongs_to
// that only the owners have which refer to that model. What is loaded, saved and asked goes by branches.
#include <algorithm>

#include <fmt/format.h>

#include "association/kinds/shared.hpp"
#include "association/shared_columns.hpp"
#include "reflect/full_name.hpp"
#include "reflect/link.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/value_ops.hpp"
#include "schema/association_tables.hpp"

namespace rowan {
namespace {

struct BranchKind : ReferenceKind {
  static std::string link(AssociationInfo& branch, detail::FindModel) {
    const ModelInfo& target = *branch.target;
    if (std::string error = detail::missing_key(branch, target); !error.empty()) return error;
    if (target.primary_key.size() != 1) {
      return fmt::format("{} refers by one column, so {}, whose primary key has {}, can't be in its list",
                         full_name(branch), target.name, target.primary_key.size());
    }
    branch.referenced_key = target.primary_key;
    branch.type_text = target.type_name;
    std::string error = detail::check_key_types(branch, *branch.owner, target);
    return error.empty() ? detail::link_effects(branch) : error;
  }

  static std::vector<Hop> path(const AssociationInfo& branch) {
    const ModelInfo& target = *branch.target;
    return {{target.schema,
             target.table,
             columns_of(branch.foreign_key),
             columns_of(branch.referenced_key),
             branch.foreign_key,
             {{branch.type->column, branch.type_text, true}}}};
  }

  static const std::vector<const AttributeInfo*>& owner_attributes(const AssociationInfo& branch) {
    return branch.foreign_key;
  }

  static bool owner_key(const AssociationInfo& branch, const Slot& owner, Key& key) {
    if (owner.self == nullptr) return false;
    const BelongsToHandle& handle = belongs_to_at(owner.self->object(), branch);
    return handle.has_key() && branch_at(branch.declared(), handle) == &branch &&
           read_reference(branch, owner.self->object(), key);
  }
};

constinit const AssociationOps branch_ops{
    .kind = AssociationKind::belongs_to_any,
    .name = "belongs_to",
    .key = KeyPlace::owner,
    .link = &BranchKind::link,
    .path = &BranchKind::path,
    .owner_attributes = &BranchKind::owner_attributes,
    .owner_key = &BranchKind::owner_key,
    .is_loaded = &BranchKind::is_loaded,
    .deal_out = &BranchKind::deal_out,
    .reset = &BranchKind::reset,
};

struct AnyKind : ReferenceKind {
  static std::string link(AssociationInfo& association, detail::FindModel find) {
    if (association.on_delete != ForeignKeyAction::no_action) {
      return fmt::format("{} can't say on_delete(…): no foreign key leads to several tables; say dependent(…) in {}",
                         full_name(association), association.branches.front()->target_name);
    }
    for (const auto& branch : association.branches) {
      branch->ops = &branch_ops;
      branch->type = association.type;
      branch->foreign_key = association.foreign_key;
      branch->strict_loading = association.strict_loading;
      branch->batch = association.batch;
      branch->optional = association.optional;
      branch->dependent = association.dependent;
      branch->counts = association.counts;
      branch->touches = association.touches;
      branch->counter_name = association.counter_name;
      branch->counter_trust = association.counter_trust;
      if (!detail::link_association(*branch, find)) return branch->error;
    }
    return same_text(association);
  }

  // Two models may have one name in two namespaces.
  static std::string same_text(const AssociationInfo& association) {
    for (const auto& left : association.branches) {
      for (const auto& right : association.branches) {
        if (left == right || left->type_text != right->type_text) continue;
        return fmt::format("{} can't tell {} from {}, which are both '{}': give one of them a type_name(\"…\")",
                           full_name(association), left->target_name, right->target_name, left->type_text);
      }
    }
    return {};
  }

  static const std::vector<const AttributeInfo*>& owner_attributes(const AssociationInfo& association) {
    return association.foreign_key;
  }

  static std::vector<Hop> path(const AssociationInfo& association) {
    throw QueryError(fmt::format("{} leads to several models: ask for one of them, as in {}::c.{}.is<{}>(…)",
                                 full_name(association), association.owner->name, association.name,
                                 association.branches.front()->target->name));
  }

  static bool owner_key(const AssociationInfo& association, const Slot& owner, Key& key) {
    if (owner.self == nullptr) return false;
    const AssociationInfo* branch = branch_at(association, belongs_to_at(owner.self->object(), association));
    return branch != nullptr && branch->ops->owner_key(*branch, owner, key);
  }

  // The branch by what the handle holds, which may be new, and the handle without type and key as yet.
  static const AssociationInfo* branch_of_held(const AssociationInfo& declared, const void* object) {
    const Slot* held = belongs_to_at(const_cast<void*>(object), declared).held();
    return held == nullptr ? nullptr : declared.resolved().branch_to(held->block->model());
  }

  static bool pending(const AssociationInfo& declared, const void* object) {
    const AssociationInfo* branch = branch_of_held(declared, object);
    return branch != nullptr && ReferenceKind::pending(*branch, object);
  }

  static SaveResult save_before(const AssociationInfo& declared, ModelBase& owner, const SaveStep& save) {
    const AssociationInfo* branch = branch_of_held(declared, owner.object());
    if (branch == nullptr) return {};
    return save_target_of_reference(*branch, owner, save);
  }
};

}  // namespace

constinit const AssociationOps association_kinds::belongs_to_any{
    .kind = AssociationKind::belongs_to_any,
    .name = "belongs_to",
    .key = KeyPlace::owner,
    .link = &AnyKind::link,
    .constrain = &schema::add_reference_index,
    .path = &AnyKind::path,
    .owner_attributes = &AnyKind::owner_attributes,
    .owner_key = &AnyKind::owner_key,
    .is_loaded = &AnyKind::is_loaded,
    .reset = &AnyKind::reset,
    .pending = &AnyKind::pending,
    .validate = &AnyKind::validate,
    .save_before = &AnyKind::save_before,
};

const AssociationInfo* branch_at(const AssociationInfo& association, const BelongsToHandle& handle) {
  if (association.branches.empty()) return &association;
  if (association.type->ops->is_null(&handle)) return nullptr;
  std::uint64_t number = 0;
  association.type->ops->fingerprint(&handle, &number);
  return association.branches[number - 1].get();
}

}  // namespace rowan
