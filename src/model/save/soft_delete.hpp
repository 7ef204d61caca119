// The time-stamp that takes the place of a DELETE.
#pragma once

#include <memory>

#include "model/save/chain.hpp"
#include "rowan/core/time.hpp"

namespace rowan {

inline bool goes_softly(const ModelInfo& model, Removal removal) noexcept {
  return model.deleted_at != nullptr && removal == Removal::usual;
}

/// Whether its row is deleted softly, whatever the record says. Asks the database, and locks the row: of two who delete
/// it one is first.
[[nodiscard]] bool is_hidden(const ModelBase& record, const std::shared_ptr<DatabaseCore>& database);

/// The present time as all columns keep it that are set with one of the model: restore() knows them by it.
[[nodiscard]] Instant stamp_of_deletion(const ModelInfo& model, DatabaseCore& database);

/// Sets the time-stamp of the record and of its row, and takes it out of lists. Nothing else of it is sent.
void hide_record(ModelBase& record, Instant time, DatabaseCore& database);

}  // namespace rowan
