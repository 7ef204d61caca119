// A connection whose statements are SOCI's own: the path for a database without a native one, and the yardstick for the
// others.
#pragma once

#include <memory>
#include <utility>

#include "backend.hpp"
#include "rowan/connection/driver.hpp"

namespace rowan::soci_path {

/// See `rowan::DriverConnection`.
class SociConnection final : public DriverConnection {
 public:
  explicit SociConnection(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}

  std::unique_ptr<Statement> prepare(std::string_view sql) override;
  void execute(std::string_view sql) override { backend_->execute(sql); }
  void begin(const TransactionStart& start) override { backend_->begin(start); }
  void commit(std::string_view sql) override { backend_->commit(sql); }
  void rollback(std::string_view sql) override { backend_->rollback(sql); }
  void read_only_ended() noexcept override { backend_->read_only_ended(); }
  std::int64_t last_insert_id() override { return backend_->last_insert_id(); }
  [[nodiscard]] bool usable() const noexcept override { return backend_->usable(); }
  [[nodiscard]] bool ping() noexcept override { return backend_->ping(); }
  [[nodiscard]] bool in_transaction() const noexcept override { return backend_->in_transaction(); }
  [[nodiscard]] bool transaction_failed() const noexcept override { return backend_->transaction_failed(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override {
    backend_->limit_statement_time(limit, changed);
  }
  [[nodiscard]] bool limits_end_with_transaction() const noexcept override {
    return backend_->limits_end_with_transaction();
  }
  [[nodiscard]] bool cancel() noexcept override { return backend_->cancel(); }
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    return backend_->replication_lag();
  }
  [[nodiscard]] int socket() const noexcept override { return backend_->socket(); }

 private:
  std::unique_ptr<Backend> backend_;
};

}  // namespace rowan::soci_path
