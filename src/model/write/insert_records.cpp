// The INSERTs of many records, in as few round trips as the database takes, the generated keys coming back in order.
#include <algorithm>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "association/counted_writes.hpp"
#include "association/owner_touches.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/record_statements.hpp"
#include "model/record/anchor.hpp"
#include "model/record/members.hpp"
#include "model/record/record_log.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/bulk_rows.hpp"
#include "model/write/insert_plan.hpp"
#include "model/write/redirected_insert.hpp"
#include "model/write/row_bytes.hpp"
#include "model/write/write_parts.hpp"
#include "model/write/writer.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/sql_writer.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

using detail::Columns;
using detail::RowBinder;
using detail::Rows;

// Rows a statement; databases answer longer ones no faster.
constexpr std::size_t rows_per_statement = 100;

// Rows whose answers are kept until they are read.
constexpr std::size_t rows_per_batch = 1000;

// The records, made ready and settled around the statements that write them.
class NewRecords {
 public:
  NewRecords(const ModelInfo& model, std::span<ModelBase* const> records) : model_(model), records_(records) {
    objects_.reserve(records.size());
    for (ModelBase* record : records) objects_.push_back(static_cast<const std::byte*>(object_of(model, *record)));
  }

  [[nodiscard]] const ModelInfo& model() const { return model_; }
  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] ModelBase& operator[](std::size_t i) const { return *records_[i]; }
  [[nodiscard]] void* object(std::size_t i) const { return object_of(model_, *records_[i]); }
  [[nodiscard]] Rows rows() const { return {model_, objects_}; }

  void prepare(DatabaseContext context) const {
    for (ModelBase* record : records_) prepare_insert(*record, context);
  }
  void heed(RecordStatements& statements) const {
    if (!statements.facts().minds_values()) return;
    for (ModelBase* record : records_) heed_limits(model_, *record->slot(), object_of(model_, *record), statements);
  }
  void settle(DatabaseContext context) const {
    for (ModelBase* record : records_) settle_insert(*record, context);
  }
  // Whether all the database makes is one integer key for each.
  [[nodiscard]] bool lack_only_their_keys() const {
    if (!model_.generated_key || model_.has_database_defaults || model_.attributes.size() < 2) return false;
    return std::all_of(objects_.begin(), objects_.end(),
                       [this](const std::byte* object) { return untouched(model_, *model_.primary_key[0], object); });
  }
  // Whether the database makes nothing of them.
  [[nodiscard]] bool have_all() const {
    if (model_.has_database_defaults) return false;
    return !model_.generated_key || std::none_of(objects_.begin(), objects_.end(), [this](const std::byte* object) {
      return untouched(model_, *model_.primary_key[0], object);
    });
  }
  void set_key(std::size_t i, std::int64_t key) const { set_generated_key(model_, object(i), key); }
  [[nodiscard]] Value key(std::size_t i) const { return key_ops().get(member_of(objects_[i], *model_.primary_key[0])); }
  void set_keys(const Value& key) const {
    for (std::size_t i = 0; i < size(); ++i) key_ops().set(member_of(object(i), *model_.primary_key[0]), key);
  }

 private:
  [[nodiscard]] const ValueOps& key_ops() const { return *model_.primary_key[0]->ops; }
  const ModelInfo& model_;
  std::span<ModelBase* const> records_;
  std::vector<const std::byte*> objects_;
};

// Fewer are inserted as quickly one by one as the next key is looked up.
constexpr std::size_t fewest_to_number = 10;

std::string quoted_table(const ModelInfo& model, const Dialect& dialect) {
  SqlWriter table(dialect);
  return table.table(model.schema, model.table).finish().sql;
}

// A sequence gives the keys beforehand. False where the column has none.
bool take_from_sequence(const NewRecords& records, const std::string& sql, Connection& connection) {
  const ModelInfo& model = records.model();
  const std::string name = quoted_table(model, connection.dialect());
  Statement& statement = connection.prepared(sql);
  Execution execution(connection, statement, model.name, "reserve keys");
  statement.write(0, std::string_view(name));
  statement.write(1, std::string_view(model.primary_key[0]->column));
  statement.write(2, static_cast<std::int64_t>(records.size()));
  std::int64_t key = 0;
  for (; statement.step(); ++execution.rows) {
    statement.read(0, key);
    records.set_key(execution.rows, key);
  }
  return execution.rows != 0;
}

// Where one writer is alone with the database until its transaction ends, the keys after the last one are free. False
// near the end of the numbers, where the database has rules of its own.
bool number_on(const NewRecords& records, const std::string& sql, Connection& connection) {
  const ModelInfo& model = records.model();
  std::int64_t last = 0;
  {
    Statement& statement = connection.prepared(sql);
    Execution execution(connection, statement, model.name, "last key");
    statement.write(0, std::string_view(model.table));
    if (!statement.step() || !statement.read(0, last)) return false;
    execution.rows = 1;
  }
  const auto count = static_cast<std::int64_t>(records.size());
  if (last < 0 || last > std::numeric_limits<std::int64_t>::max() - count) return false;
  for (std::size_t i = 0; i < records.size(); ++i) records.set_key(i, ++last);
  return true;
}

// The query for the last key; empty where keys are not to be numbered on: see Dialect::last_key.
std::string last_key_sql(const NewRecords& records, Connection& connection) {
  const ModelInfo& model = records.model();
  const TableFacts& facts = RecordStatements::of(connection, model).facts();
  if (!facts.numbers_on || records.size() < fewest_to_number || !model.schema.empty()) return {};
  const Dialect& dialect = connection.dialect();
  return dialect.last_key(quoted_table(model, dialect), dialect.quoted(model.primary_key[0]->column),
                          facts.remembers_keys);
}

// With the keys known beforehand all rows go the fastest way there is. False, and nothing was inserted, when they can't
// be known.
bool insert_with_known_keys(const NewRecords& records, Connection& connection, Protocol protocol) {
  const std::string reserve = connection.dialect().reserve_keys();
  const std::string last = reserve.empty() ? last_key_sql(records, connection) : std::string();
  const bool known = reserve.empty() ? !last.empty() && number_on(records, last, connection)
                                     : take_from_sequence(records, reserve, connection);
  if (!known) return false;
  if (insert_rows(records.rows(), connection, protocol) != records.size()) nothing_inserted(records.model());
  return true;
}

// Rows [from, to) in one statement that returns their keys in order.
void insert_returning(const NewRecords& records, std::size_t from, std::size_t to, const Columns& columns,
                      const std::string& sql, Connection& connection) {
  const Rows rows = records.rows();
  RowBinder binder(rows, columns, RecordStatements::of(connection, records.model()).facts());
  Statement& statement = connection.prepared(sql);
  Execution execution(connection, statement, records.model().name, "insert_all");
  for (std::size_t i = from; i < to; ++i) binder.bind(statement, static_cast<int>((i - from) * columns.size()), i);
  std::vector<std::int64_t> keys;
  while (statement.step()) read_generated_key(records.model(), statement, keys.emplace_back());
  execution.rows = keys.size();
  if (keys.size() != to - from) nothing_inserted(records.model());
  for (std::size_t i = from; i < to; ++i) records.set_key(i, keys[i - from]);
}

void insert_returning_keys(const NewRecords& records, Connection& connection) {
  const ModelInfo& model = records.model();
  const Columns columns = records.rows().columns_of(0);
  const std::size_t most = std::max<std::size_t>(
      1, std::min(rows_per_statement, std::size_t{connection.dialect().can().max_parameters} / columns.size()));
  for (std::size_t from = 0; from < records.size();) {
    const std::size_t some = std::min(records.size() - from, most);
    const std::size_t to = from + rows_that_fit(records.rows(), columns, from, some);
    const std::string sql =
        connection.compiler().insert(model, columns, to - from, std::span(&model.primary_key[0], 1));
    insert_returning(records, from, to, columns, sql, connection);
    from = to;
  }
}

// By the ways that are fast where the database makes the keys and nothing else. False, and nothing was inserted, where
// there is none.
bool insert_for_keys(const NewRecords& records, DatabaseContext context, Protocol protocol) {
  if (!records.lack_only_their_keys()) return false;
  records.prepare(context);
  const Value no_key = records.key(0);
  try {
    Lease connection = context.database.acquire();
    records.heed(RecordStatements::of(*connection, records.model()));
    if (!insert_with_known_keys(records, *connection, protocol)) {
      const Capabilities& can = connection->dialect().can();
      if (!can.returning_in_order || !connection->dialect().reserve_keys().empty()) return false;
      insert_returning_keys(records, *connection);
    }
  } catch (...) {
    // Nothing was inserted: a later save() must ask for keys again.
    records.set_keys(no_key);
    throw;
  }
  records.settle(context);
  return true;
}

// Natural keys, UUIDs: there is nothing to wait for. False, and nothing was inserted, where there is.
bool insert_for_nothing(const NewRecords& records, DatabaseContext context, Protocol protocol) {
  if (!records.have_all()) return false;
  records.prepare(context);
  {
    Lease connection = context.database.acquire();
    records.heed(RecordStatements::of(*connection, records.model()));
    if (insert_rows(records.rows(), *connection, protocol) != records.size()) nothing_inserted(records.model());
  }
  records.settle(context);
  return true;
}

// Records [from, to), which share a plan. What the database fills in is read only once all are in.
void insert_run(const NewRecords& records, std::size_t from, std::size_t to, const InsertPlan& plan,
                std::span<const AttributeInfo* const> returned, Statement& statement, DatabaseCore& database,
                Connection& connection) {
  const ModelInfo& model = records.model();
  Execution execution(connection, statement, model.name, "insert");
  for (std::size_t i = from; i < to; ++i) {
    int index = 0;
    for (const AttributeInfo* column : plan.columns)
      write_member(model, statement, index++, *column, records.object(i));
    statement.end_row();
  }
  execution.rows = statement.run();
  if (returned.empty() && execution.rows != to - from) nothing_inserted(model);
  for (std::size_t i = from; i < to; ++i) {
    if (!returned.empty()) {
      if (!statement.step()) nothing_inserted(model);
      int column = 0;
      for (const AttributeInfo* attribute : returned) {
        const Value before = attribute->ops->get(member_of(records.object(i), *attribute));
        read_attribute(model, *attribute, statement, column++, records.object(i));
        if (attribute->database_default && database.transaction() != nullptr)
          RecordLog::filled_in(*database.transaction(), *records[i].slot(), *attribute, before);
      }
    }
    settle_insert(records[i], database);
  }
}

// One after the other, but without waiting for each. Those that the database can't take so are left: the first of them
// is returned.
std::size_t insert_in_batches(const NewRecords& records, DatabaseCore& database) {
  const ModelInfo& model = records.model();
  Lease connection = database.acquire();
  RecordStatements& statements = RecordStatements::of(*connection, model);
  const DatabaseContext context(database);
  const auto prepare = [&](std::size_t i) {
    prepare_insert(records[i], context);
    heed_limits(model, *records[i].slot(), records.object(i), statements);
  };
  std::size_t from = 0;
  while (from < records.size()) {
    prepare(from);
    const InsertPlan plan = plan_insert(model, records.object(from));
    const auto returned = plan.returned(model, connection->dialect());
    if (returned.empty() && (plan.generated_key || !plan.defaults.empty())) return from;
    Statement* batch = statements.batch(connection->compiler().insert(model, plan.columns, 1, returned));
    if (batch == nullptr) return from;
    std::size_t to = from + 1;
    for (; to < records.size() && to - from < rows_per_batch; ++to) {
      prepare(to);
      if (plan_insert(model, records.object(to)) != plan) break;
    }
    insert_run(records, from, to, plan, returned, *batch, database, *connection);
    from = to;
  }
  return from;
}

// Where a trigger may take rows elsewhere, or keys are not told, each row is looked after by itself.
bool takes_many(const ModelInfo& model, DatabaseCore& database) {
  const Lease connection = database.acquire();
  const TableFacts& facts = RecordStatements::of(*connection, model).facts();
  return !facts.redirects_inserts && facts.counts_keys && !facts.keyless;
}

void insert_together(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database,
                     Protocol protocol) {
  if (records.size() > 1 && takes_many(model, database)) {
    const NewRecords all(model, records);
    if (insert_for_keys(all, database, protocol) || insert_for_nothing(all, database, protocol)) return;
    records = records.subspan(insert_in_batches(all, database));
  }
  const DatabaseContext context(database);
  for (ModelBase* record : records) insert_alone(*record, context);
}

}  // namespace

void insert_records(const ModelInfo& model, std::span<ModelBase* const> records, DatabaseCore& database,
                    Protocol protocol) {
  if (is_listened_to(model))
    return write_in_place(records, [&](ModelBase& record) { insert_record(record, database); });
  const auto insert = [&] { insert_together(model, records, database, protocol); };
  if (model.touches_owners && !model.counts_owners) take_turns(records, database);
  model.counts_owners ? count_inserts(model, records, database, insert) : insert();
  if (model.touches_owners) touch_owners(records, database);
}

}  // namespace rowan
