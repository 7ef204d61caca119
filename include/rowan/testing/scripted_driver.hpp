// A database that answers what a test tells it to: for faults that are hard to provoke, and for tests without a
// database.
//
//   ScriptedDriver driver;
//   driver.on("COMMIT", fails(LockTimeout("the database is locked")));
//   Database db = connect(driver, Url::parse("scripted://test"));
//   EXPECT_THROW(db.transaction([&] { db.execute("INSERT …"); }), LockTimeout);
//   EXPECT_EQ(driver.statements().back(), "ROLLBACK");
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/driver.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan::testing {

/// The answer to a statement.
struct Reply {
  std::vector<std::string> columns = {};
  std::vector<std::vector<Value>> rows = {};
  std::uint64_t matched = 0;           ///< what Statement::run returns
  std::exception_ptr error = nullptr;  ///< thrown instead of an answer
  bool ends_transaction = false;       ///< as a database does that rolls back when it is full
  bool breaks_connection = false;      ///< it is not usable any more
  int times = -1;                      ///< how often it serves; -1: always
};

/// A reply that throws `error`.
template <class E>
Reply fails(const E& error) {
  return {.error = std::make_exception_ptr(error)};
}

/// One statement that ran. `connection` counts from 1, in the order of opening.
struct RanStatement {
  int connection;
  std::string sql;
  std::vector<Value> parameters;
};

struct Script;

/// Its SQL is the standard dialect's with the capabilities given; a statement without a reply succeeds with no rows. It
/// follows BEGIN, COMMIT and ROLLBACK, and writes time limits down as "LIMIT 500 ms". Must outlive the databases
/// connected with it. Thread-safe, but for the constructor.
class ROWAN_EXPORT ScriptedDriver : public Driver {
 public:
  explicit ScriptedDriver(Capabilities capabilities = {}, unsigned pool_limit = 100);
  ~ScriptedDriver() override;

  /// Sets the reply to `sql`, or, when it ends in `*`, to all that begin so. A later one goes before an earlier one.
  void on(std::string sql, Reply reply);
  /// Makes `open` throw `error`; null: no more.
  void refuse_connections(std::exception_ptr error);
  /// What its connections say of how far they are behind; nothing, as at first: they can't tell.
  void set_replication_lag(std::optional<std::chrono::milliseconds> lag);
  /// Makes all connections that are open unusable, as a server's restart does.
  void break_connections();

  /// Makes all connections that are open fail to answer a ping, as when a firewall forgot them.
  void stop_answering_pings();

  /// What ran, BEGIN and the like among it, in order.
  [[nodiscard]] std::vector<std::string> statements() const;
  [[nodiscard]] std::vector<RanStatement> ran() const;
  void forget_statements();
  [[nodiscard]] int opened() const;    ///< connections ever
  [[nodiscard]] int open_now() const;  ///< connections
  [[nodiscard]] int prepared() const;  ///< statements ever

  [[nodiscard]] std::string_view name() const override { return "scripted"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"scripted"}; }
  [[nodiscard]] const Dialect& dialect() const override { return dialect_; }
  void check(const Url& url) const override;
  std::unique_ptr<DriverConnection> open(const Url& url) override;
  [[nodiscard]] unsigned pool_limit(const Url&) const override { return pool_limit_; }

 private:
  Dialect dialect_;
  unsigned pool_limit_;
  std::shared_ptr<Script> script_;
};

}  // namespace rowan::testing
