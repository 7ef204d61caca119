// Keys of every kind: changed, composite, of text, made by the library, absent.
#include "contract/record_models.hpp"

namespace record_tests {

/// Keys that the database fills in, and does not count up.
class Parking : public rowan::Model<Parking> {
 public:
  std::int32_t lot{};
  std::int64_t place{};
  std::string car;
  ROWAN_MODEL(Parking, (), (lot, place, car))
  static void configure(rowan::ModelBuilder<Parking>& m) {
    m.primary_key(&Parking::lot, &Parking::place).attribute(&Parking::place).database_default("70");
  }
};

class Currency : public rowan::Model<Currency> {
 public:
  std::string code;
  std::string name;
  ROWAN_MODEL(Currency, (), (code, name))
  static void configure(rowan::ModelBuilder<Currency>& m) {
    m.primary_key(&Currency::code).attribute(&Currency::code).length(3).database_default("'EUR'");
  }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Parking)
ROWAN_REGISTER_MODEL(record_tests::Currency)

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

TEST_P(RecordKeys, ReadsBackAPartThatTheDatabaseFillsIn) {
  if (!db.dialect().can().returning) GTEST_SKIP() << "this database doesn't tell";
  db.create_tables<Parking, Currency>();
  Parking parking;
  parking.lot = 3;
  ASSERT_TRUE(parking.save());
  EXPECT_EQ(parking.lot, 3);
  EXPECT_EQ(parking.place, 70);
  parking.car = "red";
  ASSERT_TRUE(parking.save());
  EXPECT_EQ(Parking::find(3, 70).car, "red");
  std::vector<Parking> more(12);
  for (std::size_t i = 0; i < more.size(); ++i) more[i].lot = static_cast<std::int32_t>(10 + i);
  more[1].place = 5;
  ASSERT_TRUE(Parking::save_all(more));
  EXPECT_EQ(more[0].place, 70);
  EXPECT_EQ(more[1].place, 5);
  EXPECT_EQ(more[11].lot, 21);
  EXPECT_TRUE(Parking::find_if(21, 70).has_value());
  std::vector<Parking> others(2);
  others[0].lot = 100;
  others[1].lot = 101;
  EXPECT_EQ(Parking::insert_all_with_keys(others), 2U);
  EXPECT_EQ(others[1].lot, 101);
  EXPECT_EQ(others[1].place, 70);

  Currency currency;
  currency.name = "Euro";
  ASSERT_TRUE(currency.save());
  EXPECT_EQ(currency.code, "EUR");
  currency.name = "the Euro";
  ASSERT_TRUE(currency.save());
  EXPECT_EQ(Currency::sole().name, "the Euro");
}

TEST_P(RecordKeys, RefusesToIncrementAKey) {
  auto ann = Account::create(account("Ann"));
  EXPECT_THAT(message_of<rowan::QueryError>([&] { ann.increment(&Account::id, 1); }), HasSubstr("Account.id is a key"));
  Loan loan;
  loan.account = ann;
  ASSERT_TRUE(loan.save());
  EXPECT_THROW(loan.increment(&Loan::account, 1), rowan::QueryError);
  EXPECT_EQ(Loan::find(loan.id).account.key(), ann.id);
}

TEST_P(RecordKeys, RefusesToSetAnAttributeTwice) {
  auto ann = Account::create(account("Ann"));
  const auto all = Account::where(Account::c.id == ann.id);
  EXPECT_THAT(message_of<rowan::QueryError>([&] {
                all.update_all({rowan::set("age", 1), rowan::set("age", 2)});
              }),
              HasSubstr("sets age twice"));
  EXPECT_THROW(all.update_all({rowan::set("visits", 1), rowan::increment("visits", 2)}), rowan::QueryError);
  EXPECT_EQ(Account::find(ann.id).age, std::nullopt);
}

ROWAN_RECORD_SUITE(RecordKeys);

}  // namespace
}  // namespace record_tests
