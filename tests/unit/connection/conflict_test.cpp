// Transactions that meet others: retries, time limits, connections that die, and a COMMIT whose answer is lost.
#include <stdexcept>

#include "unit/connection/scripted_database.hpp"
#include "unit/connection/stopped_clock.hpp"

namespace rowan {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ConflictTest : public ScriptedDatabase {
 protected:
  template <class E>
  void fail_once(const std::string& sql, const E& error, int times = 1) {
    driver.on(sql, {.error = std::make_exception_ptr(error), .times = times});
  }

  StoppedClock clock;
};

/// A log of which a record from outside is part.
class OutsideLog : public TransactionLog {
 public:
  void savepoint() override {}
  void released() override {}
  void rolled_back_to() noexcept override {}
  void committed() override {}
  void rolled_back() noexcept override {}
  [[nodiscard]] bool used_outside_state() const noexcept override { return true; }
};

TEST_F(ConflictTest, RunsTheBlockAgainAfterASerializationFailureOrADeadlock) {
  fail_once("a", SerializationFailure("again"));
  fail_once("b", Deadlock("again"));
  int runs = 0;
  const int result = db.transaction(
      [&] {
        db.execute("a");
        db.execute("b");
        return ++runs;
      },
      {.retries = 2});
  EXPECT_EQ(result, 1);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "ROLLBACK", "START TRANSACTION", "a", "b", "ROLLBACK",
                                 "START TRANSACTION", "a", "b", "COMMIT"));
}

TEST_F(ConflictTest, RunsTheBlockAgainWhenCommitFindsTheConflict) {
  fail_once("COMMIT", SerializationFailure("at the end"));
  int undone = 0, committed = 0;
  db.transaction(
      [&](Transaction& t) {
        t.after_rollback([&] { ++undone; });
        t.after_commit([&] { ++committed; });
        db.execute("a");
      },
      {.retries = 1});
  EXPECT_EQ(undone, 1);
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(ran().back(), "COMMIT");
}

TEST_F(ConflictTest, ThrowsTheErrorWhenTheRetriesAreUsedUp) {
  driver.on("a", fails(Deadlock("always")));
  int runs = 0;
  EXPECT_THROW(db.transaction(
                   [&] {
                     ++runs;
                     db.execute("a");
                   },
                   {.retries = 3}),
               Deadlock);
  EXPECT_EQ(runs, 4);
  EXPECT_THAT(clock.slept(), SizeIs(3));
}

TEST_F(ConflictTest, WaitsUpToTwiceAsLongEachTime) {
  driver.on("a", fails(Deadlock("always")));
  EXPECT_THROW(db.transaction([&] { db.execute("a"); }, {.retries = 12}), Deadlock);
  ASSERT_THAT(clock.slept(), SizeIs(12));
  auto most = 10ms;
  for (const auto pause : clock.slept()) {
    EXPECT_GE(pause, 0ns);
    EXPECT_LE(pause, most);
    most = std::min<std::chrono::milliseconds>(most * 2, 1000ms);
  }
}

TEST_F(ConflictTest, RetriesNothingUnlessAsked) {
  fail_once("a", Deadlock("once"));
  EXPECT_THROW(db.transaction([&] { db.execute("a"); }), Deadlock);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "ROLLBACK"));
}

TEST_F(ConflictTest, RetriesALockTimeoutOfBeginOnly) {
  fail_once("START TRANSACTION", LockTimeout("busy"));
  db.transaction([&] { db.execute("a"); }, {.retries = 1});
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "START TRANSACTION", "a", "COMMIT"));
  fail_once("b", LockTimeout("busy"));
  EXPECT_THROW(db.transaction([&] { db.execute("b"); }, {.retries = 1}), LockTimeout);
}

TEST_F(ConflictTest, RetriesNoOtherError) {
  fail_once("a", UniqueViolation("taken"));
  EXPECT_THROW(db.transaction([&] { db.execute("a"); }, {.retries = 5}), UniqueViolation);
  fail_once("b", ConnectionLost("cut"));
  EXPECT_THROW(db.transaction([&] { db.execute("b"); }, {.retries = 5}), ConnectionLost);
}

TEST_F(ConflictTest, OnlyTheOutermostBlockIsRetried) {
  fail_once("b", Deadlock("once"));
  int outer = 0, inner = 0;
  db.transaction(
      [&] {
        ++outer;
        db.transaction(
            [&] {
              ++inner;
              db.execute("b");
            },
            {.requires_new = true, .retries = 5});
      },
      {.retries = 1});
  EXPECT_EQ(outer, 2);
  EXPECT_EQ(inner, 2);
}

// What this block wrote to the other database is committed there, and would be written again.
TEST_F(ConflictTest, AConflictOfAnotherDatabaseIsNotRetried) {
  ScriptedDriver elsewhere;
  Database other = open(elsewhere);
  elsewhere.on("b", {.error = std::make_exception_ptr(Deadlock("there")), .times = 1});
  int runs = 0;
  EXPECT_THROW(db.transaction(
                   [&] {
                     ++runs;
                     db.execute("a");
                     other.transaction([&] { other.execute("b"); });
                   },
                   {.retries = 5}),
               Deadlock);
  EXPECT_EQ(runs, 1);
}

TEST_F(ConflictTest, AReadOnlyBlockIsNotJoinedToOneThatMayWrite) {
  db.transaction([&] {
    EXPECT_THROW(db.transaction([&] { db.execute("a"); }, {.read_only = true}), TransactionError);
    db.transaction([&] { db.execute("b"); });
  });
  db.transaction([&] { db.transaction([&] { db.execute("c"); }, {.read_only = true}); }, {.read_only = true});
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "b", "COMMIT", "START TRANSACTION READ ONLY", "c", "COMMIT"));
}

TEST_F(ConflictTest, ABlockThatChangedWhatLivesOutsideIsNotRetried) {
  driver.on("a", fails(Deadlock("two transactions waited for each other")));
  int runs = 0;
  const auto message = message_of<Deadlock>([&] {
    db.transaction(
        [&] {
          ++runs;
          db.core()->transaction()->log = std::make_unique<OutsideLog>();
          db.execute("a");
        },
        {.retries = 5});
  });
  EXPECT_EQ(runs, 1);
  EXPECT_THAT(message,
              AllOf(StartsWith("two transactions waited for each other"), HasSubstr("load the record inside")));
}

// Time limits

TEST_F(ConflictTest, LimitsAreSentWhenTheyChange) {
  Database limited = open(driver, {.statement_timeout = 500ms});
  limited.execute("a");
  limited.execute("b");
  limited.transaction([&] { limited.execute("c"); }, {.timeout = 50ms});
  limited.execute("d");
  EXPECT_THAT(ran(), ElementsAre("LIMIT 500 ms", "a", "b", "START TRANSACTION", "LIMIT 50 ms", "c", "COMMIT",
                                 "LIMIT 500 ms", "d"));
  db.execute("e");
  EXPECT_THAT(ran(), ElementsAre("e"));
}

TEST_F(ConflictTest, LimitsAreSentAgainAfterARollback) {
  Database limited = open(driver, {.statement_timeout = 500ms});
  limited.transaction([&](Transaction& t) {
    limited.execute("a");
    t.rollback();
  });
  limited.execute("b");
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "LIMIT 500 ms", "a", "ROLLBACK", "LIMIT 500 ms", "b"));
}

// PostgreSQL's rollback brings back the limit that held before the transaction.
TEST_F(ConflictTest, ALimitThatEndedInWhatIsRolledBackIsEndedAgain) {
  db.transaction([&] { db.execute("a"); }, {.timeout = 50ms});
  db.transaction([&](Transaction& t) {
    db.execute("b");
    t.rollback();
  });
  db.execute("c");
  db.execute("d");
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "LIMIT 50 ms", "a", "COMMIT", "START TRANSACTION", "LIMIT 0 ms",
                                 "b", "ROLLBACK", "LIMIT 0 ms", "c", "d"));
}

TEST_F(ConflictTest, LimitsComeFromTheUrlToo) {
  Database limited = connect(driver, Url::parse("scripted://test?statement_timeout=70"), {.make_default = false});
  driver.forget_statements();
  limited.execute("a");
  EXPECT_THAT(ran(), ElementsAre("LIMIT 70 ms", "a"));
  for (const char* wrong : {"statement_timeout=0", "statement_timeout=x", "transaction_log=yes"}) {
    EXPECT_THROW((void)connect(driver, Url::parse(std::string("scripted://test?") + wrong)), InvalidUrl) << wrong;
  }
}

// Connections that die

TEST_F(ConflictTest, ATransactionBeginsOnAnotherConnectionWhenItsOwnIsDead) {
  db.execute("warm");
  driver.on("START TRANSACTION",
            {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true, .times = 1});
  driver.forget_statements();
  db.transaction([&] { db.execute("a"); });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "START TRANSACTION", "a", "COMMIT"));
  EXPECT_EQ(driver.opened(), 2);
}

TEST_F(ConflictTest, ADeadServerIsToldAfterTheSecondTry) {
  driver.on("START TRANSACTION", {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true});
  EXPECT_THROW(db.transaction([&] { db.execute("a"); }), ConnectionLost);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "START TRANSACTION"));
  EXPECT_EQ(db.core()->transaction(), nullptr);
}

TEST_F(ConflictTest, AConnectionHeldForSomethingElseIsNotExchanged) {
  const auto lease = db.core()->acquire();
  driver.on("START TRANSACTION", {.error = std::make_exception_ptr(ConnectionLost("gone")), .breaks_connection = true});
  EXPECT_THROW(db.transaction([&] { db.execute("a"); }), ConnectionLost);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION"));
}

// A lost COMMIT

class LostCommitTest : public ScriptedDatabase {
 protected:
  LostCommitTest() {
    recorded.emplace(open(driver, {.transaction_log = true}));
    driver.on("COMMIT",
              {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true, .times = 1});
  }
  static constexpr const char* insert = "INSERT INTO \"rowan_transactions\"*";

  StoppedClock clock;
  std::optional<Database> recorded;
};

TEST_F(LostCommitTest, TheTableIsMadeOnce) {
  ScriptedDriver fresh;
  Database database = connect(fresh, Url::parse("scripted://test?transaction_log=on"), {.make_default = false});
  EXPECT_THAT(fresh.statements().back(), StartsWith("CREATE TABLE \"rowan_transactions\""));
  ScriptedDriver known;
  known.on("SELECT CASE*", {.columns = {"schema", "name"}, .rows = {{Value(""), Value("rowan_transactions")}}});
  Database again = connect(known, Url::parse("scripted://test?transaction_log=on"), {.make_default = false});
  EXPECT_THAT(known.statements(), Each(Not(StartsWith("CREATE"))));
}

TEST_F(LostCommitTest, ARowThatIsThereMeansCommitted) {
  driver.on(insert, {.error = std::make_exception_ptr(UniqueViolation("taken")), .times = 1});
  driver.on(insert, {.times = 1});
  int told = 0;
  recorded->transaction([&](Transaction& t) {
    t.after_commit([&] { ++told; });
    recorded->execute("a");
  });
  EXPECT_EQ(told, 1);
  const auto all = driver.ran();
  const auto& asked = all[all.size() - 2];
  ASSERT_EQ(asked.parameters.size(), 2U);
  EXPECT_EQ(asked.parameters[0], all[2].parameters[0]) << "it asks for the transaction's own row";
  EXPECT_NE(asked.connection, all[2].connection);
}

TEST_F(LostCommitTest, ARowThatCanBeInsertedMeansRolledBack) {
  int told = 0;
  const auto message = message_of<ConnectionLost>([&] {
    recorded->transaction([&](Transaction& t) {
      t.after_rollback([&] { ++told; });
      recorded->execute("a");
    });
  });
  EXPECT_THAT(message, HasSubstr("was rolled back: run it again"));
  EXPECT_EQ(told, 1);
}

// The answer to a question may be lost as well: the next one must not meet the row of the one before.
TEST_F(LostCommitTest, AQuestionLeavesNoRow) {
  driver.on(insert, {.times = 1});
  driver.on(insert, {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true, .times = 1});
  driver.on(insert, {.times = 1});
  EXPECT_THROW(recorded->transaction([&] { recorded->execute("a"); }), ConnectionLost);
  const std::vector<std::string> all = ran();
  EXPECT_THAT(std::vector<std::string>(all.end() - 7, all.end()),
              ElementsAre("START TRANSACTION", StartsWith("LIMIT"), StartsWith("INSERT"), "START TRANSACTION",
                          StartsWith("LIMIT"), StartsWith("INSERT"), "ROLLBACK"));
}

TEST_F(LostCommitTest, AServerThatDoesNotAnswerLeavesItUnknown) {
  Database impatient = open(driver, {.checkout_timeout = 1ms, .transaction_log = true});
  const auto down = [&] { driver.refuse_connections(std::make_exception_ptr(ConnectionFailed("down"))); };
  EXPECT_THROW(impatient.transaction([&] {
    impatient.execute("a");
    down();
  }),
               CommitOutcomeUnknown);
}

TEST_F(LostCommitTest, AQuestionThatTakesTooLongLeavesItUnknown) {
  driver.on(insert, {.error = std::make_exception_ptr(StatementTimeout("still open")), .times = 1});
  driver.on(insert, {.times = 1});
  EXPECT_THROW(recorded->transaction([&] { recorded->execute("a"); }), CommitOutcomeUnknown);
}

TEST_F(LostCommitTest, LosingTheRecordMeansRolledBack) {
  driver.on(insert, {.error = std::make_exception_ptr(ConnectionLost("cut")), .breaks_connection = true});
  int told = 0;
  EXPECT_THROW(recorded->transaction([&](Transaction& t) {
    t.after_rollback([&] { ++told; });
    recorded->execute("a");
  }),
               ConnectionLost);
  EXPECT_EQ(told, 1);
}

TEST_F(LostCommitTest, ReadOnlyAndEmptyTransactionsAreNotRecorded) {
  ScriptedDriver quiet;
  Database database = open(quiet, {.transaction_log = true});
  database.transaction([] {});
  database.transaction([&] { database.execute("a"); }, {.read_only = true});
  EXPECT_THAT(quiet.statements(), ElementsAre("START TRANSACTION READ ONLY", "a", "COMMIT"));
}

}  // namespace
}  // namespace rowan
