// Associations from one database into another.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace two_databases {

class Letter;

/// Lives in the default database.
class Person : public rowan::Model<Person> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Letter> letters;

  ROWAN_MODEL(Person, (), (id, name, letters))
};

class Letter : public rowan::Model<Letter> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Person> sender;

  ROWAN_MODEL(Letter, (), (id, sender))
  static void configure(rowan::ModelBuilder<Letter>& m) { m.database("post_office"); }
};

/// Lives in whatever database it is saved to.
class Box : public rowan::Model<Box> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Box> outer;
  rowan::HasMany<Box> inner;
  rowan::HasOne<Box> lid;
  rowan::ManyToMany<Box> beside;

  ROWAN_MODEL(Box, (), (id, name, outer, inner, lid, beside))
  static void configure(rowan::ModelBuilder<Box>& m) {
    m.table("crates");
    m.belongs_to(&Box::outer).optional();
    m.has_many(&Box::inner).inverse("outer");
    m.has_one(&Box::lid).inverse("outer");
    m.many_to_many(&Box::beside).join_table("neighbours", "left_id", "right_id");
  }
};

class Pennant;

/// Counts, wherever it lives.
class Mast : public rowan::Model<Mast>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::int64_t pennants_count{};
  rowan::HasMany<Pennant> pennants;

  static inline std::function<void()> before_destroy;

  ROWAN_MODEL(Mast, (rowan::Timestamps), (id, pennants_count, pennants))
  static void configure(rowan::ModelBuilder<Mast>& m) {
    m.before_destroy([](Mast&) { before_destroy(); });
  }
};

class Pennant : public rowan::Model<Pennant> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Mast> mast;

  ROWAN_MODEL(Pennant, (), (id, mast))
  static void configure(rowan::ModelBuilder<Pennant>& m) { m.belongs_to(&Pennant::mast).counter_cache().touch(); }
};

class Satchel;

/// Would have to delete in two databases at once.
class Postmaster : public rowan::Model<Postmaster> {
 public:
  std::int64_t id{};
  rowan::HasMany<Satchel> satchels;

  ROWAN_MODEL(Postmaster, (), (id, satchels))
  static void configure(rowan::ModelBuilder<Postmaster>& m) {
    m.has_many(&Postmaster::satchels).dependent(rowan::dependent::delete_all);
  }
};

class Satchel : public rowan::Model<Satchel> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Postmaster> postmaster;

  ROWAN_MODEL(Satchel, (), (id, postmaster))
  static void configure(rowan::ModelBuilder<Satchel>& m) { m.database("post_office"); }
};

}  // namespace two_databases
ROWAN_REGISTER_MODEL(two_databases::Postmaster)
ROWAN_REGISTER_MODEL(two_databases::Satchel)
ROWAN_REGISTER_MODEL(two_databases::Mast)
ROWAN_REGISTER_MODEL(two_databases::Pennant)
ROWAN_REGISTER_MODEL(two_databases::Box)
ROWAN_REGISTER_MODEL(two_databases::Letter)
ROWAN_REGISTER_MODEL(two_databases::Person)
namespace two_databases {
namespace {

class TwoDatabases : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  TwoDatabases()
      : home(rowan::connect(GetParam().url(first_))),
        office(rowan::connect(GetParam().url(second_), {.name = "post_office", .make_default = false})) {
    rowan::set_default_database(home);
    home.create_tables<Person>();
    office.create_tables<Letter>();
  }
  ~TwoDatabases() override {
    office.close();
    home.close();
  }

 private:
  rowan::testing::TempDir first_, second_;

 protected:
  rowan::Database home, office;
};
INSTANTIATE_TEST_SUITE_P(Records, TwoDatabases, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

TEST_P(TwoDatabases, SaveEachPartOfAGraphWhereItLives) {
  Letter letter;
  letter.sender = Person();
  letter.sender->name = "Ann";
  ASSERT_TRUE(letter.save());
  EXPECT_EQ(Person::on(home).count(), 1u);
  Person bob;
  bob.name = "Bob";
  bob.letters.build();
  ASSERT_TRUE(bob.save());
  EXPECT_EQ(Letter::on(office).count(), 2u);
  EXPECT_EQ(bob.letters.count(), 1u);
}

TEST_P(TwoDatabases, LoadFromTheOtherInsideATransactionOfTheFirst) {
  Letter letter;
  letter.sender = Person::create({{"name", "Ann"}});
  ASSERT_TRUE(letter.save());
  office.transaction([&] {
    Letter found = Letter::find(letter.id);
    EXPECT_EQ(found.sender->name, "Ann");
    EXPECT_EQ(found.sender->letters.size(), 1u);
    Letter reply;
    reply.sender = Person();
    EXPECT_TRUE(reply.save());
  });
  EXPECT_EQ(Person::count(), 2u);
}

TEST_P(TwoDatabases, DeleteNoDependentsInTheOther) {
  home.create_tables<Postmaster>();
  try {
    static_cast<void>(Postmaster::create({}).destroy());
    FAIL() << "which would be deleted here, where there may be others with their keys";
  } catch (const rowan::MappingError& error) {
    EXPECT_NE(std::string(error.what()).find("Postmaster and Satchel live in different databases"), std::string::npos)
        << error.what();
  }
}

class KeysOfTwo : public TwoDatabases {
 protected:
  KeysOfTwo() {
    home.create_tables<Box>();
    office.create_tables<Box>();
  }
  static Box box(rowan::Database database, const char* name) {
    Box made;
    made.name = name;
    made.save_or_throw(database);
    return made;
  }
  static bool is_alone(rowan::Database database) {
    return Box::on(database).where(Box::c.outer != std::nullopt || Box::c.beside.some()).count() == 0;
  }
};
INSTANTIATE_TEST_SUITE_P(Records, KeysOfTwo, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

// Both have a row with that key: a key is not enough to tell a record.
TEST_P(KeysOfTwo, AKeyIsNoneOfAnotherDatabase) {
  Box mine = box(home, "mine"), strange = box(office, "strange"), owner = box(office, "owner");
  mine = box(home, "mine");
  ASSERT_EQ(mine.id, owner.id);
  Box copy = Box::find(mine.id);
  EXPECT_THROW(strange.inner.add(std::move(copy)), rowan::QueryError);
  copy = Box::find(mine.id);
  EXPECT_THROW(strange.lid.set(std::move(copy)), rowan::QueryError);
  EXPECT_THROW(strange.inner.remove(mine), rowan::QueryError);
  EXPECT_THROW(strange.beside.link(mine), rowan::QueryError);
  EXPECT_THROW(strange.beside.remove(mine), rowan::QueryError);
  Box fresh;
  fresh.name = "fresh";
  fresh.beside.link(mine);
  EXPECT_THROW((void)fresh.save(office), rowan::QueryError);
  EXPECT_TRUE(is_alone(home));
  EXPECT_TRUE(is_alone(office));
  EXPECT_EQ(Box::on(office).find(owner.id).name, "owner");
}

TEST_P(KeysOfTwo, AReferenceTakesNoKeyOfAnotherDatabase) {
  Box there = box(office, "there"), here = box(home, "here");
  here.outer = there;
  EXPECT_THROW((void)here.save(), rowan::QueryError);
  Box fresh;
  fresh.outer = there;
  EXPECT_THROW((void)fresh.save(home), rowan::QueryError);
  std::vector<Box> both(2);
  both[0].outer = both[1].outer = there;
  EXPECT_THROW((void)Box::save_all(both), rowan::QueryError);
  EXPECT_TRUE(is_alone(home));
  Box late;
  fresh.outer = late;
  late.save_or_throw(office);
  EXPECT_THROW((void)fresh.save(home), rowan::QueryError);
  EXPECT_TRUE(is_alone(home));
  Letter letter;
  letter.sender = Person::create({{"name", "Ann"}});
  EXPECT_TRUE(letter.save()) << "which lives where its model says";
}

TEST_P(KeysOfTwo, ARecordIsSavedWhereItsRowIs) {
  Box mine = box(home, "mine"), strange = box(office, "strange");
  ASSERT_EQ(mine.id, strange.id);
  mine.name = "changed";
  EXPECT_THROW((void)mine.save(office), rowan::QueryError);
  std::vector<Box> both;
  both.push_back(Box::find(mine.id));
  both.push_back(Box());
  for (Box& each : both) each.name = "changed";
  EXPECT_THROW((void)Box::save_all(both, office), rowan::QueryError);
  EXPECT_EQ(Box::on(office).find(strange.id).name, "strange");
  EXPECT_EQ(Box::on(office).count(), 1u);
  mine.save_or_throw(home);
  mine.name = "new there";
  mine.id = 7;
  Box::insert_all({mine}, {.database = office.core()});
  EXPECT_EQ(Box::on(office).find(7).name, "new there");
}

TEST_P(KeysOfTwo, AnOwnerThatGoesElsewhereIsCountedHere) {
  home.create_tables<Mast, Pennant>();
  office.create_tables<Mast, Pennant>();
  Mast going, staying;
  going.save_or_throw(home);
  staying.save_or_throw(office);
  ASSERT_EQ(going.id, staying.id);
  const rowan::Instant before = Mast::on(office).find(staying.id).updated_at;
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  Mast::before_destroy = [&] {
    Pennant made;
    made.mast = staying.id;
    made.save_or_throw(office);
  };
  ASSERT_TRUE(going.destroy());
  const Mast found = Mast::on(office).find(staying.id);
  EXPECT_EQ(found.pennants_count, 1);
  EXPECT_GT(found.updated_at, before);
}

TEST_P(KeysOfTwo, OneFileIsOneDatabaseHoweverItIsOpened) {
  if (home.dialect().name() != "sqlite") GTEST_SKIP() << "is no file";
  const rowan::testing::TempDir dir;
  const std::string url = "sqlite://" + dir.file("boxes.db");
  auto made = rowan::connect(url + "?mode=rwc", {.make_default = false});
  made.create_tables<Box>();
  auto one = rowan::connect(url + "?mode=rw", {.make_default = false});
  auto other = rowan::connect(url + "?mode=rw", {.make_default = false});
  Box mine = box(one, "mine");
  mine.name = "changed";
  mine.save_or_throw(other);
  mine.name = "changed again";
  mine.save_or_throw(made);
  EXPECT_EQ(Box::on(one).find(mine.id).name, "changed again");
  for (auto* each : {&other, &one, &made}) each->close();
}

TEST_P(KeysOfTwo, ManyRowsTakeNoKeyOfAnotherDatabase) {
  Box there = box(office, "there");
  std::vector<Box> rows(2);
  rows[0].outer = rows[1].outer = there;
  rows[0].id = 8, rows[1].id = 9;
  EXPECT_THROW((void)Box::insert_all(rows), rowan::QueryError);
  EXPECT_THROW((void)Box::insert_all_with_keys(rows), rowan::QueryError);
  EXPECT_THROW((void)Box::upsert_all(rows, {"id"}), rowan::QueryError);
  EXPECT_EQ(Box::on(home).count(), 0u);
  EXPECT_EQ(Box::insert_all(rows, {.database = office.core()}), 2u);
}

}  // namespace
}  // namespace two_databases
