// What becomes of a transaction when one of its statements fails.
#include "unit/connection/transaction_parts.hpp"

namespace rowan {
namespace {

using TransactionFaults = ScriptedDatabase;

TEST_F(TransactionFaults, AFailingBeginMayBeTriedAgain) {
  driver.on("START TRANSACTION", {.error = std::make_exception_ptr(LockTimeout("busy")), .times = 1});
  db.transaction([&] {
    EXPECT_THROW(db.execute("a"), LockTimeout);
    db.execute("a");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "START TRANSACTION", "a", "COMMIT"));
}

TEST_F(TransactionFaults, AFailingCommitRollsBackAndThrowsItsError) {
  Lines lines;
  driver.on("COMMIT", fails(ForeignKeyViolation("deferred")));
  EXPECT_THROW(db.transaction([&](Transaction& t) {
    db.execute("a");
    db.core()->transaction()->log = std::make_unique<WrittenLog>(lines);
    t.after_rollback([&] { lines.push_back("callback"); });
    t.after_commit([&] { lines.push_back("wrong"); });
  }),
               ForeignKeyViolation);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "COMMIT", "ROLLBACK"));
  EXPECT_THAT(lines, ElementsAre("rolled_back", "callback"));
  db.execute("b");
  EXPECT_EQ(driver.opened(), 1);
}

TEST_F(TransactionFaults, ALostCommitIsUnknownAndItsConnectionThrownAway) {
  Lines lines;
  driver.on("COMMIT", {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true});
  EXPECT_THROW(db.transaction([&](Transaction& t) {
    db.execute("a");
    db.core()->transaction()->log = std::make_unique<WrittenLog>(lines);
    t.after_rollback([&] { lines.push_back("wrong"); });
    t.after_commit([&] { lines.push_back("wrong"); });
  }),
               CommitOutcomeUnknown);
  EXPECT_THAT(lines, ElementsAre("rolled_back"));
  EXPECT_EQ(driver.open_now(), 0);
  db.execute("b");
  EXPECT_EQ(driver.opened(), 2);
}

TEST_F(TransactionFaults, AFailingRollbackThrowsTheConnectionAway) {
  driver.on("ROLLBACK", fails(StatementError("no")));
  EXPECT_THROW(db.transaction([&] {
    db.execute("a");
    throw Oops();
  }),
               Oops);
  EXPECT_EQ(driver.open_now(), 0);
}

TEST_F(TransactionFaults, AStatementErrorThatIsCaughtLeavesTheTransactionUsable) {
  driver.on("bad", fails(UniqueViolation("taken")));
  db.transaction([&] {
    db.execute("a");
    EXPECT_THROW(db.execute("bad"), UniqueViolation);
    db.execute("b");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "bad", "b", "COMMIT"));
}

TEST_F(TransactionFaults, AStatementErrorDoomsItsLevelWhereTheDatabaseAbortsIt) {
  ScriptedDriver strict(Capabilities{.failed_statement_aborts_transaction = true});
  Database database = open(strict);
  strict.on("bad", fails(UniqueViolation("taken")));
  database.transaction([&] {
    EXPECT_THROW(database.transaction([&] { database.execute("bad"); }, new_level), UniqueViolation);
    database.execute("a");
  });
  EXPECT_EQ(strict.statements().back(), "COMMIT");
  const auto message = message_of<TransactionError>([&] {
    database.transaction([&] {
      EXPECT_THROW(database.execute("bad"), UniqueViolation);
      EXPECT_THROW(database.execute("a"), TransactionError);
    });
  });
  EXPECT_THAT(message, HasSubstr("a statement failed in it"));
  EXPECT_EQ(strict.statements().back(), "ROLLBACK");
}

TEST_F(TransactionFaults, ATransactionThatTheDatabaseEndedTakesNoMore) {
  driver.on("fill", {.error = std::make_exception_ptr(DatabaseFull("full")), .ends_transaction = true});
  EXPECT_THROW(db.transaction([&] {
    EXPECT_THROW(db.execute("fill"), DatabaseFull);
    EXPECT_THAT(message_of<TransactionError>([&] { db.execute("a"); }), HasSubstr("the database ended it"));
  }),
               TransactionError);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "fill"));
}

TEST_F(TransactionFaults, RawCommitInsideATransactionIsNoticed) {
  EXPECT_THROW(db.transaction([&] {
    db.execute("a");
    db.execute("COMMIT");
    EXPECT_THROW(db.execute("b"), TransactionError);
  }),
               TransactionError);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "COMMIT"));
}

TEST_F(TransactionFaults, ASavepointThatCantBeUndoneDoomsTheTransaction) {
  driver.on("ROLLBACK TO*", fails(StatementError("no such savepoint")));
  EXPECT_THROW(db.transaction([&] {
    EXPECT_THROW(db.transaction(
                     [&] {
                       db.execute("a");
                       throw Oops();
                     },
                     new_level),
                 Oops);
    db.execute("b");
  }),
               TransactionError);
  EXPECT_EQ(ran().back(), "ROLLBACK");
}

// Options, other databases, other threads

}  // namespace
}  // namespace rowan
