// The chain around the write of a record: parents, validation, callbacks, children. Inside one transaction.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/record/key.hpp"
#include "model/save/around_scope.hpp"
#include "model/save/check_graph.hpp"
#include "model/save/graph.hpp"
#include "model/write/writer.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {

/// What becomes of the transaction when a constraint is violated. The level that is undone is one of the library's.
enum class OnViolation : std::uint8_t { undone_with_its_level, goes_on };

/// Inserts or updates the row. A constraint that the model declares becomes an error on the record.
SaveResult write_checked(const ModelInfo& model, ModelBase& record, DatabaseContext context, OnViolation transaction);

/// Saves records of one database, inside of one transaction, each at most once at a time.
class SaveChain {
 public:
  /// `context`: see ValidationContext; its name outlives the chain.
  SaveChain(const ModelInfo& root, DatabaseCore& database, OnViolation on_violation, std::string_view context = {});

  /// The whole chain for `record` and what hangs on it.
  SaveResult run(ModelBase& record);

  // Its parts, for those who write many rows at once. Between the first two the record counts as being saved: see
  // `SavingGuard`.
  /// Validation of `record` and of all that is saved with it, ahead of the rest.
  SaveResult check(ModelBase& record) { return check_.look_at(record); }
  /// Validation, if it was not checked, and what runs before the write. `around` is to be left when after_write is
  /// done.
  SaveResult before_write(const ModelInfo& model, ModelBase& record, AroundScope& around);
  /// What runs after the write; `fresh` says that it was an insert.
  SaveResult after_write(const ModelInfo& model, ModelBase& record, bool fresh);
  /// Keeps the record, as it was just written, for what runs at the end of the transaction; `key_before` is the key
  /// that its row had, if it had one.
  void announce(const ModelInfo& model, ModelBase& record, const Key* key_before);
  /// At the end: links records that belong to each other in a circle.
  SaveResult close_circles();

 private:
  SaveResult save(ModelBase& record);
  [[nodiscard]] bool is_only_write(const ModelInfo& model, ModelBase& record) const;
  SaveResult write(const ModelInfo& model, ModelBase& record);
  SaveResult write_guarded(const ModelInfo& model, ModelBase& record, Slot& slot, AroundScope& around);
  SaveResult take_late_keys(const ModelInfo& model, ModelBase& record, Slot& slot);
  [[nodiscard]] bool lives_elsewhere(const ModelInfo& model) const;

  const ModelInfo& root_;
  DatabaseCore& database_;
  const OnViolation on_violation_;
  const std::string_view context_;
  SaveStep step_;
  int nesting_ = 0;
  GraphCheck check_{context_};
  std::vector<SlotRef> waiting_;  ///< saved before one that they belong to, or are to be linked with
};

/// Until the row is there, the record is being saved. (Callbacks that run later may not save it again, but those of
/// other records may.)
class SavingGuard {
 public:
  explicit SavingGuard(Slot& slot) : slot_(&slot) { slot.saving = true; }
  SavingGuard(SavingGuard&&) noexcept = default;
  SavingGuard& operator=(SavingGuard&&) = delete;
  ~SavingGuard() {
    if (slot_) slot_->saving = false;
  }

 private:
  SlotRef slot_;
};

}  // namespace rowan
