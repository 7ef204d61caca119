// Attributes whose columns hold another form than the program sees: enums by number, times counted since 1970, keys
// that are NULL in part, and what a member can't hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace stored_forms {

enum class Grade { low = 1, high = 7 };
enum class Mood { calm, cross };

}  // namespace stored_forms
ROWAN_ENUM(stored_forms::Grade, low, high)
ROWAN_ENUM(stored_forms::Mood, calm, cross)
namespace stored_forms {

struct Bill : rowan::Model<Bill> {
  std::int64_t id{};
  Grade grade = Grade::low;
  rowan::Instant due{};

  ROWAN_MODEL(Bill, (), (id, grade, due))
  static void configure(rowan::ModelBuilder<Bill>& m) {
    m.table("forms_bills");
    m.attribute(&Bill::grade).stored_as_integer();
    m.attribute(&Bill::due).stored_as_epoch_seconds();
  }
};

/// Its rules compare what the program sees.
struct Voucher : rowan::Model<Voucher> {
  std::int64_t id{};
  Grade grade = Grade::low;
  rowan::Instant due = rowan::parse_instant("2026-03-01T00:00:00Z"), paid = due;

  ROWAN_MODEL(Voucher, (), (id, grade, due, paid))
  static void configure(rowan::ModelBuilder<Voucher>& m) {
    m.table("forms_vouchers");
    m.attribute(&Voucher::grade).stored_as_integer().none_of({Grade::high});
    m.attribute(&Voucher::due).stored_as_epoch_seconds().at_least(rowan::parse_instant("2026-01-01T00:00:00Z"));
    m.attribute(&Voucher::paid).at_least(c.due);
  }
};

/// The same table, as others see it.
struct RawBill : rowan::Model<RawBill> {
  std::int64_t id{}, grade{}, due{};

  ROWAN_MODEL(RawBill, (), (id, grade, due))
  static void configure(rowan::ModelBuilder<RawBill>& m) { m.table("forms_bills"); }
};

struct Tariff : rowan::Model<Tariff> {
  std::int64_t year{};
  Grade grade = Grade::low;
  std::string text;

  ROWAN_MODEL(Tariff, (), (year, grade, text))
  static void configure(rowan::ModelBuilder<Tariff>& m) {
    m.table("forms_tariffs").primary_key(&Tariff::year, &Tariff::grade);
    m.attribute(&Tariff::grade).stored_as_integer();
  }
};

struct Cell : rowan::Model<Cell> {
  std::string house;
  std::int64_t number{};

  ROWAN_MODEL(Cell, (), (house, number))
  static void configure(rowan::ModelBuilder<Cell>& m) {
    m.table("forms_cells").primary_key(&Cell::house, &Cell::number);
    m.attribute(&Cell::house).length(20);
  }
};

struct Stay : rowan::Model<Stay> {
  std::int64_t id{};
  rowan::BelongsTo<Cell, std::tuple<std::string, std::int64_t>> cell;
  std::string note;

  ROWAN_MODEL(Stay, (), (id, cell, note))
  static void configure(rowan::ModelBuilder<Stay>& m) {
    m.table("forms_stays");
    m.belongs_to(&Stay::cell).optional();
  }
};

/// The same table, whose keys may be NULL in part.
struct RawStay : rowan::Model<RawStay> {
  std::int64_t id{};
  std::optional<std::string> cell_key1;
  std::optional<std::int64_t> cell_key2;
  std::string note;

  ROWAN_MODEL(RawStay, (), (id, cell_key1, cell_key2, note))
  static void configure(rowan::ModelBuilder<RawStay>& m) { m.table("forms_stays"); }
};

struct Ticket : rowan::Model<Ticket> {
  std::int64_t id{};
  std::string text;

  ROWAN_MODEL(Ticket, (), (id, text))
  static void configure(rowan::ModelBuilder<Ticket>& m) { m.table("forms_tickets"); }
};
/// Of the same table.
struct NarrowTicket : rowan::Model<NarrowTicket> {
  std::int32_t id{};
  std::string text;

  ROWAN_MODEL(NarrowTicket, (), (id, text))
  static void configure(rowan::ModelBuilder<NarrowTicket>& m) { m.table("forms_tickets"); }
};

struct Pet : rowan::Model<Pet> {
  std::int64_t id{};
  std::string name, colour;
  Mood mood = Mood::calm;

  ROWAN_MODEL(Pet, (), (id, name, colour, mood))
  static void configure(rowan::ModelBuilder<Pet>& m) {
    m.table("forms_pets");
    m.attribute(&Pet::name).length(20).unique();
    m.attribute(&Pet::colour).length(20).database_default("'grey'");
    m.attribute(&Pet::mood).length(20).database_default("'grumpy'");
  }
};

ROWAN_REGISTER_MODEL(Bill)
ROWAN_REGISTER_MODEL(RawBill)
ROWAN_REGISTER_MODEL(Voucher)
ROWAN_REGISTER_MODEL(Tariff)
ROWAN_REGISTER_MODEL(Cell)
ROWAN_REGISTER_MODEL(Stay)
ROWAN_REGISTER_MODEL(RawStay)
ROWAN_REGISTER_MODEL(Ticket)
ROWAN_REGISTER_MODEL(NarrowTicket)
ROWAN_REGISTER_MODEL(Pet)

namespace {

using rowan::contract::message_of;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

rowan::Instant at(std::int64_t second) { return rowan::Instant(seconds(second)); }

class StoredFormsTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  StoredFormsTest() : db(rowan::connect(GetParam().url(dir_))) {
    db.create_tables<Bill, Voucher, Tariff, Cell, RawStay, Ticket, Pet>();
  }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

TEST_P(StoredFormsTest, SavesManyByTheFormOfTheColumn) {
  std::vector<Bill> bills(3);
  ASSERT_TRUE(Bill::save_all(bills));
  for (Bill& bill : bills) bill.grade = Grade::high, bill.due = at(90 + bill.id);
  ASSERT_TRUE(Bill::save_all(bills));
  for (const RawBill& bill : RawBill::all()) {
    EXPECT_EQ(bill.grade, 7);
    EXPECT_EQ(bill.due, 90 + bill.id);
  }
}

TEST_P(StoredFormsTest, RulesCompareWhatTheProgramSees) {
  Voucher voucher;
  EXPECT_TRUE(voucher.save());
  voucher.grade = Grade::high;
  voucher.due = rowan::parse_instant("2025-12-31T00:00:00Z");
  voucher.paid = rowan::parse_instant("2025-12-30T00:00:00Z");
  const rowan::SaveResult refused = voucher.save();
  EXPECT_FALSE(refused);
  for (const char* attribute : {"grade", "due", "paid"})
    EXPECT_FALSE(refused.errors().on(attribute).empty()) << attribute;
}

TEST_P(StoredFormsTest, FindsUpdatesAndDestroysByAKeyOfNumbers) {
  std::vector<Tariff> tariffs(2);
  for (Tariff& tariff : tariffs) tariff.year = 2024, tariff.text = "dear";
  tariffs[1].grade = Grade::high;
  ASSERT_TRUE(Tariff::save_all(tariffs));

  Tariff found = Tariff::find(2024, Grade::high);
  EXPECT_EQ(found.text, "dear");
  found.text = "dearer";
  ASSERT_TRUE(found.save());
  found.reload();
  EXPECT_EQ(found.text, "dearer");
  using Key = std::tuple<std::int64_t, Grade>;
  EXPECT_EQ(Tariff::find_all({Key(2024, Grade::high), Key(2024, Grade::low)})[0].text, "dearer");

  found.year = 2025;
  ASSERT_TRUE(found.save());
  ASSERT_TRUE(found.destroy());
  EXPECT_EQ(Tariff::count(), 1U);
  tariffs[0].text = "cheap";
  ASSERT_TRUE(tariffs[0].save());
  EXPECT_EQ(Tariff::sole().text, "cheap");
}

TEST_P(StoredFormsTest, LeavesAKeyThatIsNullInPartAsItIs) {
  RawStay::create({{"cell_key1", "A"}, {"note", "no number"}});
  RawStay::create({{"cell_key2", 5}, {"note", "no house"}});
  for (Stay& stay : Stay::all().order(Stay::c.id)) {
    EXPECT_TRUE(stay.cell.is_null());
    EXPECT_FALSE(stay.changed()) << stay.note;
    stay.note += "!";
    ASSERT_TRUE(stay.save());
  }
  Stay again = Stay::first().value();
  again.reload();
  EXPECT_FALSE(again.changed());

  const std::vector<RawStay> rows = RawStay::all().order(RawStay::c.id).to_vector();
  EXPECT_EQ(rows[0].cell_key1, "A");
  EXPECT_EQ(rows[0].note, "no number!");
  EXPECT_EQ(rows[1].cell_key2, 5);

  Cell::create({{"house", "A"}, {"number", 5}});
  again.cell = std::tuple<std::string, std::int64_t>("A", 5);
  ASSERT_TRUE(again.save());
  EXPECT_EQ(RawStay::first()->cell_key2, 5);
}

TEST_P(StoredFormsTest, InsertsNothingWhoseKeyTheMemberCannotHold) {
  Ticket::create({{"id", 3'000'000'000}, {"text", "of another"}});
  if (!db.dialect().reserve_keys().empty())
    db.execute("SELECT setval(pg_get_serial_sequence('forms_tickets', 'id'), 3000000000)");
  NarrowTicket ticket;
  ticket.text = "narrow";
  const auto refusal = message_of<rowan::InvalidValue>([&] { static_cast<void>(ticket.save()); });
  EXPECT_THAT(refusal, AllOf(HasSubstr("NarrowTicket.id"), HasSubstr("3000000001")));
  EXPECT_TRUE(ticket.is_new());
  EXPECT_EQ(ticket.id, 0);
  EXPECT_EQ(Ticket::count(), 1U);
  db.transaction([&] { EXPECT_THROW(static_cast<void>(ticket.save()), rowan::InvalidValue); });
  EXPECT_EQ(Ticket::count(), 1U);
}

TEST_P(StoredFormsTest, InsertsNothingWhoseDefaultTheMemberCannotHold) {
  Pet pet;
  pet.name = "Tom";
  const auto refusal = message_of<rowan::InvalidValue>([&] { static_cast<void>(pet.save()); });
  EXPECT_THAT(refusal, AllOf(HasSubstr("Pet.mood"), HasSubstr("grumpy")));
  EXPECT_TRUE(pet.is_new());
  EXPECT_EQ(Pet::count(), 0U);
  EXPECT_EQ(pet.colour, "");
  db.transaction([&] { EXPECT_THROW(static_cast<void>(pet.save()), rowan::InvalidValue); });
  EXPECT_EQ(Pet::count(), 0U);
  std::vector<Pet> pets(3);
  for (Pet& each : pets) each.name = "pet " + std::to_string(&each - pets.data());
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { static_cast<void>(Pet::save_all(pets)); }), HasSubstr("Pet.mood"));
  EXPECT_EQ(Pet::count(), 0U);
  EXPECT_TRUE(pets[0].is_new());

  pet.mood = Mood::cross;
  ASSERT_TRUE(pet.save());
  EXPECT_EQ(pet.colour, "grey");
}

TEST_P(StoredFormsTest, AnInsertInALevelOfItsOwnFailsAsOthersDo) {
  const auto pet = [](const char* name) {
    Pet made;
    made.name = name;
    made.mood = Mood::cross;  // of the colour alone there is a default to read
    return made;
  };
  Pet tom = pet("Tom");
  ASSERT_TRUE(tom.save());
  db.transaction([&] {
    Pet twin = pet("Tom");
    const rowan::SaveResult result = twin.save();
    EXPECT_FALSE(result);
    EXPECT_TRUE(twin.is_new());
    Pet rex = pet("Rex");
    ASSERT_TRUE(rex.save());
    EXPECT_EQ(rex.colour, "grey");
  });
  EXPECT_EQ(Pet::count(), 2U);
}

TEST_P(StoredFormsTest, ReadsNoTimeBeyondTheYearsThatThereAre) {
  constexpr std::int64_t year_10000 = 253'402'300'800, year_0 = -62'167'219'200;
  RawBill::create({{"grade", 1}, {"due", year_10000 - 1}});
  EXPECT_EQ(Bill::sole().due, at(year_10000 - 1));
  RawBill::all().everything().update_all({rowan::set(RawBill::c.due, year_0)});
  EXPECT_EQ(Bill::sole().due, at(year_0));
  for (const std::int64_t beyond : {year_10000, year_0 - 1}) {
    RawBill::all().everything().update_all({rowan::set(RawBill::c.due, beyond)});
    EXPECT_THAT(message_of<rowan::InvalidValue>([] { static_cast<void>(Bill::sole()); }),
                AllOf(HasSubstr("Bill.due"), HasSubstr("years 0 to 9999")));
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, StoredFormsTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace stored_forms
