#include "connection/commit_records.hpp"

#include <array>

#include "connection/pooled_database.hpp"
#include "connection/quietly.hpp"
#include "connection/time_source.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

constexpr std::string_view table_name = "rowan_transactions";
constexpr std::chrono::milliseconds pause{100};
/// The server may still hold the old transaction open, as when the line to it is cut; then the question waits for it.
constexpr std::chrono::milliseconds longest_question{10000};

schema::Table record_table() {
  schema::Table table;
  table.name = table_name;
  table.columns.push_back({"id", {.kind = TypeKind::uuid}, false, false, {}});
  table.columns.push_back({"committed_at", {.kind = TypeKind::instant}, false, false, {}});
  table.primary_key = {"id"};
  return table;
}

bool has_record_table(Database& database) {
  for (const Row& row : database.query(database.dialect().list_tables(TablesOf::own_schema))) {
    if (row[0].as_string().empty() && row[1].as_string() == table_name) return true;
  }
  return false;
}

/// The table as a model, for compilers.
ModelInfo record_model() {
  ModelInfo model;
  model.name = table_name;
  const schema::Table table = record_table();
  model.table = table.name;
  for (const schema::Column& column : table.columns) {
    AttributeInfo& attribute = model.attributes.emplace_back();
    attribute.name = attribute.column = column.name;
    attribute.type = column.type;
    attribute.index = static_cast<std::uint16_t>(model.attributes.size() - 1);
  }
  return model;
}

void insert_record(Connection& connection, const Uuid& id, std::string_view purpose) {
  static const ModelInfo model = record_model();
  const std::array columns{&model.attributes[0], &model.attributes[1]};
  Statement& statement = connection.prepared(connection.compiler().insert(model, columns));
  const Execution execution(connection, statement, table_name, purpose);
  statement.write(0, id);
  statement.write(1, now());
  statement.run();
}

/// Puts the same row in. If it is there, the transaction was committed. If the server still works on the transaction,
/// this waits for its end, as any insert of a key that another transaction has inserted. If it succeeds, the
/// transaction is rolled back. The row is taken back: were the answer lost, the next question would meet it.
CommitOutcome ask(PooledDatabase& database, Connection& connection, const Uuid& record) {
  const TimeLimit limit(connection, longest_question);
  CommitOutcome outcome = CommitOutcome::rolled_back;
  database.begin_on(connection, {});
  try {
    insert_record(connection, record, "look up a lost COMMIT");
  } catch (const UniqueViolation&) {
    outcome = CommitOutcome::committed;
  } catch (...) {
    if (connection.usable()) run_quietly("a rollback", [&] { connection.rollback(database.dialect().rollback()); });
    throw;
  }
  connection.rollback(database.dialect().rollback());
  return outcome;
}

}  // namespace

void create_commit_records(Database& database) {
  if (has_record_table(database)) return;
  try {
    for (const auto& sql : database.core()->compiler().create_tables({.tables = {record_table()}}))
      database.execute_script(sql);
  } catch (const StatementError&) {
    if (!has_record_table(database)) throw;  // another process was faster
  }
}

Uuid record_commit(Connection& connection) {
  const Uuid id = Uuid::time_ordered();
  insert_record(connection, id, "record the commit");
  return id;
}

CommitOutcome find_commit_outcome(PooledDatabase& database, const Uuid& record) noexcept {
  const auto give_up = std::chrono::steady_clock::now() + database.checkout_timeout();
  for (;;) {
    try {
      const Lease connection = database.acquire();
      return ask(database, *connection, record);
    } catch (const StatementTimeout&) {
      return CommitOutcome::unknown;
    } catch (const std::exception& error) {
      log_message(LogLevel::warning,
                  "looking up a lost COMMIT on " + database.label() + " failed: " + std::string(error.what()));
    }
    if (std::chrono::steady_clock::now() > give_up) return CommitOutcome::unknown;
    sleep_for(pause);
  }
}

}  // namespace rowan
