// Rows of the join table of a many-to-many.
#pragma once

#include <vector>

#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;

/// Adds the rows that are not there yet.
void insert_join_rows(const AssociationInfo& association, Slot& owner, const std::vector<Slot*>& targets,
                      DatabaseCore& database);
/// Returns whether there was one.
bool delete_join_row(const AssociationInfo& association, Slot& owner, Slot& target, DatabaseCore& database);
void clear_join_rows(const AssociationInfo& association, Slot& owner, DatabaseCore& database);

}  // namespace rowan
