#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rowan/connection/driver.hpp"
#include "testing/script.hpp"

namespace rowan::testing {

/// Takes a number, and a place among the open ones. @throws what the script refuses connections with.
class ScriptedConnection final : public DriverConnection {
 public:
  explicit ScriptedConnection(std::shared_ptr<Script> script);
  ~ScriptedConnection() override;

  std::unique_ptr<Statement> prepare(std::string_view sql) override;
  void execute(std::string_view sql) override;
  std::int64_t last_insert_id() override { return ++last_id_; }
  [[nodiscard]] bool usable() const noexcept override;
  [[nodiscard]] bool ping() noexcept override;
  [[nodiscard]] bool in_transaction() const noexcept override { return in_transaction_; }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override;

  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override;

  /// Runs the statement by the script. @throws the reply's error.
  Reply run(std::string_view sql, std::vector<Value> parameters);

 private:
  void follow_transaction(std::string_view sql);

  std::shared_ptr<Script> script_;
  int number_ = 0;
  std::int64_t last_id_ = 0;
  bool in_transaction_ = false;
  bool broken_ = false;
};

}  // namespace rowan::testing
