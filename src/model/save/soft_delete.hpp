// The time-stamp that takes the place of a DELETE.
#pragma once

#include "model/save/chain.hpp"
#include "rowan/core/time.hpp"

namespace rowan {

inline bool goes_softly(const ModelInfo& model, Removal removal) noexcept {
  return model.deleted_at != nullptr && removal == Removal::usual;
}

/// Sets the time-stamp of the record and of its row, and takes it out of lists. Nothing else of it is sent.
void hide_record(ModelBase& record, Instant time, DatabaseCore& database);

}  // namespace rowan
