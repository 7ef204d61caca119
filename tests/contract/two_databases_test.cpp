// Associations from one database into another.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

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

}  // namespace two_databases
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

}  // namespace
}  // namespace two_databases
