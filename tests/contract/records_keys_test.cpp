// Keys of every kind: changed, composite, of text, made by the library, absent.
#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::Value;
using ::testing::HasSubstr;

class RecordKeys : public RecordTest {};

TEST_P(RecordKeys, ChangesKeysOfEveryKind) {
  auto ann = Account::create(account("Ann"));
  ann.id = 500;
  ASSERT_TRUE(ann.save());
  ann.name = "Anna";
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(Account::find(500).name, "Anna");
  EXPECT_EQ(Account::count(), 1u);

  auto place = Place::create({{"country", "de"}, {"zip", 1}, {"name", "here"}});
  place.zip = 2;
  place.country = "at";
  ASSERT_TRUE(place.save());
  place.name = "there";
  ASSERT_TRUE(place.save());
  EXPECT_EQ(Place::find("at", 2).name, "there");
  EXPECT_EQ(Place::count(), 1u);

  auto country = Country::create({{"code", "de"}, {"name", "Germany"}});
  country.code = "at";
  ASSERT_TRUE(country.save());
  EXPECT_THAT(Country::all().pluck(Country::c.code), ::testing::ElementsAre("at"));
}

TEST_P(RecordKeys, WorksWithCompositeKeys) {
  for (const int zip : {3, 1, 2}) Place::create({{"country", "de"}, {"zip", zip}, {"name", std::to_string(zip)}});
  auto place = Place::find("de", 2);
  place.name = "two";
  ASSERT_TRUE(place.save());
  place.reload();
  EXPECT_EQ(place.name, "two");
  ASSERT_TRUE(place.destroy());
  EXPECT_FALSE(Place::find_if("de", 2).has_value());
  EXPECT_EQ(Place::first()->zip, 1);
  EXPECT_EQ(Place::last()->zip, 3);
  EXPECT_THAT(message_of<rowan::QueryError>([] { (void)Place::find("de"); }), HasSubstr("country"));
  EXPECT_THAT(message_of<rowan::RecordNotFound>([] { (void)Place::find("de", 9); }), HasSubstr("de, 9"));
}

TEST_P(RecordKeys, WorksWithTextAndUuidKeys) {
  Country::create({{"code", "de"}, {"name", "Germany"}});
  EXPECT_EQ(Country::find("de").name, "Germany");
  Device phone;
  phone.label = "phone";
  ASSERT_TRUE(phone.save());
  EXPECT_NE(phone.id, rowan::Uuid());
  EXPECT_EQ(Device::find(phone.id).label, "phone");
  EXPECT_EQ(Device::find(phone.id.to_string()).label, "phone");
  Device given;
  given.id = rowan::Uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  ASSERT_TRUE(given.save());
  EXPECT_EQ(given.id.to_string(), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  ASSERT_TRUE(given.destroy());
  EXPECT_EQ(Device::count(), 1u);
}

TEST_P(RecordKeys, TellsAnAbsentKeyFromZero) {
  Ticket made, zero;
  made.label = "made";
  ASSERT_TRUE(made.save());
  ASSERT_TRUE(made.id.has_value());
  zero.id = 0;
  ASSERT_TRUE(zero.save());
  EXPECT_EQ(zero.id, 0);
  zero.label = "zero";
  ASSERT_TRUE(zero.save());
  EXPECT_EQ(Ticket::find(0).label, "zero");
  EXPECT_EQ(Ticket::find(*made.id).label, "made");
  Ticket undone;
  db.transaction([&](rowan::Transaction& transaction) {
    ASSERT_TRUE(undone.save());
    transaction.rollback();
  });
  EXPECT_EQ(undone.id, std::nullopt);
  zero.delete_row();
  EXPECT_EQ(Ticket::count(), 1u);
}

TEST_P(RecordKeys, TakesAGivenKey) {
  auto ann = account("Ann");
  ann.id = 42;
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(ann.id, 42);
  EXPECT_NE(Account::create(account("Bob")).id, 42) << "whether the database counts on from there is its own affair";
}

ROWAN_RECORD_SUITE(RecordKeys);

}  // namespace
}  // namespace record_tests
