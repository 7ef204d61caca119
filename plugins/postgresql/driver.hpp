// PostgreSQL as a kind of database.
#pragma once

#include "dialect.hpp"
#include "rowan/connection/driver.hpp"

namespace rowan::postgresql {

/// See `rowan::Driver`. Has no state but its dialect.
class PostgresqlDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const override { return "postgresql"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"postgresql", "postgres"}; }
  [[nodiscard]] const Dialect& dialect() const override { return dialect_; }
  void check(const Url& url) const override;
  std::unique_ptr<DriverConnection> open(const Url& url) override;
  [[nodiscard]] unsigned pool_limit(const Url& url) const override;

 private:
  PostgresqlDialect dialect_;
};

}  // namespace rowan::postgresql
