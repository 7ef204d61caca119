#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include "rowan/core/log.hpp"
#include "unit/connection/scripted_database.hpp"

namespace rowan {
namespace {

using namespace std::chrono_literals;

class PoolTest : public ScriptedDatabase {
 protected:
  Database pool_of(unsigned size, std::chrono::milliseconds timeout = 10s) {
    return open(driver, {.name = "pool", .pool_size = size, .checkout_timeout = timeout});
  }
};

/// A thread that holds a connection until it is told to let go.
class Holder {
 public:
  explicit Holder(Database& database)
      : thread_([this, &database] {
          const auto lease = database.core()->acquire();
          holding_.count_down();
          release_.wait();
        }) {
    holding_.wait();
  }
  ~Holder() {
    let_go();
    thread_.join();
  }
  void let_go() {
    if (!released_) release_.count_down();
    released_ = true;
  }

 private:
  std::latch holding_{1}, release_{1};
  bool released_ = false;
  std::thread thread_;
};

TEST_F(PoolTest, OpensConnectionsAsTheyAreNeeded) {
  Database pool = pool_of(4);
  const int before = driver.open_now();
  pool.execute("a");
  pool.execute("a");
  EXPECT_EQ(driver.open_now(), before);
  const Holder one(pool), two(pool);
  EXPECT_EQ(driver.open_now(), before + 1);
}

TEST_F(PoolTest, AThreadGetsTheConnectionItHolds) {
  Database pool = pool_of(1, 50ms);
  const auto outer = pool.core()->acquire();
  const auto inner = pool.core()->acquire();
  EXPECT_EQ(&*outer, &*inner);
  pool.transaction([&] { pool.execute("a"); });
}

TEST_F(PoolTest, TheTimeoutSaysWhoHoldsAndWhoWaits) {
  Database pool = pool_of(2, 50ms);
  const Holder one(pool), two(pool);
  const auto message = message_of<PoolTimeout>([&] { pool.execute("a"); });
  EXPECT_THAT(message,
              AllOf(HasSubstr("\"pool\""), HasSubstr("within 50 ms"), HasSubstr("all 2 are in use"),
                    MatchesRegex(".*held by thread [0-9]+ \"[^\"]+\" for [0-9]+ ms for a statement, thread .*"),
                    HasSubstr("0 other threads wait"), HasSubstr("pool_size")));
}

TEST_F(PoolTest, ServesWaitersInTheOrderTheyCame) {
  Database pool = pool_of(1);
  std::mutex mutex;
  std::vector<int> served;
  std::vector<std::thread> waiters;
  {
    Holder holder(pool);
    for (int i = 0; i < 5; ++i) {
      waiters.emplace_back([&, i] {
        const auto lease = pool.core()->acquire();
        const std::lock_guard lock(mutex);
        served.push_back(i);
      });
      std::this_thread::sleep_for(20ms);  // so that the next one comes later
    }
    holder.let_go();
    for (auto& waiter : waiters) waiter.join();
  }
  EXPECT_THAT(served, ElementsAre(0, 1, 2, 3, 4));
}

struct LoggedMessages final : LogSink {
  void statement(const StatementEvent&) override {}
  void message(LogLevel, std::string_view text) override { all += text; }
  std::string all;
};

TEST_F(PoolTest, ALostConnectionIsNotCalledMisused) {
  Database pool = pool_of(1);
  driver.on("cut", {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true});
  const auto messages = std::make_shared<LoggedMessages>();
  set_log_sink(messages);
  EXPECT_THROW(pool.transaction([&] { pool.execute("cut"); }), ConnectionLost);
  set_log_sink(nullptr);
  EXPECT_EQ(messages->all, "");
  pool.execute("a");
}

TEST_F(PoolTest, ManyThreadsShareFewConnections) {
  Database pool = pool_of(3);
  const int before = driver.open_now();
  std::atomic<int> inside{0}, most{0}, done{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        pool.transaction([&](Transaction& transaction) {
          pool.execute("a");
          const int now = ++inside;
          int seen = most.load();
          while (seen < now && !most.compare_exchange_weak(seen, now)) {
          }
          if ((i + t) % 7 == 0) transaction.rollback();
          --inside;
        });
        ++done;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1600);
  EXPECT_LE(most, 3);
  EXPECT_LE(driver.open_now(), before + 2);
}

TEST_F(PoolTest, BrokenConnectionsAreReplaced) {
  Database pool = pool_of(1);
  pool.execute("a");
  const int before = driver.opened();
  driver.break_connections();
  pool.execute("a");
  EXPECT_EQ(driver.opened(), before + 1);
  driver.on("cut", {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true});
  EXPECT_THROW(pool.execute("cut"), ConnectionLost);
  pool.execute("a");
  EXPECT_EQ(driver.opened(), before + 2);
}

TEST_F(PoolTest, AConnectionThatRawSqlLeftInATransactionIsNotReused) {
  Database pool = pool_of(1);
  const int before = driver.opened();
  pool.execute("BEGIN");
  pool.execute("a");
  EXPECT_EQ(driver.opened(), before + 1);
}

TEST_F(PoolTest, AWaiterOpensInThePlaceOfABrokenConnection) {
  Database pool = pool_of(1);
  std::thread waiter;
  {
    const auto lease = pool.core()->acquire();
    waiter = std::thread([&] { pool.execute("waited"); });
    std::this_thread::sleep_for(20ms);
    driver.break_connections();
  }
  waiter.join();
  EXPECT_THAT(ran(), ElementsAre("waited"));
}

TEST_F(PoolTest, AFailedOpeningTakesNoPlace) {
  Database pool = pool_of(1);
  driver.break_connections();
  driver.refuse_connections(std::make_exception_ptr(ConnectionFailed("down")));
  for (int i = 0; i < 3; ++i) EXPECT_THROW(pool.execute("a"), ConnectionFailed);
  driver.refuse_connections(nullptr);
  EXPECT_NO_THROW(pool.execute("a"));
}

TEST_F(PoolTest, TheOnlyCopyOfTheDataIsNeverClosed) {
  ScriptedDriver memory({}, 1);
  Database pool = open(memory, {.pool_size = 5});
  pool.execute("BEGIN");
  memory.on("ROLLBACK", {.error = std::make_exception_ptr(StatementError("no")), .times = 1});
  EXPECT_THROW(pool.transaction([&] {
    pool.execute("a");
    throw StatementError("leave");
  }),
               StatementError);
  pool.execute("b");
  EXPECT_EQ(memory.opened(), 1);
  EXPECT_EQ(memory.open_now(), 1);
  memory.break_connections();
  EXPECT_THAT(message_of<ConnectionLost>([&] { pool.execute("c"); }), HasSubstr("lived in memory"));
  EXPECT_EQ(memory.opened(), 1);
}

TEST_F(PoolTest, SizeComesFromOptionsThenUrlThenDriver) {
  const auto has_another = [](Database& pool) {
    return std::async(std::launch::async,
                      [&] {
                        try {
                          static_cast<void>(pool.core()->acquire());
                          return true;
                        } catch (const PoolTimeout&) {
                          return false;
                        }
                      })
        .get();
  };
  const auto size_of = [&](ScriptedDriver& with, const char* url, unsigned option) {
    Database pool =
        connect(with, Url::parse(url), {.pool_size = option, .checkout_timeout = 1ms, .make_default = false});
    std::vector<std::unique_ptr<Holder>> holders;
    while (has_another(pool)) holders.push_back(std::make_unique<Holder>(pool));
    return holders.size();
  };
  ScriptedDriver limited({}, 2);
  EXPECT_EQ(size_of(driver, "scripted://x", 3), 3U);
  EXPECT_EQ(size_of(driver, "scripted://x?pool=4", 0), 4U);
  EXPECT_EQ(size_of(driver, "scripted://x?pool=4", 3), 3U);
  EXPECT_EQ(size_of(driver, "scripted://x", 0), 8U);
  EXPECT_EQ(size_of(limited, "scripted://x?pool=4", 0), 2U);
}

// Closing

TEST_F(PoolTest, CloseWaitsForLeasesAndRefusesLaterUse) {
  Database pool = pool_of(2);
  const int before = driver.open_now();
  std::atomic<bool> let_go{false};
  std::latch holding{1};
  std::thread holder([&] {
    const auto lease = pool.core()->acquire();
    holding.count_down();
    std::this_thread::sleep_for(50ms);
    let_go = true;
  });
  holding.wait();
  pool.close();
  EXPECT_TRUE(let_go);
  holder.join();
  EXPECT_EQ(driver.open_now(), before - 1);
  EXPECT_THAT(message_of<DatabaseClosed>([&] { pool.execute("a"); }), HasSubstr("\"pool\" was closed"));
  EXPECT_THROW(pool.transaction([&] { pool.execute("a"); }), DatabaseClosed);
  EXPECT_NO_THROW(pool.close());
}

TEST_F(PoolTest, CloseSendsWaitersAway) {
  Database pool = pool_of(1);
  std::thread waiter;
  {
    const auto mine = pool.core()->acquire();
    waiter = std::thread([&] { EXPECT_THROW(pool.execute("a"), DatabaseClosed); });
    std::this_thread::sleep_for(20ms);
    pool.close();
    waiter.join();
    EXPECT_NO_THROW(mine->execute("what is held stays usable"));
  }
  EXPECT_EQ(ran().size(), 1U);
}

TEST_F(PoolTest, CloseInsideItsOwnTransactionIsRefused) {
  db.transaction([&] { EXPECT_THROW(db.close(), TransactionError); });
  EXPECT_NO_THROW(db.execute("a"));
}

TEST_F(PoolTest, CloseGivesUpAfterTheTimeout) {
  Database pool = pool_of(1, 30ms);
  const int before = driver.open_now();
  {
    const Holder holder(pool);
    pool.close();
    EXPECT_EQ(driver.open_now(), before);
  }
  EXPECT_EQ(driver.open_now(), before - 1);
}

}  // namespace
}  // namespace rowan
