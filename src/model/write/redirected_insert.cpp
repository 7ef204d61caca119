#include "model/write/redirected_insert.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/words.hpp"
#include "model/write/insert_plan.hpp"
#include "model/write/write_parts.hpp"
#include "model/write/writer.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"

namespace rowan {
namespace {

[[noreturn]] void refuse_insert(const ModelInfo& model, std::string_view why) {
  throw StatementError(fmt::format("the INSERT into {} {}", model.table, why), details_of(model));
}

// The key that the row has, which a trigger may have changed. False when the statement gave none back.
bool read_keys(const ModelInfo& model, Statement& statement, void* object) {
  if (!statement.step()) return false;
  if (model.generated_key) {
    std::int64_t key = 0;
    if (!read_generated_key(model, statement, key)) return false;
    set_generated_key(model, object, key);
    return true;
  }
  int column = 0;
  for (const AttributeInfo* part : model.primary_key) read_attribute(model, *part, statement, column++, object);
  return true;
}

}  // namespace

void no_key(const ModelInfo& model) {
  refuse_insert(model, fmt::format("gave no key: let the database count {} up, or say generated(false) and give keys",
                                   model.primary_key[0]->column));
}

void require_key(const ModelInfo& model, const TableFacts& facts, const std::vector<const AttributeInfo*>& columns) {
  if (!model.generated_key || !facts.keyless) return;
  if (std::find(columns.begin(), columns.end(), model.primary_key[0]) == columns.end()) no_key(model);
}

void nothing_inserted(const ModelInfo& model) {
  refuse_insert(model,
                "left out a row: a trigger, a rule or ON CONFLICT IGNORE of the table dropped it; change that, or use "
                "insert_all with skip_duplicates where it is meant");
}

bool key_untouched(const ModelInfo& model, const void* object) {
  std::uint64_t word = 0;
  const MemberStep& key = model.members[model.primary_key[0]->index];
  take_fingerprint(key, object, &word);
  return word == model.initial_fingerprints[key.word];
}

// Not called for a row that was not inserted: the connection would report an earlier row's key.
[[gnu::hot]] std::int64_t key_told(const ModelInfo& model, Connection& connection) {
  const std::int64_t key = connection.last_insert_id();
  if (key == 0) [[unlikely]]
    no_key(model);
  return key;
}

std::optional<std::int64_t> reserve_key(const ModelInfo& model, Connection& connection) {
  const std::string sql = connection.dialect().reserve_keys();
  if (sql.empty()) return std::nullopt;
  SqlWriter table(connection.dialect());
  const std::string name = table.table(model.schema, model.table).finish().sql;
  Statement& statement = connection.prepared(sql);
  Execution execution(connection, statement, model.name, "reserve keys");
  statement.write(0, std::string_view(name));
  statement.write(1, std::string_view(model.primary_key[0]->column));
  statement.write(2, std::int64_t{1});
  std::int64_t key = 0;
  if (!statement.step() || !statement.read(0, key)) return std::nullopt;
  return key;
}

bool is_there(const ModelInfo& model, const Key& key, Connection& connection) {
  Statement& statement = RecordStatements::of(connection, model).find();
  Execution execution(connection, statement, model.name, "find inserted");
  write_key(statement, 0, key, model.primary_key);
  return statement.step();
}

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
  for (const AttributeInfo* attribute : columns) read_attribute(model, *attribute, statement, attribute->index, object);
}

// The database reports no row if a trigger or a rule moves it elsewhere: the key, which the record must have
// beforehand, finds it.
void insert_and_look(const ModelInfo& model, void* object, Connection& connection) {
  if (model.generated_key && key_untouched(model, object)) {
    if (const auto reserved = reserve_key(model, connection)) set_generated_key(model, object, *reserved);
  }
  const InsertPlan plan = plan_insert(model, object);
  const Capabilities& can = connection.dialect().can();
  const TableFacts& facts = RecordStatements::of(connection, model).facts();
  const bool counted = facts.counts_keys;
  const bool for_new_key = plan.generated_key && (!can.last_insert_id || (!counted && can.returning));
  const bool returns = for_new_key || (!can.last_insert_id && can.returning && !facts.has_insert_rules);
  const auto returned = returns ? model.primary_key : std::vector<const AttributeInfo*>();
  {
    Statement& statement = RecordStatements::of(connection, model).insert(plan.columns, returned);
    Execution execution(connection, statement, model.name, "insert");
    int index = 0;
    for (const AttributeInfo* attribute : plan.columns) write_member(model, statement, index++, *attribute, object);
    execution.rows = returns ? (read_keys(model, statement, object) ? 1 : 0) : statement.run();
    if (plan.generated_key && execution.rows == 0) nothing_inserted(model);
    if (plan.generated_key && !returns) set_generated_key(model, object, key_told(model, connection));
  }
  Key key;
  read_key(model.primary_key, object, key);
  if (!is_there(model, key, connection)) nothing_inserted(model);
  select_back(model, plan.defaults, object, connection);
}

void insert_in_level(const ModelInfo& model, void* object, DatabaseCore& database,
                     void (*insert)(const ModelInfo&, void*, Connection&)) {
  std::vector<NamedMember> before;
  const auto keep = [&](const AttributeInfo& attribute) {
    before.push_back({&attribute, attribute.ops->get(member_of(object, attribute))});
  };
  for (const AttributeInfo* part : model.primary_key) keep(*part);
  for (const AttributeInfo& attribute : model.attributes) {
    if (attribute.database_default) keep(attribute);
  }
  try {
    database.run_step([&](Transaction&) { insert(model, object, *database.acquire()); });
  } catch (...) {
    for (const NamedMember& member : before)
      member.attribute->ops->set(member_of(object, *member.attribute), member.value);
    throw;
  }
}

}  // namespace rowan
