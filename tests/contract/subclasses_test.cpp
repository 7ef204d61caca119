// Models that share a table, told apart by a type, on every database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/model/soft_delete.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace fleet {

class Vessel;
class Tanker;
class Haul;

class Shipyard : public rowan::Model<Shipyard> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Vessel> vessels;
  rowan::HasMany<Tanker> tankers;

  ROWAN_MODEL(Shipyard, (), (id, name, vessels, tankers))
  static void configure(rowan::ModelBuilder<Shipyard>& m);
};

/// What all vessels have.
struct VesselParts {
  std::int64_t id{};
  std::string type;
  std::string name;
  std::int64_t speed{};
  rowan::BelongsTo<Shipyard> shipyard;
  rowan::HasMany<Haul> hauls;

  ROWAN_MIXIN(VesselParts, (), (id, type, name, speed, shipyard, hauls))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&VesselParts::type);
    m.attribute(&VesselParts::name).not_blank().unique();
    m.belongs_to(&VesselParts::shipyard).optional();
    m.has_many(&VesselParts::hauls).inverse("vessel").dependent(rowan::dependent::delete_all).order("id");
    m.before_destroy([](M& vessel) { return vessel.name != "flagship"; });
  }
};

class Vessel : public rowan::Model<Vessel>, public VesselParts {
 public:
  ROWAN_MODEL(Vessel, (VesselParts), ())
};

struct TankerParts : VesselParts {
  std::int64_t tons{};

  ROWAN_MIXIN(TankerParts, (VesselParts), (tons))
};

class Tanker : public rowan::Model<Tanker, Vessel>, public TankerParts {
 public:
  ROWAN_MODEL(Tanker, (TankerParts), ())
};

class GasTanker : public rowan::Model<GasTanker, Tanker>, public TankerParts {
 public:
  double pressure{};

  ROWAN_MODEL(GasTanker, (TankerParts), (pressure))
  static void configure(rowan::ModelBuilder<GasTanker>& m) {
    m.type_name("tanker/gas");
    m.attribute(&GasTanker::pressure).at_most(40.0);
  }
};

class Ferry : public rowan::Model<Ferry, Vessel>, public VesselParts {
 public:
  std::optional<std::int64_t> seats;

  ROWAN_MODEL(Ferry, (VesselParts), (seats))
};

class Haul : public rowan::Model<Haul> {
 public:
  std::int64_t id{};
  std::string cargo;
  rowan::BelongsTo<Vessel> vessel;
  rowan::BelongsTo<Tanker> relieved;

  ROWAN_MODEL(Haul, (), (id, cargo, vessel, relieved))
  static void configure(rowan::ModelBuilder<Haul>& m) { m.belongs_to(&Haul::relieved).optional(); }
};

class Railcar;
class TankCar;

class Railyard : public rowan::Model<Railyard> {
 public:
  std::int64_t id{};
  std::int64_t car_count{};
  rowan::HasMany<Railcar> cars;
  rowan::HasMany<TankCar> tanks;

  ROWAN_MODEL(Railyard, (), (id, car_count, cars, tanks))
};

struct RailcarParts {
  std::int64_t id{};
  std::optional<std::string> type;
  std::int64_t axles{};
  rowan::BelongsTo<Railyard> railyard;

  ROWAN_MIXIN(RailcarParts, (), (id, type, axles, railyard))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&RailcarParts::type);
    m.belongs_to(&RailcarParts::railyard).optional().counter_cache("car_count");
  }
};

class Railcar : public rowan::Model<Railcar>, public RailcarParts, public rowan::SoftDelete {
 public:
  ROWAN_MODEL(Railcar, (RailcarParts, rowan::SoftDelete), ())
};

class TankCar : public rowan::Model<TankCar, Railcar>, public RailcarParts, public rowan::SoftDelete {
 public:
  ROWAN_MODEL(TankCar, (RailcarParts, rowan::SoftDelete), ())
};

inline void Shipyard::configure(rowan::ModelBuilder<Shipyard>& m) {
  m.has_many(&Shipyard::vessels).order("id");
  m.has_many(&Shipyard::tankers).order("id").dependent(rowan::dependent::delete_all);
}

/// Its sub-classes refer by a member of one name, which it lacks itself, and it shares a column of a key.
struct KiteParts {
  std::int64_t id{}, house{};
  std::optional<std::string> type;

  ROWAN_MIXIN(KiteParts, (), (id, house, type))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&KiteParts::type);
  }
};
class Hangar : public rowan::Model<Hangar> {
 public:
  std::int64_t house{}, code{};

  ROWAN_MODEL(Hangar, (), (house, code))
  static void configure(rowan::ModelBuilder<Hangar>& m) { m.primary_key(&Hangar::house, &Hangar::code); }
};
class Kite : public rowan::Model<Kite>, public KiteParts {
 public:
  rowan::BelongsTo<Hangar, std::tuple<std::int64_t, std::int64_t>> hangar;

  ROWAN_MODEL(Kite, (KiteParts), (hangar))
  static void configure(rowan::ModelBuilder<Kite>& m) {
    m.belongs_to(&Kite::hangar).columns(&Kite::house, "hangar_code").optional();
  }
};
class BoxKite : public rowan::Model<BoxKite, Kite>, public KiteParts {
 public:
  rowan::BelongsTo<Hangar, std::tuple<std::int64_t, std::int64_t>> hangar;
  rowan::BelongsTo<Railyard> yard;

  ROWAN_MODEL(BoxKite, (KiteParts), (hangar, yard))
  static void configure(rowan::ModelBuilder<BoxKite>& m) {
    m.belongs_to(&BoxKite::hangar).columns(&BoxKite::house, "hangar_code").optional();
    m.belongs_to(&BoxKite::yard).optional();
  }
};
class StuntKite : public rowan::Model<StuntKite, Kite>, public KiteParts {
 public:
  rowan::BelongsTo<Hangar, std::tuple<std::int64_t, std::int64_t>> hangar;
  rowan::BelongsTo<Railyard> yard;

  ROWAN_MODEL(StuntKite, (KiteParts), (hangar, yard))
  static void configure(rowan::ModelBuilder<StuntKite>& m) {
    m.belongs_to(&StuntKite::hangar).columns(&StuntKite::house, "hangar_code").optional();
    m.belongs_to(&StuntKite::yard).optional();
  }
};

}  // namespace fleet
ROWAN_REGISTER_MODEL(fleet::Hangar)
ROWAN_REGISTER_MODEL(fleet::Kite)
ROWAN_REGISTER_MODEL(fleet::BoxKite)
ROWAN_REGISTER_MODEL(fleet::StuntKite)
// In no order of bases and sub-classes: they are described as they are needed.
ROWAN_REGISTER_MODEL(fleet::Shipyard)
ROWAN_REGISTER_MODEL(fleet::Vessel)
ROWAN_REGISTER_MODEL(fleet::GasTanker)
ROWAN_REGISTER_MODEL(fleet::Tanker)
ROWAN_REGISTER_MODEL(fleet::Ferry)
ROWAN_REGISTER_MODEL(fleet::Haul)
ROWAN_REGISTER_MODEL(fleet::TankCar)
ROWAN_REGISTER_MODEL(fleet::Railcar)
ROWAN_REGISTER_MODEL(fleet::Railyard)

namespace rowan::contract {
namespace {

using namespace fleet;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Subclasses : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  Subclasses() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Shipyard, Vessel, Haul>(); }

  template <class M>
  static M made(const char* name, std::int64_t speed = 10) {
    M vessel;
    vessel.name = name;
    vessel.speed = speed;
    vessel.save_or_throw();
    return vessel;
  }
  /// One of each.
  void fill() {
    made<Vessel>("tug", 8);
    made<Tanker>("oil", 12);
    made<GasTanker>("gas", 14);
    made<Ferry>("ferry", 20);
  }
  template <class M>
  static std::vector<std::string> names(const Relation<M>& vessels) {
    std::vector<std::string> found;
    for (const M& each : vessels.order(attr("id")).load()) found.push_back(each.name);
    return found;
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(Subclasses, HaveATypeAndTheColumnsOfAll) {
  const auto gas = made<GasTanker>("gas");
  EXPECT_EQ(gas.type, "tanker/gas");
  EXPECT_EQ(made<Vessel>("tug").type, "Vessel");
  Ferry ferry;
  ferry.name = "ferry";
  ferry.seats = 400;
  ferry.save_or_throw();
  EXPECT_FALSE(ferry.changed());
  EXPECT_EQ(Vessel::find(ferry.id).type, "Ferry");
  EXPECT_EQ(Ferry::find(ferry.id).seats, 400);
  EXPECT_EQ(GasTanker::find(gas.id).pressure, 0.0);
}

TEST_P(Subclasses, AreWhatTheirQueriesSee) {
  fill();
  EXPECT_THAT(names(Vessel::all()), ElementsAre("tug", "oil", "gas", "ferry"));
  EXPECT_THAT(names(Tanker::all()), ElementsAre("oil", "gas"));
  EXPECT_THAT(names(GasTanker::all()), ElementsAre("gas"));
  EXPECT_THAT(names(Tanker::where(Tanker::c.speed > 12)), ElementsAre("gas"));
  EXPECT_THAT(names(Tanker::unscoped()), ElementsAre("oil", "gas"));
  EXPECT_THAT(names(Tanker::where(Tanker::c.name == "tug").or_where(Tanker::c.speed > 0)), ElementsAre("oil", "gas"));
  EXPECT_EQ(Tanker::count(), 2U);
  EXPECT_EQ(Tanker::sum(Tanker::c.speed), 26);
  EXPECT_FALSE(Ferry::exists(Ferry::c.name == "tug"));
  EXPECT_EQ(Tanker::find_by(Tanker::c.name == "tug"), std::nullopt);
  EXPECT_THAT(Tanker::order(Tanker::c.speed.desc()).pluck(Tanker::c.name), ElementsAre("gas", "oil"));
  EXPECT_EQ(Tanker::order(Tanker::c.id).first()->name, "oil");
  std::vector<std::string> seen;
  Tanker::find_each([&](Tanker& each) { seen.push_back(each.name); }, 1);
  EXPECT_THAT(seen, ElementsAre("oil", "gas"));
}

TEST_P(Subclasses, AreFoundByKeyAsWhatTheyAre) {
  fill();
  const std::int64_t tug = Vessel::find_by(Vessel::c.name == "tug")->id;
  const std::int64_t gas = Vessel::find_by(Vessel::c.name == "gas")->id;
  EXPECT_THROW(static_cast<void>(Tanker::find(tug)), RecordNotFound);
  EXPECT_EQ(Tanker::find_if(tug), std::nullopt);
  EXPECT_EQ(Tanker::on(db).find_if(tug), std::nullopt);
  EXPECT_EQ(Tanker::find(gas).name, "gas");
  EXPECT_THROW(static_cast<void>(Tanker::find_all({gas, tug})), RecordNotFound);
  EXPECT_EQ(Tanker::find_all({gas}).size(), 1U);
}

TEST_P(Subclasses, AreMadeOfTheRowsOfTheirBase) {
  fill();
  auto vessels = Vessel::order(Vessel::c.id).load();
  EXPECT_FALSE(vessels[0].is<Tanker>());
  EXPECT_TRUE(vessels[0].is<Vessel>());
  EXPECT_TRUE(vessels[2].is<Tanker>());
  EXPECT_TRUE(vessels[2].is<GasTanker>());
  GasTanker gas = vessels[2].as<GasTanker>();
  gas.pressure = 17.5;
  gas.save_or_throw();
  EXPECT_EQ(gas.as<Vessel>().name, "gas");
  EXPECT_EQ(gas.as<Tanker>().type, "tanker/gas");
  EXPECT_EQ(vessels[0].as_if<Tanker>(), std::nullopt);
  EXPECT_THAT(message_of<RecordNotFound>([&] { static_cast<void>(vessels[1].as<Ferry>()); }), HasSubstr("is<Ferry>()"));
  EXPECT_QUERY_COUNT(1) {
    const Records<Tanker> tankers = vessels.as<Tanker>();
    ASSERT_EQ(tankers.size(), 2U);
    EXPECT_EQ(tankers[1].name, "gas");
  }
  EXPECT_EQ(vessels.as<GasTanker>()[0].pressure, 17.5);
  EXPECT_QUERY_COUNT(0) { EXPECT_EQ(Records<Vessel>().as<Tanker>().size(), 0U); }
}

TEST_P(Subclasses, AreWrittenWithinTheirOwnRows) {
  fill();
  EXPECT_EQ(Tanker::everything().update_all(Tanker::c.speed += 1), 2U);
  EXPECT_EQ(Vessel::sum(Vessel::c.speed), 8 + 13 + 15 + 20);
  EXPECT_EQ(Ferry::where(Ferry::c.speed < 100).delete_all(), 1U);
  EXPECT_EQ(Tanker::unscoped().everything().delete_all(), 2U);
  EXPECT_THAT(names(Vessel::all()), ElementsAre("tug"));
}

TEST_P(Subclasses, SetTheirTypeInAllWaysOfInserting) {
  std::vector<Tanker> many(3);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "bulk" + std::to_string(i);
  EXPECT_EQ(Tanker::insert_all(many), 3U);
  for (auto& each : many) each.name += "k";
  EXPECT_EQ(Tanker::insert_all_with_keys(many), 3U);
  EXPECT_EQ(many[2].type, "Tanker");
  std::vector<Ferry> ferries(2);
  ferries[0].name = "one", ferries[1].name = "two";
  Ferry::save_all_or_throw(ferries);
  EXPECT_EQ(ferries[1].type, "Ferry");
  EXPECT_EQ(Ferry::find_or_create_by(Ferry::c.name = "three").type, "Ferry");
  EXPECT_EQ(Tanker::insert_from({"name", "speed"}, Ferry::all().select(concat(Ferry::c.name, "/t"), Ferry::c.speed)),
            3U);
  EXPECT_EQ(Tanker::count(), 9U);
  EXPECT_EQ(Ferry::count(), 3U);
  AnyRecord named("fleet::Ferry");
  named->set("name", "by name");
  named->save_or_throw();
  EXPECT_EQ(Ferry::count(), 4U);
}

TEST_P(Subclasses, AreUpsertedWhereTheRowIsTheirs) {
  fill();
  std::vector<Tanker> tankers(2);
  tankers[0].name = "oil", tankers[0].speed = 30;
  tankers[1].name = "new", tankers[1].speed = 31;
  Tanker::upsert_all(tankers, {"name"});
  EXPECT_EQ(Tanker::find_by(Tanker::c.name == "oil")->speed, 30);
  EXPECT_EQ(Tanker::count(), 3U);
  tankers[1].name = "ferry";
  EXPECT_THAT(message_of<RecordNotSaved>([&] { Tanker::upsert_all(tankers, {"name"}); }), HasSubstr("no Tanker"));
  EXPECT_THROW(tankers[1].upsert({"name"}), RecordNotSaved);
  EXPECT_EQ(Ferry::find_by(Ferry::c.name == "ferry")->speed, 20);
}

TEST_P(Subclasses, KeepTheirTypeInAnUpsertOfTheBase) {
  fill();
  Vessel ferry;
  ferry.name = "ferry";
  ferry.speed = 21;
  ferry.upsert({"name"});
  EXPECT_EQ(ferry.type, "Ferry");
  std::vector<Vessel> more(1);
  more[0].name = "gas";
  more[0].speed = 15;
  Vessel::upsert_all(more, {"name"});
  EXPECT_EQ(Ferry::find_by(Ferry::c.name == "ferry")->speed, 21);
  EXPECT_EQ(GasTanker::find_by(GasTanker::c.name == "gas")->speed, 15);
}

TEST_P(Subclasses, ValidateAndCallBackAsTheirPartsSay) {
  GasTanker gas;
  gas.pressure = 50;
  EXPECT_FALSE(gas.save());
  EXPECT_EQ(gas.validate().size(), 2U);
  auto flagship = made<Ferry>("flagship");
  EXPECT_FALSE(flagship.destroy());
}

TEST_P(Subclasses, RefuseUnknownTypes) {
  fill();
  Vessel tug = *Vessel::find_by(Vessel::c.name == "tug");
  tug.type = "Submarine";
  const SaveResult saved = tug.save();
  EXPECT_THAT(saved.errors().to_string(), AllOf(HasSubstr("'Vessel'"), HasSubstr("'tanker/gas'")));
  const auto tugs = Vessel::where(Vessel::c.name == "tug");
  EXPECT_THAT(message_of<InvalidValue>([&] { tugs.update_all(Vessel::c.type = "Submarine"); }), HasSubstr("'Ferry'"));
  EXPECT_THROW(tug.update_columns({{"type", "Submarine"}}), InvalidValue);
  tugs.update_all(Vessel::c.type = rowan::replace(Vessel::c.type, "Vessel", "Submarine"));  // as others may
  EXPECT_THAT(message_of<InvalidValue>([&] { static_cast<void>(Vessel::all().load()); }),
              AllOf(HasSubstr("Submarine"), HasSubstr("ROWAN_REGISTER_MODEL")));
  EXPECT_THROW(static_cast<void>(AnyRelation("fleet::Vessel").to_json()), InvalidValue);
  EXPECT_THROW(static_cast<void>(AnyRecord::find_if("fleet::Vessel", {tug.id})), InvalidValue);
  EXPECT_THAT(names(Tanker::all()), ElementsAre("oil", "gas"));
  Ferry ferry;
  ferry.name = "wrong";
  ferry.type = "Tanker";
  EXPECT_THROW(ferry.save_or_throw(), InvalidValue);
  EXPECT_THROW(static_cast<void>(Ferry::insert_all(std::vector<Ferry>{ferry})), InvalidValue);
}

TEST_P(Subclasses, TakeRowsWithoutATypeForTheirBase) {
  fill();
  Vessel::where(Vessel::c.name == "tug").update_all(Vessel::c.type = "");
  EXPECT_THAT(names(Vessel::all()), ElementsAre("tug", "oil", "gas", "ferry"));
  EXPECT_FALSE(Vessel::find_by(Vessel::c.name == "tug")->is<Tanker>());
}

TEST_P(Subclasses, AreNotUpsertedIntoRowsWithoutAType) {
  db.create_tables<Hangar, Railyard, Kite>();
  Kite plain;
  plain.house = 2;
  plain.save_or_throw();
  Kite::where(Kite::c.id == plain.id).update_all(Kite::c.type = std::nullopt);
  BoxKite box;
  box.id = plain.id;
  box.house = 8;
  EXPECT_THROW(BoxKite::upsert_all(std::vector<BoxKite>{box}, {"id"}), RecordNotSaved);
  EXPECT_EQ(Kite::find(plain.id).house, 2);
}

TEST_P(Subclasses, ReferEachByAMemberOfOneNameAndShareColumns) {
  db.create_tables<Hangar, Railyard, Kite>();
  Hangar hangar;
  hangar.house = 1;
  hangar.code = 7;
  hangar.save_or_throw();
  const Railyard yard = Railyard::create({});
  BoxKite box;
  box.house = 1;
  box.hangar = hangar;
  box.yard = yard;
  box.save_or_throw();
  StuntKite stunt;
  stunt.house = 1;
  stunt.yard = yard;
  stunt.save_or_throw();
  EXPECT_EQ(BoxKite::count(), 1u);
  EXPECT_EQ(Kite::count(), 2u);
  EXPECT_EQ(BoxKite::find(box.id).hangar->code, 7);
  EXPECT_EQ(Kite::find(stunt.id).type, "StuntKite");
}

TEST_P(Subclasses, ChangeTheirType) {
  fill();
  Vessel tug = *Vessel::find_by(Vessel::c.name == "tug");
  Tanker before = *Tanker::find_by(Tanker::c.name == "oil");
  tug.type = "Ferry";
  tug.save_or_throw();
  EXPECT_EQ(tug.as<Ferry>().seats, std::nullopt);
  Vessel oil = before.as<Vessel>();
  oil.update_or_throw(Vessel::c.type = "Ferry");
  EXPECT_THROW(before.reload(), InvalidValue);
}

TEST_P(Subclasses, AreTheTargetsOfAssociations) {
  fill();
  const auto tug = *Vessel::find_by(Vessel::c.name == "tug");
  const auto gas = *GasTanker::find_by(GasTanker::c.name == "gas");
  Haul haul;
  haul.cargo = "coal";
  haul.vessel = tug;
  haul.relieved = tug.id;  // the foreign key takes it, for it is a vessel
  haul.save_or_throw();
  haul.reload();
  EXPECT_EQ(haul.relieved.get_if(), nullptr);
  EXPECT_THROW(static_cast<void>(*haul.relieved), RecordNotFound);
  EXPECT_EQ(Haul::where(Haul::c.relieved.is(Tanker::c.speed > 0)).count(), 0U);
  EXPECT_EQ(Haul::where(Haul::c.relieved(Tanker::c.name) == "tug").count(), 0U);
  EXPECT_EQ(Haul::where(Haul::c.vessel(Vessel::c.name) == "tug").count(), 1U);
  EXPECT_TRUE(Haul::all().join(Haul::c.relieved).load().empty());
  haul.relieved = gas.id;
  haul.save_or_throw();
  EXPECT_EQ(haul.relieved->name, "gas");
  EXPECT_EQ(Haul::preload(Haul::c.relieved).first()->relieved->name, "gas");
  EXPECT_EQ(Haul::unscoped().where(Haul::c.relieved(Tanker::c.name) == "gas").count(), 1U);
}

TEST_P(Subclasses, HaveTheAssociationsOfTheirParts) {
  auto gas = made<GasTanker>("gas");
  gas.hauls.create({{"cargo", "propane"}});
  gas.hauls.build({{"cargo", "butane"}});
  gas.save_or_throw();
  EXPECT_EQ(gas.hauls.size(), 2U);
  EXPECT_EQ(gas.hauls[0].vessel->name, "gas");
  auto tankers = Tanker::preload(Tanker::c.hauls).load();
  EXPECT_EQ(tankers[0].hauls.size(), 2U);
  EXPECT_EQ(Tanker::where(Tanker::c.hauls.some(Haul::c.cargo == "butane")).count(), 1U);
  GasTanker fresh;
  fresh.name = "fresh";
  fresh.hauls.build({{"cargo", "methane"}});
  fresh.save_or_throw();
  EXPECT_EQ(Vessel::find(fresh.id).hauls.size(), 1U);
  EXPECT_TRUE(gas.destroy());
  EXPECT_EQ(Haul::count(), 1U);
}

TEST_P(Subclasses, AreListedWithoutTheOthers) {
  Shipyard yard = Shipyard::create({{"name", "Clyde"}});
  made<Vessel>("tug"), made<Tanker>("oil"), made<GasTanker>("gas");
  Vessel::everything().update_all(Vessel::c.shipyard = yard);
  EXPECT_EQ(yard.vessels.size(), 3U);
  EXPECT_EQ(yard.tankers.size(), 2U);
  EXPECT_EQ(yard.tankers.count(), 2U);
  EXPECT_EQ(yard.tankers.where(Tanker::c.name == "tug").or_where(Tanker::c.name == "oil").count(), 1U);
  EXPECT_EQ(yard.tankers.create({{"name", "LNG"}}).type, "Tanker");
  EXPECT_EQ(Shipyard::where(Shipyard::c.tankers.count() == 3).count(), 1U);
  EXPECT_EQ(Shipyard::where(Shipyard::c.tankers.every(Tanker::c.name != "tug")).count(), 1U);
  EXPECT_EQ(Shipyard::where(Shipyard::c.tankers.some(Tanker::c.name == "tug")).count(), 0U);
  const auto limited = Shipyard::preload(Shipyard::c.tankers, Tanker::order(Tanker::c.id).limit(1)).load();
  EXPECT_EQ(limited[0].tankers[0].name, "oil");
  const auto unscoped = Shipyard::unscoped().preload(Shipyard::c.tankers).load();
  EXPECT_EQ(unscoped[0].tankers.size(), 3U);
  Vessel::where(Vessel::c.name == "tug").update_all(Vessel::c.shipyard = std::nullopt);
  made<Ferry>("ferry").update_or_throw({{"shipyard", yard.id}});
  Ferry::everything().update_all(Ferry::c.shipyard = std::nullopt);
  made<Vessel>("yacht");
  EXPECT_TRUE(yard.destroy());  // with its tankers only
  EXPECT_THAT(names(Vessel::all()), UnorderedElementsAre("tug", "ferry", "yacht"));
}

TEST_P(Subclasses, HaveTheDefaultConditionsOfTheirBase) {
  fill();
  const auto slow = add_default_condition<Vessel>([] { return Vessel::c.speed < 13; });
  EXPECT_THAT(names(Tanker::all()), ElementsAre("oil"));
  EXPECT_EQ(GasTanker::count(), 0U);
  EXPECT_THAT(names(Tanker::unscoped()), ElementsAre("oil", "gas"));
}

TEST_P(Subclasses, AreCountedAndDeletedSoftlyAsTheirBase) {
  db.create_tables<Railyard, Railcar>();
  Railyard railyard;
  railyard.save_or_throw();
  TankCar tank;
  tank.railyard = railyard;
  tank.save_or_throw();
  Railcar flat;
  flat.railyard = railyard;
  flat.save_or_throw();
  EXPECT_EQ(flat.type, "Railcar");
  railyard.reload();
  EXPECT_EQ(railyard.car_count, 2);
  EXPECT_EQ(railyard.cars.counted(), 2U);
  EXPECT_EQ(railyard.tanks.counted(), 1U);  // the counter has all cars
  EXPECT_THROW(static_cast<void>(Railyard::reset_counters(Railyard::c.tanks)), QueryError);
  EXPECT_EQ(Railyard::reset_counters(Railyard::c.cars), 0U);

  EXPECT_TRUE(tank.destroy());
  EXPECT_EQ(TankCar::count(), 0U);
  EXPECT_EQ(Railcar::count(), 1U);
  EXPECT_EQ(TankCar::unscoped().count(), 1U);
  restore(tank);
  EXPECT_EQ(TankCar::count(), 1U);

  Railcar::where(Railcar::c.id == flat.id).update_all(Railcar::c.type = std::nullopt);
  EXPECT_FALSE(Railcar::find(flat.id).is<TankCar>());
  EXPECT_EQ(TankCar::unscoped().count(), 1U);
}

TEST_P(Subclasses, AreReachedByName) {
  fill();
  const auto vessels = AnyRelation("fleet::Vessel").order({attr("id")}).load();
  std::vector<std::string> models;
  for (const ModelBase& each : vessels) models.push_back(AnyRecord::of_its_type(each)->model_info().name);
  EXPECT_THAT(models, ElementsAre("Vessel", "Tanker", "GasTanker", "Ferry"));
  EXPECT_EQ(AnyRelation("fleet::Tanker").count(), 2U);
  EXPECT_THAT(AnyRelation("fleet::GasTanker").to_json(), HasSubstr("tanker/gas"));
  EXPECT_EQ(AnyRecord::find_if("fleet::Ferry", {vessels[0].get("id")}).has_value(), false);
}

TEST_P(Subclasses, HaveOneTable) {
  const auto report = rowan::check<Shipyard, Vessel, Tanker, GasTanker, Ferry, Haul>(db);
  EXPECT_TRUE(report.empty()) << report;
  const std::vector<std::string> mistakes = registry().validate();
  for (const std::string& sentence : mistakes) EXPECT_THAT(sentence, ::testing::Not(HasSubstr("vessels")));
}

INSTANTIATE_TEST_SUITE_P(Every, Subclasses, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
