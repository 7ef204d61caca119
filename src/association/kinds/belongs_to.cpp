// The owner's columns are the target's key.
#include "association/kinds/shared.hpp"
#include "association/shared_columns.hpp"
#include "reflect/link.hpp"
#include "schema/association_tables.hpp"

namespace rowan {
namespace {

struct BelongsToKind : ReferenceKind {
  static std::string link(AssociationInfo& association, detail::FindModel) {
    const ModelInfo& target = *association.target;
    if (std::string error = detail::missing_key(association, target); !error.empty()) return error;
    association.referenced_key = target.primary_key;
    for (const AssociationInfo& candidate : target.associations) {
      if (!candidate.is_referred_to() || candidate.target_name != association.owner->qualified_name) continue;
      if (candidate.condition != nullptr) continue;  // which may not be met
      if (candidate.inverse_name.empty() || candidate.inverse_name == association.name)
        association.inverse = &candidate;
    }
    std::string error = detail::check_key_types(association, *association.owner, target);
    return error.empty() ? detail::link_effects(association) : error;
  }

  static std::vector<Hop> path(const AssociationInfo& association) {
    const ModelInfo& target = *association.target;
    return {{target.schema, target.table, columns_of(association.foreign_key), columns_of(association.referenced_key),
             association.foreign_key}};
  }

  static const std::vector<const AttributeInfo*>& owner_attributes(const AssociationInfo& association) {
    return association.foreign_key;
  }

  static bool owner_key(const AssociationInfo& association, const Slot& owner, Key& key) {
    return owner.self != nullptr && read_reference(association, owner.self->object(), key);
  }
};

}  // namespace

constinit const AssociationOps association_kinds::belongs_to{
    .kind = AssociationKind::belongs_to,
    .name = "belongs_to",
    .key = KeyPlace::owner,
    .link = &BelongsToKind::link,
    .constrain = &schema::add_foreign_key,
    .path = &BelongsToKind::path,
    .owner_attributes = &BelongsToKind::owner_attributes,
    .owner_key = &BelongsToKind::owner_key,
    .is_loaded = &BelongsToKind::is_loaded,
    .deal_out = &BelongsToKind::deal_out,
    .reset = &BelongsToKind::reset,
    .pending = &BelongsToKind::pending,
    .validate = &BelongsToKind::validate,
    .save_before = &save_target_of_reference,
};

}  // namespace rowan
