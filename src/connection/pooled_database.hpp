// The DatabaseCore of every driver: a pool, and the transactions of its threads.
#pragma once

#include <atomic>

#include "connection/nested_session.hpp"
#include "connection/open_transaction.hpp"
#include "connection/pool.hpp"
#include "connection/replica_set.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {

class PooledDatabase final : public DatabaseCore {
 public:
  /// Opens nothing yet. @throws InvalidUrl for a bad `pool` or `replicas` option.
  PooledDatabase(Driver& driver, const Url& url, const DatabaseOptions& options);

  using DatabaseCore::acquire;
  Lease acquire(Intent intent) override { return acquire(intent, ReadSide::either); }
  Lease acquire(Intent intent, ReadSide side);
  [[nodiscard]] std::shared_ptr<DatabaseCore> reading_from(ReadSide side) override;
  [[nodiscard]] std::vector<ReplicaStatus> replica_status() const override;
  [[nodiscard]] TransactionState* transaction() noexcept override { return OpenTransaction::find(*this); }
  void run(const std::function<void(Transaction&)>& body, const TransactionOptions& options) override;
  void run_step(const std::function<void(Transaction&)>& body) override;
  void run_confined(const std::function<void(Transaction&)>& body) override;
  void hold_transaction(std::optional<Isolation> isolation) override;
  void end_held_transaction() override;
  void close() override;
  void statement_failed(Connection& connection) noexcept override;
  void user_statement_begins(Connection& connection, std::string_view sql) override;
  void user_statement_done(Connection& connection, std::string_view sql) noexcept override;
  [[nodiscard]] bool may_read_again() const noexcept override;
  [[nodiscard]] PoolStatistics pool_statistics() const override { return pool_.statistics(); }
  void cancel(std::int64_t thread) override;
  [[nodiscard]] const Dialect& dialect() const noexcept override { return dialect_; }
  [[nodiscard]] const StatementCompiler& compiler() const noexcept override { return compiler_; }
  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] const std::string& label() const noexcept override { return label_; }
  [[nodiscard]] const std::string& redacted_url() const noexcept override { return url_; }

  /// The connection that this thread holds, or one more from the pool; one lease more either way.
  PooledConnection& hold(HeldFor purpose);
  /// Whether this thread holds one.
  [[nodiscard]] bool is_held() const noexcept { return held() != nullptr; }
  /// One lease less; after the last the connection goes back to the pool.
  void let_go(PooledConnection& connection) noexcept;

  [[nodiscard]] std::chrono::milliseconds statement_timeout() const noexcept {
    return pool_.settings().statement_timeout;
  }

  [[nodiscard]] std::chrono::milliseconds checkout_timeout() const noexcept { return pool_.settings().timeout; }
  /// Whether each writing transaction is noted in the table `rowan_transactions`.
  [[nodiscard]] bool records_commits() const noexcept { return records_commits_; }

  /// @throws Unsupported for an isolation level that the database lacks.
  void begin_on(Connection& connection, const TransactionOptions& options) const;
  [[nodiscard]] const std::string& commit_statement() const noexcept { return commit_; }
  [[nodiscard]] const std::string& rollback_statement() const noexcept { return rollback_; }

 private:
  void give_back(Connection* connection) noexcept override;
  [[nodiscard]] PooledConnection* held() const noexcept;
  [[nodiscard]] bool replica_may_serve(Intent intent, ReadSide side) const noexcept;
  [[noreturn]] void throw_forked() const;
  void use_nested(PooledConnection& connection);
  void settle_nested(PooledConnection& connection) noexcept;
  void free_nested(PooledConnection& connection) noexcept;

  const Dialect& dialect_;
  const StatementCompiler& compiler_;
  const std::string name_, url_, label_;
  const std::string commit_, rollback_;
  const bool records_commits_;
  const TransactionStart plain_start_;
  Pool pool_;
  const std::unique_ptr<ReplicaSet> replicas_;   ///< null: there are none
  std::atomic<NestedSession*> nested_{nullptr};  ///< while a test holds a transaction
};

}  // namespace rowan
