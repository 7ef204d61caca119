// Counter caches under operations on many rows: what these refuse and heed without counters, they do with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <tuple>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace spindles {

class Spool;

class Rack : public rowan::Model<Rack> {
 public:
  std::int64_t id{};
  std::int64_t spools_count{};
  rowan::HasMany<Spool> spools;

  ROWAN_MODEL(Rack, (), (id, spools_count, spools))
  static void configure(rowan::ModelBuilder<Rack>& m);
};

class Spool : public rowan::Model<Spool> {
 public:
  std::int64_t id{};
  std::int8_t turns{};
  rowan::Uuid code;
  rowan::BelongsTo<Rack> rack;

  ROWAN_MODEL(Spool, (), (id, turns, code, rack))
  static void configure(rowan::ModelBuilder<Spool>& m) { m.belongs_to(&Spool::rack).counter_cache(); }
};

inline void Rack::configure(rowan::ModelBuilder<Rack>& m) {
  m.has_many(&Rack::spools).dependent(rowan::dependent::delete_all);
}

/// A key of two parts, one of which others have in a member of their own.
class Loom : public rowan::Model<Loom>, public rowan::Timestamps {
 public:
  std::int64_t mill{};
  std::int64_t number{};
  std::int64_t shuttles_count{};

  ROWAN_MODEL(Loom, (rowan::Timestamps), (mill, number, shuttles_count))
  static void configure(rowan::ModelBuilder<Loom>& m) { m.primary_key(&Loom::mill, &Loom::number); }
};

class Shuttle : public rowan::Model<Shuttle> {
 public:
  std::int64_t id{};
  std::int64_t mill{};
  std::int64_t passes{};
  rowan::BelongsTo<Loom, std::tuple<std::int64_t, std::int64_t>> loom;

  ROWAN_MODEL(Shuttle, (), (id, mill, passes, loom))
  static void configure(rowan::ModelBuilder<Shuttle>& m) {
    m.belongs_to(&Shuttle::loom).columns(&Shuttle::mill, "loom_number").counter_cache();
  }
};

class Weaver : public rowan::Model<Weaver> {
 public:
  std::int64_t id{};
  std::int64_t mill{};
  rowan::BelongsTo<Loom, std::tuple<std::int64_t, std::int64_t>> loom;

  ROWAN_MODEL(Weaver, (), (id, mill, loom))
  static void configure(rowan::ModelBuilder<Weaver>& m) {
    m.belongs_to(&Weaver::loom).columns(&Weaver::mill, "loom_number").touch();
  }
};

}  // namespace spindles
ROWAN_REGISTER_MODEL(spindles::Rack)
ROWAN_REGISTER_MODEL(spindles::Spool)
ROWAN_REGISTER_MODEL(spindles::Loom)
ROWAN_REGISTER_MODEL(spindles::Shuttle)
ROWAN_REGISTER_MODEL(spindles::Weaver)

namespace rowan::contract {
namespace {

using namespace spindles;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* never_ends =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
    " SELECT count(*) FROM n a, n b, n c WHERE a.i + b.i * c.i <> 1000000000";

class CounterBulk : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  CounterBulk() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Rack, Spool, Loom, Shuttle, Weaver>();
    first.save_or_throw();
    second.save_or_throw();
    for (std::int8_t i = 0; i < 3; ++i) spool(i);
  }

  void spool(std::int8_t turns) {
    Spool made;
    made.turns = turns;
    made.code = Uuid::random();
    made.rack = first.id;
    made.save_or_throw();
  }
  static std::int64_t counter(const Rack& of) { return Rack::find(of.id).spools_count; }
  template <class Error, class Function>
  static std::string message_of(const Function& function) {
    try {
      function();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was thrown";
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
  Rack first, second;
};

TEST_P(CounterBulk, UpsertsOfOwnersLeaveTheCountersOfRowsThatAreThere) {
  Rack again;
  again.id = first.id;
  again.upsert({"id"});
  EXPECT_EQ(counter(first), 3);
  EXPECT_EQ(again.spools_count, 3) << "and it is read back";
  std::vector<Rack> racks(1);
  racks[0].id = first.id;
  Rack::upsert_all(racks, {"id"});
  EXPECT_EQ(counter(first), 3);
  racks[0].spools_count = 7;
  Rack::upsert_all(racks, {"id"}, {.update_only = {Rack::c.spools_count}});
  EXPECT_EQ(counter(first), 7) << "where it is named, it is meant";
}

TEST_P(CounterBulk, NamesWhatCantBeTaken) {
  EXPECT_THAT(
      message_of<InvalidValue>([&] {
        Spool::where(Spool::c.rack == first.id).update_all(rowan::set("rack", second.id), Spool::c.turns += 127);
      }),
      HasSubstr("Spool.turns"));
  EXPECT_EQ(counter(first), 3);
  EXPECT_EQ(counter(second), 0);
  EXPECT_EQ(Spool::where(Spool::c.rack == first.id).update_all({rowan::set("rack", second.id)}), 3U);
  EXPECT_EQ(counter(second), 3);
}

TEST_P(CounterBulk, StopsInTime) {
  ROWAN_NEEDS(time_limits);
  const auto slow = Spool::where(rowan::sql("(" + std::string(never_ends) + ") > 0")).timeout(50ms);
  EXPECT_THROW(slow.delete_all(), StatementTimeout);
  EXPECT_THROW(slow.update_all({rowan::set("rack", second.id)}), StatementTimeout);
  EXPECT_EQ(counter(first), 3);
  EXPECT_EQ(Spool::count(), 3U) << "the next one has its own time";
}

TEST_P(CounterBulk, FindsNoUuidInAnotherSpellingAndSaysSo) {
  if (db.dialect().name() != "sqlite") GTEST_SKIP() << "UUIDs are no text here";
  const Uuid code = Uuid::random();
  std::string upper = code.to_string();
  for (char& each : upper) each = static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
  db.execute("UPDATE spools SET code = ? WHERE id = (SELECT MIN(id) FROM spools)", upper);
  EXPECT_THROW(Spool::where(Spool::c.code == code).delete_all(), InvalidValue);
  EXPECT_THROW(Spool::where(Spool::c.code == code).update_all({rowan::set("rack", second.id)}), InvalidValue);
  EXPECT_EQ(Spool::where(Spool::c.code == Uuid::random()).delete_all(), 0U);
  EXPECT_EQ(counter(first), 3);
}

// No database locks the rows of each of these by one statement.
TEST_P(CounterBulk, AreOfWhateverRowsAQueryGives) {
  spool(7);
  EXPECT_EQ(Spool::where(Spool::c.rack(Rack::c.spools_count) == 4).where(Spool::c.turns == 0).delete_all(), 1U);
  EXPECT_EQ(counter(first), 3);
  EXPECT_EQ(Spool::where(Spool::c.turns <= 2).distinct().update_all(Spool::c.rack = second.id), 2U);
  EXPECT_EQ(counter(first), 1);
  EXPECT_EQ(counter(second), 2);
  EXPECT_EQ(Spool::order(row_number().over(order_by(Spool::c.turns.desc()))).limit(1).delete_all(), 1U);
  EXPECT_EQ(counter(first), 0);
  EXPECT_EQ(Spool::where(Spool::c.rack(Rack::c.id) == second.id).order(Spool::c.turns).limit(1).delete_all(), 1U);
  EXPECT_THAT(Spool::pluck(Spool::c.turns), ::testing::ElementsAre(2));
  EXPECT_EQ(counter(second), 1);
}

TEST_P(CounterBulk, RefusesAHintForReading) {
  const auto hinted = Spool::where(Spool::c.turns == 1).hint(force_index("spools_by_turns"));
  EXPECT_THROW(hinted.delete_all(), Error);
  EXPECT_THROW(hinted.update_all(Spool::c.rack = second.id), Error);
  EXPECT_THROW(hinted.update_all(Spool::c.turns = 2), Error);
  EXPECT_EQ(counter(first), 3);
}

TEST_P(CounterBulk, KeepsAKeyFromBeingIncremented) {
  Loom loom, next;
  loom.mill = 1;
  next.mill = 2;
  loom.number = next.number = 5;
  loom.save_or_throw();
  next.save_or_throw();
  Shuttle shuttle;
  shuttle.loom = std::tuple(std::int64_t{1}, std::int64_t{5});
  shuttle.save_or_throw();
  Weaver weaver;
  weaver.loom = std::tuple(std::int64_t{1}, std::int64_t{5});
  weaver.save_or_throw();
  EXPECT_THAT(message_of<QueryError>([&] { shuttle.increment(&Shuttle::mill); }), HasSubstr("Shuttle.mill is a key"));
  EXPECT_THAT(message_of<QueryError>([&] { weaver.increment(&Weaver::mill); }), HasSubstr("Weaver.mill is a key"));
  shuttle.increment(&Shuttle::passes);
  EXPECT_EQ(Shuttle::find(shuttle.id).mill, 1);
  EXPECT_EQ(Loom::find(1, 5).shuttles_count, 1);
  shuttle.mill = 2;
  shuttle.save_or_throw();
  EXPECT_EQ(Loom::find(1, 5).shuttles_count, 0);
  EXPECT_EQ(Loom::find(2, 5).shuttles_count, 1);
}

// What it counts must not be what there was when the transaction first read.
TEST_P(CounterBulk, IsSetRightInATransactionThatHasRead) {
  if (!db.dialect().can().row_locks) GTEST_SKIP() << "nobody else writes meanwhile";
  bool conflict = false;
  try {
    db.transaction([&] {
      EXPECT_EQ(Spool::count(), 3U);
      std::thread([&] { spool(3); }).join();
      spool(4);  // its own write it sees, and with it what the other has counted
      EXPECT_EQ(Rack::reset_counters(Rack::c.spools, {first.id, second.id}), 0U);
    });
  } catch (const SerializationFailure&) {
    conflict = true;
    spool(4);
  }
  EXPECT_EQ(conflict, refuses_newer_rows(db));
  EXPECT_EQ(counter(first), 5);
  Rack::where(Rack::c.id == first.id).update_all(Rack::c.spools_count = 9);
  db.transaction([&] {
    EXPECT_EQ(Spool::count(), 5U);
    EXPECT_EQ(Rack::reset_counters(Rack::c.spools), 1U);
  });
  EXPECT_EQ(counter(first), 5);
}

INSTANTIATE_TEST_SUITE_P(Every, CounterBulk, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
