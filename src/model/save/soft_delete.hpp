// The time-stamp that takes the place of a DELETE.
#pragma once

#include <memory>
#include <optional>

#include "model/save/chain.hpp"
#include "rowan/core/time.hpp"
#include "rowan/core/value.hpp"

namespace rowan {

inline bool goes_softly(const ModelInfo& model, Removal removal) noexcept {
  return model.deleted_at != nullptr && removal == Removal::usual;
}

/// When its row was deleted softly, whatever the record says; NULL: it is not; empty: there is none. Asks the database,
/// and locks the row: of two who delete or restore it one is first.
[[nodiscard]] std::optional<Value> deleted_in_row(const ModelBase& record,
                                                  const std::shared_ptr<DatabaseCore>& database);
[[nodiscard]] inline bool is_hidden(const ModelBase& record, const std::shared_ptr<DatabaseCore>& database) {
  const std::optional<Value> deleted = deleted_in_row(record, database);
  return deleted && !deleted->is_null();
}

/// The present time as all columns keep it that are set with one of the model: restore() knows them by it.
[[nodiscard]] Instant stamp_of_deletion(const ModelInfo& model, DatabaseCore& database);

/// Sets the time-stamp of the record and of its row, and takes it out of lists. Nothing else of it is sent.
void hide_record(ModelBase& record, Instant time, DatabaseCore& database);

}  // namespace rowan
