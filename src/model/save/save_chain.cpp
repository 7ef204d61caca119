#include "model/save/save_chain.hpp"

#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/record_log.hpp"
#include "model/record/resolve.hpp"
#include "model/save/chain.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

SaveChain::SaveChain(const ModelInfo& root, DatabaseCore& database, OnViolation on_violation, std::string_view context)
    : root_(root),
      database_(database),
      on_violation_(on_violation),
      context_(context),
      step_([this](ModelBase& record) { return save(record); }) {}

SaveResult SaveChain::run(ModelBase& record) {
  if (SaveResult result = save(record); !result) return result;
  return close_circles();
}

SaveResult SaveChain::save(ModelBase& record) {
  detail::require_alive(record, "save");
  Slot& slot = record.need_slot();
  if (slot.saving) return {};
  const ModelInfo& model = slot.block->model();
  complete_for_others(model, record);
  const Nesting nesting(nesting_, "save");
  const Anchor anchor(record);  // each step has checked that it is in place before the next one accesses it
  if (lives_elsewhere(model))
    return save_record(record, slot.block->database ? slot.block->database.shared() : home_database(model), context_);
  const bool fresh = record.is_new();
  AroundScope around;
  if (SaveResult result = write_guarded(model, record, slot, around); !result) return result;
  return after_write(model, record, fresh);
}

SaveResult SaveChain::write_guarded(const ModelInfo& model, ModelBase& record, Slot& slot, AroundScope& around) {
  const SavingGuard guard(slot);
  if (SaveResult result = before_write(model, record, around); !result) return result;
  return write(model, record);
}

// The row is announced as written: later callbacks may write it again, and change members without writing them.
SaveResult SaveChain::write(const ModelInfo& model, ModelBase& record) {
  const auto on_violation =
      is_only_write(model, record) && database_.transaction()->spare_savepoint() ? OnViolation::goes_on : on_violation_;
  if (!model.callbacks || model.callbacks->copy == nullptr)
    return write_checked(model, record, database_, on_violation);
  const Key before = slot_key(*record.slot());
  const bool had_row = record.is_persisted();
  SaveResult result = write_checked(model, record, database_, on_violation);
  if (result) announce(model, record, had_row ? &before : nullptr);
  return result;
}

SaveResult SaveChain::before_write(const ModelInfo& model, ModelBase& record, AroundScope& around) {
  Slot& slot = *record.slot();
  if (!slot.validated) {
    if (SaveResult result = check_.look_at(record); !result) return result;
  }
  slot.validated = false;  // a later save validates again
  if (SaveResult result = save_parents(model, record, step_); !result) return result;
  const SaveEvent event{saving_occasion(record), context_};
  const bool creates = event.occasion == Occasion::create;
  if (model.callbacks) {
    around.enter(model, AroundMoment::save, record, event);
    around.enter(model, creates ? AroundMoment::create : AroundMoment::update, record, event);
  }
  const bool goes_on =
      run_callbacks(model, CallbackMoment::before_save, record, event) &&
      run_callbacks(model, creates ? CallbackMoment::before_create : CallbackMoment::before_update, record, event);
  if (!goes_on) return SaveResult({}, true);
  if (model.callbacks) {  // which may have given it new records to refer to
    if (SaveResult result = save_parents(model, record, step_); !result) return result;
  }
  require_keys_of(database_, model, record);
  return {};
}

// Nothing follows it, so nothing has to be undone when it fails.
bool SaveChain::is_only_write(const ModelInfo& model, ModelBase& record) const {
  if (nesting_ != 1 || has_pending(model, record.object())) return false;
  if (!model.callbacks) return true;
  const auto after = record.is_new() ? CallbackMoment::after_create : CallbackMoment::after_update;
  const auto around = record.is_new() ? AroundMoment::create : AroundMoment::update;
  return model.callbacks->at(CallbackMoment::after_save).empty() && model.callbacks->at(after).empty() &&
         model.callbacks->at(AroundMoment::save).empty() && model.callbacks->at(around).empty();
}

SaveResult SaveChain::after_write(const ModelInfo& model, ModelBase& record, bool fresh) {
  if (SaveResult result = save_children(model, record, database_, step_); !result) return result;
  if (has_pending(model, record.object())) waiting_.emplace_back(record.slot());
  const SaveEvent event{fresh ? Occasion::create : Occasion::update, context_};
  run_callbacks(model, fresh ? CallbackMoment::after_create : CallbackMoment::after_update, record, event);
  run_callbacks(model, CallbackMoment::after_save, record, event);
  return {};
}

SaveResult SaveChain::close_circles() {
  for (std::size_t i = 0; i < waiting_.size(); ++i) {  // it may grow
    const SlotRef slot = waiting_[i];
    if (slot->self == nullptr) continue;
    const ModelInfo& model = slot->block->model();
    if (SaveResult result = take_late_keys(model, *slot->self, *slot.get()); !result) return result;
    SaveResult result = save_children(model, *slot->self, database_, step_);
    if (!result) return result;
  }
  return {};
}

SaveResult SaveChain::take_late_keys(const ModelInfo& model, ModelBase& record, Slot& slot) {
  const bool inserted = slot.inserted;
  if (!take_keys_of_saved_parents(model, record)) return {};
  if (SaveResult result = write(model, record); !result) return result;
  slot.inserted = inserted;  // for the caller it is one save
  slot.updated = !inserted;
  return {};
}

// A model may live in another database than the start of the graph; then its part is saved there, in its own
// transaction.
bool SaveChain::lives_elsewhere(const ModelInfo& model) const { return model.database_name != root_.database_name; }

void SaveChain::announce(const ModelInfo& model, ModelBase& record, const Key* key_before) {
  if (!model.callbacks || model.callbacks->copy == nullptr) return;
  const Occasion occasion = key_before == nullptr ? Occasion::create : Occasion::update;
  RecordLog::of(*database_.transaction()).announce(model, record.object(), *record.slot(), key_before, occasion);
}

}  // namespace rowan
