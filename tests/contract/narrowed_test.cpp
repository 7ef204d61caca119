// Associations to some of the rows, and conditions that ask associations: every way to ask finds the same targets.
#include <fmt/format.h>
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

namespace narrowed {

class Charter;
class Vault;

class Manor : public rowan::Model<Manor> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Charter> charters;
  rowan::HasMany<Charter> large;    // of more than 10 acres
  rowan::HasMany<Charter> trusted;  // with an honest witness
  rowan::HasMany<Charter> vouched;  // the same, by a path
  rowan::HasOne<Charter> latest;
  rowan::HasOne<Charter> eldest;
  rowan::HasMany<Vault> vaults;
  rowan::HasMany<Vault> inner;  // through vaults

  ROWAN_MODEL(Manor, (), (id, name, charters, large, trusted, vouched, latest, eldest, vaults, inner))
  static void configure(rowan::ModelBuilder<Manor>& m);
};

class Notary : public rowan::Model<Notary>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  bool honest = false;

  ROWAN_MODEL(Notary, (rowan::SoftDelete), (id, honest))
  static void configure(rowan::ModelBuilder<Notary>& m) { m.table("narrowed_notaries"); }
};

class Charter : public rowan::Model<Charter> {
 public:
  std::int64_t id{};
  std::int64_t year{};
  std::optional<std::int64_t> area;
  rowan::BelongsTo<Manor> manor;
  rowan::BelongsTo<Notary> witness;

  ROWAN_MODEL(Charter, (), (id, year, area, manor, witness))
  static void configure(rowan::ModelBuilder<Charter>& m) {
    m.belongs_to(&Charter::manor).optional();
    m.belongs_to(&Charter::witness).optional();
  }
};

class Vault : public rowan::Model<Vault> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Manor> manor;
  rowan::BelongsTo<Vault> outer;
  rowan::HasMany<Vault> inner;

  ROWAN_MODEL(Vault, (), (id, manor, outer, inner))
  static void configure(rowan::ModelBuilder<Vault>& m) {
    m.table("narrowed_vaults");
    m.belongs_to(&Vault::manor).optional();
    m.belongs_to(&Vault::outer).optional();
    m.has_many(&Vault::inner).inverse("outer");
  }
};

inline void Manor::configure(rowan::ModelBuilder<Manor>& m) {
  m.has_many(&Manor::large).where(Charter::c.area > 10);
  m.has_many(&Manor::trusted).where(Charter::c.witness.is(Notary::c.honest));
  m.has_many(&Manor::vouched).where(Charter::c.witness(Notary::c.honest) == true);
  m.has_one(&Manor::latest).order(Charter::c.year.desc());
  m.has_one(&Manor::eldest).order(Charter::c.year);
  m.has_many(&Manor::inner).through("vaults", "inner");
}

class Punt;
class Ketch;

class Quay : public rowan::Model<Quay> {
 public:
  std::int64_t id{};
  rowan::HasMany<Punt> punts;
  rowan::HasMany<Ketch> ketches;
  rowan::BelongsTo<Manor> manor;

  ROWAN_MODEL(Quay, (), (id, punts, ketches, manor))
  static void configure(rowan::ModelBuilder<Quay>& m) { m.belongs_to(&Quay::manor).optional(); }
};

struct PuntParts {
  std::int64_t id{};
  std::optional<std::string> type;
  std::int64_t speed{};
  rowan::BelongsTo<Quay> quay;

  ROWAN_MIXIN(PuntParts, (), (id, type, speed, quay))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&PuntParts::type);
    m.belongs_to(&PuntParts::quay).optional();
  }
};

class Punt : public rowan::Model<Punt>, public PuntParts {
 public:
  ROWAN_MODEL(Punt, (PuntParts), ())
};

class Ketch : public rowan::Model<Ketch, Punt>, public PuntParts {
 public:
  ROWAN_MODEL(Ketch, (PuntParts), ())
};

}  // namespace narrowed
ROWAN_REGISTER_MODEL(narrowed::Manor)
ROWAN_REGISTER_MODEL(narrowed::Notary)
ROWAN_REGISTER_MODEL(narrowed::Charter)
ROWAN_REGISTER_MODEL(narrowed::Vault)
ROWAN_REGISTER_MODEL(narrowed::Quay)
ROWAN_REGISTER_MODEL(narrowed::Punt)
ROWAN_REGISTER_MODEL(narrowed::Ketch)

namespace rowan::contract {
namespace {

using namespace narrowed;
using ::testing::ElementsAre;

class Narrowed : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  Narrowed() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Manor, Notary, Charter, Vault, Quay, Punt>();
    manor.name = "Howards End";
    manor.save_or_throw();
  }

  Charter charter(std::int64_t year, std::optional<std::int64_t> area = {}, const Notary* witness = nullptr) {
    Charter made;
    made.year = year;
    made.area = area;
    made.manor = manor.id;
    if (witness != nullptr) made.witness = witness->id;
    made.save_or_throw();
    return made;
  }
  static std::uint64_t all_large_are_old() {
    return Manor::where(Manor::c.large.every(Charter::c.year < 1910)).count();
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
  Manor manor;
};

TEST_P(Narrowed, EveryAsksOnlyTargets) {
  charter(1950, std::nullopt), charter(1960, 5);
  EXPECT_EQ(all_large_are_old(), 1U) << "there is none";
  Charter large = charter(1900, 20);
  EXPECT_EQ(all_large_are_old(), 1U);
  large.year = 1911;
  large.save_or_throw();
  EXPECT_EQ(all_large_are_old(), 0U);
  EXPECT_EQ(Manor::where_not(Manor::c.large.every(Charter::c.year < 1910)).count(), 1U);
  EXPECT_EQ(Manor::where(Manor::c.charters.every(Charter::c.area < 100)).count(), 0U) << "of one it is unknown";

  Quay quay;
  quay.save_or_throw();
  Punt punt;
  punt.quay = quay.id;
  punt.save_or_throw();
  Punt::where(Punt::c.id == punt.id).update_all(Punt::c.type = std::nullopt);
  EXPECT_EQ(Quay::where(Quay::c.ketches.every(Ketch::c.speed > 5)).count(), 1U) << "a row without a type is no ketch";
  const DefaultCondition wide = add_default_condition<Charter>([] { return Charter::c.area > 10; });
  EXPECT_EQ(Manor::where(Manor::c.charters.every(Charter::c.year == 1911)).count(), 1U);
}

TEST_P(Narrowed, DefaultConditionsAskTheTargetsOfAssociations) {
  charter(1950, 5);
  Quay quay;
  quay.manor = manor.id;
  quay.save_or_throw();
  Punt punt;
  punt.quay = quay.id;
  punt.save_or_throw();
  const DefaultCondition with_large = add_default_condition<Manor>([] { return Manor::c.large.some(); });
  const DefaultCondition with_ketch = add_default_condition<Quay>([] { return Quay::c.ketches.some(); });
  EXPECT_EQ(Manor::count(), 0U);
  EXPECT_FALSE(Manor::find_if(manor.id));
  EXPECT_EQ(Quay::count(), 0U);
  EXPECT_EQ(Quay::unscoped().find(quay.id).manor.get_if(), nullptr) << "as a target";
  charter(1951, 50);
  EXPECT_EQ(Manor::count(), 1U);
  Ketch ketch;
  ketch.quay = quay.id;
  ketch.save_or_throw();
  EXPECT_EQ(Quay::count(), 1U);
  EXPECT_NE(Quay::find(quay.id).manor.get_if(), nullptr);
}

TEST_P(Narrowed, AHandleAskedAsAQueryHasTheTargetsOfTheList) {
  Notary ann;
  ann.honest = true;
  ann.save_or_throw();
  charter(1950, 5, &ann), charter(1951, 5);
  ASSERT_TRUE(ann.destroy());  // softly: conditions of associations ask all the same
  EXPECT_EQ(manor.trusted.size(), 1U);
  EXPECT_EQ(manor.trusted.count(), 1U);
  EXPECT_TRUE(manor.trusted.exists());
  EXPECT_EQ(manor.trusted.where(Charter::c.year == 1950).count(), 1U);
  EXPECT_EQ(manor.trusted.where(Charter::c.witness.is(Notary::c.honest)).count(), 0U) << "the user's own condition";
  EXPECT_EQ(manor.trusted.page(10).size(), 1U);
  EXPECT_EQ(manor.vouched.count(), 1U);
  EXPECT_EQ(manor.vouched.where(Charter::c.witness(Notary::c.honest) == true).count(), 0U) << "the user's own path";
  EXPECT_EQ(manor.trusted.delete_all(), 1U);
  EXPECT_EQ(Charter::count(), 1U);
}

TEST_P(Narrowed, TheNextIsTheLatestWhereTheLatestGoes) {
  charter(1907), charter(1920), charter(1938);
  EXPECT_EQ(manor.latest->year, 1938);
  EXPECT_TRUE(manor.latest->destroy());
  ASSERT_TRUE(manor.latest);
  EXPECT_EQ(manor.latest->year, 1920);
  manor.latest.remove();
  ASSERT_TRUE(manor.latest);
  EXPECT_EQ(manor.latest->year, 1907);
  manor.latest.remove();
  EXPECT_FALSE(manor.latest);
  EXPECT_EQ(Charter::where(Charter::c.manor == std::nullopt).count(), 2U);
}

TEST_P(Narrowed, TheLatestIsBackAfterARollback) {
  charter(1907), charter(1920);
  EXPECT_EQ(manor.latest->year, 1920);
  db.transaction([&](Transaction& transaction) {
    EXPECT_TRUE(manor.latest->destroy());
    EXPECT_EQ(manor.latest->year, 1907);
    transaction.rollback();
  });
  EXPECT_EQ(manor.latest->year, 1920);
  db.transaction([&](Transaction& transaction) {
    manor.latest.remove();
    EXPECT_EQ(manor.latest->year, 1907);
    transaction.rollback();
  });
  EXPECT_EQ(manor.latest->year, 1920);
}

TEST_P(Narrowed, WhatAPreloadDidNotFindIsForgottenWithARollback) {
  Notary bob;
  bob.save_or_throw();
  charter(1950, 5, &bob);
  std::vector<Charter> all = Charter::all().load().to_vector();
  db.transaction([&](Transaction& transaction) {
    EXPECT_TRUE(bob.destroy());
    Charter::preload_into(all, Charter::c.witness);
    EXPECT_EQ(all[0].witness.get_if(), nullptr);
    transaction.rollback();
  });
  EXPECT_NE(all[0].witness.get_if(), nullptr);
}

TEST_P(Narrowed, ATargetThatMeetsTheConditionNoMoreIsRemoved) {
  Charter& old = manor.large.create({{"year", 1950}, {"area", 20}});
  old.area = 3;
  old.save_or_throw();
  manor.large.remove(old);
  EXPECT_EQ(manor.charters.count(), 0U);
  EXPECT_EQ(Charter::count(), 1U);
  const Charter small = charter(1960, 2);
  const Permit permit = Permit().nested("large", Permit(), {NestedOperation::connect});
  const auto connect_it = fmt::format(R"({{"large": {{"connect": {{"id": {}}}}}}})", small.id);
  EXPECT_TRUE(write_json(manor, connect_it, permit)) << "it is this one's already";
  manor.large.reset();
  EXPECT_TRUE(manor.large.empty());
}

TEST_P(Narrowed, NestedWritesChangeTheOneThatTheMemberShows) {
  const std::int64_t first = charter(1907).id;
  charter(1907), charter(1938);
  // A row that is written anew may come last where no order is asked for.
  Charter::where(Charter::c.id == first).update_all(Charter::c.area = 1);
  EXPECT_EQ(manor.eldest->id, first);
  const Permit permit = Permit().nested("eldest", Permit({"area"}), {NestedOperation::update});
  EXPECT_TRUE(write_json(manor, R"({"eldest": {"update": {"area": 77}}})", permit));
  EXPECT_EQ(Charter::find(first).area, 77);
}

TEST_P(Narrowed, WhatIsReachedThroughOthersIsNotAddedToANewOwner) {
  Manor fresh;
  fresh.name = "Wragby";
  fresh.inner.build({});
  EXPECT_THROW(static_cast<void>(fresh.save()), Unsupported);
  EXPECT_EQ(Vault::count(), 0U);
  EXPECT_EQ(Manor::count(), 1U);
}

TEST_P(Narrowed, TheFirstOnesOfAnOwnerAreOfItsTargets) {
  charter(1900, 20);
  charter(1901, 30);
  charter(1910, 5);  // newer, and not large
  const auto newest = Charter::order(Charter::c.year.desc()).limit(1);
  EXPECT_THAT(Manor::join(Manor::c.large, newest).pluck(Charter::c.year), ElementsAre(1901));
  EXPECT_THAT(Manor::join(Manor::c.charters, newest).pluck(Charter::c.year), ElementsAre(1910));
}

INSTANTIATE_TEST_SUITE_P(Every, Narrowed, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
