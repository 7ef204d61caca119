#include "rowan/connection/transaction.hpp"

#include <future>
#include <stdexcept>

#include "unit/connection/transaction_parts.hpp"

namespace rowan {
namespace {

using TransactionTest = ScriptedDatabase;

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

}  // namespace
}  // namespace rowan
