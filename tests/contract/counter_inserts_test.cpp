// Counter caches of owners that are inserted by the very step that inserts what they count.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace signposts {

/// Pages under pages, by their paths.
class Waymark : public rowan::Model<Waymark> {
 public:
  std::string path;
  std::int64_t waymarks_count{};
  std::optional<std::uint32_t> pointed_at;
  rowan::BelongsTo<Waymark, std::string> parent;
  rowan::BelongsTo<Waymark, std::string> points_at;

  ROWAN_MODEL(Waymark, (), (path, waymarks_count, pointed_at, parent, points_at))
  static void configure(rowan::ModelBuilder<Waymark>& m) {
    m.primary_key(&Waymark::path);
    m.belongs_to(&Waymark::parent).optional().counter_cache();
    m.belongs_to(&Waymark::points_at).optional().counter_cache(Waymark::c.pointed_at);
  }
};

/// A key of two parts.
class Cairn : public rowan::Model<Cairn> {
 public:
  std::int64_t valley{};
  std::int64_t number{};
  std::int64_t cairns_count{};
  rowan::BelongsTo<Cairn, std::tuple<std::int64_t, std::int64_t>> before;

  ROWAN_MODEL(Cairn, (), (valley, number, cairns_count, before))
  static void configure(rowan::ModelBuilder<Cairn>& m) {
    m.primary_key(&Cairn::valley, &Cairn::number);
    m.belongs_to(&Cairn::before).optional().counter_cache();
  }
};

}  // namespace signposts
ROWAN_REGISTER_MODEL(signposts::Waymark)
ROWAN_REGISTER_MODEL(signposts::Cairn)

namespace rowan::contract {
namespace {

using namespace signposts;

class CounterInserts : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  CounterInserts() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Waymark, Cairn>();
    Waymark old = waymark("/old");
    old.save_or_throw();
  }

  static Waymark waymark(std::string path, std::optional<std::string> parent = std::nullopt) {
    Waymark made;
    made.path = std::move(path);
    if (parent) made.parent = *parent;
    return made;
  }
  /// Some under others, one under one that is there already, and one under itself.
  static std::vector<Waymark> waymarks() {
    std::vector<Waymark> all;
    all.push_back(waymark("/"));
    all.push_back(waymark("/a", "/"));
    all.push_back(waymark("/b", "/"));
    all.push_back(waymark("/a/c", "/a"));
    all.push_back(waymark("/old/d", "/old"));
    all.push_back(waymark("/self", "/self"));
    all.back().points_at = "/";
    return all;
  }
  static void expect_right(std::size_t count) {
    EXPECT_EQ(Waymark::count(), count);
    for (const Waymark& each : Waymark::all()) {
      EXPECT_EQ(each.waymarks_count, static_cast<std::int64_t>(Waymark::where(Waymark::c.parent == each.path).count()))
          << each.path;
      EXPECT_EQ(each.pointed_at.value_or(0), Waymark::where(Waymark::c.points_at == each.path).count()) << each.path;
    }
  }
  static void expect_known(const std::vector<Waymark>& records) {
    for (const Waymark& each : records) {
      EXPECT_FALSE(each.changed()) << each.path;
      EXPECT_EQ(each.waymarks_count, Waymark::find(each.path).waymarks_count) << each.path;
      EXPECT_EQ(each.pointed_at, Waymark::find(each.path).pointed_at) << each.path;
    }
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(CounterInserts, OfInsertAll) {
  EXPECT_EQ(Waymark::insert_all(waymarks()), 6U);
  expect_right(7);
  EXPECT_EQ(Waymark::find("/").waymarks_count, 2);
  EXPECT_EQ(Waymark::find("/").pointed_at, 1U);
  EXPECT_EQ(Waymark::find("/self").waymarks_count, 1);
}

TEST_P(CounterInserts, OfInsertAllWithKeys) {
  std::vector<Waymark> all = waymarks();
  EXPECT_EQ(Waymark::insert_all_with_keys(all), 6U);
  expect_right(7);
  expect_known(all);
}

TEST_P(CounterInserts, OfSaveAll) {
  std::vector<Waymark> all = waymarks();
  ASSERT_TRUE(Waymark::save_all(all));
  expect_right(7);
  expect_known(all);
}

TEST_P(CounterInserts, OfSaveAllOfRecordsThatHoldEachOther) {
  std::vector<Waymark> all = waymarks();
  all[1].parent = all[0];
  all[2].parent = all[0];
  all[3].parent = all[1];
  all[5].points_at = all[0];
  ASSERT_TRUE(Waymark::save_all(all));
  expect_right(7);
  expect_known(all);
}

TEST_P(CounterInserts, OfARecordThatRefersToItself) {
  Waymark self = waymark("/self", "/self");
  self.save_or_throw();
  EXPECT_EQ(self.waymarks_count, 1);
  EXPECT_FALSE(self.changed());
  expect_right(2);
}

TEST_P(CounterInserts, GoBackTogether) {
  std::vector<Waymark> all = waymarks();
  db.transaction([&](Transaction& transaction) {
    Waymark::insert_all_with_keys(all);
    EXPECT_EQ(all[0].waymarks_count, 2);
    transaction.rollback();
  });
  EXPECT_EQ(all[0].waymarks_count, 0);
  ASSERT_TRUE(Waymark::save_all(all));
  expect_right(7);
  expect_known(all);
}

TEST_P(CounterInserts, OfMoreThanOneStatementNames) {
  std::vector<Cairn> cairns(700);
  for (std::size_t i = 0; i < cairns.size(); ++i) {
    cairns[i].valley = 3;
    cairns[i].number = static_cast<std::int64_t>(i);
    if (i != 0) cairns[i].before = std::tuple(std::int64_t{3}, static_cast<std::int64_t>(i - 1));
  }
  EXPECT_EQ(Cairn::insert_all(cairns), 700U);
  EXPECT_EQ(Cairn::where(Cairn::c.cairns_count == 1).count(), 699U);
}

INSTANTIATE_TEST_SUITE_P(Every, CounterInserts, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
