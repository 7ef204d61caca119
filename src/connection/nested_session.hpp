// A session that gives its transactions no COMMIT: they are savepoints inside one that stays open, and is rolled back.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rowan/connection/driver.hpp"

namespace rowan {

/// Stands before the session of a connection while a test holds a transaction on it. Used by one thread at a time,
/// as that session is.
class NestedSession final : public DriverConnection {
 public:
  /// `session` is in the transaction. `label`: of the database, for messages.
  NestedSession(std::unique_ptr<DriverConnection> session, const Dialect& dialect, std::string label,
                std::optional<Isolation> isolation);

  /// A thread is about to use the connection outside of transactions of its own. Where a failed statement would take
  /// the held transaction along, what comes is guarded by a savepoint, for which the database has `limit`; 0: as long
  /// as it likes. True: a failure since the last call was undone. @throws TransactionError when the held transaction is
  /// over, or nobody knows what is left of it; ConnectionLost when the connection is.
  bool ready(std::chrono::milliseconds limit);
  /// It used it. True as above.
  bool settle(std::chrono::milliseconds limit) noexcept;
  /// From now on it takes nothing more, and may be freed. Thread-safe.
  void end() noexcept { ended_.store(true, std::memory_order_release); }
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
  /// The session itself, back.
  [[nodiscard]] std::unique_ptr<DriverConnection> release() noexcept { return std::move(session_); }
  /// @throws TransactionError for SQL that would end the held transaction, going by its words.
  void user_statement_begins(std::string_view sql, std::chrono::milliseconds limit);
  /// It succeeded or failed.
  void user_statement_done(std::chrono::milliseconds limit) noexcept;

  /// @throws TransactionError for a block that asks for what the held transaction can't give it.
  void begin(const TransactionStart& start) override;
  void commit(std::string_view sql) override;
  void rollback(std::string_view sql) override;
  [[nodiscard]] bool in_transaction() const noexcept override { return !ended() && session_->in_transaction(); }

  std::unique_ptr<Statement> prepare(std::string_view sql) override { return session_->prepare(sql); }
  void execute(std::string_view sql) override { session_->execute(sql); }
  void savepoint(std::string_view name, std::string_view sql) override { session_->savepoint(name, sql); }
  void release_savepoint(std::string_view name, std::string_view sql) override {
    session_->release_savepoint(name, sql);
  }
  void rollback_to_savepoint(std::string_view name, std::string_view sql) override {
    session_->rollback_to_savepoint(name, sql);
  }
  std::int64_t last_insert_id() override { return session_->last_insert_id(); }
  [[nodiscard]] bool usable() const noexcept override { return session_->usable(); }
  [[nodiscard]] bool ping() noexcept override { return session_->ping(); }
  [[nodiscard]] bool transaction_failed() const noexcept override { return session_->transaction_failed(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override {
    session_->limit_statement_time(limit, changed);
  }
  [[nodiscard]] bool guard_next_statement() override { return session_->guard_next_statement(); }
  void forget_guard() noexcept override { session_->forget_guard(); }
  std::unique_ptr<Statement> prepare_bulk(const BulkTarget& target) override { return session_->prepare_bulk(target); }
  std::unique_ptr<Statement> prepare_batch(std::string_view sql) override { return session_->prepare_batch(sql); }
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    return session_->replication_lag();
  }
  [[nodiscard]] int socket() const noexcept override { return session_->socket(); }
  void read_only_ended() noexcept override { session_->read_only_ended(); }
  [[nodiscard]] DriverConnection& session() noexcept override { return session_->session(); }

 private:
  void refuse_when_over() const;
  bool move_guard(std::chrono::milliseconds limit);
  void set(std::string_view name);
  void release(std::string_view name);
  void undo(std::string_view name);

  std::unique_ptr<DriverConnection> session_;
  const Dialect& dialect_;
  const std::string label_;
  const std::optional<Isolation> isolation_;
  std::atomic<bool> ended_{false};
  bool broken_ = false;   ///< a savepoint could be neither released nor undone: it takes no more statements
  bool guarded_ = false;  ///< by a savepoint
  bool marked_ = false;   ///< by another one, for the user's statement that runs
  bool began_ = false;    ///< a block
};

}  // namespace rowan
