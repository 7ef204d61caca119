// Records that factories make, on every database.
#include "rowan/testing/factory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "contract/database_under_test.hpp"
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

}  // namespace factory_tests
ROWAN_REGISTER_MODEL(factory_tests::Boatyard)
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
    return true;
  }();
  static_cast<void>(defined);
}

class Factories : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  Factories() : db(rowan::connect(GetParam().url(dir_))) {
    db.create_tables<Boatyard, Shipowner, Hull, ShipCharter, ChainLink>();
    define_factories();
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
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
}

INSTANTIATE_TEST_SUITE_P(Databases, Factories, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace factory_tests
