// save_all: the chain of save() in three steps for all records, so that the writes in the middle can go together.
#include "rowan/model/save_all.hpp"
#include "reflect/error_details.hpp"

#include <fmt/format.h>

#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/save/chain.hpp"
#include "model/save/graph.hpp"
#include "model/save/save_chain.hpp"
#include "model/write/writer.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using Failures = std::vector<SaveAllResult::Failure>;

class BatchSave {
 public:
  BatchSave(const ModelInfo& model, DatabaseCore& database)
      : model_(model), database_(database), chain_(model, database, OnViolation::undone_with_its_level) {}
  ~BatchSave() { let_go_of_taken(); }
  BatchSave(const BatchSave&) = delete;
  BatchSave& operator=(const BatchSave&) = delete;

  Failures run(std::span<ModelBase* const> records) {
    records_ = records;
    if (model_.callbacks || model_.validates || is_listened_to(model_)) anchor_all();
    for (std::size_t i = 0; i < records.size() && !stopped(); ++i) look(i, *records[i]);
    for (std::size_t i = 0; i < records.size() && !failed(); ++i) {
      require_in_place(i);
      take(i, *records[i]);
    }
    if (!failed()) flush();
    return std::move(failures_);
  }

 private:
  struct Taken {
    std::size_t index;
    ModelBase* record;
    bool fresh;
    Key key;  ///< before the write
    AroundScope around{};
  };

  [[nodiscard]] bool failed() const { return !failures_.empty(); }
  void note(std::size_t index, SaveResult result) {
    if (!result) failures_.push_back({index, std::move(result)});
  }

  // From when on code of the user's may run.
  void anchor_all() {
    if (!anchors_.empty()) return;
    anchors_.reserve(records_.size());
    for (ModelBase* record : records_) anchors_.emplace_back(*record);
  }

  void require_in_place(std::size_t index) const {
    if (!anchors_.empty()) anchors_[index].require_in_place("save");
  }

  // Nothing is sent before all are valid.
  void look(std::size_t index, ModelBase& record) {
    require_in_place(index);
    if (has_pending(model_, record.object())) anchor_all();
    if (!record.need_slot().validated) note(index, chain_.check(record));
  }

  [[nodiscard]] bool stopped() const { return failed() && failures_.back().result.stopped(); }

  void take(std::size_t index, ModelBase& record) {
    if (record.need_slot().saving) return;  // given twice
    if (model_.shares_columns || has_pending(model_, record.object())) return save_alone(index, record);
    guards_.emplace_back(*record.slot());
    taken_.push_back({index, &record, record.is_new(), slot_key(*record.slot())});
    note(index, chain_.before_write(model_, record, taken_.back().around));
  }

  // With records around it, which may be some of those that were taken: these must be there first.
  void save_alone(std::size_t index, ModelBase& record) {
    anchor_all();
    flush();
    require_in_place(index);
    if (!failed()) note(index, chain_.run(record));
  }

  // Of what stands around them, the last one made goes first.
  void let_go_of_taken() noexcept {
    while (!taken_.empty()) taken_.pop_back();
  }

  void flush() {
    for (const Taken& taken : taken_) require_in_place(taken.index);
    if (!failed()) write();
    guards_.clear();
    if (!failed()) announce();
    for (Taken& taken : taken_) {
      if (failed()) break;
      require_in_place(taken.index);
      note(taken.index, chain_.after_write(model_, *taken.record, taken.fresh));
      taken.around.leave();
    }
    if (!failed() && !taken_.empty()) note(taken_.back().index, chain_.close_circles());
    let_go_of_taken();
  }

  // All of them, before the first one's callbacks may write another one again.
  void announce() {
    for (const Taken& taken : taken_) chain_.announce(model_, *taken.record, taken.fresh ? nullptr : &taken.key);
  }

  // The database does not tell which record violates a constraint; one by one they do.
  void write() {
    if (!model_.declares_constraints) return write_together();
    try {
      database_.run_confined([this](Transaction&) { write_together(); });
    } catch (const ConstraintViolation&) {
      write_one_by_one();
    }
  }

  void write_together() {
    std::vector<ModelBase*> fresh, known;
    for (const Taken& taken : taken_) (taken.fresh ? fresh : known).push_back(taken.record);
    insert_records(model_, fresh, database_, Protocol::statements);
    update_records(model_, known, database_);
  }

  void write_one_by_one() {
    for (const Taken& taken : taken_) {
      note(taken.index, write_checked(model_, *taken.record, database_, OnViolation::undone_with_its_level));
      if (failed()) return;
    }
  }

  const ModelInfo& model_;
  DatabaseCore& database_;
  SaveChain chain_;
  std::vector<Taken> taken_;  ///< ready to be written
  std::vector<SavingGuard> guards_;
  std::span<ModelBase* const> records_;
  std::vector<Anchor> anchors_;  ///< of all of them; none while only code of the library's runs
  Failures failures_;
};

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
  Failures failures;
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
