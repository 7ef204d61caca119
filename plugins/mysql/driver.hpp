// MariaDB and MySQL as a kind of database.
#pragma once

#include "dialect.hpp"
#include "rowan/connection/driver.hpp"

namespace rowan::mysql {

/// See `rowan::Driver`. Has no state but its dialects.
class MysqlDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const override { return "mysql"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"mysql", "mariadb"}; }
  [[nodiscard]] const Dialect& dialect() const override { return mariadb_; }
  /// `server=mysql` in the URL has another one than MariaDB.
  [[nodiscard]] const Dialect& dialect_for(const Url& url) const override;
  void check(const Url& url) const override;
  std::unique_ptr<DriverConnection> open(const Url& url) override;
  [[nodiscard]] unsigned pool_limit(const Url& url) const override;

 private:
  MysqlDialect mariadb_{Server::mariadb};
  MysqlDialect mysql_{Server::mysql};
};

}  // namespace rowan::mysql
