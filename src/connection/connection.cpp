#include "rowan/connection/connection.hpp"

#include "connection/schema_changes.hpp"
#include "connection/statement_cache.hpp"
#include "connection/statement_comments.hpp"
#include "connection/statement_events.hpp"
#include "connection/told_values.hpp"
#include "connection/user_statement.hpp"
#include "connection/watchdog.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/bulk_target.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

StatementEvent event_of(std::string_view sql, std::string_view purpose) {
  StatementEvent event;
  event.sql = sql;
  event.purpose = purpose;
  return event;
}

std::string joined(const std::vector<std::string>& statements) {
  std::string all;
  for (const auto& sql : statements) all += (all.empty() ? "" : "; ") + sql;
  return all;
}

// Each database would run what is before it, and say nothing of the rest.
void refuse_nul(std::string_view sql) {
  if (sql.find('\0') == std::string_view::npos) return;
  ErrorDetails details;
  details.statement = sql;
  throw QueryError("this SQL text has a NUL in it: take it out, and give values by placeholders", std::move(details));
}

const StatementComments& no_comments() {
  static const StatementComments none;
  return none;
}

}  // namespace

Connection::Connection(std::unique_ptr<DriverConnection> driver, DatabaseCore& database, std::size_t cache_size)
    : driver_(std::move(driver)),
      database_(database),
      cache_(std::make_unique<Cache>(cache_size)),
      comments_(&no_comments()) {}

Connection::~Connection() = default;

Statement& Connection::kept(Cache& cache, std::string_view text) {
  if (Statement* cached = cache.find(text, running_)) {
    cached->reset();
    return *cached;
  }
  return cache.add(text, make(text), running_);
}

Statement& Connection::prepared(std::string_view sql) {
  if (this_thread.tags != nullptr) [[unlikely]] {
    if (Statement* tagged = prepared_with_tags(sql)) return *tagged;
  }
  if (comments_->usual().empty()) [[likely]]
    return kept(*cache_, sql);
  return kept(*cache_, with_comment(sql, comments_->usual()));
}

// Null where the scopes of this thread change nothing about it.
Statement* Connection::prepared_with_tags(std::string_view sql) {
  if (!dialect().can().comments) return nullptr;
  const std::string comment = comments_->of(*this_thread.tags);
  if (comment == comments_->usual()) return nullptr;
  if (!tagged_) tagged_ = std::make_unique<Cache>(cache_->capacity);
  return &kept(*tagged_, with_comment(sql, comment));
}

[[gnu::hot]] Statement& Connection::prepared(std::string_view sql, CachedStatement& place) {
  if (this_thread.tags != nullptr) [[unlikely]] {
    if (Statement* tagged = prepared_with_tags(sql)) return *tagged;
  }
  if (place.as_of_ == cache_->as_of) [[likely]] {
    auto& entry = *static_cast<Cache::Entry*>(place.entry_);
    if (!Execution::uses(running_, *entry.statement)) {
      cache_->use(entry.self);
      entry.statement->reset();
      return *entry.statement;
    }
  }
  Statement& statement = prepared(sql);
  place.entry_ = &cache_->entries.front();
  place.as_of_ = cache_->as_of;
  return statement;
}

// What `make` prepares: timed, and told when it fails.
template <class Make>
std::unique_ptr<Statement> Connection::watched(std::string_view sql, const Make& make) {
  const auto started = start_of_event();
  try {
    const Watch watch(timed_ ? driver_->socket() : -1, limit_);
    return make();
  } catch (...) {
    fail(sql, "prepare", started);
    throw;
  }
}

std::unique_ptr<Statement> Connection::prepare(std::string_view sql) {
  return comments_->usual().empty() ? make(sql) : make(with_comment(sql, comments_->usual()));
}

std::unique_ptr<Statement> Connection::make(std::string_view text) {
  refuse_nul(text);
  auto made = watched(text, [&] { return driver_->prepare(text); });
  return logs_values_ ? telling_values(std::move(made)) : std::move(made);
}

std::unique_ptr<Statement> Connection::prepare_bulk(const BulkTarget& target) {
  return watched(target.insert_sql, [&] { return driver_->prepare_bulk(target); });
}

std::unique_ptr<Statement> Connection::prepare_batch(std::string_view sql) {
  const std::string text = with_comment(sql, comments_->usual());
  return watched(text, [&] { return driver_->prepare_batch(text); });
}

void Connection::execute(std::string_view sql) {
  refuse_nul(sql);
  count_statement("", "execute", [&] { return sql; });
  if (timed_) send_limit();  // what follows watches over itself
  const SchemaChange noted;
  run_user_statement(*this, sql, [&] { run_uncounted(sql, "execute", [&] { driver_->execute(sql); }); });
}

void Connection::send_limit() {
  const bool changed = !limit_known_ || limit_ != sent_limit_;
  driver_->limit_statement_time(limit_, changed);
  limit_sent_in_transaction_ |= changed;
  sent_limit_ = limit_;
  limit_known_ = true;
  timed_ = limit_.count() != 0;
}

// Of a transaction before this one, however that ended: by COMMIT, by SQL of the user's, by the database.
void Connection::note_ended_limit() noexcept {
  if (!timed_ || !driver_->limits_end_with_transaction()) return;
  sent_limit_ = std::chrono::milliseconds{0};
  limit_known_ = true;
  limit_time(limit_);
}

/// For one execution: its limit goes to the database, and the wait for its answer has an end, too.
void Connection::begin_timed() {
  end_timed();
  const int socket = limit_.count() == 0 ? -1 : driver_->socket();
  if (socket >= 0) Watchdog::watch(socket, limit_);
  watched_socket_ = socket;
  try {
    send_limit();
  } catch (...) {
    end_timed();
    throw;
  }
}

void Connection::end_timed() noexcept {
  if (watched_socket_ >= 0) Watchdog::rest(std::exchange(watched_socket_, -1));
}

template <class Call>
void Connection::run_uncounted(std::string_view sql, std::string_view purpose, const Call& call) {
  const auto started = start_of_event();
  try {
    const Watch watch(timed_ ? driver_->socket() : -1, limit_);
    // The limit is not changed here, for this may be the ROLLBACK of a transaction that takes nothing else.
    if (timed_ && sent_limit_.count() != 0) driver_->limit_statement_time(sent_limit_, false);
    call();
  } catch (...) {
    fail(sql, purpose, started);
    throw;
  }
  send_event(*this, event_of(sql, purpose), started);
}

void Connection::begin(const TransactionStart& start) {
  note_ended_limit();
  limit_sent_in_transaction_ = false;
  if (start.statements.size() == 1) [[likely]]
    return run_uncounted(start.statements.front(), "begin", [&] { driver_->begin(start); });
  run_uncounted(joined(start.statements), "begin", [&] { driver_->begin(start); });
}

void Connection::commit(std::string_view sql) {
  run_uncounted(sql, "commit", [&] { driver_->commit(sql); });
}

void Connection::rollback(std::string_view sql) {
  run_uncounted(sql, "rollback", [&] { driver_->rollback(sql); });
}

void Connection::savepoint(std::string_view name) {
  const std::string sql = dialect().savepoint(dialect().quoted(name));
  run_uncounted(sql, "savepoint", [&] { driver_->savepoint(name, sql); });
}

void Connection::release_savepoint(std::string_view name) {
  const std::string sql = dialect().release_savepoint(dialect().quoted(name));
  run_uncounted(sql, "release", [&] { driver_->release_savepoint(name, sql); });
}

void Connection::rollback_to_savepoint(std::string_view name) {
  const std::string sql = dialect().rollback_to_savepoint(dialect().quoted(name));
  run_uncounted(sql, "rollback to savepoint", [&] { driver_->rollback_to_savepoint(name, sql); });
}

void Connection::fail(std::string_view sql, std::string_view purpose, std::int64_t started) noexcept {
  StatementEvent event = event_of(sql, purpose);
  event.failed = true;
  send_event(*this, event, started);
  database_.statement_failed(*this);
}

std::unique_ptr<DriverConnection> Connection::replace_driver(std::unique_ptr<DriverConnection> other) noexcept {
  return std::exchange(driver_, std::move(other));
}

std::int64_t Connection::last_insert_id() { return driver_->last_insert_id(); }
void Connection::clear_cache() {
  cache_->clear(running_);
  if (tagged_) tagged_->clear(running_);
}
const Dialect& Connection::dialect() const noexcept { return database_.dialect(); }
const StatementCompiler& Connection::compiler() const noexcept { return database_.compiler(); }
bool Connection::usable() const noexcept { return driver_->usable(); }

Lease::Lease(Lease&& other) noexcept : pool_(other.pool_), connection_(other.connection_) { other.pool_ = nullptr; }

Lease::~Lease() {
  if (pool_) pool_->give_back(connection_);
}

}  // namespace rowan
