// A standby takes the place of its primary.
#include <gtest/gtest.h>

#include <string>

#include "cluster/required.hpp"
#include "support/bank/bank_models.hpp"
#include "support/eventually.hpp"

namespace rowan::testing {
namespace {

using namespace std::chrono_literals;
using bank::Account;

Account saved(Database& db, const std::string& owner) {
  Account account;
  account.owner = owner;
  account.save_or_throw(db);
  return account;
}

class Promotion : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!installed(PostgresqlServer::missing())) GTEST_SKIP() << PostgresqlServer::missing();
  }
};

TEST_F(Promotion, WritesFindTheNewPrimaryAndNothingIsLost) {
  PostgresqlServer old({.options = {"synchronous_commit=on"}});
  PostgresqlServer next(old, {.options = {"wal_retrieve_retry_interval=100ms"}});
  Database db = connect(old.url() + "," + next.directory().path().string() + "&target_session_attrs=read-write",
                        {.make_default = false, .replicas = {next.url()}, .reads = {.stickiness = 0ms}});
  Database at_old = connect(old.url(), {.make_default = false});
  Database at_next = connect(next.url(), {.make_default = false});
  db.create_tables<Account, bank::Transfer>();
  saved(db, "before");
  ASSERT_TRUE(eventually([&] {
    return at_next.query("SELECT to_regclass('accounts') IS NOT NULL AS there")[0]["there"] == Value(true) &&
           Account::on(at_next).count() == 1;
  }));

  // A switch in order: the old primary first refuses writes, on the connections that are open, too.
  at_old.execute_script("ALTER SYSTEM SET default_transaction_read_only = on");
  static_cast<void>(at_old.query("SELECT pg_reload_conf()"));
  EXPECT_TRUE(eventually([&] {
    try {
      saved(db, "during");
      return false;
    } catch (const ReadOnlyDatabase&) {
      return true;
    }
  }));
  EXPECT_EQ(Account::on(db).where(Account::c.owner == "before").count(), 1U);  // reads go on
  const auto written = Account::on(at_old).count();
  ASSERT_TRUE(eventually([&] { return Account::on(at_next).count() == written; }));
  static_cast<void>(at_next.query("SELECT pg_promote()"));
  const Account after = saved(db, "after");
  EXPECT_EQ(Account::on(at_next).find(after.id).owner, "after");
  EXPECT_EQ(Account::on(at_next).count(), written + 1);

  // Nobody needs the old one any more.
  old.crash();
  saved(db, "later");
  EXPECT_EQ(Account::on(db).count(), written + 2);
}

TEST_F(Promotion, AfterACrashWritesGoOnWithTheFirstConnectionToTheNewPrimary) {
  PostgresqlServer old({.options = {"synchronous_commit=on"}});
  PostgresqlServer next(old, {.options = {"wal_retrieve_retry_interval=100ms"}});
  Database db = connect(old.url() + "," + next.directory().path().string() + "&target_session_attrs=read-write",
                        {.make_default = false});
  db.create_tables<Account, bank::Transfer>();
  const auto id = saved(db, "before").id;
  Database at_next = connect(next.url(), {.make_default = false});
  ASSERT_TRUE(eventually([&] {
    return at_next.query("SELECT to_regclass('accounts') IS NOT NULL AS there")[0]["there"] == Value(true) &&
           Account::on(at_next).find_if(id).has_value();
  }));
  old.crash();
  EXPECT_THROW(saved(db, "nowhere"), Error);  // lost, or nobody takes writes yet
  static_cast<void>(at_next.query("SELECT pg_promote()"));
  saved(db, "after");
  EXPECT_EQ(Account::on(db).count(), 2U);
}

}  // namespace
}  // namespace rowan::testing
