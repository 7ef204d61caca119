#include "rowan/connection/transaction.hpp"

#include <future>
#include <stdexcept>

#include "unit/connection/scripted_database.hpp"

namespace rowan {
namespace {

using TransactionTest = ScriptedDatabase;
using Lines = std::vector<std::string>;

struct Oops : std::runtime_error {
  Oops() : std::runtime_error("oops") {}
};

/// Whose transactions end by calls; the calls are written down.
class CallingConnection : public DriverConnection {
 public:
  CallingConnection(Lines& calls, std::unique_ptr<DriverConnection> scripted)
      : calls_(calls), scripted_(std::move(scripted)) {}
  void begin(const TransactionStart& start) override { note(start.read_only ? "begin read-only" : "begin", true); }
  void commit(std::string_view) override { note("commit", false); }
  void rollback(std::string_view) override { note("rollback", false); }
  void savepoint(std::string_view name, std::string_view) override { note("savepoint " + std::string(name), true); }
  void release_savepoint(std::string_view name, std::string_view) override {
    note("release " + std::string(name), true);
  }
  void rollback_to_savepoint(std::string_view name, std::string_view) override {
    note("rollback to " + std::string(name), true);
  }
  void execute(std::string_view sql) override { calls_.emplace_back(sql); }
  std::unique_ptr<Statement> prepare(std::string_view sql) override {
    calls_.emplace_back(sql);
    return scripted_->prepare(sql);
  }
  std::int64_t last_insert_id() override { return 0; }
  [[nodiscard]] bool usable() const noexcept override { return true; }
  [[nodiscard]] bool ping() noexcept override { return true; }
  [[nodiscard]] bool in_transaction() const noexcept override { return in_transaction_; }

 private:
  void note(std::string call, bool in_transaction) {
    calls_.push_back(std::move(call));
    in_transaction_ = in_transaction;
  }
  Lines& calls_;
  std::unique_ptr<DriverConnection> scripted_;
  bool in_transaction_ = false;
};

class CallingDriver : public ScriptedDriver {
 public:
  std::unique_ptr<DriverConnection> open(const Url& url) override {
    return std::make_unique<CallingConnection>(calls, ScriptedDriver::open(url));
  }
  Lines calls;
};

constexpr TransactionOptions new_level{.requires_new = true};

/// Writes down what it is told.
class WrittenLog : public TransactionLog {
 public:
  explicit WrittenLog(Lines& lines) : lines_(lines) {}
  void savepoint() override { lines_.push_back("savepoint"); }
  void released() override { lines_.push_back("released"); }
  void rolled_back_to() noexcept override { lines_.push_back("rolled_back_to"); }
  void committed() override { lines_.push_back("committed"); }
  void rolled_back() noexcept override { lines_.push_back("rolled_back"); }

 private:
  Lines& lines_;
};

TEST_F(TransactionTest, SendsBeginWithTheFirstStatementOnly) {
  db.transaction([&] {});
  EXPECT_THAT(ran(), IsEmpty());
  db.transaction([&] {
    EXPECT_THAT(ran(), IsEmpty());
    db.execute("a");
    db.execute("b");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "b", "COMMIT"));
}

TEST_F(TransactionTest, ReturnsWhatItsBlockReturns) {
  EXPECT_EQ(db.transaction([&] { return std::string("text"); }), "text");
  EXPECT_EQ(db.transaction([&](Transaction& t) { return t.depth(); }), 1);
}

TEST_F(TransactionTest, RollsBackAndRethrowsWhenLeftByException) {
  EXPECT_THROW(db.transaction([&] {
    db.execute("a");
    throw Oops();
  }),
               Oops);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "ROLLBACK"));
  EXPECT_THROW(db.transaction([&] { throw 7; }), int);
  EXPECT_THAT(ran(), IsEmpty());
  EXPECT_EQ(db.core()->transaction(), nullptr);
}

TEST_F(TransactionTest, UsesOneConnectionAndGivesItBack) {
  db.transaction([&] {
    auto one = db.core()->acquire();
    auto two = db.core()->acquire();
    EXPECT_EQ(&*one, &*two);
  });
  db.execute("a");
  EXPECT_EQ(driver.opened(), 1);
}

TEST_F(TransactionTest, KeepsALeaseThatOutlivesItsTransaction) {
  std::optional<Lease> lease;
  db.transaction([&] { lease.emplace(db.core()->acquire()); });
  (*lease)->execute("after");
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "COMMIT", "after"));
}

// Joining and savepoints

TEST_F(TransactionTest, InnerBlocksJoin) {
  db.transaction([&](Transaction& outer) {
    db.execute("a");
    db.transaction([&](Transaction& inner) {
      EXPECT_EQ(inner.depth(), 1);
      db.execute("b");
    });
    EXPECT_TRUE(outer.is_open());
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "b", "COMMIT"));
}

TEST_F(TransactionTest, ExceptionLeavingAJoinedBlockDoomsTheOuterOne) {
  const auto message = message_of<TransactionError>([&] {
    db.transaction([&](Transaction& outer) {
      db.execute("a");
      EXPECT_THROW(db.transaction([] { throw Oops(); }), Oops);
      EXPECT_FALSE(outer.is_open());
      EXPECT_THAT(message_of<TransactionError>([&] { db.execute("b"); }), HasSubstr("must roll back"));
    });
  });
  EXPECT_THAT(message, AllOf(HasSubstr("was rolled back"), HasSubstr("joined")));
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "ROLLBACK"));
}

TEST_F(TransactionTest, RequiresNewMakesASavepointWithItsFirstStatement) {
  db.transaction([&] {
    db.execute("a");
    db.transaction([&](Transaction& inner) { EXPECT_EQ(inner.depth(), 2); }, new_level);
    db.transaction([&] { db.execute("b"); }, new_level);
    EXPECT_THROW(db.transaction(
                     [&] {
                       db.execute("c");
                       throw Oops();
                     },
                     new_level),
                 Oops);
    db.execute("d");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "SAVEPOINT \"rowan_2\"", "b",
                                 "RELEASE SAVEPOINT \"rowan_2\"", "SAVEPOINT \"rowan_2\"", "c",
                                 "ROLLBACK TO SAVEPOINT \"rowan_2\"", "RELEASE SAVEPOINT \"rowan_2\"", "d", "COMMIT"));
}

TEST_F(TransactionTest, SendsAllLevelsThatAreDueAtOnce) {
  db.transaction([&] { db.transaction([&] { db.transaction([&] { db.execute("a"); }, new_level); }, new_level); });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "SAVEPOINT \"rowan_2\"", "SAVEPOINT \"rowan_3\"", "a",
                                 "RELEASE SAVEPOINT \"rowan_3\"", "RELEASE SAVEPOINT \"rowan_2\"", "COMMIT"));
}

TEST_F(TransactionTest, ExceptionLeavingABlockJoinedToASavepointDoomsTheSavepointOnly) {
  db.transaction([&] {
    db.execute("a");
    EXPECT_THROW(db.transaction(
                     [&] {
                       db.execute("b");
                       EXPECT_THROW(db.transaction([] { throw Oops(); }), Oops);
                     },
                     new_level),
                 TransactionError);
    db.execute("c");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "SAVEPOINT \"rowan_2\"", "b",
                                 "ROLLBACK TO SAVEPOINT \"rowan_2\"", "RELEASE SAVEPOINT \"rowan_2\"", "c", "COMMIT"));
}

// rollback()

TEST_F(TransactionTest, RollbackUndoesItsLevelWithoutAnException) {
  db.transaction([&](Transaction& t) {
    db.execute("a");
    t.rollback();
    EXPECT_FALSE(t.is_open());
    EXPECT_THAT(message_of<TransactionError>([&] { db.execute("b"); }), HasSubstr("rollback() was called"));
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "ROLLBACK"));
  db.transaction([&] {
    db.execute("a");
    db.transaction(
        [&](Transaction& t) {
          db.execute("b");
          t.rollback();
        },
        new_level);
    db.execute("c");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "SAVEPOINT \"rowan_2\"", "b",
                                 "ROLLBACK TO SAVEPOINT \"rowan_2\"", "RELEASE SAVEPOINT \"rowan_2\"", "c", "COMMIT"));
}

TEST_F(TransactionTest, RollbackOfTheOuterLevelStopsTheInnerOne) {
  db.transaction([&](Transaction& outer) {
    db.execute("a");
    db.transaction(
        [&](Transaction& inner) {
          outer.rollback();
          EXPECT_FALSE(inner.is_open());
          EXPECT_THROW(db.execute("b"), TransactionError);
        },
        new_level);
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "ROLLBACK"));
}

TEST_F(TransactionTest, UseAfterTheEndThrows) {
  Transaction* kept = nullptr;
  db.transaction([&](Transaction& t) {
    kept = &t;
    t.after_commit([&t] { EXPECT_THROW(t.rollback(), TransactionError); });
  });
  EXPECT_FALSE(kept->is_open());
  EXPECT_EQ(kept->depth(), 0);
  EXPECT_THROW(kept->rollback(), TransactionError);
  EXPECT_THROW(kept->after_commit([] {}), TransactionError);
}

TEST_F(TransactionTest, UseOnAnotherThreadThrows) {
  db.transaction([&](Transaction& t) {
    const auto other =
        std::async(std::launch::async, [&] { return message_of<TransactionError>([&] { t.rollback(); }); });
    other.wait();
    EXPECT_TRUE(t.is_open());
  });
}

// Callbacks

TEST_F(TransactionTest, CallbacksRunOnceTheOutermostIsDurable) {
  Lines lines;
  db.transaction([&](Transaction& outer) {
    db.execute("a");
    outer.after_commit([&] {
      EXPECT_EQ(ran().back(), "COMMIT");
      EXPECT_EQ(db.core()->transaction(), nullptr);
      lines.push_back("outer committed");
    });
    outer.after_rollback([&] { lines.push_back("outer rolled back"); });
    db.transaction(
        [&](Transaction& kept) {
          kept.after_commit([&] { lines.push_back("kept committed"); });
          kept.after_rollback([&] { lines.push_back("kept rolled back"); });
        },
        new_level);
    db.transaction(
        [&](Transaction& undone) {
          undone.after_commit([&] { lines.push_back("undone committed"); });
          undone.after_rollback([&] { lines.push_back("undone rolled back"); });
          undone.rollback();
        },
        new_level);
    EXPECT_THAT(lines, ElementsAre("undone rolled back"));
  });
  EXPECT_THAT(lines, ElementsAre("undone rolled back", "outer committed", "kept committed"));
}

TEST_F(TransactionTest, ReleasedSavepointsRollBackWithTheirParent) {
  Lines lines;
  db.transaction([&](Transaction& outer) {
    db.transaction([&](Transaction& inner) { inner.after_rollback([&] { lines.push_back("inner"); }); }, new_level);
    outer.after_rollback([&] { lines.push_back("outer"); });
    outer.rollback();
  });
  EXPECT_THAT(lines, ElementsAre("inner", "outer"));
}

TEST_F(TransactionTest, AllAfterCommitCallbacksRunThoughSomeThrow) {
  int calls = 0;
  const auto message = message_of<AfterCommitError>([&] {
    db.transaction([&](Transaction& t) {
      db.execute("a");
      t.after_commit([&] { throw Oops(); });
      t.after_commit([&] { ++calls; });
      t.after_commit([&] { throw 7; });
    });
  });
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(message, AllOf(HasSubstr("is committed"), HasSubstr("2 of its"), HasSubstr("oops")));
  EXPECT_EQ(ran().back(), "COMMIT");
}

TEST_F(TransactionTest, AfterCommitMayOpenATransactionOfItsOwn) {
  db.transaction([&](Transaction& t) {
    t.after_commit([&] { db.transaction([&] { db.execute("later"); }); });
    db.execute("a");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "COMMIT", "START TRANSACTION", "later", "COMMIT"));
}

TEST_F(TransactionTest, AThrowingAfterRollbackHidesNothing) {
  EXPECT_THROW(db.transaction([&](Transaction& t) {
    t.after_rollback([] { throw std::runtime_error("in the callback"); });
    throw Oops();
  }),
               Oops);
}

// The record layer's log

TEST_F(TransactionTest, TheLogFollowsEveryLevel) {
  Lines lines;
  db.transaction([&] {
    db.core()->transaction()->log = std::make_unique<WrittenLog>(lines);
    db.transaction([] {}, new_level);
    EXPECT_THROW(db.transaction([] { throw Oops(); }, new_level), Oops);
    db.transaction([] {});
  });
  EXPECT_THAT(lines, ElementsAre("savepoint", "released", "savepoint", "rolled_back_to", "committed"));
  lines.clear();
  db.transaction([&](Transaction& t) {
    db.core()->transaction()->log = std::make_unique<WrittenLog>(lines);
    t.rollback();
  });
  EXPECT_THAT(lines, ElementsAre("rolled_back"));
}

TEST_F(TransactionTest, TheEpochIsUniqueAndRenewedByARollbackToASavepoint) {
  std::uint64_t first = 0;
  db.transaction([&] { first = db.core()->transaction()->epoch(); });
  EXPECT_NE(first, 0U);
  db.transaction([&] {
    const auto second = db.core()->transaction()->epoch();
    EXPECT_NE(second, first);
    db.transaction([] {}, new_level);
    EXPECT_EQ(db.core()->transaction()->epoch(), second);
    db.transaction([](Transaction& t) { t.rollback(); }, new_level);
    EXPECT_NE(db.core()->transaction()->epoch(), second);
  });
}

// Faults

TEST_F(TransactionTest, AFailingBeginMayBeTriedAgain) {
  driver.on("START TRANSACTION", {.error = std::make_exception_ptr(LockTimeout("busy")), .times = 1});
  db.transaction([&] {
    EXPECT_THROW(db.execute("a"), LockTimeout);
    db.execute("a");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "START TRANSACTION", "a", "COMMIT"));
}

TEST_F(TransactionTest, AFailingCommitRollsBackAndThrowsItsError) {
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

TEST_F(TransactionTest, ALostCommitIsUnknownAndItsConnectionThrownAway) {
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

TEST_F(TransactionTest, AFailingRollbackThrowsTheConnectionAway) {
  driver.on("ROLLBACK", fails(StatementError("no")));
  EXPECT_THROW(db.transaction([&] {
    db.execute("a");
    throw Oops();
  }),
               Oops);
  EXPECT_EQ(driver.open_now(), 0);
}

TEST_F(TransactionTest, AStatementErrorThatIsCaughtLeavesTheTransactionUsable) {
  driver.on("bad", fails(UniqueViolation("taken")));
  db.transaction([&] {
    db.execute("a");
    EXPECT_THROW(db.execute("bad"), UniqueViolation);
    db.execute("b");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "bad", "b", "COMMIT"));
}

TEST_F(TransactionTest, AStatementErrorDoomsItsLevelWhereTheDatabaseAbortsIt) {
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

TEST_F(TransactionTest, ATransactionThatTheDatabaseEndedTakesNoMore) {
  driver.on("fill", {.error = std::make_exception_ptr(DatabaseFull("full")), .ends_transaction = true});
  EXPECT_THROW(db.transaction([&] {
    EXPECT_THROW(db.execute("fill"), DatabaseFull);
    EXPECT_THAT(message_of<TransactionError>([&] { db.execute("a"); }), HasSubstr("the database ended it"));
  }),
               TransactionError);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "fill"));
}

TEST_F(TransactionTest, RawCommitInsideATransactionIsNoticed) {
  EXPECT_THROW(db.transaction([&] {
    db.execute("a");
    db.execute("COMMIT");
    EXPECT_THROW(db.execute("b"), TransactionError);
  }),
               TransactionError);
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "COMMIT"));
}

TEST_F(TransactionTest, ASavepointThatCantBeUndoneDoomsTheTransaction) {
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

TEST_F(TransactionTest, BeginsWithIsolationAndReadOnly) {
  db.transaction([&] { db.execute("a"); }, {.isolation = Isolation::serializable, .read_only = true});
  EXPECT_EQ(ran().front(), "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY");
}

TEST_F(TransactionTest, IsolationIsAskedForOnTheOutermostBlock) {
  const TransactionOptions serializable{.isolation = Isolation::serializable};
  db.transaction([&] { EXPECT_THROW(db.transaction([] {}, serializable), TransactionError); });
  db.transaction([&] { db.transaction([] {}, serializable); }, serializable);
}

TEST_F(TransactionTest, TwoDatabasesOnOneThreadAreIndependent) {
  ScriptedDriver other_driver;
  Database other = open(other_driver);
  db.transaction([&] {
    db.execute("a");
    EXPECT_THROW(other.transaction([&] {
      other.execute("x");
      db.execute("b");
      throw Oops();
    }),
                 Oops);
    other.execute("y");
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "b", "COMMIT"));
  EXPECT_THAT(other_driver.statements(), ElementsAre("START TRANSACTION", "x", "ROLLBACK", "y"));
}

TEST_F(TransactionTest, AnotherThreadIsNotInsideIt) {
  db.transaction([&] {
    db.execute("a");
    std::async(std::launch::async, [&] {
      EXPECT_EQ(db.core()->transaction(), nullptr);
      db.execute("b");
    }).wait();
  });
  EXPECT_THAT(ran(), ElementsAre("START TRANSACTION", "a", "b", "COMMIT"));
  EXPECT_EQ(driver.opened(), 2);
}

TEST_F(TransactionTest, TheHandleItWasCalledOnMayBeReplacedInside) {
  ScriptedDriver other_driver;
  db.transaction([&] {
    db.execute("a");
    db = open(other_driver);
  });
  EXPECT_EQ(ran().back(), "COMMIT");
}

TEST_F(TransactionTest, MayBeDrivenByCallsInsteadOfText) {
  CallingDriver calling;
  Database other = open(calling);
  other.transaction([&](Transaction& outer) {
    other.execute("a");
    other.transaction([&] { other.execute("b"); }, new_level);
    other.transaction(
        [&](Transaction& inner) {
          other.execute("c");
          inner.rollback();
        },
        new_level);
    outer.rollback();
  });
  other.transaction([&] { other.execute("d"); }, {.read_only = true});
  EXPECT_THAT(calling.calls,
              ElementsAre("begin", "a", "savepoint rowan_2", "b", "release rowan_2", "savepoint rowan_2", "c",
                          "rollback to rowan_2", "release rowan_2", "rollback", "begin read-only", "d", "commit"));
}

}  // namespace
}  // namespace rowan
