// increment(): counting up in the database.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "model/load/key_condition.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/run_sql.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/redirected_insert.hpp"
#include "model/write/sums.hpp"
#include "model/write/unvalidated.hpp"
#include "model/write/writer.hpp"
#include "reflect/error_details.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/increments.hpp"
#include "rowan/query/binder.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

void read_counter(ModelBase& record, const AttributeInfo& attribute, Statement& statement) {
  attribute.ops->read(statement, 0, static_cast<std::byte*>(record.object()) + attribute.offset);
  while (statement.step()) {
  }
}

[[noreturn]] void counter_row_gone(const ModelInfo& model, const Key& key) {
  throw StaleRecord(
      fmt::format("can't increment {} {}: its row is gone", model.name, to_string(key, model.primary_key)));
}

// A row that is there, and was left out for what it would hold.
void require_sum_held(const ModelInfo& model, const AttributeInfo& attribute, const Value& by, const Key& key,
                      Connection& connection) {
  if (connection.dialect().sum_fits("", "", attribute.type).empty()) return;
  if (!is_there(model, key, connection)) return;
  throw InvalidValue(fmt::format("the sum with {} is out of range", by.to_string()), details_of(model, attribute));
}

// One statement where the database returns rows, else an UPDATE and a SELECT in one transaction.
void run_increment(ModelBase& record, const AttributeInfo& attribute, const Value& by, Connection& connection) {
  const ModelInfo& model = record.model_info();
  const Dialect& dialect = connection.dialect();
  const AttributeInfo* returned[] = {&attribute};
  // Where a trigger may keep a row from being changed, one that is left out tells nothing of its sum.
  const bool ask = dialect.can().returning && dialect.can().update_returning &&
                   !RecordStatements::of(connection, model).facts().redirects_updates;
  require_fit(connection, model, {&attribute, by, true});
  const Key key = slot_key(*record.slot());
  {
    Statement& statement = connection.prepared(connection.compiler().increment(
        model, attribute, model.primary_key, ask ? AttributeList(returned) : AttributeList()));
    Execution execution(connection, statement, model.name, "increment");
    write_value(statement, 0, by, increment_kind(attribute, by));
    write_key(statement, 1, key, model.primary_key);
    if (ask) {
      if (statement.step()) return read_counter(record, attribute, statement);
    } else if (statement.run() == 0) {
      counter_row_gone(model, key);
    }
  }
  if (ask) {
    require_sum_held(model, attribute, by, key, connection);
    counter_row_gone(model, key);
  }
  Statement& statement = connection.prepared(connection.compiler().find(model));
  Execution execution(connection, statement, model.name, "read counter");
  write_key(statement, 0, key, model.primary_key);
  if (!statement.step()) counter_row_gone(model, key);
  attribute.ops->read(statement, attribute.index, static_cast<std::byte*>(record.object()) + attribute.offset);
}

void note_as_loaded(const ModelBase& record, const AttributeInfo& attribute) {
  note_given(record, attribute);
  const Slot& slot = *record.slot();
  if (std::uint64_t* prints = slot.block->fingerprints(slot.row))
    attribute.ops->fingerprint(member_of(record.object(), attribute), prints + attribute.word);
}

// Not read from the row: a record that was stale before stays so.
void count_up_lock_version(const ModelInfo& model, const AttributeInfo& counter, ModelBase& record) {
  const AttributeInfo* version = model.lock_version;
  if (version == nullptr || version == &counter) return;
  void* member = member_of(record.object(), *version);
  const Value before = version->ops->get(member);
  version->ops->set(member, Value((before.is_null() ? 0 : before.as_int64()) + 1));
  note_as_loaded(record, *version);
}

}  // namespace

namespace {

// One that the row refers by to what it is counted by, or touches, though a member of its own has it.
bool leads_to_owner(const ModelInfo& model, const AttributeInfo& attribute) {
  if (!model.counts_owners && !model.touches_owners) return false;
  return std::any_of(model.associations.begin(), model.associations.end(), [&](const AssociationInfo& association) {
    if (!association.counts && !association.touches) return false;
    const std::vector<const AttributeInfo*> own = association.resolved().own_columns();
    return std::find(own.begin(), own.end(), &attribute) != own.end();
  });
}

void require_counter(const ModelInfo& model, const AttributeInfo& attribute) {
  if (!attribute.primary_key && attribute.association == nullptr && !leads_to_owner(model, attribute)) return;
  throw QueryError(
      fmt::format("{}.{} is a key, which can't be incremented: set it, and save()", model.name, attribute.name));
}

}  // namespace

void detail::increment(ModelBase& record, const AttributeInfo& attribute, const Value& by) {
  detail::require_row(record, "increment");
  refuse_readonly(record, "increment");
  const ModelInfo& model = record.model_info();
  complete_for_others(model, record);
  require_counter(model, attribute);
  const auto database = resolve_database(model, nullptr, record.slot()->block->database);
  const Value amount = naming_refused(model, attribute, [&] { return by.parsed_as(increment_kind(attribute, by)); });
  const auto count_untold = [&] {
    enlist(*record.slot(), *database);
    Lease connection = database->acquire();
    naming_refused(model, attribute, [&] { run_increment(record, attribute, amount, *connection); });
    count_up_lock_version(model, attribute, record);
    note_as_loaded(record, attribute);
    announce_again(record, *database);
  };
  const auto count = [&] {
    const AttributeInfo* const counted[] = {&attribute};
    tell_write(
        record, Operation::update, *database, [&] { return count_untold(), true; }, counted);
  };
  const bool redirected = RecordStatements::of(*database->acquire(), model).facts().redirects_updates;
  // Usually the one statement needs no savepoint.
  if (database->transaction() != nullptr && !redirected) return count();
  database->run_step([&](Transaction&) { count(); });
}

namespace {

std::vector<Assignment> counters_of(const ModelInfo& model, std::span<const AttributeAssignment> given) {
  std::vector<Assignment> counters;
  for (const AttributeAssignment& each : given) {
    const AttributeInfo& attribute = model.attribute(each.attribute);
    if (!each.increment)
      throw QueryError(fmt::format("increment() adds to {0}.{1}: write {0}::c.{1} += …", model.name, attribute.name));
    require_counter(model, attribute);
    for (const Assignment& other : counters) {
      if (other.attribute == &attribute)
        throw QueryError(fmt::format("increment() adds to {}.{} twice: leave one out", model.name, attribute.name));
    }
    const TypeKind kind = increment_kind(attribute, each.value);
    counters.push_back(
        {&attribute, naming_refused(model, attribute, [&] { return each.value.parsed_as(kind); }), true});
  }
  return counters;
}

void read_counters(ModelBase& record, const std::vector<Assignment>& counters, const Key& key, Connection& connection) {
  const ModelInfo& model = record.model_info();
  Statement& statement = connection.prepared(connection.compiler().find(model));
  Execution execution(connection, statement, model.name, "read counter");
  write_key(statement, 0, key, model.primary_key);
  if (!statement.step()) counter_row_gone(model, key);
  for (const Assignment& counter : counters) {
    const AttributeInfo& attribute = *counter.attribute;
    attribute.ops->read(statement, attribute.index, member_of(record.object(), attribute));
    note_as_loaded(record, attribute);
  }
}

void send_counters(ModelBase& record, const std::vector<Assignment>& counters, DatabaseCore& database) {
  const ModelInfo& model = record.model_info();
  const Key key = slot_key(*record.slot());
  enlist(*record.slot(), database);
  const Lease connection = database.acquire();
  for (const Assignment& counter : counters) {
    naming_refused(model, *counter.attribute, [&] { require_fit(*connection, model, counter); });
  }
  std::vector<Assignment> sets = counters;
  const AttributeInfo* version = model.lock_version;
  const bool counts_version =
      std::any_of(counters.begin(), counters.end(), [&](const Assignment& each) { return each.attribute == version; });
  if (version != nullptr && !counts_version) sets.push_back({version, Value(1), true});
  SelectQuery row;
  row.model = &model;
  row.where = key_equals(model, key_parts(key, model.primary_key));
  const CompiledSql sql = connection->compiler().update_all(row, sets);
  const auto add = [&] { return run_sql(*connection, sql, model.name, "increment", {}); };
  if (naming_refused(model, counters, "increment", add) == 0) counter_row_gone(model, key);
  read_counters(record, counters, key, *connection);
  if (!counts_version) count_up_lock_version(model, *counters.front().attribute, record);
}

}  // namespace

void detail::increment_each(ModelBase& record, std::span<const AttributeAssignment> given) {
  detail::require_row(record, "increment");
  refuse_readonly(record, "increment");
  complete_for_others(record.model_info(), record);
  const std::vector<Assignment> counters = counters_of(record.model_info(), given);
  const auto database = resolve_database(record.model_info(), nullptr, record.slot()->block->database);
  std::vector<const AttributeInfo*> counted;
  for (const Assignment& counter : counters) counted.push_back(counter.attribute);
  database->run_step([&](Transaction&) {
    tell_write(
        record, Operation::update, *database,
        [&] { return send_counters(record, counters, *database), announce_again(record, *database), true; }, counted);
  });
}

}  // namespace rowan
