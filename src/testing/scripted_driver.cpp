#include "rowan/testing/scripted_driver.hpp"

#include <algorithm>

#include "rowan/core/error.hpp"
#include "testing/script.hpp"
#include "testing/scripted_connection.hpp"

namespace rowan::testing {
namespace {

bool matches(std::string_view pattern, std::string_view sql) {
  if (!pattern.ends_with('*')) return pattern == sql;
  return sql.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

Reply Script::run(int connection, std::string_view sql, std::vector<Value> parameters) {
  const std::lock_guard lock(mutex);
  ran.push_back({connection, std::string(sql), std::move(parameters)});
  for (auto& [pattern, reply] : replies) {
    if (reply.times == 0 || !matches(pattern, sql)) continue;
    if (reply.times > 0) --reply.times;
    return reply;
  }
  return {};
}

ScriptedDriver::ScriptedDriver(Capabilities capabilities, unsigned pool_limit)
    : dialect_(capabilities), pool_limit_(pool_limit), script_(std::make_shared<Script>()) {}

ScriptedDriver::~ScriptedDriver() = default;

void ScriptedDriver::on(std::string sql, Reply reply) {
  const std::lock_guard lock(script_->mutex);
  script_->replies.emplace(script_->replies.begin(), std::move(sql), std::move(reply));
}

void ScriptedDriver::refuse_connections(std::exception_ptr error) {
  const std::lock_guard lock(script_->mutex);
  script_->refusal = std::move(error);
}

void ScriptedDriver::set_replication_lag(std::optional<std::chrono::milliseconds> lag) {
  const std::lock_guard lock(script_->mutex);
  script_->lag = lag;
}

void ScriptedDriver::break_connections() {
  const std::lock_guard lock(script_->mutex);
  script_->broken_up_to = script_->opened;
}

void ScriptedDriver::stop_answering_pings() {
  const std::lock_guard lock(script_->mutex);
  script_->silent_up_to = script_->opened;
}

std::vector<std::string> ScriptedDriver::statements() const {
  std::vector<std::string> texts;
  for (auto& statement : ran()) texts.push_back(std::move(statement.sql));
  return texts;
}

std::vector<RanStatement> ScriptedDriver::ran() const {
  const std::lock_guard lock(script_->mutex);
  return script_->ran;
}

void ScriptedDriver::forget_statements() {
  const std::lock_guard lock(script_->mutex);
  script_->ran.clear();
}

int ScriptedDriver::opened() const {
  const std::lock_guard lock(script_->mutex);
  return script_->opened;
}

int ScriptedDriver::open_now() const {
  const std::lock_guard lock(script_->mutex);
  return script_->open;
}

int ScriptedDriver::prepared() const {
  const std::lock_guard lock(script_->mutex);
  return script_->prepared;
}

void ScriptedDriver::check(const Url& url) const {
  if (url.options.empty()) return;
  throw InvalidUrl("the scripted driver has no option \"" + url.options.begin()->first + "\"; it has none");
}

std::unique_ptr<DriverConnection> ScriptedDriver::open(const Url&) {
  return std::make_unique<ScriptedConnection>(script_);
}

}  // namespace rowan::testing
