// A database whose reads go to one side.
#pragma once

#include "connection/pooled_database.hpp"

namespace rowan {

/// Everything but the choice of who serves a read is the database's own. Records remember the view that loaded them, so
/// what is reached from them is read there, too.
class ReadView final : public DatabaseCore {
 public:
  ReadView(std::shared_ptr<PooledDatabase> database, ReadSide side) : database_(std::move(database)), side_(side) {}

  using DatabaseCore::acquire;
  Lease acquire(Intent intent) override { return database_->acquire(intent, side_); }
  [[nodiscard]] std::shared_ptr<DatabaseCore> reading_from(ReadSide side) override {
    return database_->reading_from(side);
  }
  [[nodiscard]] std::vector<ReplicaStatus> replica_status() const override { return database_->replica_status(); }
  [[nodiscard]] TransactionState* transaction() noexcept override { return database_->transaction(); }
  void run(const std::function<void(Transaction&)>& body, const TransactionOptions& options) override {
    database_->run(body, options);
  }
  void run_step(const std::function<void(Transaction&)>& body) override { database_->run_step(body); }
  void run_confined(const std::function<void(Transaction&)>& body) override { database_->run_confined(body); }
  void hold_transaction(std::optional<Isolation> isolation) override { database_->hold_transaction(isolation); }
  void end_held_transaction() override { database_->end_held_transaction(); }
  void close() override { database_->close(); }
  void statement_failed(Connection& connection) noexcept override { database_->statement_failed(connection); }
  void user_statement_begins(Connection& connection, std::string_view sql) override {
    database_->user_statement_begins(connection, sql);
  }
  void user_statement_done(Connection& connection, std::string_view sql) noexcept override {
    database_->user_statement_done(connection, sql);
  }
  [[nodiscard]] bool may_read_again() const noexcept override { return database_->may_read_again(); }
  [[nodiscard]] PoolStatistics pool_statistics() const override { return database_->pool_statistics(); }
  void cancel(std::int64_t thread) override { database_->cancel(thread); }
  [[nodiscard]] const Dialect& dialect() const noexcept override { return database_->dialect(); }
  [[nodiscard]] const StatementCompiler& compiler() const noexcept override { return database_->compiler(); }
  [[nodiscard]] const std::string& name() const noexcept override { return database_->name(); }
  [[nodiscard]] const std::string& label() const noexcept override { return database_->label(); }
  [[nodiscard]] const std::string& redacted_url() const noexcept override { return database_->redacted_url(); }

 private:
  void give_back(Connection*) noexcept override {}  // leases are the database's own

  const std::shared_ptr<PooledDatabase> database_;
  const ReadSide side_;
};

}  // namespace rowan
