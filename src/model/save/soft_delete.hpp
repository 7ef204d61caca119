// The time-stamp that takes the place of a DELETE.
#pragma once

#include <memory>

#include "model/save/chain.hpp"
#include "rowan/core/time.hpp"

namespace rowan {

inline bool goes_softly(const ModelInfo& model, Removal removal) noexcept {
  return model.deleted_at != nullptr && removal == Removal::usual;
}

/// Whether its row is deleted softly, whatever the record says. Asks the database.
[[nodiscard]] bool is_hidden(const ModelBase& record, const std::shared_ptr<DatabaseCore>& database);

/// For what the program does while deleted dependents are looked for: it does not see them.
class CallbacksSeeNoDeleted {
 public:
  CallbacksSeeNoDeleted() noexcept;
  ~CallbacksSeeNoDeleted();
  CallbacksSeeNoDeleted(const CallbacksSeeNoDeleted&) = delete;
  CallbacksSeeNoDeleted& operator=(const CallbacksSeeNoDeleted&) = delete;

 private:
  int outer_;
};

/// Sets the time-stamp of the record and of its row, and takes it out of lists. Nothing else of it is sent.
void hide_record(ModelBase& record, Instant time, DatabaseCore& database);

}  // namespace rowan
