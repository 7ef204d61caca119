// What the library promises on a cluster that certifies commits: three nodes, all written to.
//
// A Galera node may abort any statement because another node changed the row first, statements outside transactions
// too; its generated keys step by the number of nodes; and without a majority it takes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cluster/required.hpp"
#include "rowan/rowan.hpp"
#include "support/eventually.hpp"
#include "support/server/galera_cluster.hpp"

namespace galera {

class Counter : public rowan::Model<Counter> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t value{};

  ROWAN_MODEL(Counter, (), (id, name, value))
};
ROWAN_REGISTER_MODEL(Counter)

namespace {

using rowan::testing::GaleraCluster;
using rowan::testing::installed;
using namespace std::chrono_literals;

class GaleraTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (GaleraCluster::missing().empty()) cluster = std::make_unique<GaleraCluster>();
  }
  static void TearDownTestSuite() { cluster.reset(); }

  void SetUp() override {
    if (!installed(GaleraCluster::missing())) GTEST_SKIP() << GaleraCluster::missing();
    connect(0).execute("DROP TABLE IF EXISTS counters");
    connect(0).create_tables<Counter>();
    for (std::size_t node = 0; node < GaleraCluster::size; ++node)
      ASSERT_TRUE(rowan::testing::eventually([&] { return knows_the_empty_table(node); }));
  }

  // Other nodes hear of the database and of the table a moment later.
  static bool knows_the_empty_table(std::size_t node) {
    try {
      return Counter::on(connect(node)).count() == 0;
    } catch (const rowan::Error&) {
      return false;
    }
  }

  static rowan::Database connect(std::size_t node) {
    rowan::DatabaseOptions options;
    options.make_default = false;
    return rowan::connect(cluster->url(node), options);
  }

  static Counter counter(const rowan::Database& db, const std::string& name) {
    Counter made;
    made.name = name;
    made.save_or_throw(db);
    return made;
  }

  // The key of a new counter that every node has.
  static std::int64_t shared_counter() {
    const std::int64_t id = counter(connect(0), "hot").id;
    for (std::size_t node = 0; node < GaleraCluster::size; ++node)
      EXPECT_TRUE(rowan::testing::eventually([&] { return Counter::on(connect(node)).find_if(id).has_value(); }));
    return id;
  }

  // Runs `work(database)` on every node at once.
  template <class Work>
  static void on_all_nodes(Work work) {
    std::vector<std::jthread> threads;
    for (std::size_t node = 0; node < GaleraCluster::size; ++node)
      threads.emplace_back([node, &work] { work(connect(node)); });
  }

  static std::unique_ptr<GaleraCluster> cluster;
};

std::unique_ptr<GaleraCluster> GaleraTest::cluster;

constexpr int rounds = 100;

TEST_F(GaleraTest, KeysAreTheDatabasesOwnNeverCounted) {
  on_all_nodes([](const rowan::Database& db) {
    std::vector<Counter> many(50);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "bulk " + std::to_string(i);
    Counter::insert_all_with_keys(many, {.database = db.core()});
    for (const Counter& each : many) EXPECT_EQ(Counter::on(db).find(each.id).name, each.name);
    for (int i = 0; i < 20; ++i) {
      const Counter one = counter(db, "single " + std::to_string(i));
      EXPECT_EQ(Counter::on(db).find(one.id).name, one.name);
    }
  });
  EXPECT_TRUE(rowan::testing::eventually([] { return Counter::on(connect(0)).count() == 3u * 70; }));
}

TEST_F(GaleraTest, AStatementThatLostAConflictIsADeadlockAndWasNotDone) {
  const std::int64_t id = shared_counter();
  std::atomic<int> done = 0, refused = 0;
  on_all_nodes([&](const rowan::Database& db) {
    for (int i = 0; i < rounds; ++i) {
      try {
        Counter::on(db).where(Counter::c.id == id).update_all({rowan::increment(Counter::c.value, 1)});
        ++done;
      } catch (const rowan::Deadlock&) {
        ++refused;
      }
    }
  });
  EXPECT_EQ(done + refused, 3 * rounds);
  EXPECT_TRUE(rowan::testing::eventually([&] { return Counter::on(connect(0)).find(id).value == done; }));
  RecordProperty("refused", refused);
}

TEST_F(GaleraTest, RetriedTransactionsAllGetThrough) {
  const std::int64_t id = shared_counter();
  on_all_nodes([&](rowan::Database db) {
    for (int i = 0; i < rounds; ++i) {
      db.transaction(
          [&] {
            Counter hot = Counter::on(db).lock().find(id);
            hot.value += 1;
            hot.save_or_throw();
          },
          {.retries = 50});
    }
  });
  EXPECT_TRUE(rowan::testing::eventually([&] { return Counter::on(connect(0)).find(id).value == 3 * rounds; }));
}

// The last test: it leaves one node.
TEST_F(GaleraTest, ZLosingNodesStopsWritesUntilThereIsAMajority) {
  const rowan::Database survivor = connect(0);
  rowan::Database lost = connect(2);
  const std::int64_t id = counter(survivor, "kept").id;
  lost.ping();
  cluster->crash(2);
  EXPECT_THROW(counter(lost, "on a dead node"), rowan::Error);
  // The others find out after a few seconds, and go on.
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (!cluster->ready(0) && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(50ms);
  EXPECT_NO_THROW(counter(survivor, "two of three"));
  EXPECT_TRUE(rowan::testing::eventually([] { return Counter::on(connect(1)).count() == 2u; }));

  cluster->crash(1);
  while (cluster->ready(0) && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(50ms);
  EXPECT_THROW(counter(survivor, "one of three"), rowan::ConnectionLost);
  EXPECT_THROW((void)Counter::on(survivor).find(id), rowan::ConnectionLost);
  // Where a role is asked for, or there are several hosts to choose from, such a node is not taken.
  try {
    rowan::connect(cluster->url(0) + "&target_session_attrs=read-write", {.make_default = false}).query("SELECT 1");
    ADD_FAILURE() << "a node without its cluster was taken";
  } catch (const rowan::ConnectionFailed& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("name the other nodes"));
  }
}

}  // namespace
}  // namespace galera
