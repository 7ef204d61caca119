// What becomes of connections as time passes and servers go: tests with a clock that stands still.
#include <atomic>
#include <thread>

#include "unit/connection/scripted_database.hpp"
#include "unit/connection/stopped_clock.hpp"

namespace rowan {
namespace {

using namespace std::chrono_literals;

class PoolAgeTest : public ScriptedDatabase {
 protected:
  /// Opens `count` connections at once, and lets them go.
  static void fill(Database& pool, int count) {
    std::atomic<int> holding{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&] {
        const auto lease = pool.core()->acquire();
        ++holding;
        while (holding < count) std::this_thread::yield();
      });
    }
    for (auto& thread : threads) thread.join();
  }

  StoppedClock clock;
};

TEST_F(PoolAgeTest, OneThatLayIdleIsTestedAndReplacedWhenItDoesNotAnswer) {
  Database pool = open(driver, {.pool_size = 1, .verify_after = 30s});
  const int before = driver.opened();
  clock.pass(31s);
  pool.execute("a");
  EXPECT_EQ(driver.opened(), before) << "it answered";
  driver.stop_answering_pings();
  clock.pass(29s);
  pool.execute("b");
  EXPECT_EQ(driver.opened(), before) << "it was not asked";
  clock.pass(31s);
  pool.execute("c");
  EXPECT_EQ(driver.opened(), before + 1);
  EXPECT_EQ(pool.pool_statistics().broken, 1U);
}

TEST_F(PoolAgeTest, OldOnesAreReplacedGiveOrTakeATenth) {
  Database pool = open(driver, {.pool_size = 1, .max_age = 1000s});
  const int before = driver.opened();
  clock.pass(899s);
  pool.execute("a");
  EXPECT_EQ(driver.opened(), before);
  clock.pass(202s);
  pool.execute("b");
  EXPECT_EQ(driver.opened(), before + 1);
  EXPECT_EQ(pool.pool_statistics().expired, 1U);
}

TEST_F(PoolAgeTest, ThoseOpenedTogetherDoNotEndTogether) {
  Database pool = open(driver, {.pool_size = 20, .max_age = 1000s});
  fill(pool, 20);
  const int before = driver.open_now();
  clock.pass(1000s);
  for (int i = 0; i < 20; ++i) fill(pool, 20);
  const auto expired = pool.pool_statistics().expired;
  EXPECT_GT(expired, 0U);
  EXPECT_LT(expired, 20U) << "all within the same tenth: one chance in a million";
  EXPECT_EQ(driver.open_now(), before);
}

TEST_F(PoolAgeTest, NoAgeIsTooOldUnlessSet) {
  Database pool = open(driver, {.pool_size = 1, .verify_after = 10000h, .max_age = 0ms});
  const int before = driver.opened();
  clock.pass(9000h);
  pool.execute("a");
  EXPECT_EQ(driver.opened(), before);
}

TEST_F(PoolAgeTest, TheOnlyCopyOfTheDataDoesNotAge) {
  ScriptedDriver memory({}, 1);
  Database pool = open(memory, {.max_age = 1s});
  clock.pass(1h);
  pool.execute("a");
  EXPECT_EQ(memory.opened(), 1);
}

TEST_F(PoolAgeTest, OneLostConnectionClosesTheIdleOnes) {
  Database pool = open(driver, {.pool_size = 4});
  fill(pool, 4);
  const int before = driver.open_now();
  driver.on("cut", {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true});
  EXPECT_THROW(pool.execute("cut"), ConnectionLost);
  EXPECT_EQ(driver.open_now(), before - 4);
  pool.execute("a");
  const auto statistics = pool.pool_statistics();
  EXPECT_EQ(statistics.broken, 1U);
  EXPECT_EQ(statistics.closed, 4U);
  EXPECT_EQ(statistics.open, 1U);
}

TEST_F(PoolAgeTest, OneInUseWhenAnotherWasLostIsTestedBeforeItIsUsedAgain) {
  Database pool = open(driver, {.pool_size = 2});
  driver.on("cut", {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true});
  int opened = 0;
  {
    const auto mine = pool.core()->acquire();
    std::thread([&] { EXPECT_THROW(pool.execute("cut"), ConnectionLost); }).join();
    mine->execute("still works");
    opened = driver.opened();
  }
  driver.stop_answering_pings();
  pool.execute("a");
  EXPECT_EQ(driver.opened(), opened + 1);
}

TEST_F(PoolAgeTest, CountsWhatItDoes) {
  Database pool = open(driver, {.pool_size = 1, .checkout_timeout = 10ms});
  {
    const auto lease = pool.core()->acquire();
    const auto now = pool.pool_statistics();
    EXPECT_EQ(now.size, 1U);
    EXPECT_EQ(now.open, 1U);
    EXPECT_EQ(now.in_use, 1U);
    EXPECT_EQ(now.idle, 0U);
    std::thread([&] { EXPECT_THROW(pool.execute("a"), PoolTimeout); }).join();
  }
  const auto after = pool.pool_statistics();
  EXPECT_EQ(after.idle, 1U);
  EXPECT_EQ(after.in_use, 0U);
  EXPECT_EQ(after.waiting, 0U);
  EXPECT_EQ(after.waits, 1U);
  EXPECT_EQ(after.timeouts, 1U);
  EXPECT_EQ(after.opened, 1U);
  EXPECT_EQ(after.check_outs, 2U) << "connect's own, and the lease";
  EXPECT_GE(after.waited, 10ms);
  EXPECT_EQ(after.longest_wait, after.waited);
}

TEST_F(PoolAgeTest, TheTimeoutTellsATransactionFromAStatement) {
  Database pool = open(driver, {.pool_size = 1, .checkout_timeout = 10ms});
  pool.transaction([&] {
    pool.execute("a");
    std::thread([&] {
      EXPECT_THAT(message_of<PoolTimeout>([&] { pool.execute("b"); }), HasSubstr(" ms in a transaction)"));
    }).join();
  });
}

}  // namespace
}  // namespace rowan
