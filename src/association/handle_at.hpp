// The handles inside a record's object, and the records that items of a list stand for.
#pragma once

#include <cstddef>

#include "rowan/association/handle.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// The handle of an association inside a record's object.
inline ToManyHandle& to_many_at(void* object, const AssociationInfo& association) {
  return *reinterpret_cast<ToManyHandle*>(static_cast<std::byte*>(object) + association.offset);
}
inline BelongsToHandle& belongs_to_at(void* object, const AssociationInfo& association) {
  return *reinterpret_cast<BelongsToHandle*>(static_cast<std::byte*>(object) + association.offset);
}
/// The record at the place that an item of a TargetList names.
inline ModelBase& record_at(Slot& place) { return *place.block->record(place.row); }
/// Takes out of a list what is in the database: the next touch loads anew. What waits to be saved stays.
/// `kept`: the user may refer to records among them, as add() gives them.
enum class Forgotten : bool { ended, kept };
void forget_rows(TargetList& list, Forgotten forgotten = Forgotten::ended);

}  // namespace rowan
