// SQLite as a kind of database.
#pragma once

#include "dialect.hpp"
#include "rowan/connection/driver.hpp"

namespace rowan::sqlite {

struct Options;

/// See `rowan::Driver`. Has no state but its dialect.
class SqliteDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const override { return "sqlite"; }
  [[nodiscard]] UrlForm url_form() const override { return UrlForm::file; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"sqlite"}; }
  [[nodiscard]] const Dialect& dialect() const override { return dialect_; }
  void check(const Url& url) const override;
  std::unique_ptr<DriverConnection> open(const Url& url) override;
  std::unique_ptr<DriverConnection> open_again(const Url& url) override;
  [[nodiscard]] unsigned pool_limit(const Url& url) const override;

 private:
  static std::unique_ptr<DriverConnection> open_with(const Options& options);
  SqliteDialect dialect_;
};

}  // namespace rowan::sqlite
