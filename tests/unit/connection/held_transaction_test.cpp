// What a HeldTransaction sends, and what becomes of it when its connection is lost.
#include "rowan/testing/held_transaction.hpp"

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

Capabilities capabilities_of_mariadb() {
  Capabilities can;
  can.transactional_ddl = false;
  can.lexis.executable_comments = true;
  return can;
}

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

TEST_F(HeldTransactionTest, StaysOpenThoughASavepointCanNotBeReleased) {
  ScriptedDriver aborting({.failed_statement_aborts_transaction = true});
  aborting.on("RELEASE SAVEPOINT \"rowan_guard\"", {.error = std::make_exception_ptr(StatementTimeout("late"))});
  Database other = open(aborting);
  {
    const HeldTransaction held(other);
    other.execute("a");
    aborting.forget_statements();
    EXPECT_THAT(message_of<TransactionError>([&] { other.execute("b"); }), HasSubstr("is unknown"));
    EXPECT_THROW(other.transaction([&] { other.execute("c"); }), TransactionError);
    EXPECT_THAT(aborting.statements(), IsEmpty()) << "what came after it would stay";
  }
  EXPECT_THAT(aborting.statements(), ElementsAre("ROLLBACK"));
  other.execute("d");
}

TEST_F(HeldTransactionTest, TakesNoMoreWhenABlockCanNotBeUndone) {
  driver.on("ROLLBACK TO SAVEPOINT \"rowan_1\"", {.error = std::make_exception_ptr(StatementTimeout("late"))});
  const HeldTransaction held(db);
  EXPECT_THROW(db.transaction([&] {
    db.execute("a");
    throw Oops();
  }),
               Oops);
  EXPECT_THAT(message_of<TransactionError>([&] { db.execute("b"); }), HasSubstr("is unknown")) << "\"a\" may be there";
}

TEST_F(HeldTransactionTest, TakesNoMoreWhenAProcedureBeganAnother) {
  ScriptedDriver committing(capabilities_of_mariadb());
  committing.on("RELEASE SAVEPOINT \"rowan_held_mark\"", fails(StatementError("there is no such savepoint")));
  Database other = open(committing);
  const HeldTransaction held(other);
  other.execute("CALL p()");
  EXPECT_THAT(message_of<TransactionError>([&] { other.execute("a"); }), HasSubstr("began another"));
}

TEST_F(HeldTransactionTest, KnowsThatABlockWhoseEndIsLostWasNotCommitted) {
  driver.on("RELEASE SAVEPOINT \"rowan_1\"",
            {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true});
  driver.on("SELECT*", {.columns = {"schema", "name"}, .rows = {{"", "rowan_transactions"}}});
  Database logged = open(driver, {.transaction_log = true});
  bool undone = false;
  const HeldTransaction held(logged);
  const auto run = [&] {
    logged.transaction([&](Transaction& t) {
      t.after_rollback([&] { undone = true; });
      logged.execute("a");
    });
  };
  EXPECT_EQ(message_of<ConnectionLost>(run), "gone");
  EXPECT_TRUE(undone);
  EXPECT_EQ(driver.statements().back(), "RELEASE SAVEPOINT \"rowan_1\"") << "nothing is asked of a log";
}

// What would end it

TEST_F(HeldTransactionTest, RefusesWhatCommitsWhereTablesAreNotPartOfTransactions) {
  ScriptedDriver committing(capabilities_of_mariadb());
  Database other = open(committing);
  const HeldTransaction held(other);
  committing.forget_statements();
  for (const char* sql : {"ALTER TABLE temporary ADD a INT",
                          "CREATE TABLE a (temporary INT)",
                          "DROP TABLE temporary",
                          "CREATE OR REPLACE TABLE a (b INT)",
                          "CREATE INDEX a ON temporary (b)",
                          "ANALYZE TABLE a",
                          "ANALYZE NO_WRITE_TO_BINLOG TABLE a",
                          "OPTIMIZE TABLE a",
                          "REPAIR TABLE a",
                          "CHECK TABLE a",
                          "FLUSH TABLES",
                          "RESET MASTER",
                          "TRUNCATE a",
                          "GRANT ALL ON a TO b",
                          "LOCK TABLES a WRITE",
                          "UNLOCK TABLES",
                          "LOAD INDEX INTO CACHE a",
                          "SET autocommit = 1",
                          "SET @@session.autocommit = 0",
                          "SET @a = 1, autocommit = 1",
                          "SET PASSWORD = PASSWORD('a')",
                          "INSTALL PLUGIN a SONAME 'b'",
                          "/*!40000 ALTER TABLE a DISABLE KEYS */",
                          "/*M!100100 COMMIT */",
                          "/*! ANALYZE TABLE a */",
                          "SET STATEMENT max_statement_time = 5 FOR OPTIMIZE TABLE a",
                          "SELECT 1; ALTER TABLE a ADD b INT"}) {
    EXPECT_THAT(message_of<TransactionError>([&] { other.execute_script(sql); }), HasSubstr(sql));
  }
  EXPECT_THAT(committing.statements(), IsEmpty());
}

TEST_F(HeldTransactionTest, TakesWhatLeavesItOpen) {
  ScriptedDriver committing(capabilities_of_mariadb());
  Database other = open(committing);
  const HeldTransaction held(other);
  for (const char* sql :
       {"SET @a = 1", "SET time_zone = '+00:00'", "/*!40101 SET @b = @@sql_mode */", "ANALYZE FORMAT=JSON SELECT 1",
        "LOAD DATA INFILE 'a' INTO TABLE b", "CREATE TEMPORARY TABLE a (b INT)", "DROP TEMPORARY TABLE a",
        "CREATE OR REPLACE TEMPORARY TABLE a (b INT)", "/*!40000 SELECT 1 */", "CHECKSUM TABLE a",
        "INSERT INTO a VALUES ('COMMIT')", "SET STATEMENT max_statement_time = 5 FOR SELECT 1", "CALL p()"}) {
    EXPECT_NO_THROW(other.execute_script(sql)) << sql;
  }
}

// Several threads

using Begun = std::future<std::unique_ptr<HeldTransaction>>;

Begun begin_elsewhere(Database& database) {
  return std::async(std::launch::async, [&] { return std::make_unique<HeldTransaction>(database); });
}

TEST_F(HeldTransactionTest, IsOneThoughTwoThreadsBegin) {
  for (const unsigned size : {1U, 8U}) {
    ScriptedDriver sized({}, size);
    Database shared = open(sized, {.pool_size = size});
    Begun first;
    shared.transaction([&] {
      shared.execute("a");
      first = begin_elsewhere(shared);
      while (shared.pool_statistics().waiting == 0) std::this_thread::yield();
      EXPECT_THAT(message_of<TransactionError>([&] { begin_elsewhere(shared).get(); }), HasSubstr("already"));
    });
    const auto held = first.get();
    EXPECT_EQ(shared.pool_statistics().open, 1U);
    EXPECT_THAT(message_of<TransactionError>([&] { begin_elsewhere(shared).get(); }), HasSubstr("already"));
    EXPECT_EQ(shared.pool_statistics().open, 1U) << "the one that was refused has not given the others back";
  }
}

TEST_F(HeldTransactionTest, BeginsThoughTheConnectionThatItWaitedForBreaks) {
  ScriptedDriver small({}, 2);
  small.on("b", {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true});
  Database shared = open(small);
  Begun begun;
  EXPECT_THROW(shared.transaction([&] {
    shared.execute("a");
    begun = begin_elsewhere(shared);
    while (shared.pool_statistics().waiting == 0) std::this_thread::yield();
    shared.execute("b");
  }),
               ConnectionLost);
  EXPECT_NE(begun.get(), nullptr);
}

TEST_F(HeldTransactionTest, KeepsTheDatabaseOpenWhileItWaitsToBegin) {
  Begun begun;
  std::promise<void> in_use, done;
  auto user = std::async(std::launch::async, [&] {
    const auto lease = db.core()->acquire();
    in_use.set_value();
    done.get_future().wait();
  });
  in_use.get_future().wait();
  begun = begin_elsewhere(db);
  while (db.pool_statistics().waiting == 0) std::this_thread::yield();
  EXPECT_THAT(message_of<TransactionError>([&] { db.close(); }), HasSubstr("can't be closed"));
  done.set_value();
  user.get();
  auto held = begun.get();
  db.execute("a");
  EXPECT_THROW(db.close(), TransactionError);
  held.reset();
  db.close();
  EXPECT_THROW(const HeldTransaction late(db), DatabaseClosed);
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
