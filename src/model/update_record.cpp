// The UPDATE of a record, or of many: what changed since it was loaded, or just some columns.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <optional>

#include "model/hydrate.hpp"
#include "model/key.hpp"
#include "model/lifecycle.hpp"
#include "model/record_statements.hpp"
#include "model/words.hpp"
#include "model/write_parts.hpp"
#include "model/writer.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

// Takes the fingerprints of the object as it is now; tells which attributes (of at most 64) differ from `loaded`.
AttributeMask compare(const ModelInfo& model, const void* object, const std::uint64_t* loaded,
                      std::uint64_t* now_words) {
  AttributeMask mask = 0, bit = 1;
  for (const AttributePlan& step : model.plan) {
    take_fingerprint(step, object, now_words + step.word);
    std::uint64_t differing = now_words[step.word] ^ loaded[step.word];
    if (step.words > 1) [[unlikely]] {
      for (std::uint16_t w = 1; w < step.words; ++w) differing |= now_words[step.word + w] ^ loaded[step.word + w];
    }
    mask |= differing != 0 ? bit : 0;
    bit <<= 1;
  }
  return mask;
}

std::vector<const AttributeInfo*> changed_list(const ModelInfo& model, const std::uint64_t* now_words,
                                               const std::uint64_t* loaded) {
  std::vector<const AttributeInfo*> list;
  for (const AttributeInfo& attribute : model.attributes) {
    const std::uint64_t* words = now_words + attribute.word;
    if (!std::equal(words, words + attribute.ops->words, loaded + attribute.word)) list.push_back(&attribute);
  }
  return list;
}

// Fingerprints on the stack for all but very wide models.
class Words {
 public:
  explicit Words(std::size_t count) {
    if (count > small_.size()) large_ = std::make_unique<std::uint64_t[]>(count);
  }
  std::uint64_t* data() { return large_ ? large_.get() : small_.data(); }

 private:
  std::array<std::uint64_t, 48> small_;
  std::unique_ptr<std::uint64_t[]> large_;
};

// The new lock version is in the member while the statement runs; it goes back when that fails.
class LockVersionStep {
 public:
  LockVersionStep(const AttributeInfo* attribute, void* object, std::uint64_t loaded)
      : attribute_(attribute), object_(object), loaded_(loaded) {
    if (attribute_ != nullptr) put(loaded_ + 1);
  }
  ~LockVersionStep() {
    if (attribute_ != nullptr && !kept_) put(loaded_);
  }
  LockVersionStep(const LockVersionStep&) = delete;
  LockVersionStep& operator=(const LockVersionStep&) = delete;
  void keep() { kept_ = true; }

 private:
  void put(std::uint64_t word) {
    attribute_->ops->set(member_of(object_, *attribute_), attribute_->ops->unfingerprint(&word));
  }
  const AttributeInfo* attribute_;
  void* object_;
  std::uint64_t loaded_;
  bool kept_ = false;
};

// What an update sends: attributes by mask, or, for models with more than 64 of them, by list.
class Update {
 public:
  Update(const ModelInfo& model, void* object, Slot& slot)
      : model_(model),
        object_(object),
        slot_(slot),
        loaded_(slot.block->fingerprints(slot.row)),
        small_(model.members.size() <= 64),
        words_(model.fingerprint_words) {}

  // Compares the record as it is now with what was loaded. False when nothing changed.
  bool look() {
    mask_ = compare(model_, object_, loaded_, words_.data());
    if (!small_) list_ = changed_list(model_, words_.data(), loaded_);
    return small_ ? mask_ != 0 : !list_.empty();
  }
  [[nodiscard]] std::uint64_t loaded_lock() const {
    return model_.lock_version == nullptr ? 0 : loaded_[model_.lock_version->word];
  }

  void send(Connection& connection) {
    RecordStatements& statements = RecordStatements::of(connection, model_);
    Statement& statement = small_ ? statements.update(mask_) : statements.update(list_, true);
    Execution execution(connection, statement, model_.name, "update");
    bind(statement);
    // Results are mostly saved in their order: while the database works, the next record comes into the cache.
    slot_.block->prefetch(slot_.row + 1);
    execution.rows = statement.run();
    if (execution.rows == 0) stale(model_, slot_, "update");
  }

  void bind(Statement& statement) const {
    const int keys_from = small_ ? write_masked(statement) : write_listed(statement);
    write_slot_key(statement, keys_from, slot_, model_.primary_key);
    if (model_.lock_version != nullptr) {
      const int lock = keys_from + static_cast<int>(model_.primary_key.size());
      statement.write(lock, static_cast<std::int64_t>(loaded_lock()));
    }
  }

  // What was sent is now what was loaded.
  void settle() {
    const std::size_t count = model_.fingerprint_words;
    copy_words(loaded_, count, slot_.block->previous(slot_.row));
    copy_words(words_.data(), count, loaded_);
    if (model_.integer_key)
      slot_.key = loaded_[model_.plan[model_.key_index].word];
    else
      take_key(model_, object_, slot_);
  }

  /// Of what changed, in models of up to 64 attributes.
  [[nodiscard]] AttributeMask mask() const { return mask_; }

 private:
  int write_masked(Statement& statement) const {
    int index = 0;
    for (AttributeMask rest = mask_; rest != 0; rest &= rest - 1) {
      const auto i = static_cast<std::size_t>(__builtin_ctzll(rest));
      try {
        statement.write_members({&model_.members[i], 1}, object_, index);
      } catch (const InvalidValue& error) {
        rethrow_named(model_, model_.attributes[i], error);
      }
    }
    return index;
  }
  int write_listed(Statement& statement) const {
    int index = 0;
    for (const AttributeInfo* attribute : list_) write_member(model_, statement, index++, *attribute, object_);
    return index;
  }

  const ModelInfo& model_;
  void* object_;
  Slot& slot_;
  std::uint64_t* loaded_;
  const bool small_;
  AttributeMask mask_ = 0;
  std::vector<const AttributeInfo*> list_;
  Words words_;
};

}  // namespace

namespace {

// An update from the first look to the state of a saved record.
class UpdateStep {
 public:
  UpdateStep(const ModelInfo& model, ModelBase& record)
      : model_(model), slot_(*record.slot()), object_(object_of(model, record)), update_(model, object_, slot_) {}

  // False when there is nothing to send; else the record's members are as they are to be sent.
  bool begin(DatabaseCore& database) {
    if (!update_.look()) {
      slot_.inserted = slot_.updated = false;
      return false;
    }
    enlist(slot_, database);  // before the members change
    if (model_.updated_at != nullptr) stamp(model_.updated_at, object_, now());
    lock_.emplace(model_.lock_version, object_, update_.loaded_lock());
    if (model_.updated_at != nullptr || model_.lock_version != nullptr) update_.look();
    return true;
  }
  void settle() {
    lock_->keep();
    update_.settle();
    slot_.updated = true;
    slot_.inserted = false;
    if (!model_.kept_originals.empty()) keep_originals(model_, object_, slot_);
  }
  [[nodiscard]] Update& update() { return update_; }
  [[nodiscard]] const Slot& slot() const { return slot_; }

 private:
  const ModelInfo& model_;
  Slot& slot_;
  void* object_;
  Update update_;
  std::optional<LockVersionStep> lock_;
};

}  // namespace

bool update_record(ModelBase& record, DatabaseCore& database) {
  UpdateStep step(record.slot()->block->model(), record);
  if (!step.begin(database)) return false;
  step.update().send(*database.acquire());
  step.settle();
  return true;
}

namespace {

// Records whose state is kept until the database has answered.
constexpr std::size_t records_per_batch = 1000;

using Group = std::span<UpdateStep* const>;

// A database that counts the rows of a batch in sum does not tell which one is missing.
[[noreturn]] void find_stale(const ModelInfo& model, Group group, Connection& connection) {
  Statement& statement = RecordStatements::of(connection, model).find();
  for (UpdateStep* step : group) {
    Execution execution(connection, statement, model.name, "find stale");
    write_slot_key(statement, 0, step->slot(), model.primary_key);
    const bool there = statement.step();
    std::int64_t version = 0;
    if (there && model.lock_version != nullptr) statement.read(model.lock_version->index, version);
    if (there &&
        static_cast<std::uint64_t>(version) == step->update().loaded_lock() + (model.lock_version != nullptr ? 1 : 0))
      continue;
    stale(model, step->slot(), "update");
  }
  ErrorDetails details;
  details.table = model.table;
  throw StaleRecord(fmt::format("can't update one of {} records of {}: it was changed by someone else since it was "
                                "loaded (lock version); reload() them",
                                group.size(), model.name),
                    std::move(details));
}

// Updates of the same columns.
void send_group(const ModelInfo& model, Group group, Connection& connection) {
  RecordStatements& statements = RecordStatements::of(connection, model);
  Statement* batch = group.size() > 1 ? statements.batch_update(group.front()->update().mask()) : nullptr;
  if (batch == nullptr) {
    for (UpdateStep* step : group) step->update().send(connection);
    return;
  }
  std::uint64_t matched = 0;
  {
    Execution execution(connection, *batch, model.name, "update");
    for (UpdateStep* step : group) {
      step->update().bind(*batch);
      batch->end_row();
    }
    matched = execution.rows = batch->run();
  }
  if (matched != group.size()) find_stale(model, group, connection);
}

void update_some(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database) {
  std::deque<UpdateStep> steps;  // they stay where they are
  std::vector<UpdateStep*> changed;
  for (ModelBase* record : records) {
    if (steps.emplace_back(model, *record).begin(database)) changed.push_back(&steps.back());
  }
  if (changed.empty()) return;
  const auto mask = [](UpdateStep* step) { return step->update().mask(); };
  std::stable_sort(changed.begin(), changed.end(), [&](auto* left, auto* right) { return mask(left) < mask(right); });
  {
    Lease connection = database.acquire();
    for (auto from = changed.begin(); from != changed.end();) {
      const auto to =
          std::find_if(from, changed.end(), [&, same = mask(*from)](auto* step) { return mask(step) != same; });
      send_group(model, {from, to}, *connection);
      from = to;
    }
  }
  for (UpdateStep* step : changed) step->settle();
}

}  // namespace

void update_records(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database) {
  if (model.members.size() > 64) {
    for (ModelBase* record : records) update_record(*record, database);
    return;
  }
  while (!records.empty()) {
    const std::size_t some = std::min(records.size(), records_per_batch);
    update_some(model, records.first(some), database);
    records = records.subspan(some);
  }
}

void update_columns_of(ModelBase& record, std::span<const AttributeInfo* const> columns, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  void* object = record.object();
  enlist(slot, database);
  {
    Lease connection = database.acquire();
    Statement& statement = RecordStatements::of(*connection, model).update({columns.begin(), columns.end()}, false);
    Execution execution(*connection, statement, model.name, "update columns");
    int index = 0;
    for (const AttributeInfo* attribute : columns) write_member(model, statement, index++, *attribute, object);
    const Key key = slot_key(slot);
    write_key(statement, index, key, model.primary_key);
    execution.rows = statement.run();
    if (execution.rows == 0) stale(model, slot, "update");
  }
  std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  for (const AttributeInfo* attribute : columns) {
    if (loaded != nullptr) attribute->ops->fingerprint(member_of(object, *attribute), loaded + attribute->word);
    if (attribute->keep_original && attribute->ops->hashed) keep_original(*attribute, object, slot);
  }
  take_key(model, object, slot);
}

}  // namespace rowan
