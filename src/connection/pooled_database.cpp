#include "connection/pooled_database.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "connection/read_view.hpp"
#include "connection/thread_state.hpp"
#include "connection/time_limit.hpp"
#include "connection/transaction_words.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

[[noreturn]] void invalid_option(const Url& url, const std::string& why) {
  throw InvalidUrl("the database URL \"" + url.redacted() + "\" is not valid: " + why);
}

/// The number that the option gives, from 1; 0 when it is not there.
unsigned number_option(const Url& url, std::string_view name, unsigned most, const std::string& what) {
  const auto text = url.option(name);
  if (!text) return 0;
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && stop == text->data() + text->size() && number != 0 && number <= most) return number;
  invalid_option(url, "the option \"" + std::string(name) + "\" is " + what);
}

unsigned pool_option(const Url& url) {
  return number_option(url, "pool", 10000, "the most connections, a number from 1 to 10000; write pool=8");
}

std::chrono::milliseconds timeout_option(const Url& url) {
  return std::chrono::milliseconds(
      number_option(url, "statement_timeout", 2147483647,
                    "how many milliseconds a statement may run, from 1; write statement_timeout=5000"));
}

bool switch_option(const Url& url, std::string_view name) {
  const auto text = url.option(name);
  if (!text || *text == "off") return false;
  if (*text == "on") return true;
  invalid_option(url, "the option \"" + std::string(name) + "\" is on or off");
}

/// The URL as the driver is to see it: without the options that are ours.
Url for_driver(Url url) {
  for (const char* ours : {"pool", "statement_timeout", "transaction_log", "log_values", "replicas"})
    url.options.erase(ours);
  return url;
}

PoolSettings pool_settings(const Driver& driver, const Url& url, const DatabaseOptions& options,
                           const std::string& label) {
  constexpr unsigned usual_size = 8;
  const unsigned in_url = pool_option(url);
  const unsigned asked = options.pool_size != 0 ? options.pool_size : in_url;
  const Url drivers = for_driver(url);
  driver.check(drivers);
  const unsigned limit = std::max(1U, driver.pool_limit(drivers));
  return {.label = label,
          .size = std::min(asked == 0 ? usual_size : asked, limit),
          .timeout = options.checkout_timeout,
          .statement_cache = options.statement_cache,
          .sole_copy = driver.sole_copy(drivers),
          .verify_after = options.verify_after,
          .max_age = options.max_age,
          .log_values = options.log_values || switch_option(url, "log_values"),
          .statement_timeout = options.statement_timeout.count() != 0 ? checked_time_limit(options.statement_timeout)
                                                                      : timeout_option(url),
          .comments = driver.dialect_for(drivers).can().comments ? StatementComments(options.tags, options.tagged)
                                                                 : StatementComments()};
}

}  // namespace

PooledDatabase::PooledDatabase(Driver& driver, const Url& url, const DatabaseOptions& options)
    : dialect_(driver.dialect_for(for_driver(url))),
      compiler_(driver.compiler_for(for_driver(url))),
      name_(options.name),
      url_(url.redacted()),
      label_('"' + (name_.empty() ? url_ : name_) + '"'),
      commit_(dialect_.commit()),
      rollback_(dialect_.rollback()),
      records_commits_(options.transaction_log || switch_option(url, "transaction_log")),
      plain_start_{.statements = dialect_.begin(std::nullopt, false)},
      pool_(*this, driver, for_driver(url), pool_settings(driver, url, options, label_)),
      replicas_(ReplicaSet::make(driver, url, options)) {}

[[gnu::hot]] Lease PooledDatabase::acquire(Intent intent, ReadSide side) {
  if (OpenTransaction* open = OpenTransaction::find(*this)) {
    PooledConnection& connection = open->connection_for_statement();
    ++connection.leases;
    return make_lease(this, &connection);
  }
  if (replicas_ && replica_may_serve(intent, side)) {
    if (auto lease = replicas_->acquire()) return std::move(*lease);
  }
  PooledConnection& connection = hold(HeldFor::statement);
  if (intent == Intent::write) connection.wrote = true;
  return make_lease(this, &connection);
}

/// Outside of transactions. What the thread holds it uses for all it does.
bool PooledDatabase::replica_may_serve(Intent intent, ReadSide side) const noexcept {
  if (intent == Intent::write || side == ReadSide::primary || nested_ != nullptr || this_thread.reads_again || held())
    return false;
  return side == ReadSide::replica || (intent == Intent::read && !replicas_->sticks_to_primary());
}

std::shared_ptr<DatabaseCore> PooledDatabase::reading_from(ReadSide side) {
  auto self = std::static_pointer_cast<PooledDatabase>(shared());
  if (!replicas_ || side == ReadSide::either) return self;
  return make<ReadView>(std::move(self), side);
}

std::vector<ReplicaStatus> PooledDatabase::replica_status() const {
  return replicas_ ? replicas_->status() : std::vector<ReplicaStatus>();
}

void PooledDatabase::cancel(std::int64_t thread) {
  pool_.cancel(thread);
  if (replicas_) replicas_->cancel(thread);
}

PooledConnection* PooledDatabase::held() const noexcept {
  auto* connection = this_thread.held;
  while (connection && &connection->database() != this) connection = connection->next_held;
  return connection;
}

PooledConnection& PooledDatabase::hold(HeldFor purpose) {
  if (PooledConnection* mine = held()) {
    if (mine->abandoned) throw_forked();
    if (mine->nested != nullptr) [[unlikely]]
      use_nested(*mine);
    ++mine->leases;
    return *mine;
  }
  PooledConnection& connection = pool_.check_out(purpose);
  if (connection.time_limit() != statement_timeout()) [[unlikely]]
    connection.limit_time(statement_timeout());
  if (connection.nested != nullptr) [[unlikely]]
    use_nested(connection);
  connection.leases = 1;
  connection.next_held = std::exchange(this_thread.held, &connection);
  return connection;
}

[[gnu::hot]] void PooledDatabase::let_go(PooledConnection& connection) noexcept {
  if (--connection.leases > 0) return;
  auto** link = &this_thread.held;
  while (*link != &connection) link = &(*link)->next_held;
  *link = connection.next_held;
  if (connection.nested != nullptr) [[unlikely]]
    settle_nested(connection);
  if (connection.wrote) {
    connection.wrote = false;
    if (replicas_) replicas_->note_write();
  }
  pool_.give_back(connection);
}

void PooledDatabase::throw_forked() const {
  throw ConnectionLost("this thread held a connection to " + label_ +
                       " when the process was forked, and it belongs to the parent: let go of records, leases and "
                       "transactions before fork, then each process connects for itself");
}

bool PooledDatabase::may_read_again() const noexcept {
  const OpenTransaction* open = OpenTransaction::find(*this);
  return held() == nullptr && (!open || open->untouched());
}

[[gnu::hot]] void PooledDatabase::give_back(Connection* connection) noexcept {
  let_go(static_cast<PooledConnection&>(*connection));
}

void PooledDatabase::run(const std::function<void(Transaction&)>& body, const TransactionOptions& options) {
  OpenTransaction* open = OpenTransaction::find(*this);
  if (options.isolation)
    static_cast<void>(dialect_.begin(options.isolation, options.read_only));  // refuses a level that the database lacks
  if (!open) return OpenTransaction::run(*this, body, options);
  if (options.isolation && options.isolation != open->options().isolation) {
    throw TransactionError("a block inside a transaction on " + label_ + " asks for isolation level " +
                           std::string(to_string(*options.isolation)) +
                           "; ask for it on the outermost block, which begins the transaction");
  }
  if (options.read_only && !open->options().read_only) {
    throw TransactionError("a read-only block inside a transaction on " + label_ +
                           " that may write would not be read-only; ask for it on the outermost block");
  }
  if (options.timeout && options.timeout != open->options().timeout) {
    throw TransactionError("a block inside a transaction on " + label_ +
                           " asks for a time limit of its own; ask for it on the outermost block, or on a relation: "
                           "timeout(…)");
  }
  options.requires_new ? open->run_nested(body, LevelKind::block) : open->run_joined(body);
}

void PooledDatabase::run_step(const std::function<void(Transaction&)>& body) {
  OpenTransaction* open = OpenTransaction::find(*this);
  if (!open) return OpenTransaction::run(*this, body, {}, LevelKind::step);
  open->run_nested(body, LevelKind::step);
}

void PooledDatabase::run_confined(const std::function<void(Transaction&)>& body) {
  OpenTransaction* open = OpenTransaction::find(*this);
  if (!open) return OpenTransaction::run(*this, body, {}, LevelKind::confined_step);
  open->run_nested(body, LevelKind::confined_step);
}

void PooledDatabase::begin_on(Connection& connection, const TransactionOptions& options) const {
  if (!options.isolation && !options.read_only) return connection.begin(plain_start_);
  connection.begin({dialect_.begin(options.isolation, options.read_only), options.isolation, options.read_only});
}

void PooledDatabase::close() {
  if (OpenTransaction::find(*this)) {
    throw TransactionError(label_ + " can't be closed inside a transaction on it; leave the transaction's block first");
  }
  pool_.close(held() ? 1 : 0);  // first, for it may refuse
  if (replicas_) replicas_->close();
}

void PooledDatabase::user_statement_begins(Connection& connection, std::string_view sql) {
  if (auto* nested = static_cast<PooledConnection&>(connection).nested; nested != nullptr) [[unlikely]]
    nested->user_statement_begins(sql, connection.time_limit());
  if (OpenTransaction* open = OpenTransaction::find(*this)) open->user_statement_begins(connection, sql);
}

void PooledDatabase::user_statement_done(Connection& connection, std::string_view sql) noexcept {
  if (OpenTransaction* open = OpenTransaction::find(*this)) open->user_statement_done(connection);
  if (auto* nested = static_cast<PooledConnection&>(connection).nested; nested != nullptr) [[unlikely]]
    nested->user_statement_done(connection.time_limit());
  if (pool_.settings().sole_copy || !changes_session(dialect_, sql)) return;
  auto& pooled = static_cast<PooledConnection&>(connection);
  if (std::exchange(pooled.discard, true)) return;
  log_message(LogLevel::warning, "SQL changed the settings of a connection to " + label_ +
                                     ", took locks for it, or left something there, as a temporary table, so it is "
                                     "closed when it is given back, and no other work meets them: do it inside the "
                                     "transaction that needs it, in the URL or on the server");
}

void PooledDatabase::statement_failed(Connection& connection) noexcept {
  if (OpenTransaction* open = OpenTransaction::find(*this)) open->statement_failed(connection);
}

}  // namespace rowan
