// Transactions: what a block passed to `Database::transaction` can do, and what the library keeps for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/sql/isolation.hpp"

namespace rowan {

class OpenTransaction;
struct TransactionLevel;

struct TransactionOptions {
  std::optional<Isolation>
      isolation{};  ///< unset: the database's default. One that the database lacks is refused with the list it has.
  bool read_only = false;
  bool requires_new = false;  ///< inside another transaction: a savepoint instead of joining
  /// How often the whole block may run again after a SerializationFailure, a Deadlock, or a LockTimeout of BEGIN, with
  /// growing pauses between. Only at the outermost level, and not when an attempt saved a record that was loaded or
  /// made outside the block: what the block set in it can't be taken back. Then the first error is thrown, and says so.
  unsigned retries = 0;
  /// How long each statement inside may run; unset: as the database says. @throws Unsupported where the driver can't.
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Told what becomes of a transaction, so that state outside the database can follow it. All calls come on the
/// transaction's thread; none may throw except `about_to_commit`, `before_commit` and `committed`.
class ROWAN_EXPORT TransactionLog {
 public:
  virtual ~TransactionLog() = default;
  virtual void savepoint() = 0;                ///< a nested level began
  virtual void released() = 0;                 ///< the innermost level merged into its parent
  virtual void rolled_back_to() noexcept = 0;  ///< the innermost level was undone
  /// The block ended well; may run code of the program's, which may still write, throw, or ask for a rollback.
  virtual void about_to_commit() {}
  /// A statement of the user's committed it before its block ended. What `about_to_commit` and `before_commit`, which
  /// follow, do and undo is another transaction's.
  virtual void committed_early() noexcept {}
  virtual void before_commit() {}           ///< what is still to be sent; may throw: then all of it is undone
  virtual void committed() = 0;             ///< all of it is durable
  virtual void rolled_back() noexcept = 0;  ///< all of it was undone
  /// Whether something that lives outside the block was changed in it. Asked once the block has ended by an exception,
  /// before `rolled_back`, and only where `TransactionState::attempt()` is not 0.
  [[nodiscard]] virtual bool used_outside_state() const noexcept { return false; }
};

/// The open transaction, as its block sees it. Valid inside the block only, on its thread. BEGIN is sent with the first
/// statement.
class ROWAN_EXPORT Transaction {
 public:
  Transaction() = default;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Runs `fn` once the outermost transaction is durable; dropped when this level is rolled back. If it throws, the
  /// others still run and one AfterCommitError says that the data *is* committed.
  void after_commit(std::function<void()> fn);
  /// Runs `fn` when this level, or one around it, is rolled back. It must not throw.
  void after_rollback(std::function<void()> fn);
  /// Undoes this level when the block ends, without an exception. Further statements in it throw TransactionError.
  void rollback();
  /// False once the block ended or it must roll back. Using a transaction after its end throws TransactionError.
  [[nodiscard]] bool is_open() const noexcept;
  /// 1 for the outermost, 2 inside a savepoint, …
  [[nodiscard]] int depth() const noexcept;

 private:
  friend class TransactionHandle;
  TransactionLevel& level();

  OpenTransaction* state_ = nullptr;  ///< null once the block ended
  TransactionLevel* level_ = nullptr;
};

}  // namespace rowan
