// save(): the chain around the write, and what of it a plain record can skip.
#include <fmt/format.h>

#include "association/shared_columns.hpp"
#include "connection/open_transaction.hpp"
#include "connection/thread_state.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/chain.hpp"
#include "model/save/graph.hpp"
#include "model/save/save_chain.hpp"
#include "model/write/update_step.hpp"
#include "model/write/writer.hpp"
#include "reflect/error_details.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

[[gnu::hot]] void write_row(ModelBase& record, DatabaseContext context) {
  if (record.is_new())
    insert_record(record, context);
  else
    update_record(record, context);
}

// Validation has looked already; but since then parents got their keys, and callbacks ran.
Errors disagreements(const ModelInfo& model, const ModelBase& record) {
  Errors errors(model);
  bring_together(model, record, errors);
  return errors;
}

// What a failed statement would take with it, unless it runs in a savepoint.
bool dooms_transaction(DatabaseContext context) {
  return context.transaction != nullptr && context.database.dialect().can().failed_statement_aborts_transaction;
}

// Has the write guarded by a savepoint, where the driver can. One that is never sent, as an update of nothing is,
// leaves no guard behind.
class StatementGuard {
 public:
  explicit StatementGuard(RecordStatements& statements) : statements_(statements), set_(statements.guard_write()) {}
  ~StatementGuard() { statements_.forget_guard(); }
  StatementGuard(const StatementGuard&) = delete;
  StatementGuard& operator=(const StatementGuard&) = delete;
  [[nodiscard]] bool set() const { return set_; }

 private:
  RecordStatements& statements_;
  bool set_;
};

// In the round trip of the statement itself, where the driver can.
[[gnu::noinline]] void write_row_in_savepoint(const ModelInfo& model, ModelBase& record, DatabaseContext context) {
  if (!concerns_others(model)) {
    const Lease connection = context.database.acquire();
    const StatementGuard guard(RecordStatements::of(*connection, model));
    if (guard.set()) return write_row(record, context);
  }
  context.database.run_confined([&](Transaction&) { write_row(record, context); });
}

// Whoever declares constraints has foreseen that the statement may fail.
[[gnu::noinline]] void write_row_in_level(const ModelInfo& model, ModelBase& record, DatabaseContext context) {
  try {
    write_row(record, context);
  } catch (...) {
    if (model.declares_constraints && context.transaction != nullptr) context.transaction->confine_failure();
    throw;
  }
}

// Of an error that the caller handles, which is thrown on if the model declares nothing of the kind.
[[gnu::noinline]] SaveResult result_of(const ModelInfo& model, const ConstraintViolation& violation) {
  Errors errors = errors_of(model, violation);
  if (errors.empty()) throw;
  return SaveResult(std::move(errors));
}

// With callbacks, or records around it: all or nothing.
SaveResult save_in_step(const ModelInfo& model, ModelBase& record, DatabaseCore& database, std::string_view context) {
  SaveResult result;
  database.run_step([&](Transaction&) {
    result = SaveChain(model, database, OnViolation::undone_with_its_level, context).run(record);
    if (!result) database.transaction()->undo_step();
  });
  return result;
}

SaveResult save_alone(const ModelInfo& model, ModelBase& record, DatabaseCore& database, std::string_view context) {
  Slot* slot = record.slot();
  if (slot != nullptr && slot->validated)
    slot->validated = false;  // ahead
  else if (Errors errors = run_validations(model, record, context); !errors.empty())
    return SaveResult(std::move(errors));
  require_keys_of(database, model, record);
  return write_checked(model, record, database, OnViolation::goes_on);
}

[[noreturn]] void refuse_in_callback(const ModelInfo& model, const Slot& slot) {
  if (!slot.saving)
    throw RecordNotSaved(
        fmt::format("this {} can't be saved by what is called for it: a rule, a callback or a listener leaves that to "
                    "the caller, and may use update_columns",
                    model.name));
  throw RecordNotSaved(fmt::format(
      "this {} is being saved: a before-callback changes its members, which are sent afterwards, and doesn't "
      "save it; nor does an after-callback, which may use update_columns",
      model.name));
}

// Whether all handles are as they are in most records: nothing assigned or added waits in them, and no key is missing.
// Quicker than to look closer, with has_pending and validation, which find nothing then.
[[gnu::always_inline]] inline bool is_settled(const ModelInfo& model, const void* object) {
  for (const HandleStep& step : model.handles) {
    const auto* at = static_cast<const std::byte*>(object) + step.offset;
    if (step.refers) {
      const auto& handle = *reinterpret_cast<const BelongsToHandle*>(at);
      if (handle.held() != nullptr || (step.required && !handle.has_key())) return false;
    } else if (reinterpret_cast<const ToManyHandle*>(at)->list() != nullptr) {
      return false;
    }
  }
  return true;
}

// Neither moved from, nor destroyed, nor readonly, nor being saved or in a callback of its own.
bool is_savable(const Slot* slot) noexcept {
  if (slot == nullptr) return true;
  Block* block = slot->block;  // null: moved from
  return block != nullptr && slot->lifecycle != Lifecycle::destroyed && !slot->saving && !slot->called_back &&
         block->is_tracked();
}

}  // namespace

SaveResult write_checked(const ModelInfo& model, ModelBase& record, DatabaseContext context, OnViolation transaction) {
  if (model.shares_columns) [[unlikely]] {
    if (Errors errors = disagreements(model, record); !errors.empty()) return SaveResult(std::move(errors));
  }
  try {
    if (transaction == OnViolation::undone_with_its_level) [[unlikely]]
      write_row_in_level(model, record, context);
    else if (model.declares_constraints && dooms_transaction(context))
      write_row_in_savepoint(model, record, context);
    else
      write_row(record, context);
    return {};
  } catch (const ConstraintViolation& violation) {
    return result_of(model, violation);
  }
}

void Nesting::refuse(std::string_view operation) {
  throw RecordNotSaved(
      fmt::format("can't {} records that are nested more than {} deep in one go: do it in parts", operation, most));
}

namespace {

[[noreturn]] void refuse_save(const ModelBase& record, const Slot* slot) {
  detail::require_alive(record, "save");
  detail::refuse_readonly(record, "save");
  refuse_in_callback(record.model_info(), *slot);
}

[[gnu::always_inline]] inline void require_savable(const ModelBase& record, const Slot* slot) {
  if (!is_savable(slot)) [[unlikely]]
    refuse_save(record, slot);
}

// With all that may be around a write.
SaveResult save_with_all(const ModelInfo& model, ModelBase& record, DatabaseCore& database, std::string_view context) {
  const void* object = record.object();
  if (log_enabled()) [[unlikely]]
    tell_of_changed_targets(model, object);
  if (model.callbacks || has_pending(model, object)) return save_in_step(model, record, database, context);
  return save_alone(model, record, database, context);
}

}  // namespace

[[gnu::hot]] SaveResult save_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed) {
  const Slot* slot = record.slot();
  require_savable(record, slot);
  const ModelInfo& model = slot == nullptr ? record.model_info() : slot->block->model();
  complete_for_others(model, record);
  const void* object = object_of(model, record);
  const bool plain = !model.callbacks && !model.validates && is_settled(model, object);
  // The usual update: its database is kept by its block, and no code of the user's can let go of that meanwhile. Not
  // counting the reference spares a loaded record's first save a stall.
  if (plain && !passed && slot != nullptr && slot->block->database)
    return write_checked(model, record, *slot->block->database, OnViolation::goes_on);
  // Likewise a new record's, by the transaction that it is saved in.
  if (plain && !passed && model.database_name.empty()) {
    if (OpenTransaction* open = OpenTransaction::innermost())
      return write_checked(model, record, {*open->kept_database(), open}, OnViolation::goes_on);
  }
  const std::shared_ptr<DatabaseCore> database =
      resolve_database(model, passed, slot == nullptr ? DatabaseRef() : slot->block->database);
  if (passed) [[unlikely]]
    require_own_database(model, slot, *database);
  if (plain) return write_checked(model, record, *database, OnViolation::goes_on);
  return save_with_all(model, record, *database, {});
}

SaveResult save_record(ModelBase& record, const std::shared_ptr<DatabaseCore>& passed, std::string_view context) {
  if (context.empty()) return save_record(record, passed);
  const Slot* slot = record.slot();
  require_savable(record, slot);
  const ModelInfo& model = record.model_info();
  complete_for_others(model, record);
  const std::shared_ptr<DatabaseCore> database =
      resolve_database(model, passed, slot == nullptr ? DatabaseRef() : slot->block->database);
  if (passed) require_own_database(model, slot, *database);
  return save_with_all(model, record, *database, context);
}

static constinit const std::shared_ptr<DatabaseCore> not_passed;

namespace {

// Whether a save is an UPDATE, if anything, and has nothing else to look at.
[[gnu::always_inline]] inline bool is_plain_update(const ModelInfo& model, ModelBase& record, const Slot& slot) {
  return slot.lifecycle == Lifecycle::persisted && !slot.partial && model.plain_saves && !anybody_listens() &&
         is_settled(model, object_of(model, record));
}

}  // namespace

// What most saves are, an update in a transaction of the record's database, is one function from here to the statement:
// what save_record() would ask is known. Its block keeps the database, and no code of the user's can let go of that
// meanwhile.
[[gnu::hot]] SaveResult ModelBase::save() {
  Slot* slot = slot_;
  if (slot == nullptr || !is_savable(slot)) return save_record(*this, not_passed);
  const ModelInfo& model = slot->block->model();
  OpenTransaction* open = this_thread.transactions;
  if (open == nullptr || open->kept_database().get() != slot->block->database.get() ||
      !is_plain_update(model, *this, *slot))
    return save_record(*this, not_passed);
  try {
    update_by<true>(model, *this, {*slot->block->database, open},
                    [open](UpdateStep& step) { return step.send(open->connection()); });
    return {};
  } catch (const ConstraintViolation& violation) {
    return result_of(model, violation);
  }
}
SaveResult ModelBase::save(WithSavepoint) {
  detail::require_alive(*this, "save");
  const auto database =
      resolve_database(model_info(), nullptr, slot_ == nullptr ? DatabaseRef() : slot_->block->database);
  if (database->transaction() == nullptr) return save_record(*this, nullptr);
  SaveResult result;
  database->run_confined([&](Transaction&) {
    result = save_record(*this, database);
    if (!result) database->transaction()->undo_step();
  });
  return result;
}
SaveResult ModelBase::save(ValidationContext context) {
  detail::require_not_moved(*this, "save");
  require_context(model_info(), context.name());
  return save_record(*this, nullptr, context.name());
}
SaveResult ModelBase::save(const Database& database) { return save_record(*this, database.core()); }

void require_saved(const ModelBase& record, const SaveResult& result) {
  if (result) return;
  if (result.errors().empty())
    throw RecordNotSaved(fmt::format("{} was not saved: a before-callback returned false", record.model_info().name));
  throw RecordInvalid(fmt::format("{} can't be saved: {}", record.model_info().name, result.errors().to_string()),
                      details_of(record.model_info()));
}

void ModelBase::save_or_throw() { require_saved(*this, save()); }
void ModelBase::save_or_throw(ValidationContext context) { require_saved(*this, save(context)); }
void ModelBase::save_or_throw(const Database& database) { require_saved(*this, save_record(*this, database.core())); }

SaveResult ModelBase::update(std::initializer_list<NamedValue> values) {
  assign(values);
  return save();
}

void ModelBase::update_or_throw(std::initializer_list<NamedValue> values) {
  assign(values);
  save_or_throw();
}

void ModelBase::update_columns(std::initializer_list<NamedValue> values) {
  detail::require_alive(*this, "update");
  detail::refuse_readonly(*this, "update");
  if (!is_persisted())
    throw RecordNotSaved(fmt::format("update_columns needs a row: save() this new {} first", model_info().name));
  if (values.size() == 0) return;
  complete_for_others(model_info(), *this);
  std::vector<const AttributeInfo*> columns;
  for (const NamedValue& named : values) columns.push_back(&model_info().attribute(named.name));
  assign(values);
  update_columns_of(*this, columns, *resolve_database(model_info(), nullptr, slot_->block->database));
}

}  // namespace rowan
