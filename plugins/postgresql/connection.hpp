// A connection whose statements take the native path.
#pragma once

#include <memory>

#include "rowan/connection/driver.hpp"
#include "server_role.hpp"
#include "session.hpp"

namespace rowan::postgresql {

/// See `rowan::DriverConnection`.
class NativeConnection final : public DriverConnection {
 public:
  explicit NativeConnection(const Options& options) : session_(options), named_(session_.keeps_statements()) {}

  std::unique_ptr<Statement> prepare(std::string_view sql) override;
  void execute(std::string_view sql) override { session_.execute(sql); }
  std::int64_t last_insert_id() override;
  [[nodiscard]] bool usable() const noexcept override { return session_.usable(); }
  [[nodiscard]] bool ping() noexcept override { return session_.ping(); }
  [[nodiscard]] bool in_transaction() const noexcept override { return session_.in_transaction(); }
  [[nodiscard]] bool transaction_failed() const noexcept override { return session_.transaction_failed(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override {
    session_.limit_time(limit, changed);
  }
  [[nodiscard]] bool limits_end_with_transaction() const noexcept override { return session_.pooled(); }
  [[nodiscard]] bool cancel() noexcept override { return session_.cancel(); }
  [[nodiscard]] bool guard_next_statement() override { return session_.guard_next_statement(); }
  void forget_guard() noexcept override { session_.take_guard(); }
  std::unique_ptr<Statement> prepare_bulk(const BulkTarget& target) override;
  std::unique_ptr<Statement> prepare_batch(std::string_view sql) override;
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    return postgresql::replication_lag(session_.connection());
  }
  [[nodiscard]] int socket() const noexcept override { return session_.socket(); }

 private:
  Session session_;
  bool named_;
};

}  // namespace rowan::postgresql
