// What a test does while it holds a transaction, on every database.
#include "rowan/testing/held_transaction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "contract/opened_database.hpp"
#include "rowan/rowan.hpp"

namespace held_tests {

class Steamboat : public rowan::Model<Steamboat> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t tickets_sold{};

  static inline int committed = 0;

  ROWAN_MODEL(Steamboat, (), (id, name, tickets_sold))
  static void configure(rowan::ModelBuilder<Steamboat>& m) {
    m.table("held_steamboats");
    m.attribute(&Steamboat::name).unique();
    m.after_commit([](const Steamboat&) { ++committed; });
  }
};

/// Its table is made by one test only.
class Buoy : public rowan::Model<Buoy> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Buoy, (), (id))
  static void configure(rowan::ModelBuilder<Buoy>& m) { m.table("held_buoys"); }
};

}  // namespace held_tests
ROWAN_REGISTER_MODEL(held_tests::Steamboat)
ROWAN_REGISTER_MODEL(held_tests::Buoy)

namespace held_tests {
namespace {

using namespace std::chrono_literals;
using rowan::TransactionError;
using rowan::contract::message_of;
using rowan::testing::HeldTransaction;
using ::testing::AllOf;
using ::testing::HasSubstr;

using Held = std::optional<HeldTransaction>;

struct Stop {};

class HeldTransactions : public rowan::contract::OpenedDatabaseTest {
 protected:
  HeldTransactions() : OpenedDatabaseTest({.checkout_timeout = 300ms}) {
    db.create_tables<Steamboat>();
    Steamboat::committed = 0;
  }

  static Steamboat steamboat(std::string name) {
    Steamboat made;
    made.name = std::move(name);
    return made;
  }
  static void launch(std::string name) { steamboat(std::move(name)).save_or_throw(); }
  static std::uint64_t count() { return Steamboat::count(); }
  [[nodiscard]] bool has_several_connections() const { return db.pool_statistics().size > 1; }

  template <class Code>
  static auto elsewhere(const Code& code) {
    return std::async(std::launch::async, code).get();
  }
};

TEST_P(HeldTransactions, LeaveNothingBehind) {
  launch("before");
  for (int round = 0; round < 3; ++round) {
    const HeldTransaction held(db);
    EXPECT_EQ(count(), 1U);
    launch("inside");
    Steamboat::where(Steamboat::c.name == "before").update_all(rowan::set(Steamboat::c.tickets_sold, 5));
    EXPECT_EQ(count(), 2U);
  }
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(Steamboat::first()->tickets_sold, 0);
  launch("inside");
  EXPECT_EQ(count(), 2U) << "what comes after it stays";
}

TEST_P(HeldTransactions, LetTheCodeCommitAndRollBack) {
  const HeldTransaction held(db);
  std::vector<std::string> told;
  db.transaction([&](rowan::Transaction& t) {
    EXPECT_EQ(t.depth(), 1);
    t.after_commit([&] { told.emplace_back("committed, with " + std::to_string(count())); });
    launch("kept");
    EXPECT_TRUE(told.empty());
  });
  EXPECT_EQ(Steamboat::committed, 1);
  auto undone = steamboat("undone");
  EXPECT_THROW(db.transaction([&](rowan::Transaction& t) {
    t.after_rollback([&] { told.emplace_back("rolled back"); });
    undone.save_or_throw();
    throw Stop();
  }),
               Stop);
  EXPECT_EQ(told, (std::vector<std::string>{"committed, with 1", "rolled back"}));
  EXPECT_TRUE(undone.is_new());
  EXPECT_EQ(Steamboat::committed, 1);
  EXPECT_EQ(count(), 1U);
}

TEST_P(HeldTransactions, LetSavepointsOfTheCodeNest) {
  const HeldTransaction held(db);
  db.transaction([&] {
    launch("outer");
    EXPECT_THROW(db.transaction(
                     [&] {
                       launch("inner");
                       throw Stop();
                     },
                     {.requires_new = true}),
                 Stop);
    launch("after");
  });
  EXPECT_EQ(count(), 2U);
}

TEST_P(HeldTransactions, AreSharedByThreads) {
  {
    const HeldTransaction held(db);
    launch("mine");
    EXPECT_EQ(elsewhere([] { return count(); }), 1U);
    elsewhere([] { launch("theirs"); });
    EXPECT_EQ(count(), 2U);
  }
  EXPECT_EQ(count(), 0U);
}

TEST_P(HeldTransactions, GiveThreadsTurns) {
  const HeldTransaction held(db);
  launch("Star");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round) {
        db.transaction([] {
          auto star = Steamboat::find_by(Steamboat::c.name == "Star").value();
          ++star.tickets_sold;
          star.save_or_throw();
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Steamboat::first()->tickets_sold, 40) << "no transaction saw half of another";
}

TEST_P(HeldTransactions, LetNoThreadWaitForever) {
  const HeldTransaction held(db);
  db.transaction([&] {
    launch("mine");
    EXPECT_THAT(message_of<rowan::PoolTimeout>([&] { elsewhere([] { return count(); }); }),
                AllOf(HasSubstr("HeldTransaction"), HasSubstr("in turns"), HasSubstr("all 1 are in use")));
  });
  EXPECT_EQ(count(), 1U);
}

TEST_P(HeldTransactions, LoseOnlyTheStatementThatFails) {
  const HeldTransaction held(db);
  launch("Star");
  EXPECT_THROW(Steamboat::insert_all({steamboat("Star")}), rowan::UniqueViolation);
  EXPECT_EQ(count(), 1U);
  launch("Moon");
  auto twice = steamboat("Star");
  EXPECT_FALSE(twice.save());
  EXPECT_THROW(db.transaction([&] { Steamboat::insert_all({steamboat("Star")}); }), rowan::UniqueViolation);
  EXPECT_EQ(count(), 2U);
}

TEST_P(HeldTransactions, LoseOnlyTheStatementThatFailsInALoopOverRows) {
  const HeldTransaction held(db);
  for (const char* name : {"a", "b", "c"}) launch(name);
  int seen = 0;
  Steamboat::all().find_each([&](Steamboat& each) {
    ++seen;
    EXPECT_THROW(Steamboat::insert_all({steamboat(each.name)}), rowan::UniqueViolation);
    launch(each.name + "2");
  });
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(count(), 6U);
}

TEST_P(HeldTransactions, LoseOnlyTheSqlThatFails) {
  ROWAN_NEEDS(raw_sql);
  const HeldTransaction held(db);
  db.execute("INSERT INTO held_steamboats (name, tickets_sold) VALUES (?, 0)", "Star");
  EXPECT_THROW(db.execute("UPDATE no_such_table SET a = 1"), rowan::StatementError);
  EXPECT_THROW(db.query("SELECT no_such_column FROM held_steamboats"), rowan::StatementError);
  EXPECT_EQ(count(), 1U);
}

// What can't be had

TEST_P(HeldTransactions, RefuseAnIsolationLevelOtherThanTheirs) {
  Held held(std::in_place, db);
  const auto write = [&] { db.transaction([] { launch("Star"); }, {.isolation = rowan::Isolation::serializable}); };
  EXPECT_THAT(message_of<rowan::TransactionError>(write),
              AllOf(HasSubstr("SERIALIZABLE"), HasSubstr("{.isolation = …}")));
  EXPECT_EQ(count(), 0U);
  held.reset();
  held.emplace(db, rowan::testing::HeldOptions{.isolation = rowan::Isolation::serializable});
  write();
  EXPECT_EQ(count(), 1U);
}

TEST_P(HeldTransactions, RefuseReadOnlyBlocks) {
  const HeldTransaction held(db);
  EXPECT_THAT(message_of<rowan::TransactionError>([&] { db.transaction([] { count(); }, {.read_only = true}); }),
              HasSubstr("read-only"));
  launch("Star");
  EXPECT_EQ(count(), 1U);
}

TEST_P(HeldTransactions, RefuseSqlThatWouldEndThem) {
  ROWAN_NEEDS(raw_sql);
  {
    const HeldTransaction held(db);
    launch("Star");
    for (const char* sql : {"COMMIT", "ROLLBACK", "BEGIN", " /* now */ commit"}) {
      EXPECT_THAT(message_of<rowan::TransactionError>([&] { db.execute_script(sql); }),
                  AllOf(HasSubstr(sql), HasSubstr("HeldTransaction"), HasSubstr("db.transaction")));
    }
    db.transaction([&] { EXPECT_THROW(db.execute_script("COMMIT"), rowan::TransactionError); });
    EXPECT_EQ(count(), 1U);
  }
  EXPECT_EQ(count(), 0U);
}

TEST_P(HeldTransactions, RefuseWhatCommitsThoughItMakesNoTable) {
  ROWAN_NEEDS(raw_sql);
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "nothing commits here but COMMIT";
  {
    const HeldTransaction held(db);
    launch("Star");
    for (const char* sql :
         {"ALTER TABLE held_steamboats COMMENT 'temporary', ADD temporary INT", "ANALYZE TABLE held_steamboats",
          "OPTIMIZE TABLE held_steamboats", "CHECK TABLE held_steamboats", "FLUSH TABLES", "SET autocommit = 1",
          "SET @@session.autocommit = 0", "/*!40000 ALTER TABLE held_steamboats DISABLE KEYS */", "/*M! COMMIT */"}) {
      EXPECT_THAT(message_of<TransactionError>([&] { db.execute_script(sql); }), HasSubstr("HeldTransaction")) << sql;
    }
    EXPECT_EQ(count(), 1U);
  }
  EXPECT_EQ(count(), 0U);
}

TEST_P(HeldTransactions, TakeSqlThatLeavesThemOpen) {
  ROWAN_NEEDS(raw_sql);
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "nothing commits here but COMMIT";
  {
    const HeldTransaction held(db);
    launch("Star");
    for (const char* sql :
         {"SET @before = @@sql_mode", "/*!40101 SET @before = @@sql_mode */", "SET time_zone = '+00:00'",
          "CREATE TEMPORARY TABLE held_scratch (a INT)", "INSERT INTO held_scratch VALUES (1)",
          "CREATE OR REPLACE TEMPORARY TABLE held_scratch (b INT)", "DROP TEMPORARY TABLE held_scratch",
          "ANALYZE FORMAT=JSON SELECT 1", "CHECKSUM TABLE held_steamboats", "DO 1", "SHOW TABLES",
          "SET STATEMENT max_statement_time = 5 FOR SELECT 1"}) {
      EXPECT_NO_THROW(static_cast<void>(db.query(sql))) << sql;
      EXPECT_EQ(count(), 1U) << sql;
    }
  }
  EXPECT_EQ(count(), 0U);
}

TEST_P(HeldTransactions, TakeNoMoreWhenAProcedureBeganAnother) {
  ROWAN_NEEDS(raw_sql);
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "procedures can't end transactions here";
  db.execute_script("CREATE PROCEDURE held_harmless() SELECT 1");
  db.execute_script("CREATE PROCEDURE held_commits() BEGIN COMMIT; START TRANSACTION; END");
  const HeldTransaction held(db);
  db.execute_script("CALL held_harmless()");
  EXPECT_EQ(count(), 0U);
  db.execute_script("CALL held_commits()");
  EXPECT_THAT(message_of<TransactionError>([&] { launch("Star"); }), HasSubstr("began another"));
}

TEST_P(HeldTransactions, HoldTheTablesThatAreMadeInThemOrRefuse) {
  {
    const HeldTransaction held(db);
    launch("Star");
    if (db.dialect().can().transactional_ddl) {
      db.create_tables<Buoy>();
      Buoy().save_or_throw();
    } else {
      EXPECT_THAT(message_of<rowan::TransactionError>([&] { db.create_tables<Buoy>(); }),
                  HasSubstr("would end the HeldTransaction"));
      EXPECT_THROW(db.drop_tables<Steamboat>(), rowan::TransactionError);
    }
    EXPECT_EQ(count(), 1U);
  }
  EXPECT_FALSE(db.table_exists<Buoy>());
  EXPECT_EQ(count(), 0U);
}

TEST_P(HeldTransactions, RefuseCancellation) {
  const HeldTransaction held(db);
  const rowan::Canceller canceller(db);
  EXPECT_THAT(message_of<rowan::Unsupported>([&] { canceller.cancel(); }), HasSubstr("HeldTransaction"));
}

TEST_P(HeldTransactions, KeepTheDatabaseOpen) {
  {
    const HeldTransaction held(db);
    EXPECT_THROW(db.close(), rowan::TransactionError);
    launch("Star");
  }
  db.close();
  EXPECT_THROW(static_cast<void>(Steamboat::on(db).count()), rowan::DatabaseClosed);
}

TEST_P(HeldTransactions, AreOneAtATimeAndOutermost) {
  db.transaction([&] {
    EXPECT_THAT(message_of<rowan::TransactionError>([&] { const HeldTransaction held(db); }),
                HasSubstr("can't begin while"));
  });
  launch("Star");
  Steamboat::all().find_each([&](Steamboat&) { EXPECT_EQ(count(), 1U); });
  const HeldTransaction held(db);
  EXPECT_THAT(message_of<rowan::TransactionError>([&] { const HeldTransaction second(db); }), HasSubstr("already"));
  EXPECT_EQ(count(), 1U);
}

// Where they begin and end

TEST_P(HeldTransactions, BeginWhenNoOtherThreadIsAtIt) {
  if (!has_several_connections()) GTEST_SKIP() << "there is one connection";
  std::promise<void> in_use, done;
  std::thread other([&] {
    db.transaction([&] {
      static_cast<void>(count());
      in_use.set_value();
      done.get_future().wait();
    });
  });
  in_use.get_future().wait();
  EXPECT_THAT(message_of<rowan::PoolTimeout>([&] { const HeldTransaction held(db); }),
              AllOf(HasSubstr("in use"), HasSubstr("in a transaction")));
  done.set_value();
  other.join();
  const HeldTransaction held(db);
  launch("Star");
}

TEST_P(HeldTransactions, GiveThePoolBackAsItWas) {
  { const HeldTransaction held(db); }
  if (!has_several_connections()) GTEST_SKIP() << "there is one connection";
  db.transaction([&] {
    static_cast<void>(count());
    EXPECT_EQ(elsewhere([] { return count(); }), 0U);
    EXPECT_EQ(db.pool_statistics().open, 2U);
  });
}

TEST_P(HeldTransactions, AreRolledBackThoughAThreadIsStillAtIt) {
  Held held(std::in_place, db);
  std::promise<void> in_use, ended;
  auto other = std::async(std::launch::async, [&] {
    return message_of<rowan::TransactionError>([&] {
      db.transaction([&] {
        launch("theirs");
        in_use.set_value();
        ended.get_future().wait();
        launch("too late");
      });
    });
  });
  in_use.get_future().wait();
  held.reset();
  ended.set_value();
  EXPECT_THAT(other.get(), HasSubstr("the database ended it"));
  EXPECT_EQ(count(), 0U);
  held.emplace(db);
  launch("the next test's");
}

TEST_P(HeldTransactions, AreRolledBackWhenABlockAroundTheirEndIsOver) {
  EXPECT_THROW(db.transaction([&](rowan::Transaction&) {
    static_cast<void>(count());
    const HeldTransaction held(db);
  }),
               rowan::TransactionError);
  Held held(std::in_place, db);
  EXPECT_THROW(db.transaction([&] {
    launch("Star");
    held.reset();
    launch("Moon");
  }),
               rowan::TransactionError);
  EXPECT_EQ(count(), 0U);
  launch("Star");
  EXPECT_EQ(count(), 1U);
}

TEST_P(HeldTransactions, TakeBackLimitsOfTime) {
  ROWAN_NEEDS(time_limits);
  {
    const HeldTransaction held(db);
    db.transaction([] { launch("Star"); }, {.timeout = 5000ms});
    EXPECT_THROW(db.transaction(
                     [] {
                       launch("Moon");
                       throw Stop();
                     },
                     {.timeout = 4000ms}),
                 Stop);
    EXPECT_EQ(count(), 1U);
  }
  EXPECT_EQ(count(), 0U);
  launch("Star");
}

INSTANTIATE_TEST_SUITE_P(Databases, HeldTransactions, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace held_tests
