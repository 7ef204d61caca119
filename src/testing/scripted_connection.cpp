#include "testing/scripted_connection.hpp"

#include "testing/scripted_statement.hpp"

namespace rowan::testing {

ScriptedConnection::ScriptedConnection(std::shared_ptr<Script> script) : script_(std::move(script)) {
  const std::lock_guard lock(script_->mutex);
  if (script_->refusal) std::rethrow_exception(script_->refusal);
  number_ = ++script_->opened;
  ++script_->open;
}

ScriptedConnection::~ScriptedConnection() {
  const std::lock_guard lock(script_->mutex);
  --script_->open;
}

std::unique_ptr<Statement> ScriptedConnection::prepare(std::string_view sql) {
  {
    const std::lock_guard lock(script_->mutex);
    ++script_->prepared;
  }
  return std::make_unique<ScriptedStatement>(*this, sql);
}

void ScriptedConnection::execute(std::string_view sql) { run(sql, {}); }

bool ScriptedConnection::usable() const noexcept {
  const std::lock_guard lock(script_->mutex);
  return !broken_ && number_ > script_->broken_up_to;
}

bool ScriptedConnection::ping() noexcept {
  if (!usable()) return false;
  const std::lock_guard lock(script_->mutex);
  return number_ > script_->silent_up_to;
}

std::optional<std::chrono::milliseconds> ScriptedConnection::replication_lag() {
  const std::lock_guard lock(script_->mutex);
  return script_->lag;
}

Reply ScriptedConnection::run(std::string_view sql, std::vector<Value> parameters) {
  Reply reply = script_->run(number_, sql, std::move(parameters));
  broken_ = broken_ || reply.breaks_connection;
  if (reply.ends_transaction) in_transaction_ = false;
  if (reply.error) std::rethrow_exception(reply.error);
  follow_transaction(sql);
  return reply;
}

void ScriptedConnection::limit_statement_time(std::chrono::milliseconds limit, bool changed) {
  if (changed) run("LIMIT " + std::to_string(limit.count()) + " ms", {});
}

void ScriptedConnection::follow_transaction(std::string_view sql) {
  if (sql.starts_with("BEGIN") || sql.starts_with("START TRANSACTION")) in_transaction_ = true;
  if (sql == "COMMIT" || sql == "ROLLBACK") in_transaction_ = false;
}

}  // namespace rowan::testing
