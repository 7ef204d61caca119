// One transaction on one thread: a small state machine of levels, the outermost and its savepoints.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "connection/transaction_words.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/transaction.hpp"
#include "rowan/core/uuid.hpp"

namespace rowan {

class OpenTransaction;
class PooledDatabase;
struct PooledConnection;

/// Why a level accepts no more statements.
enum class Refusal : std::uint8_t {
  none,
  undo_asked,
  step_undone,
  joined_block_failed,
  statement_failed,
  ended_by_database,
  ended_by_statement,
  left_to_parent
};

/// Its text, to follow a colon.
std::string_view reason(Refusal refusal);

/// Who began a level: the user, or the library for its own step, see DatabaseCore::run_step and run_confined.
enum class LevelKind : std::uint8_t { block, step, confined_step };

/// One level, on the stack of the call that runs its block.
struct TransactionLevel {
  TransactionLevel* outer;
  int depth;
  LevelKind kind = LevelKind::block;
  Refusal refusal = Refusal::none;
  bool bare = false;  ///< its only statement runs in the level around it: there is no savepoint
  std::vector<std::function<void()>> after_commit, after_rollback;
};

/// Whether whoever began the level undoes it, and so knows that nothing of it stays: of a step, the library.
bool is_expected(const TransactionLevel& level) noexcept;
/// Why one was undone that ended normally: text, to follow a colon.
std::string why_undone(const TransactionLevel& level);

/// Lends a block its Transaction, and ends it. The object itself stays in the thread's store: one kept by mistake
/// throws instead of reading a dead stack frame.
class TransactionHandle {
 public:
  TransactionHandle(OpenTransaction& state, TransactionLevel& level);
  ~TransactionHandle();
  TransactionHandle(const TransactionHandle&) = delete;
  TransactionHandle& operator=(const TransactionHandle&) = delete;

  [[nodiscard]] Transaction& get() const noexcept { return transaction_; }
  /// From now on its use throws.
  void end() const noexcept;

 private:
  Transaction& transaction_;
};

/// Lives on the stack of `run`; found through the thread's list. SQL is sent late: `sent_` levels have begun in the
/// database, the others begin with the next statement.
class OpenTransaction final : public TransactionState {
 public:
  using Body = std::function<void(Transaction&)>;

  /// Runs `body` as the outermost block, again and again as far as `options.retries` allows. @throws what the body or
  /// COMMIT throws, TransactionError, AfterCommitError.
  static void run(PooledDatabase& database, const Body& body, const TransactionOptions& options,
                  LevelKind kind = LevelKind::block);
  /// Runs `body` in a savepoint.
  void run_nested(const Body& body, LevelKind kind);
  /// Runs `body` as a part of the innermost level.
  void run_joined(const Body& body);

  /// This thread's transaction of `database`, or null.
  static OpenTransaction* find(const DatabaseCore& database) noexcept;
  /// The transaction that this thread began last, or null.
  static OpenTransaction* innermost() noexcept;
  /// In the child of a fork: the transactions of this thread belong to the parent, and accept no more statements here.
  static void belong_to_parent() noexcept;
  /// Whether `state` is open on this thread.
  static OpenTransaction* find(const TransactionState* state) noexcept;

  /// The connection, in the state that the innermost level asks for. @throws TransactionError when a level must roll
  /// back.
  PooledConnection& connection_for_statement();
  Connection& connection() override;
  bool spare_savepoint() noexcept override;
  void confine_failure() noexcept override;
  void undo_step() noexcept override;
  /// A statement failed on `connection`: the database decides whether that ends or aborts the transaction.
  void statement_failed(const Connection& connection) noexcept;
  /// A user's statement will run on `connection`. @throws TransactionError for one that begins a transaction.
  void user_statement_begins(const Connection& connection, std::string_view sql);
  /// It succeeded or failed: it may have ended the transaction, as COMMIT does, and DDL on MariaDB.
  void user_statement_done(const Connection& connection) noexcept;

  /// Whether a user's statement ran in it: what is in the database then, nobody here knows.
  [[nodiscard]] bool ran_user_statements() const noexcept { return ran_user_statements_; }
  [[nodiscard]] const TransactionOptions& options() const noexcept { return options_; }
  [[nodiscard]] const PooledDatabase& database() const noexcept { return database_; }
  [[nodiscard]] bool must_roll_back(const TransactionLevel& level) const noexcept;
  /// Whether nothing was sent yet.
  [[nodiscard]] bool untouched() const noexcept { return sent_ == 0 && !connection_; }

 private:
  OpenTransaction(PooledDatabase& database, const TransactionOptions& options, LevelKind kind);
  ~OpenTransaction() override;

  void run_outermost(const Body& body);
  void take_connection();
  void push(TransactionLevel& level);
  void pop() noexcept;
  void refuse_statements_if_doomed();
  void send_begins();
  [[nodiscard]] bool is_bare(int depth) const noexcept;
  void begin();
  bool begin_on_another_connection();
  void finish(const TransactionHandle& handle);
  void finish(TransactionLevel& level);
  void announce_commit(const TransactionHandle& handle);
  void commit(const TransactionHandle& handle);
  void release(TransactionLevel& level);
  void undo() noexcept;
  void undo(TransactionLevel& level) noexcept;
  void leave() noexcept;
  void tell_committed();
  void tell_rolled_back() noexcept;
  void end_as_rolled_back(const TransactionHandle& handle) noexcept;
  void end_as_committed_early(const TransactionHandle& handle);
  void end_as_unknown(const TransactionHandle& handle) noexcept;
  [[nodiscard]] bool is_still_the_same() noexcept;
  [[nodiscard]] bool ended_early() const noexcept { return committed_early_ || outcome_unknown_; }
  void merge_into_outer(TransactionLevel& level);
  void settle_lost_commit(const TransactionHandle& handle, const std::optional<Uuid>& record,
                          const std::exception& lost);
  [[noreturn]] void outcome_unknown(const std::exception& lost);

  PooledDatabase& database_;
  const TransactionOptions options_;
  OpenTransaction* outer_;  ///< of another database, on the same thread
  PooledConnection* connection_ = nullptr;
  TransactionLevel outermost_{nullptr, 1, LevelKind::block, Refusal::none, false, {}, {}};
  TransactionLevel* innermost_ = &outermost_;
  int sent_ = 0;
  bool open_ = true;
  bool begin_failed_ = false;
  bool ran_user_statements_ = false;
  bool inner_failed_ =
      false;  ///< a transaction on another database inside of it did, and no statement of its own since
  bool used_outside_state_ = false;
  bool committed_early_ = false;  ///< by a user's statement: nothing of it can be rolled back any more
  bool outcome_unknown_ = false;  ///< a user's statement ended it, nobody knows how
  TransactionEffect effect_{};    ///< of the user's statement that runs
  bool refused_ = false;          ///< a statement that came after its end
};

}  // namespace rowan
