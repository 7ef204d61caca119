#include "model/writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "association/shared_columns.hpp"
#include "model/hydrate.hpp"
#include "model/key.hpp"
#include "model/lifecycle.hpp"
#include "model/record_log.hpp"
#include "model/record_statements.hpp"
#include "model/words.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

const void* member_of(const void* object, const AttributeInfo& attribute) {
  return static_cast<const std::byte*>(object) + attribute.offset;
}
void* member_of(void* object, const AttributeInfo& attribute) {
  return static_cast<std::byte*>(object) + attribute.offset;
}

// Still what the class's constructor makes of it.
bool untouched(const ModelInfo& model, const AttributeInfo& attribute, const void* object) {
  std::array<std::uint64_t, 4> words{};
  attribute.ops->fingerprint(member_of(object, attribute), words.data());
  return std::memcmp(words.data(), &model.initial_fingerprints[attribute.word],
                     attribute.ops->words * sizeof(std::uint64_t)) == 0;
}

[[noreturn]] void rethrow_named(const ModelInfo& model, const AttributeInfo& attribute, const InvalidValue& error) {
  ErrorDetails details;
  details.table = model.table;
  details.columns = {attribute.column};
  throw InvalidValue(fmt::format("{}.{} can't be sent: {}", model.name, attribute.name, error.what()),
                     std::move(details));
}

// Binds one member, naming it when it is refused.
void write_member(const ModelInfo& model, Statement& statement, int index, const AttributeInfo& attribute,
                  const void* object) {
  try {
    attribute.ops->write(statement, index, member_of(object, attribute));
  } catch (const InvalidValue& error) {
    rethrow_named(model, attribute, error);
  }
}

void stamp(const AttributeInfo* attribute, void* object, Instant time) {
  if (attribute == nullptr) return;
  const bool instant = attribute->type.kind == TypeKind::instant;
  attribute->ops->set(member_of(object, *attribute),
                      instant ? Value(time) : Value(LocalDateTime(time.time_since_epoch())));
}

// Unless the user set it. A stamp goes into the slot's fingerprints at once: where the first insert fails, or is rolled
// back, it is told from a time of the user's by that, and the next insert stamps anew.
bool stamp_new(const ModelInfo& model, const AttributeInfo* attribute, Slot& slot, void* object, Instant time) {
  if (attribute == nullptr) return false;
  const AttributePlan& plan = model.plan[attribute->index];
  std::uint64_t& print = slot.block->fingerprints(slot.row)[plan.word];
  std::uint64_t word = 0;
  take_fingerprint(plan, object, &word);
  if (word != print && word != model.initial_fingerprints[plan.word]) return false;
  stamp(attribute, object, time);
  take_fingerprint(plan, object, &print);
  return true;
}

void stamp_new(const ModelInfo& model, Slot& slot, void* object) {
  if (model.created_at == nullptr && model.updated_at == nullptr) return;
  const Instant time = now();
  slot.stamped_created = stamp_new(model, model.created_at, slot, object, time);
  slot.stamped_updated = stamp_new(model, model.updated_at, slot, object, time);
}

// The library saves it itself here; save() has done this already.
void require_agreement(const ModelInfo& model, const ModelBase& record) {
  Errors errors;
  bring_together(model, record, errors);
  if (!errors.empty()) throw RecordInvalid(fmt::format("{} can't be inserted: {}", model.name, errors.to_string()));
}

void generate_uuid(const ModelInfo& model, void* object) {
  if (model.primary_key.size() != 1) return;
  const AttributeInfo& key = *model.primary_key[0];
  if (!key.generated || key.type.kind != TypeKind::uuid || !untouched(model, key, object)) return;
  key.ops->set(member_of(object, key), Value(Uuid::time_ordered()));
}

struct InsertPlan {
  std::vector<const AttributeInfo*> columns, returning;
  AttributeMask mask = 0;
  bool generated_key = false;
};

// Which columns are sent, and which ones the database fills in.
InsertPlan plan_insert(const ModelInfo& model, const void* object) {
  InsertPlan plan;
  for (const AttributeInfo& attribute : model.attributes) {
    const bool database_makes_it = (model.generated_key && attribute.primary_key) || attribute.database_default;
    if (!database_makes_it || !untouched(model, attribute, object)) {
      plan.columns.push_back(&attribute);
      continue;
    }
    if (attribute.primary_key)
      plan.generated_key = true;
    else
      plan.returning.push_back(&attribute);
  }
  return plan;
}

bool key_untouched(const ModelInfo& model, const void* object) {
  std::uint64_t word = 0;
  const AttributePlan& key = model.plan[model.primary_key[0]->index];
  take_fingerprint(key, object, &word);
  return word == model.initial_fingerprints[key.word];
}

// The common case: at most 64 attributes, no database defaults, integer keys that come back with the insert.
bool hot_insert(const ModelInfo& model, const Dialect& dialect) {
  if (model.members.size() > 64 || model.has_database_defaults) return false;
  return !model.generated_key || dialect.can().last_insert_id || dialect.can().returning;
}

std::int64_t returned_key(const ModelInfo& model, Statement& statement) {
  std::int64_t key = 0;
  if (!statement.step() || !statement.read(0, key))
    throw StatementError(fmt::format("INSERT into {} returned no key", model.table));
  statement.step();  // the end, lest the statement hold what it returned
  return key;
}

void run_hot_insert(const ModelInfo& model, void* object, Connection& connection) {
  const bool generated = model.generated_key && key_untouched(model, object);
  const std::span<const MemberStep> members(model.members);
  // The columns before and after a key that the database makes; all, and none, where it makes none.
  const std::size_t before = generated ? model.primary_key[0]->index : members.size();
  const std::size_t after = generated ? before + 1 : before;
  const AttributeMask all = members.size() == 64 ? ~AttributeMask{0} : (AttributeMask{1} << members.size()) - 1;
  Statement& statement =
      RecordStatements::of(connection, model).insert(generated ? all & ~(AttributeMask{1} << before) : all);
  Execution execution(connection, statement, model.name, "insert");
  int index = 0;
  try {
    statement.write_members(members.first(before), object, index);
    statement.write_members(members.subspan(after), object, index);
  } catch (const InvalidValue& error) {
    const auto at = static_cast<std::size_t>(index);
    rethrow_named(model, model.attributes[at < before ? at : at + after - before], error);
  }
  if (!generated || connection.dialect().can().last_insert_id) {
    execution.rows = statement.run();
    if (generated) set_generated_key(model, object, connection.last_insert_id());
  } else {
    set_generated_key(model, object, returned_key(model, statement));
    execution.rows = 1;
  }
}

void read_back(const ModelInfo& model, Statement& statement, const std::vector<const AttributeInfo*>& columns,
               void* object) {
  if (!statement.step()) throw StatementError(fmt::format("INSERT into {} returned no row", model.table));
  int column = 0;
  for (const AttributeInfo* attribute : columns)
    attribute->ops->read(statement, column++, member_of(object, *attribute));
  while (statement.step()) {
  }
}

// Without RETURNING: what the database filled in is selected by key.
void select_back(const ModelInfo& model, const std::vector<const AttributeInfo*>& columns, void* object,
                 Connection& connection) {
  if (columns.empty()) return;
  Statement& statement = RecordStatements::of(connection, model).find();
  Execution execution(connection, statement, model.name, "read defaults");
  Key key;
  read_key(model.primary_key, object, key);
  write_key(statement, 0, key, model.primary_key);
  if (!statement.step())
    throw StatementError(fmt::format("the row just inserted into {} can't be read back", model.table));
  for (const AttributeInfo* attribute : columns)
    attribute->ops->read(statement, attribute->index, member_of(object, *attribute));
}

void run_general_insert(const ModelInfo& model, void* object, Connection& connection) {
  InsertPlan plan = plan_insert(model, object);
  const Capabilities& can = connection.dialect().can();
  const bool ask = can.returning && (!plan.returning.empty() || (plan.generated_key && !can.last_insert_id));
  const std::vector<const AttributeInfo*> defaults = plan.returning;
  if (ask && plan.generated_key) plan.returning.push_back(model.primary_key[0]);
  if (!ask) plan.returning.clear();
  {
    Statement& statement = RecordStatements::of(connection, model).insert(plan.columns, plan.returning);
    Execution execution(connection, statement, model.name, "insert");
    int index = 0;
    for (const AttributeInfo* attribute : plan.columns) write_member(model, statement, index++, *attribute, object);
    if (ask) return read_back(model, statement, plan.returning, object);
    execution.rows = statement.run();
  }
  if (plan.generated_key) set_generated_key(model, object, connection.last_insert_id());
  select_back(model, defaults, object, connection);
}

// A block may hold other records, too: they stay with the database that loaded them.
void keep_database(Slot& slot, DatabaseCore& database) {
  if (slot.block->database) return;
  const TransactionState* transaction = database.transaction();
  slot.block->database = transaction != nullptr ? transaction->kept_database() : database.shared_from_this();
}

[[noreturn]] void stale(const ModelInfo& model, const Slot& slot, std::string_view operation) {
  ErrorDetails details;
  details.table = model.table;
  throw StaleRecord(
      fmt::format(
          "can't {} {} {}: its row is gone{}; reload() it, or find out who removed it", operation, model.name,
          to_string(slot_key(slot), model.primary_key),
          model.lock_version == nullptr ? "" : ", or was changed by someone else since it was loaded (lock version)"),
      std::move(details));
}

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
    const int keys_from = small_ ? write_masked(statement) : write_listed(statement);
    write_slot_key(statement, keys_from, slot_, model_.primary_key);
    if (model_.lock_version != nullptr) {
      const int lock = keys_from + static_cast<int>(model_.primary_key.size());
      statement.write(lock, static_cast<std::int64_t>(loaded_lock()));
    }
    // Results are mostly saved in their order: while the database works, the next record comes into the cache.
    slot_.block->prefetch(slot_.row + 1);
    execution.rows = statement.run();
    if (execution.rows == 0) stale(model_, slot_, "update");
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

void enlist(Slot& slot, DatabaseCore& database) {
  if (TransactionState* transaction = database.transaction()) RecordLog::enlist(*transaction, slot);
}

void set_generated_key(const ModelInfo& model, void* object, std::int64_t key) {
  const AttributeInfo& attribute = *model.primary_key[0];
  if (model.plan[attribute.index].kind == MemberKind::int64) {
    *static_cast<std::int64_t*>(member_of(object, attribute)) = key;
    return;
  }
  attribute.ops->set(member_of(object, attribute), Value(key));
}

void prepare_insert(ModelBase& record, DatabaseCore& database) {
  Slot& slot = record.need_slot();
  const ModelInfo& model = slot.block->model();
  void* object = object_of(model, record);
  if (model.shares_columns) require_agreement(model, record);
  stamp_new(model, slot, object);
  generate_uuid(model, object);
  enlist(slot, database);
}

void settle_insert(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  slot.inserted = true;
  slot.updated = false;
  keep_database(slot, database);
  settle_loaded(model, object_of(model, record), slot);
}

void insert_record(ModelBase& record, DatabaseCore& database) {
  prepare_insert(record, database);
  const ModelInfo& model = record.slot()->block->model();
  void* object = object_of(model, record);
  {
    Lease connection = database.acquire();
    if (hot_insert(model, connection->dialect()))
      run_hot_insert(model, object, *connection);
    else
      run_general_insert(model, object, *connection);
  }
  settle_insert(record, database);
}

bool update_record(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  void* object = object_of(model, record);
  Update update(model, object, slot);
  if (!update.look()) {
    slot.inserted = slot.updated = false;
    return false;
  }
  enlist(slot, database);  // before the members change
  if (model.updated_at != nullptr) stamp(model.updated_at, object, now());
  LockVersionStep lock(model.lock_version, object, update.loaded_lock());
  if (model.updated_at != nullptr || model.lock_version != nullptr) update.look();
  update.send(*database.acquire());
  lock.keep();
  update.settle();
  slot.updated = true;
  slot.inserted = false;
  if (!model.kept_originals.empty()) keep_originals(model, object, slot);
  return true;
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

void delete_record(ModelBase& record, DatabaseCore& database) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  const std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  const bool by_lock = model.lock_version != nullptr && loaded != nullptr;
  enlist(slot, database);
  {
    Lease connection = database.acquire();
    Statement& statement = RecordStatements::of(*connection, model).remove(by_lock);
    Execution execution(*connection, statement, model.name, "delete");
    const Key key = slot_key(slot);
    write_key(statement, 0, key, model.primary_key);
    if (by_lock)
      statement.write(static_cast<int>(model.primary_key.size()),
                      static_cast<std::int64_t>(loaded[model.lock_version->word]));
    execution.rows = statement.run();
    if (execution.rows == 0) stale(model, slot, "delete");
  }
  slot.lifecycle = Lifecycle::destroyed;
}

}  // namespace rowan
