// Nested writes of records in several databases, and of keys that share columns.
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "contract/record_models.hpp"

namespace nested_places {

class Ware;
class Parcel;

/// Lives in a database of its own, as Ware does.
class Kiosk : public rowan::Model<Kiosk> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Ware> wares;
  rowan::HasMany<Parcel> parcels;

  ROWAN_MODEL(Kiosk, (), (id, name, wares, parcels))
  static void configure(rowan::ModelBuilder<Kiosk>& m) { m.table("nested_kiosks").database("nested_main"); }
};

class Ware : public rowan::Model<Ware> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Kiosk> kiosk;

  ROWAN_MODEL(Ware, (), (id, name, kiosk))
  static void configure(rowan::ModelBuilder<Ware>& m) {
    m.table("nested_wares").database("nested_main");
    m.belongs_to(&Ware::kiosk).optional();
  }
};

/// Lives elsewhere.
class Parcel : public rowan::Model<Parcel> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Kiosk> kiosk;

  ROWAN_MODEL(Parcel, (), (id, name, kiosk))
  static void configure(rowan::ModelBuilder<Parcel>& m) {
    m.table("nested_parcels").database("nested_other");
    m.attribute(&Parcel::name).not_blank();
    m.belongs_to(&Parcel::kiosk).optional();
  }
};

/// Lives wherever it is saved.
class Crate : public rowan::Model<Crate> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Crate> outer;
  rowan::HasMany<Crate> inner;

  ROWAN_MODEL(Crate, (), (id, name, outer, inner))
  static void configure(rowan::ModelBuilder<Crate>& m) {
    m.table("nested_crates");
    m.belongs_to(&Crate::outer).optional();
    m.has_many(&Crate::inner).inverse("outer");
  }
};

class Docket;
using ClerkKey = std::tuple<std::int64_t, std::int32_t>;

class Clerk : public rowan::Model<Clerk> {
 public:
  std::int64_t realm{};
  std::int32_t number{};
  std::string name;
  rowan::HasMany<Docket> kept, checked;

  ROWAN_MODEL(Clerk, (), (realm, number, name, kept, checked))
  static void configure(rowan::ModelBuilder<Clerk>& m) {
    m.table("nested_clerks").primary_key(&Clerk::realm, &Clerk::number);
    m.has_many(&Clerk::kept).inverse("keeper");
    m.has_many(&Clerk::checked).inverse("checker");
  }
};

/// Its references share the column of its realm.
class Docket : public rowan::Model<Docket> {
 public:
  std::int64_t id{};
  std::optional<std::int64_t> realm;
  std::string title;
  rowan::BelongsTo<Clerk, ClerkKey> keeper, checker;

  ROWAN_MODEL(Docket, (), (id, realm, title, keeper, checker))
  static void configure(rowan::ModelBuilder<Docket>& m) {
    m.table("nested_dockets");
    m.belongs_to(&Docket::keeper).columns(&Docket::realm, "keeper_number").optional();
    m.belongs_to(&Docket::checker).columns(&Docket::realm, "checker_number").optional();
  }
};

}  // namespace nested_places
ROWAN_REGISTER_MODEL(nested_places::Kiosk)
ROWAN_REGISTER_MODEL(nested_places::Ware)
ROWAN_REGISTER_MODEL(nested_places::Parcel)
ROWAN_REGISTER_MODEL(nested_places::Crate)
ROWAN_REGISTER_MODEL(nested_places::Clerk)
ROWAN_REGISTER_MODEL(nested_places::Docket)
namespace nested_places {
namespace {

using record_tests::message_of;
using rowan::Writes;
using ::testing::StartsWith;

class NestedDatabases : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  NestedDatabases()
      : main(rowan::connect(GetParam().url(first_), {.name = "nested_main"})),
        other(rowan::connect(GetParam().url(second_), {.name = "nested_other", .make_default = false})) {
    rowan::set_default_database(main);
    for (rowan::Database database : {main, other}) database.create_tables<Kiosk, Ware, Crate>();
    other.create_tables<Parcel>();
  }
  ~NestedDatabases() override {
    other.close();
    main.close();
  }

 private:
  rowan::testing::TempDir first_, second_;

 protected:
  rowan::Database main, other;
};
INSTANTIATE_TEST_SUITE_P(Records, NestedDatabases, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

TEST_P(NestedDatabases, TargetsComeIntoTheDatabaseOfTheirOwner) {
  Kiosk made;
  made.save_or_throw(other);
  Kiosk archived = Kiosk::on(other).find(made.id);
  EXPECT_TRUE(Writes<Kiosk>()
                  .create(Kiosk::c.wares, Ware::c.name = "a")
                  .connect_or_create(Kiosk::c.wares, Ware::c.name = "b")
                  .save_to(archived));
  EXPECT_EQ(Ware::on(other).count(), 2u);
  EXPECT_EQ(Ware::on(main).count(), 0u);
  Ware ware = Ware::on(other).where(Ware::c.name == "a").sole();
  EXPECT_TRUE(Writes<Ware>().create(Ware::c.kiosk, Kiosk::c.name = "new").save_to(ware));
  EXPECT_EQ(Kiosk::on(other).count(), 2u);
  EXPECT_EQ(Kiosk::on(main).count(), 0u);
}

TEST_P(NestedDatabases, TransactionsOfOthersDoNotMatter) {
  Crate outer;
  outer.save_or_throw(main);
  other.transaction([&] {
    EXPECT_TRUE(Writes<Crate>()
                    .create(Crate::c.inner, Crate::c.name = "inner")
                    .connect_or_create(Crate::c.outer, Crate::c.name = "outermost")
                    .save_to(outer));
  });
  main.transaction([&] {
    other.transaction([&] { EXPECT_TRUE(Writes<Crate>().create(Crate::c.inner, Crate::c.name = "x").save_to(outer)); });
  });
  EXPECT_EQ(Crate::on(main).count(), 4u);
  EXPECT_EQ(Crate::on(other).count(), 0u);
}

TEST_P(NestedDatabases, RowsAreLookedForWhereTheirModelLives) {
  Kiosk kiosk = Kiosk::create(Kiosk::c.name = "k");
  const Parcel loose = Parcel::create(Parcel::c.name = "loose");
  EXPECT_TRUE(Writes<Kiosk>()
                  .connect(Kiosk::c.parcels, Parcel::c.id = loose.id)
                  .connect_or_create(Kiosk::c.parcels, Parcel::c.name = "new")
                  .update(Kiosk::c.parcels, Parcel::c.name = "loose", Parcel::c.name = "tied")
                  .save_to(kiosk));
  EXPECT_EQ(kiosk.parcels.count(), 2u);
  EXPECT_EQ(Parcel::find(loose.id).name, "tied");
  EXPECT_FALSE(Writes<Kiosk>().create(Kiosk::c.parcels, Parcel::c.name = "").save_to(kiosk));
  Parcel parcel = Parcel::find(loose.id);
  EXPECT_TRUE(Writes<Parcel>().update(Parcel::c.kiosk, Kiosk::c.name = "renamed").save_to(parcel));
  EXPECT_EQ(Kiosk::find(kiosk.id).name, "renamed");
}

class NestedShares : public record_tests::RecordTest {
 protected:
  NestedShares() {
    db.create_tables<Clerk, Docket>();
    for (const std::int64_t realm : {1, 2}) {
      for (const std::int32_t number : {1, 2}) Clerk::create(Clerk::c.realm = realm, Clerk::c.number = number);
    }
  }
  static Docket docket(std::int64_t realm, std::optional<std::int32_t> keeper = {}) {
    Docket made;
    made.realm = realm;
    if (keeper) made.keeper = ClerkKey(realm, *keeper);
    made.save_or_throw();
    return made;
  }
};

TEST_P(NestedShares, TakingAwayLeavesSharedColumns) {
  Docket mine = docket(1, 2);
  mine.checker = ClerkKey(1, 1);
  mine.save_or_throw();
  Clerk keeper = Clerk::find(1, 2), checker = Clerk::find(1, 1);
  EXPECT_TRUE(Writes<Clerk>().disconnect(Clerk::c.kept, Docket::c.id = mine.id).save_to(keeper));
  mine.reload();
  EXPECT_EQ(mine.realm, 1);
  EXPECT_TRUE(mine.keeper.is_null());
  EXPECT_EQ(mine.checker.key(), ClerkKey(1, 1));
  EXPECT_TRUE(Writes<Clerk>().set(Clerk::c.checked, {}).save_to(checker));
  mine.reload();
  EXPECT_EQ(mine.realm, 1);
  EXPECT_TRUE(mine.checker.is_null());
  Docket other = docket(2, 1);
  EXPECT_TRUE(Writes<Docket>().disconnect(Docket::c.keeper).save_to(other));
  other.reload();
  EXPECT_EQ(other.realm, 2);
  EXPECT_TRUE(other.keeper.is_null());
}

TEST_P(NestedShares, OnlyOwnPartsSayWhoseATargetIs) {
  Clerk clerk = Clerk::find(1, 1);
  const Docket loose = docket(1), elsewhere = docket(2), kept = docket(1, 2);
  Docket nowhere;
  nowhere.save_or_throw();
  EXPECT_TRUE(Writes<Clerk>()
                  .connect(Clerk::c.kept, Docket::c.id = loose.id)
                  .connect(Clerk::c.kept, Docket::c.id = nowhere.id)
                  .save_to(clerk));
  EXPECT_EQ(clerk.kept.count(), 2u);
  EXPECT_EQ(Docket::find(nowhere.id).realm, 1);
  for (const Docket& theirs : {elsewhere, kept}) {
    EXPECT_THAT(message_of<rowan::RecordNotFound>(
                    [&] { (void)Writes<Clerk>().connect(Clerk::c.kept, Docket::c.id = theirs.id).save_to(clerk); }),
                StartsWith("kept[0]"));
  }
  EXPECT_EQ(Docket::find(elsewhere.id).realm, 2);
}

TEST_P(NestedShares, ReferencesStayInTheirRealm) {
  Docket mine = docket(1);
  EXPECT_TRUE(Writes<Docket>().connect(Docket::c.keeper, {Clerk::c.realm = 1, Clerk::c.number = 2}).save_to(mine));
  EXPECT_EQ(Docket::find(mine.id).keeper.key(), ClerkKey(1, 2));
  EXPECT_THAT(
      message_of<rowan::RecordNotFound>([&] {
        (void)Writes<Docket>().connect(Docket::c.keeper, {Clerk::c.realm = 2, Clerk::c.number = 2}).save_to(mine);
      }),
      StartsWith("keeper[0]"));
  EXPECT_EQ(Docket::find(mine.id).realm, 1);
  Docket fresh;
  EXPECT_TRUE(Writes<Docket>().connect(Docket::c.keeper, {Clerk::c.realm = 2, Clerk::c.number = 2}).save_to(fresh));
  EXPECT_EQ(Docket::find(fresh.id).keeper.key(), ClerkKey(2, 2));
  Docket torn;
  EXPECT_FALSE(Writes<Docket>(Docket::c.realm = 1)
                   .connect(Docket::c.keeper, {Clerk::c.realm = 2, Clerk::c.number = 2})
                   .save_to(torn));
  EXPECT_TRUE(torn.keeper.is_null());
}

ROWAN_RECORD_SUITE(NestedShares);

}  // namespace
}  // namespace nested_places
