// Lists and targets that no longer say what the database has: other owners' rows are never touched.
#include <algorithm>
#include <string>
#include <utility>

#include "contract/record_models.hpp"

namespace record_tests {

class Flat;
class Tenant;

class House : public rowan::Model<House> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Flat> flats;
  rowan::HasOne<Tenant> tenant;
  ROWAN_MODEL(House, (), (id, name, flats, tenant))
  static void configure(rowan::ModelBuilder<House>& m);
};

class Flat : public rowan::Model<Flat> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<House> house;
  ROWAN_MODEL(Flat, (), (id, name, house))
  static void configure(rowan::ModelBuilder<Flat>& m) { m.belongs_to(&Flat::house).optional(); }
};

class Tenant : public rowan::Model<Tenant> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<House> house;
  ROWAN_MODEL(Tenant, (), (id, name, house))
  static void configure(rowan::ModelBuilder<Tenant>& m) { m.belongs_to(&Tenant::house).optional(); }
};

void House::configure(rowan::ModelBuilder<House>& m) {
  m.has_many(&House::flats).dependent(rowan::dependent::destroy);
  m.has_one(&House::tenant).dependent(rowan::dependent::destroy);
}

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::House)
ROWAN_REGISTER_MODEL(record_tests::Flat)
ROWAN_REGISTER_MODEL(record_tests::Tenant)

namespace record_tests {
namespace {

class StaleLists : public RecordTest {
 protected:
  StaleLists() { db.create_tables<House, Flat, Tenant>(); }

  /// A house with flats of these names, loaded anew.
  House make(const std::string& name, std::initializer_list<const char*> flats) {
    House house;
    house.name = name;
    for (const char* flat : flats) {
      Flat made;
      made.name = flat;
      house.flats.add(std::move(made));
    }
    house.save_or_throw();
    return House::find(house.id);
  }
  static std::string names(const House& house) {
    std::string all;
    for (const std::string& name : Flat::where(Flat::c.house == house.id).order(Flat::c.id).pluck(Flat::c.name))
      all += name + " ";
    return all;
  }
};

TEST_P(StaleLists, RemoveLeavesARowThatOthersGaveToAnotherOwner) {
  House one = make("one", {"a", "b", "c"}), two = make("two", {});
  ASSERT_EQ(one.flats.size(), 3U);
  Flat::where(Flat::c.name == "a").update_all(Flat::c.house = two.id);
  Flat::where(Flat::c.name == "c").update_all(Flat::c.house = std::nullopt);
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { one.flats.remove(one.flats[0]); }),
              ::testing::HasSubstr("can't be removed from House.flats"));
  EXPECT_THROW(one.flats.remove(one.flats[2]), rowan::StaleRecord);
  ASSERT_EQ(one.flats.size(), 3U) << "the list is unchanged";
  EXPECT_TRUE(one.flats[0].is_persisted());
  EXPECT_EQ(names(two), "a ");
  EXPECT_EQ(names(one), "b ");
  one.flats.reset();
  one.flats.remove(one.flats[0]);
  EXPECT_EQ(names(one), "");
  EXPECT_EQ(Flat::count(), 2U);
}

TEST_P(StaleLists, RemoveOfARowThatIsGoneIsRefused) {
  House one = make("one", {"a"});
  ASSERT_EQ(one.flats.size(), 1U);
  Flat::everything().delete_all();
  EXPECT_THROW(one.flats.remove(one.flats[0]), rowan::StaleRecord);
}

TEST_P(StaleLists, ARefusedRemoveLeavesTheTransactionUsable) {
  House one = make("one", {"a", "b"}), two = make("two", {});
  ASSERT_EQ(one.flats.size(), 2U);
  Flat::where(Flat::c.name == "a").update_all(Flat::c.house = two.id);
  db.transaction([&] {
    EXPECT_THROW(one.flats.remove(one.flats[0]), rowan::StaleRecord);
    one.flats.remove(one.flats[1]);
  });
  EXPECT_EQ(names(two), "a ");
  EXPECT_EQ(names(one), "");
}

TEST_P(StaleLists, SetLeavesATargetThatOthersGaveToAnotherOwner) {
  House one = make("one", {}), two = make("two", {});
  Tenant ann;
  ann.name = "Ann";
  one.tenant.set(std::move(ann));
  Tenant::where(Tenant::c.name == "Ann").update_all(Tenant::c.house = two.id);
  Tenant bob;
  bob.name = "Bob";
  one.tenant.set(std::move(bob));
  EXPECT_EQ(one.tenant->name, "Bob");
  EXPECT_EQ(Tenant::find_by(Tenant::c.name == "Ann")->house.key(), two.id);
  House again = House::find(two.id);
  EXPECT_EQ(again.tenant->name, "Ann");
  Tenant::where(Tenant::c.name == "Ann").update_all(Tenant::c.house = one.id);
  EXPECT_THROW(again.tenant.remove(), rowan::StaleRecord);
  EXPECT_EQ(Tenant::count(), 2U);
}

TEST_P(StaleLists, ClearRemovesWhatTheDatabaseHasAndNothingElse) {
  House one = make("one", {"a", "b"}), two = make("two", {});
  ASSERT_EQ(one.flats.size(), 2U);
  Flat::where(Flat::c.name == "a").update_all(Flat::c.house = two.id);
  Flat late;
  late.name = "late";
  late.house = one.id;
  late.save_or_throw();
  one.flats.clear();
  EXPECT_EQ(names(two), "a ");
  EXPECT_EQ(names(one), "");
  EXPECT_EQ(one.flats.size(), 0U);
}

TEST_P(StaleLists, ClearRemovesWhatAFilteredPreloadLeftOut) {
  const House one = make("one", {"a", "b"});
  auto houses = House::where(House::c.id == one.id).preload(House::c.flats, Flat::where(Flat::c.name == "a")).load();
  ASSERT_EQ(houses[0].flats.size(), 1U);
  houses[0].flats.clear();
  EXPECT_EQ(names(one), "");
}

TEST_P(StaleLists, AClearThatIsTakenBackGivesTheListBack) {
  House one = make("one", {"a", "b"});
  ASSERT_EQ(one.flats.size(), 2U);
  undone([&] { one.flats.clear(); });
  ASSERT_EQ(one.flats.size(), 2U);
  EXPECT_EQ(one.flats[1].name, "b");
  EXPECT_TRUE(one.flats[1].is_persisted());
  EXPECT_EQ(names(one), "a b ");
}

TEST_P(StaleLists, ACopyOfThePresentTargetReplacesItInMemoryOnly) {
  House house = make("one", {});
  Tenant ann;
  ann.name = "Ann";
  house.tenant.set(std::move(ann));
  Tenant copy = *house.tenant;
  copy.name = "Ann B.";
  house.tenant.set(std::move(copy));
  EXPECT_EQ(Tenant::count(), 1U);
  EXPECT_EQ(Tenant::first()->name, "Ann B.");
  EXPECT_EQ(house.tenant->name, "Ann B.");
  EXPECT_EQ(House::find(house.id).tenant->name, "Ann B.");
}

TEST_P(StaleLists, ARollbackTakesTheAddedRecordOutOfASortedList) {
  House house = make("one", {"m", "n"});
  ASSERT_EQ(house.flats.size(), 2U);
  undone([&] {
    Flat first;
    first.name = "a";
    house.flats.add(std::move(first));
    std::swap(house.flats[0], house.flats[2]);
  });
  ASSERT_EQ(house.flats.size(), 2U);
  EXPECT_NE(house.flats[0].name, "a");
  EXPECT_NE(house.flats[1].name, "a");
  house.save_or_throw();
  EXPECT_EQ(names(house), "m n ");
}

TEST_P(StaleLists, ARollbackForgetsWhatWasLoadedAfterABulkWrite) {
  House house = make("a", {"x", "y"});
  undone([&] {
    Flat::where(Flat::c.house == house.id).delete_all();
    EXPECT_TRUE(house.flats.empty());
  });
  EXPECT_EQ(house.flats.size(), 2U);
}

TEST_P(StaleLists, ALoadLeavesOutWhatWasAddedAndThenGivenToAnother) {
  House house = make("a", {"x"}), other = make("b", {});
  Flat& flat = house.flats.add({});
  flat.house = other;
  ASSERT_TRUE(flat.save());
  EXPECT_EQ(house.flats.size(), 1U);
  EXPECT_EQ(house.flats[0].name, "x");
  house.flats.reset();
  Flat& waiting = house.flats.add({});
  waiting.house = other;
  EXPECT_EQ(house.flats.size(), 2U) << "not saved yet";
}

TEST_P(StaleLists, SavedChangesAreWhatWasSent) {
  const House house = make("a", {}), other = make("b", {});
  Flat flat;
  flat.house = house;
  flat.save_or_throw();
  flat.house = other;
  flat.save_or_throw();
  flat.house = house;
  const auto changes = flat.saved_changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].before, rowan::Value(house.id));
  EXPECT_EQ(changes[0].after, rowan::Value(other.id));
}

ROWAN_RECORD_SUITE(StaleLists);

}  // namespace
}  // namespace record_tests
