// What association kinds add to the tables of models.
#pragma once

#include "rowan/reflect/association_info.hpp"
#include "rowan/schema/table.hpp"

namespace rowan::schema {

/// The foreign key of a belongs_to, where the database can check it.
void add_foreign_key(const AssociationInfo& association, Table& own);
/// The index of a reference to one of several models, which has no foreign key.
void add_reference_index(const AssociationInfo& association, Table& own);
/// The table of a many_to_many. Its key serves lookups from the owner, its index those from the target.
Table join_table_of(const AssociationInfo& association);

}  // namespace rowan::schema
