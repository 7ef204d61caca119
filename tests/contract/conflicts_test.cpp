// Transactions beside others: what is run again, what locks lock, what a failed save leaves, and what ends a statement.
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "contract/record_models.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/query/expr.hpp"

namespace record_tests {
namespace {

using namespace std::chrono_literals;
using rowan::Transaction;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Runs on a thread of its own, which has no transaction, and waits for it.
template <class Action>
void elsewhere(const Action& action) {
  std::thread(action).join();
}

// Some hundred million rows that no optimiser can count by other means.
constexpr std::string_view endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
    " SELECT count(*) FROM n a, n b, n c WHERE a.i + b.i * c.i <> 1000000000";

class Conflicts : public RecordTest {
 protected:
  std::int64_t saved(const char* name) { return Account::create(account(name)).id; }

  /// A conflict in the first `times` attempts.
  void conflict(int times = 1) {
    if (++attempts <= times) throw rowan::SerializationFailure("another transaction was faster");
  }
  rowan::Decimal balance(std::int64_t id) { return Account::find(id).balance; }

  int attempts = 0;
};

// Retries and records

TEST_P(Conflicts, ARecordLoadedInsideIsChangedOnce) {
  const auto id = saved("Ann");
  db.transaction(
      [&] {
        Account ann = Account::find(id);
        ann.balance = rowan::Decimal(7);
        ann.visits = ann.visits.value_or(0) + 1;
        ann.save_or_throw();
        conflict(2);
      },
      {.retries = 2});
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(Account::find(id).visits, 1);
}

TEST_P(Conflicts, ARecordMadeInsideIsThereOnce) {
  db.transaction(
      [&] {
        Account ann = account("Ann");
        ann.save_or_throw();
        Account::create(account("Bob"));
        conflict();
      },
      {.retries = 1});
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(Account::count(), 2u);
}

TEST_P(Conflicts, AResultThatLeavesTheBlockDoesNotHinderTheRetry) {
  const auto id = saved("Ann");
  std::optional<Account> ann;
  db.transaction(
      [&] {
        ann = Account::find(id);
        ann->age = ann->age.value_or(0) + 1;
        ann->save_or_throw();
        conflict();
      },
      {.retries = 1});
  EXPECT_EQ(ann->age, 1);
  EXPECT_EQ(Account::find(id).age, 1);
}

TEST_P(Conflicts, ARecordFromOutsideThatIsOnlyReadDoesNotHinderTheRetry) {
  Account ann = Account::find(saved("Ann"));
  db.transaction(
      [&] {
        ann.reload();  // and would be read again
        Account::create(account(ann.name + " too"));
        conflict();
      },
      {.retries = 1});
  EXPECT_EQ(Account::count(), 2u);
}

TEST_P(Conflicts, ASavedRecordFromOutsideForbidsTheRetry) {
  Account loaded = Account::find(saved("Ann"));
  Account made = account("Bob");
  const auto expect_refused = [&](const std::function<void()>& body) {
    attempts = 0;
    const auto message = message_of<rowan::SerializationFailure>([&] {
      db.transaction(
          [&] {
            body();
            conflict();
          },
          {.retries = 5});
    });
    EXPECT_EQ(attempts, 1);
    EXPECT_THAT(message, AllOf(HasSubstr("another transaction was faster"), HasSubstr("load the record inside")));
  };
  expect_refused([&] {
    loaded.age = loaded.age.value_or(0) + 1;
    loaded.save_or_throw();
  });
  expect_refused([&] { made.save_or_throw(); });
  expect_refused([&] { (void)loaded.destroy(); });
  expect_refused([&] { undone([&] { made.save_or_throw(); }, {.requires_new = true}); });
  EXPECT_TRUE(made.is_new());
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Conflicts, WhatASavepointTookBackInsideDoesNotHinderTheRetry) {
  db.transaction(
      [&] {
        undone([&] { Account::create(account("Ann")); }, {.requires_new = true});
        Account bob = account("Bob");
        undone([&] { bob.save_or_throw(); }, {.requires_new = true});
        bob.save_or_throw();
        conflict();
      },
      {.retries = 1});
  EXPECT_EQ(Account::count(), 1u);
}

// A failed save inside a transaction

TEST_P(Conflicts, ADeclaredConstraintDoesNotDoomTheTransaction) {
  Account::create(account("Ann", "ann@example.com"));
  db.transaction([&] {
    Account twin = account("Twin", "ann@example.com");
    const auto result = twin.save();
    EXPECT_FALSE(result);
    EXPECT_EQ(result.errors().size(), 1u);
    EXPECT_TRUE(twin.is_new());
    twin.email = "twin@example.com";
    twin.save_or_throw();
  });
  EXPECT_EQ(Account::count(), 2u);
}

TEST_P(Conflicts, ASaveWithASavepointLeavesTheTransactionUsable) {
  db.transaction([&] {
    Loan loan;
    loan.account = 4711;
    EXPECT_THROW((void)loan.save(rowan::with_savepoint), rowan::ForeignKeyViolation);
    EXPECT_TRUE(loan.is_new());
    saved("Ann");
  });
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Conflicts, ASavepointOutsideATransactionIsJustASave) {
  Account ann = account("Ann");
  EXPECT_QUERY_COUNT(1) { EXPECT_TRUE(ann.save(rowan::with_savepoint)); }
  EXPECT_FALSE(account("").save(rowan::with_savepoint));
}

// Locks

TEST_P(Conflicts, LocksNeedATransaction) {
  const auto id = saved("Ann");
  EXPECT_THAT(message_of<rowan::TransactionError>([&] { (void)Account::all().lock().load(); }), HasSubstr("lock()"));
  EXPECT_THROW((void)Account::all().lock().find(id), rowan::TransactionError);
  db.transaction([&] {
    EXPECT_EQ(Account::all().lock().load().size(), 1u);
    EXPECT_EQ(Account::all().lock(rowan::lock::share).find(id).name, "Ann");
    EXPECT_EQ(Account::all().lock(rowan::lock::update, rowan::lock::skip_locked).first()->id, id);
  });
}

TEST_P(Conflicts, ALockedRowIsRefusedOrSkipped) {
  if (!db.dialect().can().row_locks) GTEST_SKIP() << "the database is locked as a whole";
  const auto ann = saved("Ann");
  saved("Bob");
  auto other = connect_again();
  db.transaction([&] {
    (void)Account::all().lock().find(ann);
    elsewhere([&] {
      other.transaction([&] {
        const auto free = Account::on(other).lock(rowan::lock::update, rowan::lock::skip_locked).load();
        EXPECT_EQ(free.size(), 1u);
        EXPECT_EQ(free[0].name, "Bob");
      });
      EXPECT_THROW(
          other.transaction([&] { (void)Account::on(other).lock(rowan::lock::update, rowan::lock::nowait).find(ann); }),
          rowan::LockTimeout);
      EXPECT_EQ(Account::on(other).count(), 2u) << "reading without a lock is free";
    });
  });
}

TEST_P(Conflicts, SharedLocksGoTogether) {
  if (!db.dialect().can().row_locks) GTEST_SKIP() << "the database is locked as a whole";
  const auto ann = saved("Ann");
  auto other = connect_again();
  db.transaction([&] {
    (void)Account::all().lock(rowan::lock::share).find(ann);
    elsewhere([&] {
      other.transaction(
          [&] { EXPECT_EQ(Account::on(other).lock(rowan::lock::share, rowan::lock::nowait).find(ann).name, "Ann"); });
      EXPECT_THROW(
          other.transaction([&] { (void)Account::on(other).lock(rowan::lock::update, rowan::lock::nowait).find(ann); }),
          rowan::LockTimeout);
    });
  });
}

TEST_P(Conflicts, WithLockWorksOnTheLatestState) {
  Account ann = Account::find(saved("Ann"));
  Account::where(Account::c.id == ann.id).update_all({rowan::set("age", 41)});
  const auto age = rowan::with_lock(ann, [&] {
    EXPECT_NE(db.core()->transaction(), nullptr);
    ann.age = *ann.age + 1;
    ann.save_or_throw();
    return *ann.age;
  });
  EXPECT_EQ(age, 42);
  EXPECT_EQ(Account::find(ann.id).age, 42);
}

TEST_P(Conflicts, WithLockCountsRight) {
  const auto id = saved("Ann");
  auto other = connect_again();
  const auto work = [&](rowan::Database& on) {
    for (int i = 0; i < 25; ++i) {
      Account mine = Account::on(on).find(id);
      rowan::with_lock(mine, [&] {
        mine.visits = mine.visits.value_or(0) + 1;
        mine.save_or_throw();
      });
    }
  };
  std::thread one([&] { work(db); }), two([&] { work(other); });
  one.join();
  two.join();
  EXPECT_EQ(Account::find(id).visits, 50);
}

TEST_P(Conflicts, WithLockRefusesWhatItWouldLose) {
  Account ann = Account::find(saved("Ann"));
  ann.age = 5;
  EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] { rowan::with_lock(ann, [] {}); }), HasSubstr("save it first"));
  Account fresh = account("Bob");
  EXPECT_THROW(rowan::with_lock(fresh, [] {}), rowan::RecordNotFound);
}

// Time limits

TEST_P(Conflicts, AStatementThatTakesTooLongIsStopped) {
  ROWAN_NEEDS(time_limits);
  saved("Ann");
  auto limited = connect_again("statement_timeout=50");
  EXPECT_THROW((void)limited.query(endless), rowan::StatementTimeout);
  EXPECT_EQ(Account::on(limited).count(), 1u) << "the next one has its own time";
  EXPECT_THROW(db.transaction([&] { (void)db.query(endless); }, {.timeout = 50ms}), rowan::StatementTimeout);
  const auto slow = Account::where(rowan::sql("(" + std::string(endless) + ") > 0"));
  EXPECT_THROW((void)slow.timeout(50ms).load(), rowan::StatementTimeout);
  EXPECT_THROW((void)slow.timeout(50ms).count(), rowan::StatementTimeout);
  EXPECT_THROW((void)slow.timeout(50ms).exists(), rowan::StatementTimeout);
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Conflicts, ALimitEndsWithItsScope) {
  ROWAN_NEEDS(time_limits);
  const auto tenth_of_a_second = [&] {
    std::this_thread::sleep_for(120ms);
    return Account::all().timeout(60ms).count();
  };
  EXPECT_EQ(tenth_of_a_second(), 0u) << "the clock runs in the database, not in the program";
  db.transaction(
      [&] {
        std::this_thread::sleep_for(120ms);
        saved("Ann");
      },
      {.timeout = 60ms});
  EXPECT_EQ(Account::count(), 1u);
}

TEST_P(Conflicts, AnotherThreadStopsAStatement) {
  ROWAN_NEEDS(cancel);
  const rowan::Canceller canceller(db);
  std::atomic<bool> done{false};
  std::thread watcher([&] {
    while (!done) {
      std::this_thread::sleep_for(20ms);
      canceller.cancel();
    }
  });
  EXPECT_THROW((void)db.query(endless), rowan::StatementTimeout);
  done = true;
  watcher.join();
  EXPECT_EQ(Account::count(), 0u);
}

TEST_P(Conflicts, CancellingAThreadThatDoesNothingDoesNothing) {
  ROWAN_NEEDS(cancel);
  const rowan::Canceller canceller(db);
  elsewhere([&] { EXPECT_NO_THROW(canceller.cancel()); });
  EXPECT_EQ(Account::count(), 0u);
}

ROWAN_RECORD_SUITE(Conflicts);

}  // namespace
}  // namespace record_tests
