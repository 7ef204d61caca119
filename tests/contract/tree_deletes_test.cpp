// destroy() of records with dependents on several levels.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace groves {

class Bough;
class Nest;
class Trunk;

class Grove : public rowan::Model<Grove> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Trunk> trunks;

  ROWAN_MODEL(Grove, (), (id, name, trunks))
  static void configure(rowan::ModelBuilder<Grove>& m);
};

class Trunk : public rowan::Model<Trunk> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Grove> grove;
  rowan::HasMany<Bough> boughs;

  ROWAN_MODEL(Trunk, (), (id, grove, boughs))
  static void configure(rowan::ModelBuilder<Trunk>& m);
};

/// Boughs on boughs.
class Bough : public rowan::Model<Bough> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Trunk> trunk;
  rowan::BelongsTo<Bough> parent;
  rowan::HasMany<Bough> boughs;
  rowan::HasMany<Nest> nests;

  ROWAN_MODEL(Bough, (), (id, trunk, parent, boughs, nests))
  static void configure(rowan::ModelBuilder<Bough>& m);
};

/// Somebody watches over these.
class Nest : public rowan::Model<Nest> {
 public:
  std::int64_t id{};
  bool occupied = false;
  rowan::BelongsTo<Bough> bough;

  ROWAN_MODEL(Nest, (), (id, occupied, bough))
  static void configure(rowan::ModelBuilder<Nest>& m) {
    m.before_destroy([](Nest& nest) { return !nest.occupied; });
  }
};

class Seal;
class Pallet;
class Crate;

/// Its dependents refer to each other: crates to the others, which are declared after them.
class Depot : public rowan::Model<Depot> {
 public:
  std::int64_t id{};
  rowan::HasMany<Crate> crates;
  rowan::HasMany<Seal> seals;
  rowan::HasMany<Pallet> pallets;

  ROWAN_MODEL(Depot, (), (id, crates, seals, pallets))
  static void configure(rowan::ModelBuilder<Depot>& m);
};

class Seal : public rowan::Model<Seal> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Depot> depot;

  ROWAN_MODEL(Seal, (), (id, depot))
  static void configure(rowan::ModelBuilder<Seal>& m) {
    m.after_destroy([](Seal&) {});
  }
};

class Pallet : public rowan::Model<Pallet> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Depot> depot;

  ROWAN_MODEL(Pallet, (), (id, depot))
};

class Crate : public rowan::Model<Crate> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Depot> depot;
  rowan::BelongsTo<Seal> seal;
  rowan::BelongsTo<Pallet> pallet;

  ROWAN_MODEL(Crate, (), (id, depot, seal, pallet))
  static void configure(rowan::ModelBuilder<Crate>& m) {
    m.belongs_to(&Crate::seal).optional();
    m.belongs_to(&Crate::pallet).optional();
  }
};

inline void Depot::configure(rowan::ModelBuilder<Depot>& m) {
  m.has_many(&Depot::crates).dependent(rowan::dependent::destroy);
  m.has_many(&Depot::seals).dependent(rowan::dependent::destroy);
  m.has_many(&Depot::pallets).dependent(rowan::dependent::delete_all);
}
inline void Grove::configure(rowan::ModelBuilder<Grove>& m) {
  m.has_many(&Grove::trunks).dependent(rowan::dependent::destroy);
}
inline void Trunk::configure(rowan::ModelBuilder<Trunk>& m) {
  m.has_many(&Trunk::boughs).dependent(rowan::dependent::destroy);
}
inline void Bough::configure(rowan::ModelBuilder<Bough>& m) {
  m.belongs_to(&Bough::trunk).optional();
  m.belongs_to(&Bough::parent).optional();
  m.has_many(&Bough::boughs).inverse("parent").dependent(rowan::dependent::destroy);
  m.has_many(&Bough::nests).dependent(rowan::dependent::destroy);
}

}  // namespace groves
ROWAN_REGISTER_MODEL(groves::Grove)
ROWAN_REGISTER_MODEL(groves::Trunk)
ROWAN_REGISTER_MODEL(groves::Bough)
ROWAN_REGISTER_MODEL(groves::Nest)
ROWAN_REGISTER_MODEL(groves::Depot)
ROWAN_REGISTER_MODEL(groves::Seal)
ROWAN_REGISTER_MODEL(groves::Pallet)
ROWAN_REGISTER_MODEL(groves::Crate)

namespace rowan::contract {
namespace {

using namespace groves;

class TreeDeletes : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  TreeDeletes() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Grove, Trunk, Bough, Nest, Depot, Seal, Pallet, Crate>();
    grove.name = "Birnam";
    for (int t = 0; t < 3; ++t) {
      Trunk& trunk = grove.trunks.build();
      for (int b = 0; b < 4; ++b) {
        Bough& bough = trunk.boughs.build();
        bough.boughs.build();
        bough.boughs.build();
      }
    }
    grove.save_or_throw();
    other.name = "Dunsinane";
    other.trunks.build().boughs.build();
    other.save_or_throw();
  }

  void expect_only_the_other() {
    EXPECT_EQ(Grove::count(), 1U);
    EXPECT_EQ(Trunk::count(), 1U);
    EXPECT_EQ(Bough::count(), 1U);
    EXPECT_EQ(Nest::count(), 0U);
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
  Grove grove, other;
};

TEST_P(TreeDeletes, TakeAStatementOrTwoForEachLevel) {
  Grove again = Grove::find(grove.id);
  // Loaded are trunks, boughs, boughs on these and on those, and nests of both; deleted are two levels of boughs,
  // trunks and the grove.
  EXPECT_QUERY_COUNT(1 + 1 + 2 + 2 + 2 + 1 + 1) { ASSERT_TRUE(again.destroy()); }
  expect_only_the_other();
}

TEST_P(TreeDeletes, EndTheRecordsAtHand) {
  std::vector<Bough*> boughs;
  for (Trunk& trunk : grove.trunks) {
    for (Bough& bough : trunk.boughs) boughs.push_back(&bough);
  }
  EXPECT_EQ(boughs.size(), 12U);
  ASSERT_TRUE(grove.destroy());
  expect_only_the_other();
  EXPECT_EQ(grove.is_destroyed(), true);
}

TEST_P(TreeDeletes, AreUndoneTogether) {
  db.transaction([&](Transaction& transaction) {
    ASSERT_TRUE(grove.destroy());
    EXPECT_EQ(Trunk::count(), 1U);
    transaction.rollback();
  });
  EXPECT_TRUE(grove.is_persisted());
  EXPECT_EQ(grove.trunks.size(), 3U);
  EXPECT_EQ(grove.trunks[1].boughs.size(), 4U);
  EXPECT_TRUE(grove.trunks[1].boughs[0].is_persisted());
  ASSERT_TRUE(grove.destroy());
  expect_only_the_other();
}

TEST_P(TreeDeletes, AskThoseThatWatch) {
  Bough deep = *Bough::where(!Bough::c.parent.is(std::nullopt)).order(Bough::c.id).first();
  Nest& nest = deep.nests.create({{"occupied", true}});
  EXPECT_FALSE(grove.destroy());
  EXPECT_EQ(Bough::count(), 37U);
  nest.occupied = false;
  nest.save_or_throw();
  ASSERT_TRUE(grove.destroy());
  expect_only_the_other();
}

TEST_P(TreeDeletes, SeeWhatWasAddedInTheSameTransaction) {
  db.transaction([&] {
    auto trunks = Trunk::where(Trunk::c.grove == grove.id).order(Trunk::c.id).load();
    EXPECT_EQ(trunks[0].boughs.size(), 4U);  // for its siblings as well
    Bough late;
    late.trunk = trunks[1];
    late.save_or_throw();
    ASSERT_TRUE(Grove::find(grove.id).destroy());
  });
  expect_only_the_other();
}

TEST_P(TreeDeletes, KeepTheOrderOfDeclarations) {
  Depot depot;
  depot.save_or_throw();
  Seal& seal = depot.seals.create({});
  Pallet& pallet = depot.pallets.create({});
  for (int i = 0; i < 3; ++i) {
    Crate crate;
    crate.depot = depot;
    if (i % 2 == 0) crate.seal = seal;
    crate.pallet = pallet;
    crate.save_or_throw();
  }
  ASSERT_TRUE(Depot::find(depot.id).destroy());
  EXPECT_EQ(Crate::count() + Seal::count() + Pallet::count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Every, TreeDeletes, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
