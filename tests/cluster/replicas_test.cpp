// A primary with two standbys that stream from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cluster/required.hpp"
#include "support/bank/bank_models.hpp"
#include "support/eventually.hpp"

namespace rowan::testing {
namespace {

using namespace std::chrono_literals;
using bank::Account;
using bank::Transfer;

/// Commits reach the standbys at once, for the primary sends what it has flushed.
const PostgresqlSettings primary_settings{.options = {"synchronous_commit=on"}};

struct Cluster {
  PostgresqlServer primary{primary_settings}, one{primary, {}}, two{primary, {}};
};

class Replicas : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!PostgresqlServer::missing().empty()) return;
    cluster = std::make_unique<Cluster>();
    at(cluster->primary).create_tables<Account, Transfer>();
    for (const auto* server : {&cluster->one, &cluster->two}) {
      Database standby = at(*server);
      const auto there = [&] {
        return standby.query("SELECT to_regclass('transfers') IS NOT NULL AS there")[0]["there"] == Value(true);
      };
      ASSERT_TRUE(eventually(there));
    }
  }
  static void TearDownTestSuite() { cluster.reset(); }
  void SetUp() override {
    if (!installed(PostgresqlServer::missing())) GTEST_SKIP() << PostgresqlServer::missing();
  }

  static Database at(const PostgresqlServer& server) { return connect(server.url(), {.make_default = false}); }
  static Database open(const ReadOptions& reads) {
    return connect(cluster->primary.url(),
                   {.make_default = false, .replicas = {cluster->one.url(), cluster->two.url()}, .reads = reads});
  }
  static void pause_replay(bool yes) {
    for (const auto* server : {&cluster->one, &cluster->two})
      static_cast<void>(at(*server).query(yes ? "SELECT pg_wal_replay_pause()" : "SELECT pg_wal_replay_resume()"));
  }
  /// A saved account that both standbys have.
  static Account known(const std::string& owner) {
    Database primary = at(cluster->primary);
    Account account;
    account.owner = owner;
    account.save_or_throw(primary);
    for (const auto* server : {&cluster->one, &cluster->two}) {
      Database standby = at(*server);
      EXPECT_TRUE(eventually([&] { return Account::on(standby).find_if(account.id).has_value(); }));
    }
    return account;
  }
  static std::uint64_t reads_on_replicas(const Database& db) {
    std::uint64_t reads = 0;
    for (const auto& replica : db.replica_status()) reads += replica.pool.check_outs;
    return reads;
  }
  static bool all_serve(const Database& db) {
    for (const auto& replica : db.replica_status()) {
      if (replica.state != ReplicaState::serving) return false;
    }
    return true;
  }

  static std::unique_ptr<Cluster> cluster;
};

std::unique_ptr<Cluster> Replicas::cluster;

TEST_F(Replicas, RecordsAndWhatBelongsToThemComeFromThereAndSaveToThePrimary) {
  const auto id = known("Ann").id;
  Database db = open({.stickiness = 0ms});
  const auto before = db.pool_statistics().check_outs;
  Account ann = Account::on(db).find(id);
  for (const Transfer& transfer : ann.transfers) ADD_FAILURE() << transfer.token;
  EXPECT_EQ(Account::on(db).count(), 1U);
  EXPECT_EQ(reads_on_replicas(db), 3U);
  EXPECT_EQ(db.pool_statistics().check_outs, before);
  ann.balance = 5;
  ann.save_or_throw();
  EXPECT_EQ(Account::on(db.primary()).find(id).balance, 5);
  EXPECT_EQ(db.replica().query("SELECT pg_is_in_recovery() AS r")[0]["r"], Value(true));
}

TEST_F(Replicas, AThreadSeesItsOwnWritesThoughTheReplicasDoNot) {
  Database db = open({.stickiness = 1min, .max_lag = 0ms});
  pause_replay(true);
  Account bob;
  bob.owner = "Bob";
  bob.save_or_throw(db);
  EXPECT_TRUE(Account::on(db).find_if(bob.id));
  EXPECT_FALSE(Account::on(db.replica()).find_if(bob.id));
  pause_replay(false);
  EXPECT_TRUE(eventually([&] { return Account::on(db.replica()).find_if(bob.id).has_value(); }));
}

TEST_F(Replicas, OneThatIsBehindIsLeftOutUntilItHasCaughtUp) {
  Database db = open({.stickiness = 0ms, .max_lag = 300ms, .check_every = 10ms});
  ASSERT_TRUE(eventually([&] { return Account::on(db).exists() && reads_on_replicas(db) > 0; }));
  pause_replay(true);
  Account eve;
  eve.owner = "Eve";
  eve.save_or_throw(db);
  EXPECT_TRUE(eventually([&] { return Account::on(db).find_if(eve.id).has_value(); }));
  for (const auto& replica : db.replica_status()) EXPECT_EQ(replica.state, ReplicaState::behind) << replica.url;
  pause_replay(false);
  EXPECT_TRUE(eventually([&] {
    const auto reads = reads_on_replicas(db);
    return Account::on(db).find_if(eve.id).has_value() && reads_on_replicas(db) > reads;
  }));
}

TEST_F(Replicas, OneThatIsKilledCostsNoErrorAndIsUsedAgainWhenItIsBack) {
  const auto id = known("Kim").id;
  Database db = open({.stickiness = 0ms, .check_every = 10ms, .rest = 100ms});
  std::atomic<bool> stop{false};
  std::atomic<int> reads{0}, errors{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        try {
          EXPECT_EQ(Account::on(db).find(id).owner, "Kim");
          ++reads;
        } catch (const std::exception& error) {
          ADD_FAILURE() << error.what();
          ++errors;
        }
      }
    });
  }
  const auto go_on = [&] {
    const int seen = reads;
    return eventually([&] { return reads > seen + 50; });
  };
  EXPECT_TRUE(eventually([&] { return all_serve(db); }));
  cluster->one.crash();
  EXPECT_TRUE(eventually([&] { return db.replica_status()[0].state == ReplicaState::unavailable; }));
  EXPECT_TRUE(go_on());
  cluster->one.start();
  EXPECT_TRUE(eventually([&] { return all_serve(db); }));
  EXPECT_TRUE(go_on());
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(errors, 0);
}

TEST_F(Replicas, WhenNoneIsLeftThePrimaryServes) {
  const auto id = known("Lee").id;
  Database db = connect(cluster->primary.url(), {.make_default = false,
                                                 .replicas = {"postgresql://rowan@/postgres?host=/nowhere"},
                                                 .reads = {.stickiness = 0ms}});
  EXPECT_EQ(Account::on(db).find(id).owner, "Lee");
  EXPECT_EQ(db.replica_status()[0].state, ReplicaState::unavailable);
}

TEST_F(Replicas, AWriteToAStandbyIsTypedAndItsConnectionThrownAway) {
  const auto id = known("Mia").id;
  Database standby = at(cluster->two);
  Account mia = Account::on(standby).find(id);
  mia.balance = 1;
  EXPECT_THROW(mia.save_or_throw(), ReadOnlyDatabase);
  EXPECT_EQ(standby.pool_statistics().broken, 1U);

  Database primary = at(cluster->primary);
  const auto write = [&] { primary.execute("UPDATE accounts SET balance = 1"); };
  EXPECT_THROW(primary.transaction(write, {.read_only = true}), ReadOnlyDatabase);
  EXPECT_EQ(primary.pool_statistics().broken, 0U);
}

}  // namespace
}  // namespace rowan::testing
