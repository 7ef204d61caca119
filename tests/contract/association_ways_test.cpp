// Associations that go far, or only to some: through others that go through others, one of many, where(…).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace ways {

class Estate;
class Wing;
class Chamber;
class Lantern;
class Deed;

class Estate : public rowan::Model<Estate> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Wing> wings;
  rowan::HasMany<Chamber> chambers;   // through wings
  rowan::HasMany<Lantern> lamps;      // through chambers, which go through wings
  rowan::HasMany<Lantern> lamps_too;  // through wings, whose lamps go through chambers
  rowan::HasMany<Lantern> lit;        // those that burn
  rowan::HasOne<Deed> newest;         // of its deeds
  rowan::HasOne<Lantern> brightest;   // through chambers
  rowan::HasMany<Deed> signed_deeds;
  rowan::HasOne<Deed> draft;

  ROWAN_MODEL(Estate, (), (id, name, wings, chambers, lamps, lamps_too, lit, newest, brightest, signed_deeds, draft))
  static void configure(rowan::ModelBuilder<Estate>& m);
};

class Deed : public rowan::Model<Deed> {
 public:
  std::int64_t id{};
  std::int64_t year{};
  bool is_signed = false;
  rowan::BelongsTo<Estate> estate;

  ROWAN_MODEL(Deed, (), (id, year, is_signed, estate))
  static void configure(rowan::ModelBuilder<Deed>& m) { m.belongs_to(&Deed::estate).optional(); }
};

class Wing : public rowan::Model<Wing> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Estate> estate;
  rowan::HasMany<Chamber> chambers;
  rowan::HasMany<Lantern> lamps;

  ROWAN_MODEL(Wing, (), (id, name, estate, chambers, lamps))
  static void configure(rowan::ModelBuilder<Wing>& m);
};

class Chamber : public rowan::Model<Chamber> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Wing> wing;
  rowan::ManyToMany<Lantern> lamps;
  rowan::ManyToMany<Lantern> burning;  // some of its lamps
  rowan::HasOne<Estate> estate;        // through wing

  ROWAN_MODEL(Chamber, (), (id, name, wing, lamps, burning, estate))
  static void configure(rowan::ModelBuilder<Chamber>& m);
};

class Lantern : public rowan::Model<Lantern> {
 public:
  std::int64_t id{};
  std::int64_t lumen{};
  bool burns = false;
  rowan::ManyToMany<Chamber> chambers;

  ROWAN_MODEL(Lantern, (), (id, lumen, burns, chambers))
};

class Limb : public rowan::Model<Limb> {
 public:
  std::int64_t id{};
  bool alive = true;
  rowan::BelongsTo<Limb> from;
  rowan::HasMany<Limb> living;

  ROWAN_MODEL(Limb, (), (id, alive, from, living))
  static void configure(rowan::ModelBuilder<Limb>& m);
};
inline void Limb::configure(rowan::ModelBuilder<Limb>& m) {
  m.belongs_to(&Limb::from).optional();
  m.has_many(&Limb::living).where(Limb::c.alive);
}

inline void Estate::configure(rowan::ModelBuilder<Estate>& m) {
  m.has_many(&Estate::chambers).through("wings").order("name");
  m.has_many(&Estate::lamps).through("chambers").order(Lantern::c.lumen);
  m.has_many(&Estate::lamps_too).through("wings", "lamps").order(Lantern::c.lumen);
  m.has_many(&Estate::lit).through("chambers", "lamps").where(Lantern::c.burns == true).order(Lantern::c.lumen.desc());
  m.has_one(&Estate::newest).order(Deed::c.year.desc());
  m.has_one(&Estate::brightest).through("chambers", "lamps").order(Lantern::c.lumen.desc());
  m.has_many(&Estate::signed_deeds)
      .where(Deed::c.is_signed)
      .order(Deed::c.year)
      .dependent(rowan::dependent::delete_all);
  m.has_one(&Estate::draft).where(!Deed::c.is_signed).where(Deed::c.year > 1900).dependent(rowan::dependent::nullify);
}
inline void Wing::configure(rowan::ModelBuilder<Wing>& m) { m.has_many(&Wing::lamps).through("chambers"); }
inline void Chamber::configure(rowan::ModelBuilder<Chamber>& m) {
  m.has_one(&Chamber::estate).through("wing");
  m.many_to_many(&Chamber::burning).where(Lantern::c.burns);
}

}  // namespace ways
ROWAN_REGISTER_MODEL(ways::Estate)
ROWAN_REGISTER_MODEL(ways::Deed)
ROWAN_REGISTER_MODEL(ways::Wing)
ROWAN_REGISTER_MODEL(ways::Chamber)
ROWAN_REGISTER_MODEL(ways::Lantern)
ROWAN_REGISTER_MODEL(ways::Limb)

namespace rowan::contract {
namespace {

using namespace ways;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AssociationWays : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  AssociationWays() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Estate, Deed, Wing, Chamber, Lantern>();
    for (const char* name : {"Brideshead", "Manderley"}) {
      Estate& made = estates.emplace_back();
      made.name = name;
      made.save_or_throw();
    }
    // Of the first: two wings of two chambers each, a lamp in each, the last one's in two chambers.
    for (int w = 0; w < 2; ++w) {
      Wing wing;
      wing.name = std::to_string(w);
      wing.estate = estates[0];
      wing.save_or_throw();
      for (int c = 0; c < 2; ++c) {
        Chamber chamber;
        chamber.name = std::to_string(w) + std::to_string(c);
        chamber.wing = wing;
        Lantern lamp;
        lamp.lumen = 100 * (2 * w + c + 1);
        lamp.burns = c == 1;
        chamber.lamps.add(std::move(lamp));
        chamber.save_or_throw();
      }
    }
  }

  static std::vector<std::int64_t> lumens(const HasMany<Lantern>& lamps) {
    std::vector<std::int64_t> values;
    for (const Lantern& lamp : lamps) values.push_back(lamp.lumen);
    return values;
  }
  void deed(std::int64_t year, bool is_signed, std::size_t estate = 0) {
    Deed made;
    made.year = year;
    made.is_signed = is_signed;
    made.estate = estates[estate];
    made.save_or_throw();
  }
  static std::vector<Estate> all() { return Estate::order(Estate::c.id).load().to_vector(); }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
  std::vector<Estate> estates;
};

TEST_P(AssociationWays, GoThroughWhatGoesThrough) {
  const auto loaded = all();
  EXPECT_QUERY_COUNT(2) {
    EXPECT_THAT(lumens(loaded[0].lamps), ElementsAre(100, 200, 300, 400));
    EXPECT_THAT(lumens(loaded[1].lamps), IsEmpty());
    EXPECT_THAT(lumens(loaded[0].lamps_too), ElementsAre(100, 200, 300, 400));
    EXPECT_THAT(lumens(loaded[1].lamps_too), IsEmpty());
  }
  EXPECT_EQ(loaded[0].lamps.count(), 4U);
  EXPECT_EQ(loaded[0].lamps_too.where(Lantern::c.lumen > 150).count(), 3U);
  EXPECT_EQ(Estate::where(Estate::c.lamps.some(Lantern::c.lumen == 400)).sole().name, "Brideshead");
  EXPECT_EQ(Estate::where(Estate::c.lamps.none()).sole().name, "Manderley");
  EXPECT_EQ(Estate::where(Estate::c.lamps_too.sum(Lantern::c.lumen) == 1000).sole().name, "Brideshead");
}

TEST_P(AssociationWays, LoadAFewForEachOwner) {
  const auto loaded =
      Estate::order(Estate::c.id).preload(Estate::c.lamps, Lantern::order(Lantern::c.lumen.desc()).limit(2)).load();
  EXPECT_THAT(lumens(loaded[0].lamps), ElementsAre(400, 300));
}

TEST_P(AssociationWays, LeadToOneThroughOthers) {
  auto chambers = Chamber::order(Chamber::c.name).load();
  EXPECT_QUERY_COUNT(1) {
    for (Chamber& each : chambers) EXPECT_EQ(each.estate->name, "Brideshead");
  }
  EXPECT_EQ(Chamber::where(Chamber::c.estate.is(Estate::c.name == "Brideshead")).count(), 4U);
  EXPECT_EQ(Chamber::order(Chamber::c.estate(Estate::c.name).asc(), Chamber::c.id).first()->name, "00");
  const auto loaded = all();
  EXPECT_EQ(loaded[0].brightest->lumen, 400);
  EXPECT_EQ(loaded[1].brightest.get_if(), nullptr);
  EXPECT_EQ(Estate::all().pluck(Estate::c.brightest(Lantern::c.lumen)).size(), 2U);
  Estate changed = Estate::find(estates[0].id);
  EXPECT_THROW(changed.brightest.set(Lantern()), Unsupported);
}

TEST_P(AssociationWays, TakeTheLatestOfMany) {
  deed(1920, true), deed(1950, true), deed(1935, true), deed(1910, true, 1);
  const auto loaded = all();
  EXPECT_QUERY_COUNT(1) {
    EXPECT_EQ(loaded[0].newest->year, 1950);
    EXPECT_EQ(loaded[1].newest->year, 1910);
  }
  EXPECT_EQ(Estate::where(Estate::c.newest(Deed::c.year) == 1950).sole().name, "Brideshead");
  const auto preloaded = Estate::order(Estate::c.id).preload(Estate::c.newest).load();
  EXPECT_EQ(preloaded[0].newest->year, 1950);
}

TEST_P(AssociationWays, ReplaceTheLatestAlone) {
  for (const bool loaded : {false, true}) {
    Deed::everything().delete_all();
    deed(1920, true), deed(1950, true), deed(1935, true);
    Estate estate = Estate::find(estates[0].id);
    if (loaded) {
      EXPECT_EQ(estate.newest->year, 1950);
    }
    Deed made;
    made.year = 1960;
    estate.newest.set(std::move(made));
    EXPECT_THAT(Deed::where(Deed::c.estate == estate).order(Deed::c.year).pluck(Deed::c.year),
                ElementsAre(1920, 1935, 1960));
  }
}

TEST_P(AssociationWays, ClearOnlyTheLinksOfTheirTargets) {
  Chamber chamber = Chamber::all().order(Chamber::c.id).first().value();
  Lantern lamp;
  lamp.burns = true;
  chamber.burning.add(std::move(lamp));
  EXPECT_EQ(chamber.lamps.count(), 2u);
  EXPECT_EQ(chamber.burning.size(), 1u);
  chamber.burning.clear();
  EXPECT_TRUE(chamber.burning.empty());
  EXPECT_EQ(chamber.lamps.count(), 1u);
}

TEST_P(AssociationWays, LeaveOutWhatTheirConditionDoes) {
  deed(1950, true), deed(1935, false), deed(1880, false), deed(1910, true), deed(1910, false, 1);
  const auto years = [](const HasMany<Deed>& deeds) {
    std::vector<std::int64_t> found;
    for (const Deed& each : deeds) found.push_back(each.year);
    return found;
  };
  auto loaded = all();
  EXPECT_THAT(years(loaded[0].signed_deeds), ElementsAre(1910, 1950));
  EXPECT_THAT(years(loaded[1].signed_deeds), IsEmpty());
  EXPECT_EQ(loaded[0].draft->year, 1935);
  EXPECT_EQ(loaded[0].signed_deeds.count(), 2U);
  EXPECT_EQ(loaded[1].signed_deeds.count(), 0U);
  EXPECT_EQ(loaded[0].signed_deeds.where(Deed::c.year < 1920).or_where(Deed::c.year == 1935).count(), 1U);
  EXPECT_THAT(lumens(loaded[0].lit), ElementsAre(400, 200));
  EXPECT_EQ(loaded[0].lit.count(), 2U);
  EXPECT_EQ(loaded[0].lit.exists(Lantern::c.lumen == 100), false);

  const auto preloaded = Estate::order(Estate::c.id)
                             .preload(Estate::c.signed_deeds, Deed::order(Deed::c.year.desc()).limit(1))
                             .preload(Estate::c.lit)
                             .load();
  EXPECT_THAT(years(preloaded[0].signed_deeds), ElementsAre(1950));
  EXPECT_THAT(lumens(preloaded[0].lit), ElementsAre(400, 200));

  EXPECT_EQ(Estate::where(Estate::c.signed_deeds.some(Deed::c.year == 1935)).count(), 0U);
  EXPECT_EQ(Estate::where(Estate::c.signed_deeds.every(Deed::c.year >= 1910)).count(), 2U);
  EXPECT_EQ(Estate::where(Estate::c.signed_deeds.none()).sole().name, "Manderley");
  EXPECT_EQ(Estate::where(Estate::c.signed_deeds.count() == 2).sole().name, "Brideshead");
  EXPECT_EQ(Estate::where(Estate::c.draft(Deed::c.year) == 1935).sole().name, "Brideshead");
  EXPECT_EQ(Estate::all().join(Estate::c.signed_deeds).load().size(), 2U);

  EXPECT_EQ(loaded[0].signed_deeds.delete_all(), 2U);
  EXPECT_EQ(Deed::count(), 3U);
}

TEST_P(AssociationWays, MakeTargetsThatMeetTheirCondition) {
  Estate estate = Estate::find(estates[0].id);
  EXPECT_TRUE(estate.signed_deeds.create({{"year", 1950}}).is_signed);
  EXPECT_TRUE(estate.signed_deeds.build({{"year", 1951}}).is_signed);
  Deed made;
  made.year = 1952;
  EXPECT_TRUE(estate.signed_deeds.add(std::move(made)).is_signed);
  estate.save_or_throw();
  EXPECT_EQ(estate.signed_deeds.count(), 3U);
  Estate fresh;
  fresh.name = "Thornfield";
  fresh.signed_deeds.build(Deed::c.year = 1953);
  fresh.save_or_throw();
  EXPECT_EQ(Estate::find(fresh.id).signed_deeds.size(), 1U);
  EXPECT_EQ(build_target(estate, "signed_deeds", {{"year", 1960}}).get("is_signed"), Value(true));
}

TEST_P(AssociationWays, EndOnlyTheTargetsThatMeetTheirCondition) {
  deed(1950, true), deed(1935, false), deed(1910, true, 1);
  Wing::everything().update_all(Wing::c.estate = estates[1].id);
  EXPECT_TRUE(Estate::find(estates[0].id).destroy());  // the signed one goes with it, the draft is set free
  EXPECT_EQ(Deed::where(Deed::c.estate == std::nullopt).sole().year, 1935);
  EXPECT_EQ(Deed::count(), 2U);
}

TEST_P(AssociationWays, CountNotByTheCounterOfAll) {
  Estate estate = Estate::find(estates[0].id);
  EXPECT_THROW(static_cast<void>(Estate::reset_counters(Estate::c.signed_deeds)), QueryError);
  EXPECT_EQ(estate.signed_deeds.counted(), 0U);
}

TEST_P(AssociationWays, ArePreloadedIntoRecordsThatHoldEachOther) {
  db.create_tables<Limb>();
  const Limb trunk = Limb::create({});
  Limb branch = Limb::create(Limb::c.from = trunk.id);
  ASSERT_NE(branch.from.get_if(), nullptr);
  Limb::preload(Limb::c.from).preload_into(std::vector<Limb*>{&branch, &*branch.from});
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(branch.from->id, trunk.id); }
}

TEST_P(AssociationWays, FollowOnlyTheTargetsOfATreeThatMeetTheirCondition) {
  db.create_tables<Limb>();
  Limb trunk, dead, bough;
  trunk.save_or_throw();
  dead.alive = false, dead.from = trunk, bough.from = trunk;
  Limb twig, twig_of_dead;
  twig.from = bough, twig_of_dead.from = dead;
  for (Limb* each : {&dead, &bough, &twig, &twig_of_dead}) each->save_or_throw();
  EXPECT_THAT(trunk.descendants(Limb::c.living).order(Limb::c.id).pluck(Limb::c.id), ElementsAre(bough.id, twig.id));
  EXPECT_THAT(trunk.descendants(Limb::c.living).unscoped().order(Limb::c.id).pluck(Limb::c.id),
              ElementsAre(bough.id, twig.id));
}

INSTANTIATE_TEST_SUITE_P(Every, AssociationWays, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
