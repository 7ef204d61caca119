// PgBouncer in transaction pooling: more clients than servers, and nobody gets what is another's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cluster/required.hpp"
#include "support/bank/bank_models.hpp"
#include "support/server/pgbouncer.hpp"

namespace rowan::testing {
namespace {

using namespace std::chrono_literals;
using bank::Account;
using bank::Counter;
using bank::Transfer;

std::string missing() {
  return PostgresqlServer::missing().empty() ? PgBouncer::missing() : PostgresqlServer::missing();
}

class Bouncer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!missing().empty()) return;
    bouncer = std::make_unique<PgBouncer>(PostgresqlServer::shared(), 3);
    connect(PostgresqlServer::shared().url(), {.make_default = false}).create_tables<Account, Transfer, Counter>();
  }
  static void TearDownTestSuite() { bouncer.reset(); }
  void SetUp() override {
    if (!installed(missing())) GTEST_SKIP() << missing();
  }
  static Database open(const std::string& more = "", unsigned pool = 12) {
    return connect(bouncer->url() + more, {.pool_size = pool, .make_default = false});
  }

  static std::unique_ptr<PgBouncer> bouncer;
};

std::unique_ptr<PgBouncer> Bouncer::bouncer;

/// Writes and reads accounts of its own with statements of several shapes. How many statements ran.
int work(Database& db, int number, int rounds) {
  const auto before = statements_executed();
  const std::string owner = "client " + std::to_string(number);
  for (int i = 0; i < rounds; ++i) {
    Account mine;
    mine.owner = owner;
    mine.balance = number * 100000 + i;
    mine.save_or_throw(db);
    const Account found = Account::on(db).find(mine.id);
    EXPECT_EQ(found.owner, owner);
    EXPECT_EQ(found.balance, mine.balance);
    EXPECT_EQ(Account::on(db).where(Account::c.balance == mine.balance).sole().owner, owner);
    EXPECT_EQ(Account::on(db).where(Account::c.owner == owner).count(), static_cast<std::uint64_t>(i) + 1);
    db.transaction([&] {
      Account again = Account::find(mine.id);
      again.balance = -again.balance;
      again.save_or_throw();
    });
    EXPECT_EQ(db.query("SELECT balance AS b, ? AS mine FROM accounts WHERE id = ?", number, mine.id)[0]["b"],
              Value(-mine.balance));
  }
  return static_cast<int>(statements_executed() - before);
}

TEST_F(Bouncer, MoreClientsThanServersNeverGetAWrongRow) {
  for (const char* said : {"", "&pooler=transaction", "&prepare=off"}) {
    Database db = open(said);
    Account::on(db).everything().delete_all();
    std::atomic<int> statements{0};
    std::vector<std::thread> clients;
    for (int number = 1; number <= 12; ++number)
      clients.emplace_back([&, number] { statements += work(db, number, 20); });
    for (auto& client : clients) client.join();
    EXPECT_GE(statements, 1500) << said;
    EXPECT_EQ(Account::on(db).count(), 240U) << said;
    db.close();
  }
}

// Why it is so: what would happen otherwise.
TEST_F(Bouncer, NamedStatementsWouldMeetThoseOfOthers) {
  Database one = open("&prepare=on&pooler=transaction", 1), two = open("&prepare=on&pooler=transaction", 1);
  const auto use_both = [&] {
    for (int i = 0; i < 20; ++i) {
      static_cast<void>(one.query("SELECT 1 AS x"));
      static_cast<void>(two.query("SELECT 2 AS x"));
    }
  };
  EXPECT_THROW(use_both(), StatementError);
}

TEST_F(Bouncer, NamedStatementsAreKeptApartWhereItKnowsThem) {
  if (!PgBouncer::knows_statements()) GTEST_SKIP() << "this PgBouncer is older than 1.21";
  const PgBouncer knowing(PostgresqlServer::shared(), 1, 100);
  const auto url = knowing.url() + "&prepare=on&pooler=transaction";
  Database one = connect(url, {.pool_size = 1, .make_default = false});
  Database two = connect(url, {.pool_size = 1, .make_default = false});
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(one.query("SELECT 1 AS x")[0]["x"], Value(1));
    EXPECT_EQ(two.query("SELECT 2 AS x")[0]["x"], Value(2));
  }
}

TEST_F(Bouncer, APlainServerIsNotTakenForAPooler) {
  Database db = connect(PostgresqlServer::shared().url(), {.pool_size = 1, .make_default = false});
  static_cast<void>(db.query("SELECT 1"));
  EXPECT_EQ(db.query("SELECT count(*) AS n FROM pg_prepared_statements")[0]["n"], Value(std::int64_t{2}));
}

TEST_F(Bouncer, ATimeLimitHoldsInItsTransactionAndIsNobodyElses) {
  Database db = open("", 4);
  const auto sleep = [&] { static_cast<void>(db.query("SELECT pg_sleep(10)")); };
  EXPECT_THROW(db.transaction(sleep, {.timeout = 50ms}), StatementTimeout);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(db.query("SHOW statement_timeout")[0][0], Value("0"));
  EXPECT_THROW(static_cast<void>(Account::on(db).timeout(50ms).load()), Unsupported);
}

TEST_F(Bouncer, ATimeLimitEndsWithItsTransaction) {
  Database db = open("", 1);
  const auto limit = [&] { return db.query("SHOW statement_timeout")[0][0].to_string(); };
  for (const char* last : {"SELECT 1", "COMMIT", "SELECT 1"}) {
    db.transaction(
        [&] {
          EXPECT_EQ(limit(), "50ms") << last;
          db.execute(last);
        },
        {.timeout = 50ms});
    db.transaction([&] { EXPECT_EQ(limit(), "0") << last; });
  }
  db.transaction(
      [&](Transaction& transaction) {
        EXPECT_EQ(limit(), "50ms");
        transaction.rollback();
      },
      {.timeout = 50ms});
  db.transaction([&] { EXPECT_EQ(limit(), "0"); });
}

TEST_F(Bouncer, ALimitOfARelationEndsWithItsStatements) {
  Database db = open("", 1);
  const auto limit = [&] { return db.query("SHOW statement_timeout")[0][0].to_string(); };
  const auto limited = [&] { static_cast<void>(Account::on(db).timeout(70ms).load()); };
  db.transaction([&] {
    limited();
    EXPECT_EQ(limit(), "0");
  });
  db.transaction(
      [&] {
        limited();
        EXPECT_EQ(limit(), "50ms");
      },
      {.timeout = 50ms});
}

TEST_F(Bouncer, TimesAreInUtcOnEveryServer) {
  Database db = open("", 4);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(db.query("SHOW TimeZone")[0][0], Value("UTC"));
}

TEST_F(Bouncer, StatementsOfSociAreRefused) {
  EXPECT_THROW(static_cast<void>(open("&statements=soci")), Error);
  EXPECT_THROW(static_cast<void>(open("&statements=soci&pooler=transaction")), InvalidUrl);
}

}  // namespace
}  // namespace rowan::testing
