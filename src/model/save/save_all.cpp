// save_all: what it takes, where it saves, and what it tells.
#include "rowan/model/save_all.hpp"

#include <fmt/format.h>

#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "model/save/batch_save.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

void require_savable(const ModelInfo& model, ModelBase& record) {
  detail::require_alive(record, "save");
  detail::refuse_readonly(record, "save");
  complete_for_others(model, record);
  if (record.slot() != nullptr && record.slot()->saving)
    throw RecordNotSaved(
        fmt::format("a {} of these is being saved already, and its callback saves them all", model.name));
}

// The one that is named, or else the one that all of them live in.
std::shared_ptr<DatabaseCore> common_database(const ModelInfo& model, std::span<ModelBase* const> records,
                                              const Database* passed) {
  DatabaseRef own;
  for (ModelBase* record : records) {
    const Slot* slot = record->slot();
    if (slot == nullptr || !slot->block->database) continue;
    if (passed != nullptr) require_own_database(model, slot, *passed->core());
    if (own && !are_one(*own, *slot->block->database))
      throw QueryError(fmt::format(
          "these records of {} come from different databases: save those of each by themselves", model.name));
    own = slot->block->database;
  }
  return resolve_database(model, passed != nullptr ? passed->core() : nullptr, own);
}

}  // namespace

std::string SaveAllResult::to_string() const {
  std::string text;
  for (const Failure& failure : failures_) {
    text += fmt::format(
        "{}record {}: {}", text.empty() ? "" : "\n", failure.index,
        failure.result.stopped() ? "a before-callback returned false" : failure.result.errors().to_string());
  }
  return text;
}

namespace detail {

SaveAllResult save_all(const ModelInfo& model, std::span<ModelBase* const> records, const Database* passed) {
  if (records.empty()) return {};
  for (ModelBase* record : records) {
    if (record == nullptr) throw QueryError(fmt::format("one of these pointers to records of {} is null", model.name));
    require_savable(model, *record);
  }
  const auto database = common_database(model, records, passed);
  std::vector<SaveAllResult::Failure> failures;
  database->run_confined([&](Transaction&) {
    failures = BatchSave(model, *database).run(records);
    if (!failures.empty()) database->transaction()->undo_step();
  });
  return SaveAllResult(std::move(failures));
}

void save_all_or_throw(const ModelInfo& model, std::span<ModelBase* const> records, const Database* passed) {
  const SaveAllResult result = save_all(model, records, passed);
  if (result) return;
  const std::string message = fmt::format("these records of {} can't be saved:\n{}", model.name, result.to_string());
  if (result.failures().front().result.stopped()) throw RecordNotSaved(message);
  throw RecordInvalid(message, details_of(model));
}

}  // namespace detail
}  // namespace rowan
