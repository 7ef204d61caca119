// The after_find callbacks.
#pragma once

#include "model/record/anchor.hpp"
#include "rowan/model/records.hpp"

namespace rowan {

// Of records whose model has such callbacks, once their rows were read and no statement is open: they may do anything.
// @throws RecordMoved when one of them moves or ends its record; what they throw.
/// Nothing where the record is no longer in place.
void tell_found(const Anchor& found);
void tell_found(ModelBase& found);
/// One after the other.
void tell_found(const RecordSet& found);

}  // namespace rowan
