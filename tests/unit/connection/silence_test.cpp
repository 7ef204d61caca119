// Servers that say nothing any more, as behind a firewall that forgot the connection: TCP would wait for minutes.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

#include "rowan/testing/held_transaction.hpp"
#include "unit/connection/scripted_database.hpp"

namespace rowan {
namespace {

using namespace std::chrono_literals;

/// Nobody is at the other end of its socket.
class SilentConnection final : public DriverConnection {
 public:
  SilentConnection() {
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) != 0) throw std::runtime_error("no sockets");
    constexpr timeval patience{10, 0};  // where nobody ends the wait, so that the test fails instead of waiting on
    ::setsockopt(ends_[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~SilentConnection() override {
    for (const int end : ends_) ::close(end);
  }
  SilentConnection(const SilentConnection&) = delete;
  SilentConnection& operator=(const SilentConnection&) = delete;

  std::unique_ptr<Statement> prepare(std::string_view) override { throw ConnectionLost("no answer"); }
  void execute(std::string_view sql) override {
    in_transaction_ = in_transaction_ || sql.starts_with("START");
    if (sql.starts_with("SAVEPOINT") && !ping()) throw ConnectionLost("no answer");
  }
  std::int64_t last_insert_id() override { return 0; }
  [[nodiscard]] bool usable() const noexcept override { return usable_; }
  [[nodiscard]] bool ping() noexcept override {
    char answer = 0;
    return usable_ = ::read(ends_[0], &answer, 1) > 0;
  }
  [[nodiscard]] bool in_transaction() const noexcept override { return in_transaction_; }
  void limit_statement_time(std::chrono::milliseconds, bool) override {}
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    if (!ping()) throw ConnectionLost("no answer");
    return 0ms;
  }
  [[nodiscard]] int socket() const noexcept override { return ends_[0]; }

 private:
  std::array<int, 2> ends_{};
  bool usable_ = true, in_transaction_ = false;
};

class SilentDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const override { return "silent"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"silent"}; }
  [[nodiscard]] const Dialect& dialect() const override { return scripted_.dialect(); }
  void check(const Url&) const override {}
  std::unique_ptr<DriverConnection> open(const Url&) override {
    ++opened;
    return std::make_unique<SilentConnection>();
  }
  [[nodiscard]] unsigned pool_limit(const Url&) const override { return 10; }

  int opened = 0;

 private:
  ScriptedDriver scripted_{{.failed_statement_aborts_transaction = true}};
};

class SilenceTest : public ::testing::Test {
 protected:
  Database connect_with(DatabaseOptions options) {
    options.make_default = false;
    options.statement_timeout = 50ms;
    return connect(driver, Url::parse("silent://primary/x"), options);
  }
  /// Whether it ends long before TCP, or the test, would lose patience.
  template <class Function>
  static bool ends_soon(Function&& function) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    return std::chrono::steady_clock::now() - begin < 6s;
  }

  SilentDriver driver;
};

TEST_F(SilenceTest, TheTestOfAPooledConnectionEnds) {
  Database db = connect_with({.verify_after = 1ms});
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(ends_soon([&] { db.execute_script("a"); }));
  EXPECT_EQ(driver.opened, 2) << "another one took its place";
}

TEST_F(SilenceTest, APingEnds) {
  Database db = connect_with({});
  EXPECT_TRUE(ends_soon([&] { EXPECT_THROW(db.ping(), ConnectionLost); }));
}

TEST_F(SilenceTest, TheSavepointThatGuardsAStatementOfAHeldTransactionEnds) {
  Database db = connect_with({});
  const rowan::testing::HeldTransaction held(db);
  EXPECT_TRUE(ends_soon([&] { EXPECT_THROW(db.execute_script("a"), ConnectionLost); }));
}

TEST_F(SilenceTest, TheQuestionHowFarAReplicaIsBehindEnds) {
  Database db = connect_with({.replicas = {"silent://replica/x"}, .reads = {.max_lag = 1s}});
  EXPECT_TRUE(ends_soon([&] { static_cast<void>(db.core()->acquire(Intent::read)); }));
  EXPECT_EQ(db.replica_status().at(0).state, ReplicaState::unavailable);
}

}  // namespace
}  // namespace rowan
