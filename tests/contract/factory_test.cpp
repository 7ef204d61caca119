// Records that factories make, on every database.
#include "rowan/testing/factory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "contract/opened_database.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace factory_tests {

class Boatyard : public rowan::Model<Boatyard> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Boatyard, (), (id, name))
  static void configure(rowan::ModelBuilder<Boatyard>& m) {
    m.table("factory_boatyards");
    m.attribute(&Boatyard::name).not_blank();
  }
};

/// Has no factory.
class Shipowner : public rowan::Model<Shipowner> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Shipowner, (), (id))
  static void configure(rowan::ModelBuilder<Shipowner>& m) { m.table("factory_owners"); }
};

class Hull : public rowan::Model<Hull> {
 public:
  std::int64_t id{};
  std::string name;
  std::int32_t masts{};
  rowan::BelongsTo<Boatyard> boatyard;
  rowan::BelongsTo<Shipowner> owner;

  ROWAN_MODEL(Hull, (), (id, name, masts, boatyard, owner))
  static void configure(rowan::ModelBuilder<Hull>& m) {
    m.table("factory_hulls");
    m.belongs_to(&Hull::owner).optional();
    m.attribute(&Hull::name).unique();
  }
};

/// Requires what no factory makes.
class ShipCharter : public rowan::Model<ShipCharter> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Shipowner> owner;

  ROWAN_MODEL(ShipCharter, (), (id, owner))
  static void configure(rowan::ModelBuilder<ShipCharter>& m) { m.table("factory_leases"); }
};

/// Requires one of its own kind.
class ChainLink : public rowan::Model<ChainLink> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<ChainLink> before;

  ROWAN_MODEL(ChainLink, (), (id, before))
  static void configure(rowan::ModelBuilder<ChainLink>& m) { m.table("factory_links"); }
};

class ShipsMaster;
using MasterKey = std::tuple<std::int64_t, std::int32_t>;

/// A key that has another model's in it.
class ShipsMaster : public rowan::Model<ShipsMaster> {
 public:
  rowan::BelongsTo<Boatyard> yard;
  std::int32_t number{};

  ROWAN_MODEL(ShipsMaster, (), (yard, number))
  static void configure(rowan::ModelBuilder<ShipsMaster>& m) {
    m.table("factory_masters");
    m.primary_key(&ShipsMaster::yard, &ShipsMaster::number);
  }
};

/// Two references that share a part of their keys, which is a plain member.
class SeaTrial : public rowan::Model<SeaTrial> {
 public:
  std::int64_t id{};
  std::int64_t yard_id{};
  rowan::BelongsTo<ShipsMaster, MasterKey> master, witness;

  ROWAN_MODEL(SeaTrial, (), (id, yard_id, master, witness))
  static void configure(rowan::ModelBuilder<SeaTrial>& m) {
    m.table("factory_trials");
    m.belongs_to(&SeaTrial::master).columns(&SeaTrial::yard_id, "master_number");
    m.belongs_to(&SeaTrial::witness).columns(&SeaTrial::yard_id, "witness_number");
  }
};

/// A reference whose key is a plain member.
class YardGate : public rowan::Model<YardGate> {
 public:
  std::int64_t id{};
  std::int64_t yard_id{};
  rowan::BelongsTo<Boatyard> yard;

  ROWAN_MODEL(YardGate, (), (id, yard_id, yard))
  static void configure(rowan::ModelBuilder<YardGate>& m) {
    m.table("factory_gates");
    m.belongs_to(&YardGate::yard).columns(&YardGate::yard_id);
  }
};

}  // namespace factory_tests
ROWAN_REGISTER_MODEL(factory_tests::Boatyard)
ROWAN_REGISTER_MODEL(factory_tests::ShipsMaster)
ROWAN_REGISTER_MODEL(factory_tests::SeaTrial)
ROWAN_REGISTER_MODEL(factory_tests::YardGate)
ROWAN_REGISTER_MODEL(factory_tests::Shipowner)
ROWAN_REGISTER_MODEL(factory_tests::Hull)
ROWAN_REGISTER_MODEL(factory_tests::ShipCharter)
ROWAN_REGISTER_MODEL(factory_tests::ChainLink)

namespace factory_tests {
namespace {

using rowan::contract::message_of;
using rowan::testing::Factory;
using rowan::testing::FactoryError;
using rowan::testing::Sequence;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// What traits of a test give.
struct AtHand {
  std::array<std::int64_t, 2> yards{};
  MasterKey witness;
} at_hand;

void define_factories() {
  static const bool defined = [] {
    Factory<Boatyard>::define([](Boatyard& yard, Sequence n) { yard.name = "yard " + std::to_string(n); });
    Factory<Hull>::define([](Hull& hull, Sequence n) {
      hull.name = "hull " + std::to_string(n);
      hull.masts = 1;
    }).trait("tall", [](Hull& hull) {
        hull.masts = 3;
      }).trait("named", [](Hull& hull, Sequence n) {
      hull.name = std::to_string(hull.masts) + '/' + std::to_string(n);
    });
    Factory<ShipCharter>::define([](ShipCharter&) {});
    Factory<ChainLink>::define([](ChainLink&) {});
    Factory<ShipsMaster>::define([](ShipsMaster& master, Sequence n) { master.number = static_cast<int>(n); });
    Factory<SeaTrial>::define([](SeaTrial&) {
    }).trait("in turns", [](SeaTrial& trial, Sequence n) {
        trial.yard_id = at_hand.yards[n % 2];
      }).trait("witnessed", [](SeaTrial& trial) { trial.witness = at_hand.witness; });
    Factory<YardGate>::define([](YardGate&) {});
    return true;
  }();
  static_cast<void>(defined);
}

class Factories : public rowan::contract::OpenedDatabaseTest {
 protected:
  Factories() {
    db.create_tables<Boatyard, Shipowner, Hull, ShipCharter, ChainLink, ShipsMaster, SeaTrial, YardGate>();
    define_factories();
  }
};

TEST_P(Factories, BuildWithoutSavingAnything) {
  EXPECT_QUERY_COUNT(0) {
    const Hull one = Factory<Hull>().build();
    const Hull two = Factory<Hull>().build();
    EXPECT_TRUE(one.is_new());
    EXPECT_EQ(one.masts, 1);
    EXPECT_NE(one.name, two.name) << "the sequence goes on";
    EXPECT_TRUE(one.boatyard.is_null());
  }
}

TEST_P(Factories, CreateWhatIsRequiredAndNothingElse) {
  auto hull = Factory<Hull>().create();
  EXPECT_TRUE(hull.is_persisted());
  EXPECT_THAT(hull.boatyard->name, HasSubstr("yard "));
  EXPECT_EQ(Boatyard::count(), 1U);
  EXPECT_TRUE(hull.owner.is_null());
  EXPECT_EQ(Shipowner::count(), 0U);
  EXPECT_EQ(Hull::find(hull.id).name, hull.name);
}

TEST_P(Factories, TakeWhatIsGiven) {
  const auto yard = Factory<Boatyard>().with(Boatyard::c.name = "Vulkan").create();
  auto hull = Factory<Hull>().with(Hull::c.name = "Star", Hull::c.boatyard = yard).create();
  EXPECT_EQ(hull.name, "Star");
  EXPECT_EQ(hull.boatyard->name, "Vulkan");
  EXPECT_EQ(Boatyard::count(), 1U);
}

TEST_P(Factories, FollowTraitsInTheOrderOfTheirNames) {
  const Factory<Hull> plain;
  EXPECT_EQ(plain.as("tall").build().masts, 3);
  EXPECT_EQ(plain.build().masts, 1) << "a chain leaves what it began with as it was";
  EXPECT_EQ(plain.as("tall").as("named").build().name.substr(0, 2), "3/");
  EXPECT_EQ(plain.as("named").as("tall").build().name.substr(0, 2), "1/");
  EXPECT_EQ(plain.as("tall").with(Hull::c.masts = 2).build().masts, 2) << "values come last";
  EXPECT_THAT(message_of<FactoryError>([&] { static_cast<void>(plain.as("tal")); }),
              AllOf(HasSubstr("\"tal\""), HasSubstr("did you mean \"tall\"")));
}

TEST_P(Factories, ShareWhatAListRequires) {
  const auto hulls = Factory<Hull>().as("tall").create_list(3);
  ASSERT_EQ(hulls.size(), 3U);
  EXPECT_EQ(Hull::where(Hull::c.masts == 3).count(), 3U);
  EXPECT_EQ(Boatyard::count(), 1U);
  EXPECT_TRUE(Factory<Hull>().create_list(0).empty());
}

TEST_P(Factories, GiveWhatTheyCreateTheGivenPartsOfAKey) {
  const auto yard = Factory<Boatyard>().create();
  const auto trial = Factory<SeaTrial>().with(SeaTrial::c.yard_id = yard.id).create();
  EXPECT_EQ(trial.yard_id, yard.id);
  EXPECT_EQ(std::get<0>(*trial.master.key()), yard.id);
  EXPECT_EQ(std::get<0>(*trial.witness.key()), yard.id);
  EXPECT_EQ(Boatyard::count(), 1U);
}

TEST_P(Factories, LetReferencesShareAPartThatNoneGives) {
  auto trial = Factory<SeaTrial>().create();
  EXPECT_EQ(trial.master->yard.key(), trial.yard_id);
  EXPECT_EQ(trial.witness->yard.key(), trial.yard_id);
  EXPECT_NE(trial.master->number, trial.witness->number);
  EXPECT_EQ(Boatyard::count(), 1U);
}

TEST_P(Factories, FollowAReferenceThatTheBuildAssigned) {
  const auto witness = Factory<ShipsMaster>().create();
  at_hand.witness = {*witness.yard.key(), witness.number};
  const auto trial = Factory<SeaTrial>().as("witnessed").create();
  EXPECT_EQ(trial.yard_id, witness.yard.key());
  EXPECT_EQ(trial.witness.key(), at_hand.witness);
  EXPECT_EQ(std::get<0>(*trial.master.key()), trial.yard_id);
}

TEST_P(Factories, ShareInAListOnlyWhatTheGivenPartsAllow) {
  for (auto& yard : at_hand.yards) yard = Factory<Boatyard>().create().id;
  const auto trials = Factory<SeaTrial>().as("in turns").create_list(4);
  EXPECT_NE(trials[0].yard_id, trials[1].yard_id);
  EXPECT_EQ(trials[0].master.key(), trials[2].master.key());
  EXPECT_EQ(ShipsMaster::count(), 4U) << "a master and a witness in each of two yards";
}

TEST_P(Factories, CreateWhatAPlainKeyRequires) {
  const auto gate = Factory<YardGate>().create();
  EXPECT_EQ(gate.yard_id, Boatyard::first()->id);
  const auto yard = Factory<Boatyard>().create();
  EXPECT_EQ(Factory<YardGate>().with(YardGate::c.yard_id = yard.id).create().yard_id, yard.id);
  EXPECT_EQ(Boatyard::count(), 2U);
}

TEST_P(Factories, LeaveAPlainKeyThatIsGivenAlone) {
  EXPECT_THROW(Factory<YardGate>().with(YardGate::c.yard_id = 0).create(), rowan::Error) << "there is no such yard";
  EXPECT_EQ(Boatyard::count(), 0U);
}

TEST_P(Factories, CreateAllOrNothing) {
  EXPECT_THROW(Factory<Hull>().with(Hull::c.name = "Star").create_list(2), rowan::RecordInvalid);
  EXPECT_EQ(Hull::count(), 0U);
  EXPECT_EQ(Boatyard::count(), 0U);
}

TEST_P(Factories, SaveWhereTheyAreTold) {
  rowan::Database other = rowan::connect("memory:", {.make_default = false});
  other.create_tables<Boatyard, Shipowner, Hull>();
  Factory<Hull>().on(other).create();
  EXPECT_EQ(Hull::on(other).count(), 1U);
  EXPECT_EQ(Boatyard::on(other).count(), 1U);
  EXPECT_EQ(Hull::count(), 0U);
  EXPECT_EQ(Boatyard::count(), 0U);
}

TEST_P(Factories, SayWhatTheyCanNotMake) {
  EXPECT_THAT(message_of<FactoryError>([] { const Factory<Shipowner> none; }),
              HasSubstr("there is no factory of Shipowner: call Factory<Shipowner>::define"));
  EXPECT_THAT(message_of<FactoryError>([] { Factory<ShipCharter>().create(); }),
              AllOf(HasSubstr("ShipCharter.owner is required"), HasSubstr(".with(ShipCharter::c.owner = …)")));
  EXPECT_THAT(message_of<FactoryError>([] { Factory<ChainLink>().create(); }), HasSubstr("ChainLink.before"));
  EXPECT_EQ(ShipCharter::count() + ChainLink::count(), 0U);
  Shipowner owner;
  owner.save_or_throw();
  EXPECT_EQ(Factory<ShipCharter>().with(ShipCharter::c.owner = owner).create().owner.key(), owner.id);
}

TEST_P(Factories, AreDefinedOnce) {
  EXPECT_THAT(message_of<FactoryError>([] { Factory<Hull>::define([](Hull&) {}); }), HasSubstr("defined twice"));
  static_assert(!std::is_default_constructible_v<Factory<Hull>::Definition>, "its model may have no factory");
}

INSTANTIATE_TEST_SUITE_P(Databases, Factories, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace factory_tests
