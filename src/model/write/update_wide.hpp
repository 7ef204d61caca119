// The UPDATE of one record whose model has more attributes than a mask has bits.
#pragma once

#include "model/write/writer.hpp"

namespace rowan {

/// As update_record, by a list of attributes.
bool update_wide(ModelBase& record, DatabaseCore& database);

}  // namespace rowan
