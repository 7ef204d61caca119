// destroy() of records whose dependents refer to each other: what was declared first goes first, on every level.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace quarries {

class Chore;
class Stage;
class Goal;
class Protest;

/// Chores refer to goals, which go with the stages: by then there must be no chores any more.
class Quarry : public rowan::Model<Quarry> {
 public:
  std::int64_t id{};
  rowan::HasMany<Chore> chores;
  rowan::HasMany<Stage> stages;
  rowan::HasMany<Protest> protests;

  ROWAN_MODEL(Quarry, (), (id, chores, stages, protests))
  static void configure(rowan::ModelBuilder<Quarry>& m);
};

class Stage : public rowan::Model<Stage> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Quarry> quarry;
  rowan::HasMany<Goal> goals;

  ROWAN_MODEL(Stage, (), (id, quarry, goals))
  static void configure(rowan::ModelBuilder<Stage>& m);
};

class Goal : public rowan::Model<Goal> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Stage> stage;
  rowan::HasMany<Chore> chores;

  ROWAN_MODEL(Goal, (), (id, stage, chores))
  static void configure(rowan::ModelBuilder<Goal>& m);
};

class Chore : public rowan::Model<Chore> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Quarry> quarry;
  rowan::BelongsTo<Goal> goal;

  ROWAN_MODEL(Chore, (), (id, quarry, goal))
  static void configure(rowan::ModelBuilder<Chore>& m) { m.belongs_to(&Chore::goal).optional(); }
};

/// Somebody watches over these, and looks at the others.
class Protest : public rowan::Model<Protest> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Quarry> quarry;

  static inline std::function<void()> look = [] {};

  ROWAN_MODEL(Protest, (), (id, quarry))
  static void configure(rowan::ModelBuilder<Protest>& m) {
    m.before_destroy([](Protest&) { look(); });
  }
};

inline void Quarry::configure(rowan::ModelBuilder<Quarry>& m) {
  m.has_many(&Quarry::chores).dependent(rowan::dependent::destroy);
  m.has_many(&Quarry::stages).dependent(rowan::dependent::destroy);
  m.has_many(&Quarry::protests).dependent(rowan::dependent::destroy);
}
inline void Stage::configure(rowan::ModelBuilder<Stage>& m) {
  m.has_many(&Stage::goals).dependent(rowan::dependent::destroy);
}
inline void Goal::configure(rowan::ModelBuilder<Goal>& m) {
  m.has_many(&Goal::chores).dependent(rowan::dependent::restrict_error);
}

class Shaft;
class Ladder;
class Lamp;

/// Ladders of one shaft lead to lamps of the next, which only go one by one.
class Pit : public rowan::Model<Pit> {
 public:
  std::int64_t id{};
  rowan::HasMany<Shaft> shafts;

  ROWAN_MODEL(Pit, (), (id, shafts))
  static void configure(rowan::ModelBuilder<Pit>& m);
};

class Shaft : public rowan::Model<Shaft> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Pit> pit;
  rowan::HasMany<Lamp> lamps;
  rowan::HasMany<Ladder> ladders;

  ROWAN_MODEL(Shaft, (), (id, pit, lamps, ladders))
  static void configure(rowan::ModelBuilder<Shaft>& m);
};

class Lamp : public rowan::Model<Lamp> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Shaft> shaft;

  ROWAN_MODEL(Lamp, (), (id, shaft))
};

/// Ladders stand on each other.
class Ladder : public rowan::Model<Ladder> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Shaft> shaft;
  rowan::BelongsTo<Lamp> lamp;
  rowan::BelongsTo<Ladder> on;

  ROWAN_MODEL(Ladder, (), (id, shaft, lamp, on))
  static void configure(rowan::ModelBuilder<Ladder>& m) {
    m.belongs_to(&Ladder::lamp).optional();
    m.belongs_to(&Ladder::on).optional();
  }
};

inline void Pit::configure(rowan::ModelBuilder<Pit>& m) {
  m.has_many(&Pit::shafts).order("id").dependent(rowan::dependent::destroy);
}
inline void Shaft::configure(rowan::ModelBuilder<Shaft>& m) {
  m.has_many(&Shaft::lamps).dependent(rowan::dependent::destroy);
  m.has_many(&Shaft::ladders).order("id", true).dependent(rowan::dependent::destroy);
}

class Tarp;
class Wagon;
class Load;

/// The loads of a siding's wagons go at once, and tarps refer to them.
class Siding : public rowan::Model<Siding> {
 public:
  std::int64_t id{};
  rowan::HasMany<Tarp> tarps;
  rowan::HasMany<Wagon> wagons;

  ROWAN_MODEL(Siding, (), (id, tarps, wagons))
  static void configure(rowan::ModelBuilder<Siding>& m);
};

class Wagon : public rowan::Model<Wagon> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Siding> siding;
  rowan::HasMany<Load> loads;

  ROWAN_MODEL(Wagon, (), (id, siding, loads))
  static void configure(rowan::ModelBuilder<Wagon>& m);
};

class Load : public rowan::Model<Load> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Wagon> wagon;

  ROWAN_MODEL(Load, (), (id, wagon))
};

class Tarp : public rowan::Model<Tarp> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Siding> siding;
  rowan::BelongsTo<Load> load;

  ROWAN_MODEL(Tarp, (), (id, siding, load))
};

inline void Siding::configure(rowan::ModelBuilder<Siding>& m) {
  m.has_many(&Siding::tarps).dependent(rowan::dependent::destroy);
  m.has_many(&Siding::wagons).dependent(rowan::dependent::destroy);
}
inline void Wagon::configure(rowan::ModelBuilder<Wagon>& m) {
  m.has_many(&Wagon::loads).dependent(rowan::dependent::delete_all);
}

}  // namespace quarries
ROWAN_REGISTER_MODEL(quarries::Quarry)
ROWAN_REGISTER_MODEL(quarries::Stage)
ROWAN_REGISTER_MODEL(quarries::Goal)
ROWAN_REGISTER_MODEL(quarries::Chore)
ROWAN_REGISTER_MODEL(quarries::Protest)
ROWAN_REGISTER_MODEL(quarries::Pit)
ROWAN_REGISTER_MODEL(quarries::Shaft)
ROWAN_REGISTER_MODEL(quarries::Lamp)
ROWAN_REGISTER_MODEL(quarries::Ladder)
ROWAN_REGISTER_MODEL(quarries::Siding)
ROWAN_REGISTER_MODEL(quarries::Wagon)
ROWAN_REGISTER_MODEL(quarries::Load)
ROWAN_REGISTER_MODEL(quarries::Tarp)

namespace rowan::contract {
namespace {

using namespace quarries;

class TreeOrder : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  TreeOrder() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Quarry, Stage, Goal, Chore, Protest, Pit, Shaft, Lamp, Ladder, Siding, Wagon, Load, Tarp>();
    Protest::look = [] {};
  }

  /// Two stages of two goals, and a chore for each of these.
  static Quarry quarry() {
    Quarry made;
    made.save_or_throw();
    for (int s = 0; s < 2; ++s) {
      Stage& stage = made.stages.create({});
      for (int g = 0; g < 2; ++g) {
        Chore chore;
        chore.quarry = made;
        chore.goal = stage.goals.create({});
        chore.save_or_throw();
      }
    }
    return Quarry::find(made.id);
  }
  static Shaft& shaft(Pit& of) { return of.shafts.create({}); }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(TreeOrder, HoldsAcrossLevels) {
  ASSERT_TRUE(quarry().destroy()) << "though each goal looks whether it has chores";
  EXPECT_EQ(Quarry::count() + Stage::count() + Goal::count() + Chore::count(), 0U);
}

TEST_P(TreeOrder, HoldsForThoseThatGoAtOnce) {
  Siding siding;
  siding.save_or_throw();
  for (int w = 0; w < 2; ++w) {
    Tarp tarp;
    tarp.siding = siding;
    tarp.load = siding.wagons.create({}).loads.create({});
    tarp.save_or_throw();
  }
  ASSERT_TRUE(Siding::find(siding.id).destroy());
  EXPECT_EQ(Siding::count() + Wagon::count() + Load::count() + Tarp::count(), 0U);
}

TEST_P(TreeOrder, IsThatOfTheRowsWhenACallbackLooks) {
  Quarry made = quarry();
  made.protests.create({});
  std::uint64_t seen = 99;
  Protest::look = [&] { seen = Chore::count() + Goal::count() + Stage::count(); };
  ASSERT_TRUE(Quarry::find(made.id).destroy());
  EXPECT_EQ(seen, 0U);
}

TEST_P(TreeOrder, HoldsBetweenTheDependentsOfSiblings) {
  Pit pit;
  pit.save_or_throw();
  Shaft &first = shaft(pit), &second = shaft(pit);
  Ladder ladder;
  ladder.shaft = first;
  ladder.lamp = second.lamps.create({});
  ladder.save_or_throw();
  ASSERT_TRUE(Pit::find(pit.id).destroy()) << "the ladder is declared after the lamps, but those of another shaft";
  EXPECT_EQ(Pit::count() + Shaft::count() + Lamp::count() + Ladder::count(), 0U);
}

TEST_P(TreeOrder, HoldsAmongRecordsOfOneModel) {
  Pit pit;
  pit.save_or_throw();
  Shaft& only = shaft(pit);
  std::int64_t below = 0;
  for (int i = 0; i < 4; ++i) {
    Ladder ladder;
    ladder.shaft = only;
    if (below != 0) ladder.on = below;
    ladder.save_or_throw();
    below = ladder.id;
  }
  ASSERT_TRUE(Pit::find(pit.id).destroy()) << "from the last one on";
  EXPECT_EQ(Ladder::count(), 0U);
}

TEST_P(TreeOrder, CostsNoStatementsWhereNothingRefersAcross) {
  Pit pit;
  pit.save_or_throw();
  for (int s = 0; s < 5; ++s) {
    Shaft& each = shaft(pit);
    for (int i = 0; i < 3; ++i) {
      each.lamps.create({});
      each.ladders.create({});
    }
  }
  Pit again = Pit::find(pit.id);
  // Loads of shafts, lamps, ladders; deletes of these and of the pit.
  EXPECT_QUERY_COUNT(3 + 4) { ASSERT_TRUE(again.destroy()); }
}

INSTANTIATE_TEST_SUITE_P(Every, TreeOrder, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
