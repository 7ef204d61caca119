// A connection whose statements take the native path.
#pragma once

#include <memory>

#include "rowan/connection/driver.hpp"
#include "server_role.hpp"
#include "session.hpp"

namespace rowan::mysql {

/// See `rowan::DriverConnection`.
class NativeConnection final : public DriverConnection {
 public:
  explicit NativeConnection(const Options& options) : session_(options) {}

  std::unique_ptr<Statement> prepare(std::string_view sql) override;
  std::unique_ptr<Statement> prepare_bulk(const BulkTarget& target) override;
  std::unique_ptr<Statement> prepare_batch(std::string_view sql) override;
  void execute(std::string_view sql) override { session_.execute(sql); }
  std::int64_t last_insert_id() override { return session_.last_insert_id(); }
  [[nodiscard]] bool usable() const noexcept override { return session_.usable(); }
  [[nodiscard]] bool ping() noexcept override { return session_.ping(); }
  [[nodiscard]] bool in_transaction() const noexcept override { return session_.in_transaction(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override {
    session_.limit_statement_time(limit, changed);
  }
  [[nodiscard]] bool cancel() noexcept override { return session_.cancel(); }
  [[nodiscard]] int socket() const noexcept override { return session_.socket(); }
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    return mysql::replication_lag(session_);
  }

 private:
  Session session_;
};

}  // namespace rowan::mysql
