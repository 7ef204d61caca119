// A connection whose statements take the native path.
#pragma once

#include <memory>

#include "rowan/connection/driver.hpp"
#include "session.hpp"

namespace rowan::sqlite {

/// See `rowan::DriverConnection`.
class NativeConnection final : public DriverConnection {
 public:
  explicit NativeConnection(const Options& options) : session_(options) {}

  std::unique_ptr<Statement> prepare(std::string_view sql) override;
  void execute(std::string_view sql) override { session_.execute(sql); }
  void read_only_ended() noexcept override { session_.allow_writes(); }
  std::int64_t last_insert_id() override;
  // A file does not hang up: errors belong to statements, never to the session.
  [[nodiscard]] bool usable() const noexcept override { return session_.usable(); }
  [[nodiscard]] bool ping() noexcept override { return session_.ping(); }
  [[nodiscard]] bool in_transaction() const noexcept override;
  void limit_statement_time(std::chrono::milliseconds limit, bool) override { session_.limit_time(limit); }
  [[nodiscard]] bool cancel() noexcept override { return session_.interrupt(), true; }

 private:
  Session session_;
};

}  // namespace rowan::sqlite
