// Sub-classes, their base and associations that lead to either: one row is one row, whichever model it is read as.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace kinfolk {

class Staffer;
class Badge;
class Tool;

class Perk : public rowan::Model<Perk> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Perk, (), (id))
  static void configure(rowan::ModelBuilder<Perk>& m) { m.table("kin_perks"); }
};

struct StafferParts {
  std::int64_t id{};
  std::optional<std::string> type;
  std::int64_t reports_count{};
  rowan::BelongsTo<Staffer> manager;
  rowan::HasMany<Staffer> reports;
  rowan::ManyToMany<Badge> badges;

  ROWAN_MIXIN(StafferParts, (), (id, type, reports_count, manager, reports, badges))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&StafferParts::type);
    m.belongs_to(&StafferParts::manager).optional().counter_cache("reports_count");
    m.has_many(&StafferParts::reports).inverse("manager").dependent(rowan::dependent::destroy);
  }
};
class Staffer : public rowan::Model<Staffer>, public StafferParts {
 public:
  ROWAN_MODEL(Staffer, (StafferParts), ())
};
class Chief : public rowan::Model<Chief, Staffer>, public StafferParts {
 public:
  rowan::ManyToMany<Perk> perks;

  ROWAN_MODEL(Chief, (StafferParts), (perks))
};

class Badge : public rowan::Model<Badge> {
 public:
  std::int64_t id{};
  rowan::ManyToMany<Staffer> holders;

  ROWAN_MODEL(Badge, (), (id, holders))
  static void configure(rowan::ModelBuilder<Badge>& m) {
    m.table("kin_badges");
    m.many_to_many(&Badge::holders).join_table("kin_awards", "badge_id", "holder_id");
  }
};

/// Its key is of two columns, and what refers to it shares one of them.
struct BenchParts {
  std::int64_t room{}, code{};
  std::optional<std::string> type;
  rowan::HasMany<Tool> tools;

  ROWAN_MIXIN(BenchParts, (), (room, code, type, tools))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&BenchParts::type).primary_key(&BenchParts::room, &BenchParts::code);
  }
};
class Bench : public rowan::Model<Bench>, public BenchParts {
 public:
  ROWAN_MODEL(Bench, (BenchParts), ())
};
class Lathe : public rowan::Model<Lathe, Bench>, public BenchParts {
 public:
  ROWAN_MODEL(Lathe, (BenchParts), ())
};
class Tool : public rowan::Model<Tool> {
 public:
  std::int64_t id{}, room{};
  rowan::BelongsTo<Bench, std::tuple<std::int64_t, std::int64_t>> bench;

  ROWAN_MODEL(Tool, (), (id, room, bench))
  static void configure(rowan::ModelBuilder<Tool>& m) {
    m.table("kin_tools");
    m.belongs_to(&Tool::bench).columns(&Tool::room, "bench_code").optional();
  }
};

}  // namespace kinfolk
ROWAN_REGISTER_MODEL(kinfolk::Perk)
ROWAN_REGISTER_MODEL(kinfolk::Staffer)
ROWAN_REGISTER_MODEL(kinfolk::Chief)
ROWAN_REGISTER_MODEL(kinfolk::Badge)
ROWAN_REGISTER_MODEL(kinfolk::Bench)
ROWAN_REGISTER_MODEL(kinfolk::Lathe)
ROWAN_REGISTER_MODEL(kinfolk::Tool)

namespace rowan::contract {
namespace {

using namespace kinfolk;

class Kin : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  Kin() : db(connect(GetParam().url(dir_))) { db.create_tables<Staffer, Perk, Badge, Bench, Tool>(); }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(Kin, AreCountedByOwnersThatAreInsertedWithThem) {
  Chief boss, worker, own;
  boss.id = 1, worker.id = 2, own.id = 3;
  worker.manager = 1;
  own.manager = 3;
  EXPECT_EQ(Chief::insert_all(std::vector<Chief>{boss, worker, own}), 3U);
  EXPECT_EQ(Staffer::find(1).reports_count, 1);
  EXPECT_EQ(Staffer::find(3).reports_count, 1);
  Chief alone;
  alone.id = 4;
  alone.manager = 4;
  alone.save_or_throw();
  EXPECT_EQ(alone.reports_count, 1);
  EXPECT_EQ(Staffer::find(4).reports_count, 1);
}

TEST_P(Kin, AreCountedInTheOwnerAtHand) {
  Chief boss;
  boss.save_or_throw();
  boss.reports.create({});
  EXPECT_EQ(boss.reports_count, 1);
  EXPECT_FALSE(boss.changed());
  EXPECT_EQ(Chief::find(boss.id).reports_count, 1);
}

TEST_P(Kin, AreDestroyedThoughTheyReferToThemselves) {
  Chief boss;
  boss.save_or_throw();
  boss.manager = boss.id;
  boss.save_or_throw();
  boss.reports.create({});
  EXPECT_TRUE(Chief::find(boss.id).destroy());
  EXPECT_EQ(Staffer::count(), 0U);
  Chief other;
  other.save_or_throw();
  other.manager = other.id;
  other.save_or_throw();
  Chief::find(other.id).delete_row();
  EXPECT_EQ(Staffer::count(), 0U);
}

TEST_P(Kin, ShareTheJoinTableThatTheOtherSideNames) {
  Chief boss;
  boss.save_or_throw();
  Badge& made = boss.badges.create({});
  EXPECT_EQ(Badge::find(made.id).holders.count(), 1U);
  EXPECT_EQ(Staffer::find(boss.id).badges.count(), 1U);
  EXPECT_EQ(Chief::where(Chief::c.badges.some()).count(), 1U);
}

TEST_P(Kin, HaveTheirJoinTablesMadeWithTheTableOfTheirBase) {
  Chief boss;
  boss.save_or_throw();
  boss.perks.create({});
  EXPECT_EQ(Chief::find(boss.id).perks.size(), 1U);
}

TEST_P(Kin, LeaveColumnsThatTargetsShare) {
  Lathe lathe;
  lathe.room = 7, lathe.code = 1;
  lathe.save_or_throw();
  Tool& chisel = lathe.tools.create({});
  EXPECT_EQ(chisel.room, 7);
  lathe.tools.remove(chisel);
  EXPECT_EQ(lathe.tools.count(), 0U);
  const Tool there = Tool::all().sole();
  EXPECT_EQ(there.room, 7);
  EXPECT_EQ(there.bench.get_if(), nullptr);
}

TEST_P(Kin, MakeTheirTypeOfWhatAQueryGivesThemselves) {
  Bench made;
  made.room = 1, made.code = 1;
  made.save_or_throw();
  EXPECT_THROW(Lathe::insert_from({"room", "code", "type"}, Bench::select(Bench::c.room, Bench::c.code, Bench::c.type)),
               QueryError);
  EXPECT_EQ(Lathe::insert_from({"room", "code"}, Bench::select(Bench::c.room, Bench::c.code + 1)), 1U);
  EXPECT_EQ(Lathe::count(), 1U);
}

TEST_P(Kin, SayWhatARowHasBecome) {
  Chief boss;
  boss.save_or_throw();
  Staffer::where(Staffer::c.id == boss.id).update_all(Staffer::c.type = "Staffer");
  try {
    boss.reload();
    ADD_FAILURE() << "it is none of its rows any more";
  } catch (const InvalidValue& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("it is a Staffer, not a Chief"));
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Kin, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
