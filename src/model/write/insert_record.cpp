// The INSERT of one record.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "association/shared_columns.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/record_log.hpp"
#include "model/record/tell_change.hpp"
#include "model/record/words.hpp"
#include "model/write/insert_plan.hpp"
#include "model/write/own_type.hpp"
#include "model/write/redirected_insert.hpp"
#include "model/write/write_parts.hpp"
#include "model/write/writer.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statements.hpp"

namespace rowan {
namespace {

// Unless the user set it. A stamp goes into the slot's fingerprints at once: where the first insert fails, or is rolled
// back, it is told from a time of the user's by that, and the next insert stamps anew.
bool stamp_new(const ModelInfo& model, const AttributeInfo* attribute, Slot& slot, void* object, Instant time) {
  if (attribute == nullptr) return false;
  const MemberStep& step = model.members[attribute->index];
  std::uint64_t& print = slot.block->fingerprints(slot.row)[step.word];
  std::uint64_t word = 0;
  take_fingerprint(step, object, &word);
  if (word != print && word != model.initial_fingerprints[step.word]) return false;
  stamp(attribute, object, time);
  take_fingerprint(step, object, &print);
  return true;
}

void cut_new_stamp(const ModelInfo& model, const AttributeInfo* attribute, Slot& slot, void* object,
                   const TableFacts& facts) {
  if (!facts.cut_stamp(attribute, object)) return;
  const MemberStep& step = model.members[attribute->index];
  take_fingerprint(step, object, slot.block->fingerprints(slot.row) + step.word);
}

void stamp_new(const ModelInfo& model, Slot& slot, void* object) {
  const Instant time = now();
  slot.stamped_created = stamp_new(model, model.created_at, slot, object, time);
  slot.stamped_updated = stamp_new(model, model.updated_at, slot, object, time);
}

// The library saves it itself here; save() has done this already.
void require_agreement(const ModelInfo& model, const ModelBase& record) {
  Errors errors(model);
  bring_together(model, record, errors);
  if (!errors.empty()) throw RecordInvalid(fmt::format("{} can't be inserted: {}", model.name, errors.to_string()));
}

[[gnu::noinline]] void generate_uuid(const ModelInfo& model, void* object) {
  if (model.primary_key.size() != 1) return;
  const AttributeInfo& key = *model.primary_key[0];
  if (!key.generated || key.type.kind != TypeKind::uuid || !untouched(model, key, object)) return;
  key.ops->set(member_of(object, key), Value(Uuid::time_ordered()));
}

std::int64_t returned_key(const ModelInfo& model, Statement& statement) {
  std::int64_t key = 0;
  if (!statement.step()) nothing_inserted(model);
  if (!read_generated_key(model, statement, key)) no_key(model);
  statement.step();  // the end, lest the statement hold what it returned
  return key;
}

// Takes the fingerprints along.
[[gnu::hot]] void run_hot_insert(const ModelInfo& model, Slot& slot, void* object, Connection& connection,
                                 RecordStatements& statements) {
  const bool generated = model.generated_key && key_untouched(model, object);
  const std::span<const MemberStep> members(model.members);
  // The columns before and after a key that the database makes; all, and none, where it makes none.
  const std::size_t before = generated ? model.primary_key[0]->index : members.size();
  const std::size_t after = generated ? before + 1 : before;
  const AttributeMask all = members.size() == 64 ? ~AttributeMask{0} : (AttributeMask{1} << members.size()) - 1;
  Statement& statement = statements.insert(generated ? all & ~(AttributeMask{1} << before) : all);
  Execution execution(connection, statement, model.name, "insert");
  std::uint64_t* prints = slot.block->fingerprints(slot.row);
  int index = 0;
  try {
    if (before != 0) statement.write_members(members.first(before), object, index, prints);
    statement.write_members(members.subspan(after), object, index, prints);
  } catch (const InvalidValue& error) {
    const auto at = static_cast<std::size_t>(index);
    rethrow_named(model, model.attributes[at < before ? at : at + after - before], error);
  }
  if (!generated || statements.tells_last_key()) {
    if (execution.run() == 0) [[unlikely]]
      nothing_inserted(model);
    if (generated) set_generated_key(model, object, key_told(model, connection));
  } else {
    set_generated_key(model, object, returned_key(model, statement));
    execution.rows = 1;
  }
  if (generated) take_fingerprint(members[model.key_index], object, prints + model.key_word);
}

void read_back(const ModelInfo& model, Statement& statement, const std::vector<const AttributeInfo*>& columns,
               void* object) {
  if (!statement.step()) nothing_inserted(model);
  int column = 0;
  for (const AttributeInfo* attribute : columns) read_attribute(model, *attribute, statement, column++, object);
  while (statement.step()) {
  }
}

[[gnu::noinline]] void run_general_insert(const ModelInfo& model, void* object, Connection& connection) {
  const InsertPlan plan = plan_insert(model, object);
  plan.require_told_keys(model, connection.dialect());
  const auto returned = plan.returned(model, connection.dialect());
  {
    Statement& statement = RecordStatements::of(connection, model).insert(plan.columns, returned);
    Execution execution(connection, statement, model.name, "insert");
    int index = 0;
    for (const AttributeInfo* attribute : plan.columns) write_member(model, statement, index++, *attribute, object);
    if (!returned.empty()) return read_back(model, statement, returned, object);
    if (execution.run() == 0) nothing_inserted(model);
  }
  if (plan.generated_key) set_generated_key(model, object, key_told(model, connection));
  select_back(model, plan.defaults, object, connection);
}

/// How the INSERT is sent. `in_level`: what comes back may be more than a member holds, and the row is undone then.
enum class Way : std::uint8_t { by_mask, by_plan, in_level, redirected };

// Without regard to the table.
Way usual_way(const ModelInfo& model, const void* object, const RecordStatements& statements) {
  if (statements.inserts_by_mask()) return Way::by_mask;
  const auto filled_in = [&](const AttributeInfo& attribute) {
    return attribute.database_default && untouched(model, attribute, object);
  };
  const bool any =
      model.has_database_defaults && std::any_of(model.attributes.begin(), model.attributes.end(), filled_in);
  return any ? Way::in_level : Way::by_plan;
}

// What is known of the table may keep the record from being inserted in the usual way.
[[gnu::noinline]] Way heed_facts(const ModelInfo& model, Slot& slot, void* object, RecordStatements& statements) {
  heed_limits(model, slot, object, statements);
  const TableFacts& facts = statements.facts();
  const bool generated = model.generated_key && key_untouched(model, object);
  if (generated && facts.keyless) no_key(model);
  if (facts.redirects_inserts || (generated && !facts.counts_keys)) return Way::redirected;
  return generated && facts.outgrows_key ? Way::in_level : usual_way(model, object, statements);
}

[[gnu::noinline]] void insert_undoably(const ModelInfo& model, Slot& slot, void* object, DatabaseCore& database,
                                       Way way) {
  std::vector<std::pair<const AttributeInfo*, Value>> left_out;
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.database_default && untouched(model, attribute, object))
      left_out.emplace_back(&attribute, attribute.ops->get(member_of(object, attribute)));
  }
  try {
    insert_in_level(model, object, database, way == Way::redirected ? &insert_and_look : &run_general_insert);
  } catch (...) {
    restore_initial(slot);
    throw;
  }
  TransactionState* transaction = database.transaction();
  if (transaction == nullptr) return;
  for (const auto& [attribute, before] : left_out) RecordLog::filled_in(*transaction, slot, *attribute, before);
}

// Others in the block stay with the database that loaded or saved them.
void keep_database(Block& block, const DatabaseContext& context) {
  if (block.database && (block.count() > 1 || block.database.get() == &context.database)) return;
  block.database = DatabaseRef(&context.database);
}

[[gnu::noinline]] void set_own_type(const ModelInfo& model, void* object) {
  const AttributeInfo& attribute = *model.type_attribute;
  if (lacks_type(model, object)) attribute.ops->set(member_of(object, attribute), Value(model.type_name));
  require_own_type(model, object);
}

[[gnu::always_inline]] inline void prepare(const ModelInfo& model, Slot& slot, void* object, DatabaseContext context) {
  if (model.created_at != nullptr || model.updated_at != nullptr) stamp_new(model, slot, object);
  if (!model.integer_key) generate_uuid(model, object);
  if (model.type_attribute != nullptr) set_own_type(model, object);
  enlist(slot, context);
}

[[gnu::always_inline]] inline void settle(Slot& slot, const DatabaseContext& context) {
  slot.inserted = true;
  slot.updated = false;
  keep_database(*slot.block, context);
}

}  // namespace

void heed_limits(const ModelInfo& model, Slot& slot, void* object, RecordStatements& statements) {
  if (!statements.facts().minds_values()) return;
  if (slot.stamped_created) cut_new_stamp(model, model.created_at, slot, object, statements.facts());
  if (slot.stamped_updated) cut_new_stamp(model, model.updated_at, slot, object, statements.facts());
  statements.make_fit(object);
}

[[gnu::hot]] void set_generated_key(const ModelInfo& model, void* object, std::int64_t key) {
  const AttributeInfo& attribute = *model.primary_key[0];
  if (model.members[attribute.index].kind == MemberKind::int64) {
    *static_cast<std::int64_t*>(member_of(object, attribute)) = key;
    return;
  }
  // An unsigned key beyond the signed ones comes as the negative number of the same bits.
  const bool full_width = attribute.type.kind == TypeKind::uint64;
  try {
    attribute.ops->set(member_of(object, attribute), full_width ? Value(static_cast<std::uint64_t>(key)) : Value(key));
  } catch (const InvalidValue& error) {
    refuse_read(model, attribute, error);
  }
}

bool read_generated_key(const ModelInfo& model, Statement& statement, std::int64_t& key) {
  if (model.primary_key[0]->type.kind != TypeKind::uint64) return statement.read(0, key);
  std::uint64_t bits = 0;
  const bool given = statement.read(0, bits);
  key = static_cast<std::int64_t>(bits);
  return given;
}

void prepare_insert(ModelBase& record, DatabaseContext context) {
  Slot& slot = record.need_slot();
  const ModelInfo& model = slot.block->model();
  if (model.shares_columns) require_agreement(model, record);
  prepare(model, slot, object_of(model, record), context);
}

void settle_insert(ModelBase& record, DatabaseContext context) {
  Slot& slot = *record.slot();
  const ModelInfo& model = slot.block->model();
  settle(slot, context);
  settle_loaded(model, object_of(model, record), slot);
}

[[gnu::hot]] static void insert_untold(ModelBase& record, DatabaseContext context) {
  Slot& slot = record.need_slot();
  const ModelInfo& model = slot.block->model();
  if (model.shares_columns) require_agreement(model, record);
  void* object = object_of(model, record);
  prepare(model, slot, object, context);
  Way way{};
  try {
    std::optional<Lease> lease;
    Connection& connection = context.connection(lease, Intent::write);
    RecordStatements& statements = RecordStatements::of(connection, model);
    if (!statements.facts().plain) [[unlikely]]
      way = heed_facts(model, slot, object, statements);
    else
      way = usual_way(model, object, statements);
    if (way == Way::by_mask)
      run_hot_insert(model, slot, object, connection, statements);
    else if (way == Way::by_plan)
      run_general_insert(model, object, connection);
  } catch (...) {
    restore_initial(slot);
    throw;
  }
  if (way == Way::in_level || way == Way::redirected) [[unlikely]]
    insert_undoably(model, slot, object, context.database, way);
  settle(slot, context);
  way == Way::by_mask ? settle_watched(model, object, slot) : settle_loaded(model, object, slot);
}

void insert_alone(ModelBase& record, DatabaseContext context) { insert_untold(record, context); }

[[gnu::hot]] void insert_record(ModelBase& record, DatabaseContext context) {
  if (!concerns_others(record.need_slot().block->model())) [[likely]]
    return insert_untold(record, context);
  tell_write(record, Operation::insert, context.database,
             [&] { return insert_untold(record, context.database), true; });
}

}  // namespace rowan
