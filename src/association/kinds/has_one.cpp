// One target, whose foreign key is the owner's key; of several, the first in its order, then by key.
#include "association/kinds/shared.hpp"
#include "model/save/destroyer.hpp"

namespace rowan {

constinit const AssociationOps association_kinds::has_one{
    .kind = AssociationKind::has_one,
    .name = "has_one",
    .key = KeyPlace::target,
    .through = &association_kinds::has_one_through,
    .link = &ForeignKeyKind::link,
    .path = &ForeignKeyKind::path,
    .owner_attributes = &ForeignKeyKind::owner_attributes,
    .owner_key = &ForeignKeyKind::owner_key,
    .is_loaded = &ForeignKeyKind::is_loaded,
    .deal_out = &ForeignKeyKind::deal_out,
    .reset = &ForeignKeyKind::reset,
    .pending = &ForeignKeyKind::pending,
    .validate = &ForeignKeyKind::validate,
    .save_after = &ForeignKeyKind::save_after,
    .on_destroy = &end_dependents,
};

}  // namespace rowan
