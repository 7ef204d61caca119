// One pooled connection with its statement cache, and the lease through which a thread uses it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/statement.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

struct BulkTarget;
struct TransactionStart;
class DatabaseCore;
class StatementComments;

/// Something a higher layer keeps per connection and model: its prepared statements. Destroyed before the connection.
class ROWAN_EXPORT ConnectionExtension {
 public:
  virtual ~ConnectionExtension() = default;
};

class Execution;

/// Where a statement was in a connection's cache: it is found there again without its text.
class CachedStatement {
  friend class Connection;
  void* entry_ = nullptr;
  std::uint64_t as_of_ = 0;
};

/// A driver's connection with a least-recently-used cache of statements keyed by their text. One thread at a time.
class ROWAN_EXPORT Connection {
 public:
  Connection(std::unique_ptr<DriverConnection> driver, DatabaseCore& database, std::size_t cache_size);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The cached statement for `sql`, with the comment that it has here and now, prepared if need be, reset. Valid until
  /// the next call of `prepared` (which may evict it) or `clear_cache`. When the cached one is in use further up the
  /// stack, a second one is handed out.
  Statement& prepared(std::string_view sql);
  /// The same for who asks for it again and again. `place` belongs to this connection and this text.
  Statement& prepared(std::string_view sql, CachedStatement& place);
  /// A statement of the caller's own, not in the cache, without the tags of the thread.
  std::unique_ptr<Statement> prepare(std::string_view sql);
  /// See DriverConnection::prepare_bulk.
  std::unique_ptr<Statement> prepare_bulk(const BulkTarget& target);
  /// See DriverConnection::prepare_batch.
  std::unique_ptr<Statement> prepare_batch(std::string_view sql);
  /// Runs SQL without parameters or results, logged and counted.
  void execute(std::string_view sql);
  std::int64_t last_insert_id();
  void clear_cache();

  [[nodiscard]] DriverConnection& driver() noexcept { return *driver_; }
  [[nodiscard]] DatabaseCore& database() noexcept { return database_; }
  [[nodiscard]] const Dialect& dialect() const noexcept;
  [[nodiscard]] const StatementCompiler& compiler() const noexcept;
  [[nodiscard]] bool usable() const noexcept;
  /// Whether this statement, one of this connection, is in use further up the stack: it must not be reset or executed.
  [[nodiscard]] bool runs(const Statement& statement) const noexcept;
  /// Whether any statement of this connection is in use further up the stack.
  [[nodiscard]] bool runs_any() const noexcept { return running_ != nullptr; }

  // Steps of a transaction: logged, but not counted among the thread's statements. `sql` is the dialect's.
  void begin(const TransactionStart& start);
  void commit(std::string_view sql);
  void rollback(std::string_view sql);
  void savepoint(std::string_view name);
  void release_savepoint(std::string_view name);
  void rollback_to_savepoint(std::string_view name);

  /// How long each statement may run from here on; 0: as long as it likes.
  void limit_time(std::chrono::milliseconds limit) noexcept {
    limit_ = limit;
    timed_ = limit_.count() != 0 || !limit_known_ || limit_ != sent_limit_;
  }
  [[nodiscard]] std::chrono::milliseconds time_limit() const noexcept { return limit_; }
  /// A rollback took back what the database was told of the limit since the transaction began, if it was told anything.
  void forget_sent_limit() noexcept {
    if (limit_sent_in_transaction_) limit_known_ = false, timed_ = true;
  }

  /// The same for what a rollback beyond the last BEGIN took back.
  void forget_limit() noexcept { limit_known_ = false, timed_ = true; }
  /// Puts another session in place of the driver's, which is returned: one that stands before it. Statements in the
  /// cache stay.
  std::unique_ptr<DriverConnection> replace_driver(std::unique_ptr<DriverConnection> other) noexcept;

  /// From here on statements remember what is bound to them, for the log.
  void log_values() noexcept { logs_values_ = true; }
  /// From here on statements say what these tell, which must outlive the connection. Those prepared before don't.
  void comment(const StatementComments& comments) noexcept { comments_ = &comments; }

  /// A place per model id for what the record layer keeps on this connection. Grows on demand; the reference is valid
  /// until the next call.
  std::unique_ptr<ConnectionExtension>& extension(std::uint32_t model_id) {
    if (model_id >= extensions_.size()) extensions_.resize(model_id + 1);
    return extensions_[model_id];
  }

 private:
  friend class Execution;
  struct Cache;
  Statement& kept(Cache& cache, std::string_view text);
  [[nodiscard]] Statement* prepared_with_tags(std::string_view sql);
  std::unique_ptr<Statement> make(std::string_view text);
  template <class Make>
  std::unique_ptr<Statement> watched(std::string_view sql, const Make& make);
  template <class Call>
  void run_uncounted(std::string_view sql, std::string_view purpose, const Call& call);
  void fail(std::string_view sql, std::string_view purpose, std::int64_t started) noexcept;
  void send_limit();
  void note_ended_limit() noexcept;
  void begin_timed();
  void end_timed() noexcept;

  std::unique_ptr<DriverConnection> driver_;
  DatabaseCore& database_;
  Execution* running_ = nullptr;  ///< innermost; its statement, and those of the ones around it, are in use
  std::unique_ptr<Cache> cache_;
  std::unique_ptr<Cache> tagged_;  ///< of statements with tags of a thread, which push out no others; null: none yet
  const StatementComments* comments_;
  std::vector<std::unique_ptr<ConnectionExtension>> extensions_;
  std::chrono::milliseconds limit_{0}, sent_limit_{0};
  bool limit_known_ = true;  ///< `sent_limit_` is what the database goes by
  bool timed_ = false;       ///< there is, or was, a limit
  bool logs_values_ = false;
  bool limit_sent_in_transaction_ = false;  ///< or since the last one
  int watched_socket_ = -1;                 ///< while a statement with a limit runs
};

/// A time limit for the statements of a scope; the one around it holds again at its end.
class TimeLimit {
 public:
  /// 0 leaves the limit as it is.
  TimeLimit(Connection& connection, std::chrono::milliseconds limit) noexcept
      : connection_(connection), before_(connection.time_limit()) {
    if (limit.count() != 0) connection.limit_time(limit);
  }
  ~TimeLimit() {
    if (before_ != connection_.time_limit()) connection_.limit_time(before_);
  }
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  Connection& connection_;
  std::chrono::milliseconds before_;
};

/// The use of a connection by this thread: the transaction's own, or one checked out of the pool and given back at the
/// end. A thread that already holds one for the database gets the same again. Ends on the thread that acquired it.
class ROWAN_EXPORT Lease {
 public:
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  Connection& operator*() const noexcept { return *connection_; }
  Connection* operator->() const noexcept { return connection_; }

 private:
  friend class DatabaseCore;
  Lease(DatabaseCore* pooled_in, Connection* connection) : pool_(pooled_in), connection_(connection) {}
  DatabaseCore* pool_;  ///< null once moved from
  Connection* connection_;
};

/// Counts, times and logs one execution of a statement, and resets it at the end; while it lives, `prepared` does not
/// hand that statement out again. When an exception passes through, the event says failed and the transaction, if there
/// is one, is told. Executions on one connection nest: they end in reverse order of beginning.
class ROWAN_EXPORT Execution {
 public:
  /// Views must outlive the object.
  Execution(Connection& connection, Statement& statement, std::string_view model, std::string_view purpose,
            std::string_view tag = {})
      : connection_(connection),
        statement_(statement),
        model_(model),
        purpose_(purpose),
        tag_(tag),
        outer_(connection.running_) {
    begin();
  }
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Whether `innermost`, or an execution around it, runs this statement.
  [[nodiscard]] static bool uses(const Execution* innermost, const Statement& statement) noexcept {
    while (innermost && &innermost->statement_ != &statement) innermost = innermost->outer_;
    return innermost != nullptr;
  }

  /// Statement::run(), which leaves nothing to reset. Counts the rows, and returns how many.
  std::uint64_t run() {
    rows = statement_.run();
    is_reset_ = true;
    return rows;
  }

  std::uint64_t rows = 0;  ///< set by the caller, unless it calls run()

 private:
  void begin();
  void begin_watched();
  void end() noexcept;
  void report() noexcept;
  Connection& connection_;
  Statement& statement_;
  std::string_view model_, purpose_, tag_;
  Execution* outer_;
  std::int64_t started_ = 0;  ///< 0: nobody listens
  unsigned exceptions_;       ///< in flight when it began
  bool is_reset_ = false;
};

inline bool Connection::runs(const Statement& statement) const noexcept { return Execution::uses(running_, statement); }

/// Statements executed by this thread since it began: BEGIN, COMMIT and savepoints not counted. For tests and samples
/// that show their cost.
ROWAN_EXPORT std::uint64_t statements_executed() noexcept;

}  // namespace rowan
