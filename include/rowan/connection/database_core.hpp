// The shared state behind Database handles: what the record layer talks to. Not for application code.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rowan/connection/connection.hpp"
#include "rowan/connection/database.hpp"
#include "rowan/connection/database_ref.hpp"
#include "rowan/connection/pool_statistics.hpp"
#include "rowan/connection/replicas.hpp"
#include "rowan/connection/transaction.hpp"

namespace rowan {

class Driver;
struct Url;

/// What a connection is wanted for. With replicas, that decides who serves.
enum class Intent : std::uint8_t {
  write,     ///< or something that can't be told from a write
  raw_read,  ///< SQL of the caller's that reads, by its first word
  read,      ///< a SELECT that the library built, without raw SQL
};

/// Where the reads of a handle go.
enum class ReadSide : std::uint8_t { either, primary, replica };

/// The transaction open on one thread for one database, with its savepoints.
class ROWAN_EXPORT TransactionState {
 public:
  virtual ~TransactionState() = default;
  /// Changes whenever what the transaction sees may have changed by more than its own statements: unique per
  /// transaction, renewed after a rollback to a savepoint. Never 0.
  [[nodiscard]] std::uint64_t epoch() const noexcept { return epoch_; }
  /// The record layer's log; made by it at its first need. When it is set inside nested levels, the setter gives it as
  /// many `savepoint()` calls as `depth() - 1`.
  std::unique_ptr<TransactionLog> log;
  [[nodiscard]] int depth() const noexcept { return depth_; }
  /// Its connection, ready for a statement of the innermost level: what `DatabaseCore::acquire()` leases inside of it,
  /// for those who use it right away and not after the end of the transaction. @throws as acquire().
  virtual Connection& connection() = 0;
  /// Asked before the last statement of a `run_step` block that may be its only one. True: it runs in the level around,
  /// no savepoint is sent for the block, which may do nothing after it that can fail. False: the block has a savepoint,
  /// or is the outermost.
  virtual bool spare_savepoint() noexcept { return false; }
  /// A statement that failed in the innermost level was foreseen. Where that aborts the transaction, only this level is
  /// undone, though it may belong to `run_step`.
  virtual void confine_failure() noexcept {}
  /// The innermost level, a step of the library's, could not be done: it is undone at its end, and the caller says so.
  virtual void undo_step() noexcept {}
  /// The number of this attempt at a block that may be retried, growing in the process; 0: it is not retried.
  [[nodiscard]] std::uint32_t attempt() const noexcept { return attempt_; }
  /// The database, kept for as long as the transaction: a copy is cheaper than `shared()`.
  [[nodiscard]] const std::shared_ptr<DatabaseCore>& kept_database() const noexcept { return kept_database_; }

 protected:
  std::uint64_t epoch_ = 0;
  int depth_ = 1;
  std::uint32_t attempt_ = 0;
  std::shared_ptr<DatabaseCore> kept_database_;
};

/// Pool, options and transactions of one database. Thread-safe unless said otherwise. Made by `make`, and kept
/// by shared_ptrs, which are the handles, and by the DatabaseRefs of records.
class ROWAN_EXPORT DatabaseCore : public std::enable_shared_from_this<DatabaseCore> {
 public:
  virtual ~DatabaseCore() = default;
  /// How objects of derived classes are made.
  template <class Core, class... Arguments>
  static std::shared_ptr<Core> make(Arguments&&... arguments) {
    return std::shared_ptr<Core>(new Core(std::forward<Arguments>(arguments)...), let_go);
  }
  /// Another owner. It may be asked for when no handle is left, only records.
  [[nodiscard]] std::shared_ptr<DatabaseCore> shared();
  /// The connection this thread is to use now: its transaction's (BEGIN is sent if it was not yet), the one it already
  /// holds, or one from the pool.
  /// @throws DatabaseClosed, PoolTimeout, TransactionError (must roll back), ConnectionFailed.
  Lease acquire() { return acquire(Intent::write); }
  /// With replicas, a read outside of transactions may get a connection to one of them.
  virtual Lease acquire(Intent intent) = 0;
  /// The same database, its reads on one side.
  [[nodiscard]] virtual std::shared_ptr<DatabaseCore> reading_from(ReadSide side) = 0;
  [[nodiscard]] virtual std::vector<ReplicaStatus> replica_status() const = 0;
  /// This thread's open transaction, or null. Never throws, sends nothing; a few nanoseconds.
  [[nodiscard]] virtual TransactionState* transaction() noexcept = 0;
  /// As Database::transaction.
  virtual void run(const std::function<void(Transaction&)>& body, const TransactionOptions& options) = 0;
  /// Runs a step of the library's that may be several statements, all or nothing: a transaction, or a savepoint inside
  /// one. An exception that leaves it undoes the step and no more, but for one thing: a failed statement dooms the
  /// level around where it would have done so without the step. So what an error dooms doesn't depend on what hangs on
  /// a save. @throws TransactionError when code of the user's in it asked for its rollback: the caller must not take
  /// the step for done.
  virtual void run_step(const std::function<void(Transaction&)>& body) = 0;
  /// The same, but what an error dooms ends with the step.
  virtual void run_confined(const std::function<void(Transaction&)>& body) = 0;
  /// See testing::HeldTransaction.
  virtual void hold_transaction(std::optional<Isolation> isolation) = 0;
  virtual void end_held_transaction() = 0;
  virtual void close() = 0;
  /// Told by Connection and Execution that a statement failed, so that a transaction which the database ended or
  /// aborted for it takes no more.
  virtual void statement_failed(Connection& connection) noexcept = 0;
  /// Told that one with the user's own SQL comes. @throws TransactionError where it would begin another transaction
  /// inside of the open one, or end one that a test holds.
  virtual void user_statement_begins(Connection& connection, std::string_view sql) = 0;
  /// Told that a statement with the user's own SQL succeeded: it may have ended the transaction.
  virtual void user_statement_done(Connection& connection, std::string_view sql) noexcept = 0;
  /// Whether a read whose connection was lost may run again on another one: this thread holds no connection, and its
  /// transaction, if there is one, has sent nothing. Never throws, sends nothing.
  [[nodiscard]] virtual bool may_read_again() const noexcept = 0;
  [[nodiscard]] virtual PoolStatistics pool_statistics() const = 0;
  /// See Canceller; `thread` as the constructor of one notes it.
  virtual void cancel(std::int64_t thread) = 0;
  [[nodiscard]] virtual const Dialect& dialect() const noexcept = 0;
  /// Compiles every statement on records.
  [[nodiscard]] virtual const StatementCompiler& compiler() const noexcept = 0;
  [[nodiscard]] virtual const std::string& name() const noexcept = 0;
  /// Name, or the redacted URL: for messages and logs.
  [[nodiscard]] virtual const std::string& label() const noexcept = 0;
  [[nodiscard]] virtual const std::string& redacted_url() const noexcept = 0;

 private:
  friend class Lease;
  friend class DatabaseRef;
  virtual void give_back(Connection* connection) noexcept = 0;
  static void let_go(DatabaseCore* core) noexcept {
    if (core->owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete core;
  }
  std::atomic<std::uint32_t> owners_ = 1;  ///< DatabaseRefs; all shared_ptrs that share a count are one

 protected:
  static Lease make_lease(DatabaseCore* pool, Connection* connection) { return Lease(pool, connection); }
};

/// A database opened with a driver of the caller's, which must outlive it: for tests and tools. Opens no connection
/// yet; it is not found by name and is no default. The driver's `check` has the first word. @throws InvalidUrl.
ROWAN_EXPORT std::shared_ptr<DatabaseCore> open_database(Driver& driver, const Url& url,
                                                         const DatabaseOptions& options);
/// As `connect(url, options)`, with a driver of the caller's, which must outlive the database.
ROWAN_EXPORT Database connect(Driver& driver, const Url& url, const DatabaseOptions& options = {});

/// The database of the transaction begun last on this thread and still open, or null. Never throws.
ROWAN_EXPORT std::shared_ptr<DatabaseCore> database_in_transaction() noexcept;

/// A Database handle over `core`.
inline Database handle(DatabaseCore& core) { return Database(core.shared()); }

}  // namespace rowan
