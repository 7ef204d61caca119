// What a HeldTransaction sends, and what becomes of it when its connection is lost.
#include "rowan/testing/held_transaction.hpp"

#include <array>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "unit/connection/transaction_parts.hpp"

namespace rowan {
namespace {

using rowan::testing::HeldTransaction;

using HeldTransactionTest = ScriptedDatabase;

TEST_F(HeldTransactionTest, SendsSavepointsForTransactions) {
  {
    const HeldTransaction held(db);
    db.execute("a");
    db.transaction([&] {
      db.execute("b");
      db.transaction([&] { db.execute("c"); }, new_level);
    });
    EXPECT_THROW(db.transaction([&] {
      db.execute("d");
      throw Oops();
    }),
                 Oops);
  }
  EXPECT_THAT(
      ran(), ElementsAre("START TRANSACTION", "a", "SAVEPOINT \"rowan_1\"", "b", "SAVEPOINT \"rowan_2\"", "c",
                         "RELEASE SAVEPOINT \"rowan_2\"", "RELEASE SAVEPOINT \"rowan_1\"", "SAVEPOINT \"rowan_1\"", "d",
                         "ROLLBACK TO SAVEPOINT \"rowan_1\"", "RELEASE SAVEPOINT \"rowan_1\"", "ROLLBACK"));
  db.transaction([&] { db.execute("e"); });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "LIMIT 0 ms", "e", "COMMIT")) << "a limit set in it is undone";
}

TEST_F(HeldTransactionTest, TakesNoMoreOnceTheDatabaseEndedIt) {
  driver.on("b", {.error = std::make_exception_ptr(Deadlock("deadlock")), .ends_transaction = true});
  std::optional<HeldTransaction> held(std::in_place, db);
  db.execute("a");
  EXPECT_THROW(db.execute("b"), Deadlock);
  driver.forget_statements();
  EXPECT_THAT(message_of<TransactionError>([&] { db.execute("c"); }), HasSubstr("is over before its end"));
  EXPECT_THROW(db.transaction([&] { db.execute("d"); }), TransactionError);
  EXPECT_THAT(ran(), IsEmpty()) << "what came after it would stay";
  held.reset();
  db.execute("e");
  EXPECT_EQ(driver.statements().back(), "e");
}

TEST_F(HeldTransactionTest, TakesNoMoreOnceItsConnectionIsLost) {
  driver.on("b", {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true});
  std::optional<HeldTransaction> held(std::in_place, db);
  EXPECT_THROW(db.execute("b"), ConnectionLost);
  EXPECT_THAT(message_of<ConnectionLost>([&] { db.execute("c"); }), HasSubstr("HeldTransaction"));
  EXPECT_THROW(db.transaction([&] { db.execute("d"); }), ConnectionLost);
  EXPECT_EQ(driver.opened(), 1);
  held.reset();
  db.execute("e");
  EXPECT_EQ(driver.opened(), 2);
}

TEST_F(HeldTransactionTest, ThrowsWhatBeginThrows) {
  driver.on("START TRANSACTION", {.error = std::make_exception_ptr(LockTimeout("locked")), .times = 1});
  EXPECT_THROW(const HeldTransaction held(db), LockTimeout);
  db.execute("a");
  const HeldTransaction held(db);
}

TEST_F(HeldTransactionTest, IsOneThoughTwoThreadsWaitToBegin) {
  ScriptedDriver small({}, 1);
  Database one = open(small);
  const auto begin = [&]() -> std::unique_ptr<HeldTransaction> {
    try {
      return std::make_unique<HeldTransaction>(one);
    } catch (const TransactionError& error) {
      EXPECT_THAT(error.what(), HasSubstr("already"));
      return nullptr;
    }
  };
  std::array<std::future<std::unique_ptr<HeldTransaction>>, 2> begun;
  one.transaction([&] {
    one.execute("a");
    for (auto& each : begun) each = std::async(std::launch::async, begin);
    while (one.pool_statistics().waiting < 2) std::this_thread::yield();
  });
  const auto first = begun[0].get();
  const auto second = begun[1].get();
  EXPECT_NE(first == nullptr, second == nullptr);
}

TEST_F(HeldTransactionTest, KeepsReadsFromReplicas) {
  Database replicated =
      open(driver, {.replicas = {"scripted://replica"},
                    .reads = {.stickiness = std::chrono::milliseconds(0), .max_lag = std::chrono::milliseconds(0)}});
  driver.forget_statements();
  {
    const HeldTransaction held(replicated);
    static_cast<void>(replicated.replica().query("SELECT 1"));
    EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "SELECT 1"));
  }
  ran();
  static_cast<void>(replicated.replica().query("SELECT 2"));
  EXPECT_NE(driver.ran().back().connection, 1);
}

}  // namespace
}  // namespace rowan
