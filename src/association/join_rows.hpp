// Rows of the join table of a many-to-many.
#pragma once

#include <span>
#include <vector>

#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

class DatabaseCore;

/// What is linked with one owner.
struct LinkedTargets {
  Slot* owner;
  std::vector<Slot*> targets;
};

/// Adds the rows that are not there yet.
void insert_join_rows(const AssociationInfo& association, std::span<const LinkedTargets> links, DatabaseCore& database);
void insert_join_rows(const AssociationInfo& association, Slot& owner, const std::vector<Slot*>& targets,
                      DatabaseCore& database);
/// Returns whether there was one.
bool delete_join_row(const AssociationInfo& association, Slot& owner, Slot& target, DatabaseCore& database);
void clear_join_rows(const AssociationInfo& association, Slot& owner, DatabaseCore& database);

}  // namespace rowan
