#include <chrono>
#include <map>
#include <thread>

#include "connection/time_source.hpp"
#include "model/load/read_again.hpp"
#include "unit/connection/scripted_database.hpp"

namespace rowan {
namespace {

using namespace std::chrono_literals;
using Hosts = std::vector<std::string>;

/// A server of its own behind each host name.
class Servers final : public Driver {
 public:
  ScriptedDriver& operator[](const std::string& host) { return hosts_[host]; }
  [[nodiscard]] std::string_view name() const override { return "scripted"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"scripted"}; }
  [[nodiscard]] const Dialect& dialect() const override { return dialect_; }
  void check(const Url& url) const override { dialect_of_.check(url); }
  std::unique_ptr<DriverConnection> open(const Url& url) override { return hosts_[url.host].open(url); }
  [[nodiscard]] unsigned pool_limit(const Url&) const override { return 10; }

 private:
  ScriptedDriver dialect_of_;
  const Dialect& dialect_ = dialect_of_.dialect();
  std::map<std::string, ScriptedDriver> hosts_;
};

std::chrono::nanoseconds now{1s};
constexpr TimeSource stopped_clock{[]() noexcept { return now; }, [](std::chrono::nanoseconds time) { now += time; }};

class ReplicaTest : public ::testing::Test {
 protected:
  ReplicaTest() {
    now = 1000s;
    set_time_source(&stopped_clock);
  }
  ~ReplicaTest() override { set_time_source(nullptr); }

  Database open(const ReadOptions& reads = {}, const Hosts& replicas = {"one", "two"}) {
    DatabaseOptions options{.name = "shop", .make_default = false, .reads = reads};
    for (const auto& host : replicas) options.replicas.push_back("scripted://" + host);
    return connect(servers, Url::parse("scripted://main"), options);
  }

  /// The host that answers a read of the library's, asked on this thread.
  std::string reader(const Database& database, Intent intent = Intent::read) {
    const auto lease = database.core()->acquire(intent);
    const std::string& url = lease->database().redacted_url();
    return url.substr(url.rfind('/') + 1);
  }
  static std::string on_another_thread(const std::function<std::string()>& ask) {
    std::string answer;
    std::thread([&] { answer = ask(); }).join();
    return answer;
  }
  bool is_replica(const std::string& host) { return host == "one" || host == "two"; }
  void down(const std::string& host) {
    servers[host].refuse_connections(std::make_exception_ptr(ConnectionFailed("nobody answers at " + host)));
    servers[host].break_connections();
  }
  void up(const std::string& host) { servers[host].refuse_connections(nullptr); }

  Servers servers;
};

TEST_F(ReplicaTest, ReadsGoToOneReplicaAndAThreadStaysThere) {
  const Database db = open();
  const std::string mine = reader(db);
  EXPECT_TRUE(is_replica(mine)) << mine;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(reader(db), mine);
}

TEST_F(ReplicaTest, ThreadsAreSharedOutAmongThem) {
  const Database db = open();
  std::map<std::string, int> threads;
  for (int i = 0; i < 8; ++i) ++threads[on_another_thread([&] { return reader(db); })];
  EXPECT_EQ(threads, (std::map<std::string, int>{{"one", 4}, {"two", 4}}));
}

TEST_F(ReplicaTest, WritesAndRawSqlGoToThePrimary) {
  Database db = open();
  db.execute("UPDATE a");
  static_cast<void>(db.query("SELECT 1"));
  EXPECT_THAT(servers["main"].statements(), ElementsAre("UPDATE a", "SELECT 1"));
  EXPECT_THAT(servers["one"].statements(), IsEmpty());
  EXPECT_THAT(servers["two"].statements(), IsEmpty());
}

TEST_F(ReplicaTest, RawReadsDoNotKeepAThreadOnThePrimary) {
  Database db = open();
  static_cast<void>(db.query(" select 1"));
  EXPECT_TRUE(is_replica(reader(db)));
  static_cast<void>(db.query("INSERT INTO a VALUES (1) RETURNING id"));
  EXPECT_EQ(reader(db), "main");
}

TEST_F(ReplicaTest, ReadsInATransactionGoToThePrimary) {
  Database db = open();
  db.transaction([&] { EXPECT_EQ(reader(db), "main"); });
  db.transaction([&] { EXPECT_EQ(reader(db.replica()), "main"); });
}

TEST_F(ReplicaTest, AReadBesideAHeldConnectionUsesIt) {
  Database db = open();
  const auto held = db.core()->acquire();
  EXPECT_EQ(reader(db), "main");
}

TEST_F(ReplicaTest, AfterAWriteItsThreadReadsFromThePrimaryForAWhile) {
  Database db = open({.stickiness = 2s});
  db.execute("UPDATE a");
  EXPECT_EQ(reader(db), "main");
  EXPECT_TRUE(is_replica(on_another_thread([&] { return reader(db); })));
  now += 1999ms;
  EXPECT_EQ(reader(db), "main");
  now += 1ms;
  EXPECT_TRUE(is_replica(reader(db)));
}

TEST_F(ReplicaTest, TheWhileBeginsWhenTheTransactionEnds) {
  Database db = open({.stickiness = 2s});
  db.transaction([&] {
    db.execute("UPDATE a");
    now += 10s;
  });
  EXPECT_EQ(reader(db), "main");
  now += 2s;
  EXPECT_TRUE(is_replica(reader(db)));
}

TEST_F(ReplicaTest, AReadOnlyTransactionIsNoWrite) {
  Database db = open();
  db.transaction([&] { static_cast<void>(reader(db)); }, {.read_only = true});
  EXPECT_TRUE(is_replica(reader(db)));
}

TEST_F(ReplicaTest, AFailedWriteCountsAsOne) {
  Database db = open();
  servers["main"].on("INSERT", fails(UniqueViolation("there is one already")));
  EXPECT_THROW(db.execute("INSERT"), UniqueViolation);
  EXPECT_EQ(reader(db), "main");  // whoever looks for the row that was in the way finds it
}

TEST_F(ReplicaTest, StickinessCanBeForAllThreads) {
  Database db = open({.sticky_for = StickyFor::database});
  db.execute("UPDATE a");
  EXPECT_EQ(on_another_thread([&] { return reader(db); }), "main");
}

TEST_F(ReplicaTest, AHandleCanChooseTheSide) {
  Database db = open();
  EXPECT_EQ(reader(db.primary()), "main");
  db.execute("UPDATE a");
  EXPECT_TRUE(is_replica(reader(db.replica())));
  const std::string mine = reader(db.replica());
  static_cast<void>(db.replica().query("SELECT 2"));
  EXPECT_THAT(servers[mine].statements(), ElementsAre("SELECT 2"));
  db.replica().execute("UPDATE b");
  EXPECT_EQ(servers["main"].statements().back(), "UPDATE b");
}

TEST_F(ReplicaTest, WithoutReplicasAllSidesAreTheDatabase) {
  const Database db = open({}, {});
  EXPECT_EQ(db.primary().core(), db.core());
  EXPECT_EQ(db.replica().core(), db.core());
  EXPECT_EQ(reader(db), "main");
  EXPECT_TRUE(db.replica_status().empty());
}

TEST_F(ReplicaTest, OneThatIsTooFarBehindIsNotUsedUntilItCatchesUp) {
  const Database db = open({.max_lag = 3s, .check_every = 1s}, {"one"});
  servers["one"].set_replication_lag(3001ms);
  EXPECT_EQ(reader(db), "main");
  EXPECT_EQ(db.replica_status()[0].state, ReplicaState::behind);
  EXPECT_EQ(db.replica_status()[0].lag, 3001ms);
  servers["one"].set_replication_lag(3000ms);
  EXPECT_EQ(reader(db), "main");  // it is not asked again yet
  now += 1s;
  EXPECT_EQ(reader(db), "one");
  EXPECT_EQ(db.replica_status()[0].state, ReplicaState::serving);
}

TEST_F(ReplicaTest, AnotherServesInPlaceOfOneThatIsBehind) {
  const Database db = open();
  const std::string mine = reader(db);
  servers[mine].set_replication_lag(1h);
  now += 1s;
  EXPECT_EQ(reader(db), mine == "one" ? "two" : "one");
}

TEST_F(ReplicaTest, WithoutALimitNoLagIsAskedFor) {
  const Database db = open({.max_lag = 0s}, {"one"});
  servers["one"].set_replication_lag(1h);
  EXPECT_EQ(reader(db), "one");
  EXPECT_FALSE(db.replica_status()[0].lag);
}

TEST_F(ReplicaTest, OneThatCannotBeReachedIsLeftOutAndTriedAgain) {
  const Database db = open({.rest = 5s}, {"one"});
  down("one");
  EXPECT_EQ(reader(db), "main");
  EXPECT_EQ(db.replica_status()[0].state, ReplicaState::unavailable);
  up("one");
  EXPECT_EQ(reader(db), "main");
  now += 5s;
  EXPECT_EQ(reader(db), "one");
  EXPECT_EQ(db.replica_status()[0].state, ReplicaState::serving);
}

TEST_F(ReplicaTest, TheRestGrowsWhileItStaysAway) {
  const Database db = open({.rest = 5s}, {"one"});
  down("one");
  static_cast<void>(reader(db));  // rests for 5 s
  now += 5s;
  static_cast<void>(reader(db));  // and now for 10
  up("one");
  now += 9s;
  EXPECT_EQ(reader(db), "main");
  now += 1s;
  EXPECT_EQ(reader(db), "one");
}

TEST_F(ReplicaTest, AReplicaThatDiesLaterIsReplacedAtOnce) {
  const Database db = open();
  const std::string mine = reader(db);
  down(mine);
  EXPECT_EQ(reader(db), mine == "one" ? "two" : "one");
}

TEST_F(ReplicaTest, WhenAllAreGoneThePrimaryServes) {
  const Database db = open();
  down("one");
  down("two");
  EXPECT_EQ(reader(db), "main");
}

TEST_F(ReplicaTest, OneThatReturnsIsMeasuredBeforeItServes) {
  const Database db = open({.max_lag = 3s, .rest = 5s}, {"one"});
  EXPECT_EQ(reader(db), "one");
  down("one");
  EXPECT_EQ(reader(db), "main");
  up("one");
  servers["one"].set_replication_lag(1h);
  now += 5s;
  EXPECT_EQ(reader(db), "main");
  EXPECT_EQ(db.replica_status()[0].state, ReplicaState::behind);
}

TEST_F(ReplicaTest, AReadThatAReplicaGivesUpRunsAgainOnThePrimary) {
  const Database db = open({}, {"one"});
  const auto hosts_asked = [&](const auto& failure) {
    Hosts hosts;
    read_again_when_lost(*db.core(), [&](bool& may_repeat) {
      may_repeat = true;
      hosts.push_back(reader(db));
      if (hosts.size() == 1) throw failure;
    });
    return hosts;
  };
  EXPECT_THAT(hosts_asked(SerializationFailure("conflict with recovery")), ElementsAre("one", "main"));
  EXPECT_THAT(hosts_asked(ConnectionLost("gone")), ElementsAre("one", "main"));
  EXPECT_EQ(reader(db), "one");
}

TEST_F(ReplicaTest, NestedReadsShareAReplicasConnection) {
  const Database db = open();
  const auto outer = db.core()->acquire(Intent::read);
  const auto inner = db.core()->acquire(Intent::read);
  EXPECT_EQ(&*outer, &*inner);
}

TEST_F(ReplicaTest, ClosingTheDatabaseClosesThem) {
  Database db = open();
  const std::string mine = reader(db);
  EXPECT_EQ(servers[mine].open_now(), 1);
  db.close();
  EXPECT_EQ(servers[mine].open_now(), 0);
  EXPECT_THROW(static_cast<void>(reader(db)), DatabaseClosed);
}

TEST_F(ReplicaTest, TheUrlCanListThem) {
  const Database db =
      connect(servers, Url::parse("scripted://user@main/shop?replicas=one:81,two&pool=2"), {.make_default = false});
  ASSERT_EQ(db.replica_status().size(), 2U);
  EXPECT_EQ(db.replica_status()[0].url, "scripted://user@one:81/shop?pool=2");
  EXPECT_EQ(db.replica_status()[1].url, "scripted://user@two/shop?pool=2");
  EXPECT_EQ(db.replica_status()[0].pool.size, 2U);
}

TEST_F(ReplicaTest, AListThatIsNoneIsRefused) {
  const auto with_list = [&](const std::string& list) {
    return message_of<InvalidUrl>(
        [&] { static_cast<void>(connect(servers, Url::parse("scripted://main/shop?replicas=" + list))); });
  };
  EXPECT_THAT(with_list("one,,two"), HasSubstr("replicas=replica1,replica2:5433"));
  EXPECT_THAT(with_list("one/other"), HasSubstr("\"one/other\" is none"));
  EXPECT_THAT(message_of<InvalidUrl>([&] {
                static_cast<void>(connect(servers, Url::parse("scripted://main"), {.replicas = {"sqlite://a.db"}}));
              }),
              AllOf(HasSubstr("sqlite://a.db"), HasSubstr("another kind of database")));
}

}  // namespace
}  // namespace rowan
