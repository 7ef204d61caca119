// A MariaDB primary and the replica that follows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cluster/required.hpp"
#include "support/bank/bank_models.hpp"
#include "support/eventually.hpp"
#include "support/server/free_port.hpp"
#include "support/server/mariadb_server.hpp"

namespace rowan::testing {
namespace {

using namespace std::chrono_literals;
using bank::Account;
using bank::Transfer;
using ::testing::AllOf;
using ::testing::HasSubstr;

MariadbSettings replicating(unsigned id, unsigned port, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--log-bin=binlog", "--log-slave-updates", "--server-id=" + std::to_string(id)});
  return {.options = std::move(more), .port = port};
}

struct Pair {
  std::vector<unsigned> ports = free_ports(2);
  MariadbServer primary{replicating(1, ports[0])}, replica{replicating(2, ports[1], {"--read-only=1"})};

  Pair() {
    primary.create_database("bank");
    // Not root, who may write whatever the server says. `deaf` may not ask a replica how it does.
    for (const std::string user : {"app", "deaf", "repl"}) {
      primary.run("CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'");
      primary.run("GRANT ALL ON bank.* TO " + user + "@'%'");
    }
    primary.run("GRANT REPLICATION SLAVE ON *.* TO repl@'%'");
    primary.run("GRANT REPLICA MONITOR ON *.* TO app@'%'");
    replica.run("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + std::to_string(ports[0]) +
                ", MASTER_USER='repl', MASTER_PASSWORD='secret', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, "
                "MASTER_SSL=0");
    replica.run("START SLAVE");
    at(primary).create_tables<Account, Transfer>();
  }

  static std::string host(const MariadbServer& server) { return "127.0.0.1:" + std::to_string(server.port()); }
  static std::string url(const MariadbServer& server, const std::string& user = "app") {
    return "mysql://" + user + ":secret@" + host(server) + "/bank";
  }
  /// Both, the primary first.
  [[nodiscard]] std::string both(const std::string& options) const {
    return "mysql://app:secret@" + host(primary) + "," + host(replica) + "/bank?connect_timeout=2&" + options;
  }
  static Database at(const MariadbServer& server) { return connect(url(server), {.make_default = false}); }

  Account saved(Database db, const std::string& owner) const {
    Account account;
    account.owner = owner;
    account.save_or_throw(db);
    return account;
  }
  /// Waits until the replica has the record.
  void arrived(std::int64_t id) const {
    EXPECT_TRUE(eventually([&] {
      try {
        return Account::on(at(replica)).find_if(id).has_value();
      } catch (const Error&) {
        return false;  // the user, or the table, is still to come
      }
    }));
  }
};

class MariadbReplica : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (MariadbServer::missing().empty()) pair = std::make_unique<Pair>();
  }
  static void TearDownTestSuite() { pair.reset(); }
  void SetUp() override {
    if (!installed(MariadbServer::missing())) GTEST_SKIP() << MariadbServer::missing();
  }

  static Database open(const ReadOptions& reads, const std::string& user = "app") {
    return connect(Pair::url(pair->primary, user),
                   {.make_default = false, .replicas = {Pair::url(pair->replica, user)}, .reads = reads});
  }
  static ReplicaStatus status(const Database& db) { return db.replica_status().at(0); }
  static void delay_replica(const std::string& seconds) {
    pair->replica.run("STOP SLAVE");
    pair->replica.run("CHANGE MASTER TO MASTER_DELAY=" + seconds);
    pair->replica.run("START SLAVE");
  }
  static bool reads_from_replica(const Database& db) {
    // By the primary's pool: to ask a replica how it does takes a connection of its own pool, too.
    const auto before = db.pool_statistics().check_outs;
    return Account::on(db).exists() && db.pool_statistics().check_outs == before;
  }

  static std::unique_ptr<Pair> pair;
};

std::unique_ptr<Pair> MariadbReplica::pair;

TEST_F(MariadbReplica, ReadsGoThereAndWritesToThePrimary) {
  const auto id = pair->saved(Pair::at(pair->primary), "Ann").id;
  pair->arrived(id);
  Database db = open({.stickiness = 0ms});
  const auto before = db.pool_statistics().check_outs;
  Account ann = Account::on(db).find(id);
  for (const Transfer& transfer : ann.transfers) ADD_FAILURE() << transfer.token;
  EXPECT_EQ(db.pool_statistics().check_outs, before);
  EXPECT_EQ(db.replica().query("SELECT @@server_id AS id")[0]["id"], Value(2));
  EXPECT_EQ(status(db).lag, 0ms);
  ann.balance = 5;
  ann.save_or_throw();
  EXPECT_EQ(Account::on(db.primary()).find(id).balance, 5);
}

TEST_F(MariadbReplica, OneThatIsBehindIsLeftOutUntilItHasCaughtUp) {
  pair->arrived(pair->saved(Pair::at(pair->primary), "Bob").id);
  Database db = open({.stickiness = 0ms, .max_lag = 900ms, .check_every = 10ms});
  EXPECT_TRUE(eventually([&] { return reads_from_replica(db); }));
  delay_replica("3");
  const auto id = pair->saved(db, "Eve").id;
  EXPECT_TRUE(eventually([&] { return status(db).lag.value_or(0s) >= 1s || !reads_from_replica(db); }));
  EXPECT_TRUE(eventually([&] { return Account::on(db).find_if(id).has_value(); }));
  EXPECT_EQ(status(db).state, ReplicaState::behind);
  pair->arrived(id);
  delay_replica("0");
  EXPECT_TRUE(eventually([&] { return reads_from_replica(db); }));
}

TEST_F(MariadbReplica, OneThatFollowsNoMoreIsLeftOutHoweverLargeTheLimit) {
  Database db = open({.stickiness = 0ms, .max_lag = 24h, .check_every = 10ms});
  EXPECT_TRUE(eventually([&] { return reads_from_replica(db); }));
  pair->replica.run("STOP SLAVE");
  EXPECT_TRUE(eventually([&] { return !reads_from_replica(db); }));
  EXPECT_EQ(status(db).state, ReplicaState::behind);
  EXPECT_EQ(status(db).lag, std::chrono::milliseconds::max());
  pair->replica.run("START SLAVE");
  EXPECT_TRUE(eventually([&] { return reads_from_replica(db); }));
}

TEST_F(MariadbReplica, OneThatTheUserMayNotAskCountsAsNearEnough) {
  pair->arrived(pair->saved(Pair::at(pair->primary), "Kim").id);
  Database db = open({.stickiness = 0ms}, "deaf");
  EXPECT_TRUE(reads_from_replica(db));
  EXPECT_EQ(status(db).lag, std::nullopt);
  EXPECT_EQ(status(db).state, ReplicaState::serving);
}

/// With servers of its own, for it changes who is what.
class MariadbPromotion : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!installed(MariadbServer::missing())) GTEST_SKIP() << MariadbServer::missing();
  }
  static void promote(Pair& pair) {
    pair.replica.run("STOP SLAVE");
    pair.replica.run("SET GLOBAL read_only = 0");
  }
};

TEST_F(MariadbPromotion, WritesFindTheNewPrimaryAndNothingIsLost) {
  Pair pair;
  Database db = connect(pair.both("target_session_attrs=read-write"), {.make_default = false});
  pair.arrived(pair.saved(db, "before").id);
  pair.primary.run("SET GLOBAL read_only = 1");
  EXPECT_THROW(pair.saved(db, "during"), ReadOnlyDatabase);
  EXPECT_THROW(pair.saved(db, "during"), ConnectionFailed) << "nobody takes writes yet";
  promote(pair);
  const auto after = pair.saved(db, "after").id;
  EXPECT_EQ(Account::on(Pair::at(pair.replica)).find(after).owner, "after");
  EXPECT_EQ(Account::on(Pair::at(pair.replica)).count(), 2U);
  pair.primary.crash();
  pair.saved(db, "later");
  EXPECT_EQ(Account::on(db).count(), 3U);
}

TEST_F(MariadbPromotion, AfterACrashWritesGoOnWithTheFirstConnectionToTheNewPrimary) {
  Pair pair;
  Database db = connect(pair.both("target_session_attrs=read-write"), {.make_default = false});
  pair.arrived(pair.saved(db, "before").id);
  pair.primary.crash();
  EXPECT_THROW(pair.saved(db, "nowhere"), Error);
  promote(pair);
  pair.saved(db, "after");
  EXPECT_EQ(Account::on(db).count(), 2U);
}

TEST_F(MariadbPromotion, TheRoleChoosesAmongTheHostsAndAllRefusalsAreTold) {
  Pair pair;
  const auto server_of = [&](const std::string& options) {
    return connect(pair.both(options), {.make_default = false}).query("SELECT @@server_id AS id")[0]["id"];
  };
  const auto refusal = [](const std::string& url) -> std::string {
    try {
      static_cast<void>(connect(url, {.make_default = false}).query("SELECT 1"));
    } catch (const ConnectionFailed& error) {
      return error.what();
    }
    return "";
  };
  pair.arrived(pair.saved(Pair::at(pair.primary), "Ann").id);
  EXPECT_EQ(server_of("target_session_attrs=read-write"), Value(1));
  EXPECT_EQ(server_of("target_session_attrs=read-only"), Value(2));
  EXPECT_EQ(server_of("target_session_attrs=any"), Value(1));
  EXPECT_THAT(refusal(Pair::url(pair.replica) + "?target_session_attrs=read-write"), HasSubstr("is read-only"));
  std::string wrong = pair.both("");
  wrong.replace(wrong.find("secret"), 6, "guess");
  EXPECT_THAT(refusal(wrong), AllOf(HasSubstr("check user and password"), Not(HasSubstr(Pair::host(pair.replica)))));
  pair.primary.crash();
  EXPECT_EQ(server_of("target_session_attrs=any"), Value(2));
  EXPECT_THAT(refusal(pair.both("target_session_attrs=read-write")),
              AllOf(HasSubstr("none of the servers"), HasSubstr(Pair::host(pair.primary) + ": "),
                    HasSubstr(Pair::host(pair.replica) + " is read-only")));
}

}  // namespace
}  // namespace rowan::testing
