// Many records saved at once: what each is afterwards, and that all are saved or none.
#include "contract/record_models.hpp"

namespace record_tests {

/// Nothing in it is text.
class Meter : public rowan::Model<Meter> {
 public:
  std::int32_t id{};
  double reading{};
  float price{};
  bool on{};
  std::optional<std::int16_t> place;
  rowan::Decimal limit;
  rowan::Date since{std::chrono::sys_days{}};
  rowan::LocalDateTime local{};
  rowan::Instant read_at{};
  rowan::Uuid serial;
  rowan::Bytes raw;
  std::int64_t lock_version{};

  ROWAN_MODEL(Meter, (), (id, reading, price, on, place, limit, since, local, read_at, serial, raw, lock_version))
  static void configure(rowan::ModelBuilder<Meter>& m) { m.attribute(&Meter::on).column("is on"); }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Meter)
namespace record_tests {
namespace {

using rowan::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SaveAll : public RecordTest {
 protected:
  static std::vector<Account> accounts(int count) {
    std::vector<Account> made;
    for (int i = 0; i < count; ++i) made.push_back(account("A" + std::to_string(i), "mail" + std::to_string(i)));
    return made;
  }
};

TEST_P(SaveAll, InsertsTheNewOnesInTheirOrder) {
  auto all = accounts(250);
  EXPECT_TRUE(Account::save_all(all));
  EXPECT_EQ(Account::count(), 250U);
  for (const Account& one : all) {
    ASSERT_TRUE(one.is_persisted());
    ASSERT_EQ(Account::find(one.id).name, one.name);
    ASSERT_FALSE(one.changed());
    ASSERT_NE(one.created_at, rowan::Instant{});
  }
}

TEST_P(SaveAll, NamesTheRecordWhoseVersionMovedByExactlyOne) {
  db.create_tables<Meter>();
  std::vector<Meter> all(3);
  ASSERT_TRUE(Meter::save_all(all));
  Meter::where(Meter::c.id == all[1].id).update_all(Meter::c.lock_version += 1, Meter::c.reading = 7.0);
  for (Meter& meter : all) meter.reading = 5;
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)Meter::save_all(all); }),
              HasSubstr("Meter " + std::to_string(all[1].id)));
}

TEST_P(SaveAll, UpdatesWhatChangedAndNothingElse) {
  auto all = accounts(1300);
  ASSERT_TRUE(Account::save_all(all));
  Account::all().everything().update_all(Account::c.visits = 5);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i % 3 == 0) all[i].name = "B" + std::to_string(i);
    if (i % 3 == 1) all[i].age = static_cast<std::int32_t>(i % 100);
  }
  all.push_back(account("new"));
  ASSERT_TRUE(Account::save_all(all));
  EXPECT_EQ(Account::where(Account::c.visits == 5).count(), 1300U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_FALSE(all[i].changed()) << i;
    const auto stored = Account::find(all[i].id);
    ASSERT_EQ(stored.name, all[i].name);
    ASSERT_EQ(stored.age, all[i].age);
  }
  EXPECT_THAT(all[0].saved_changes(), ::testing::Not(::testing::IsEmpty()));
}

TEST_P(SaveAll, SendsNothingForWhatDidNotChange) {
  auto all = accounts(3);
  ASSERT_TRUE(Account::save_all(all));
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(Account::save_all(all)); }
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(Account::save_all(std::vector<Account>{})); }
}

TEST_P(SaveAll, TakesResultsAndPointersToo) {
  auto made = accounts(5);
  ASSERT_TRUE(Account::save_all(made));
  auto found = Account::all().load();
  for (Account& one : found) one.age = 7;
  EXPECT_TRUE(Account::save_all(found));
  std::vector<Account*> some{&found[0], &found[4], &found[0]};
  for (Account* one : some) one->age = 8;
  EXPECT_TRUE(Account::save_all(some));
  EXPECT_EQ(Account::where(Account::c.age == 8).count(), 2U);
  EXPECT_EQ(Account::where(Account::c.age == 7).count(), 3U);
}

TEST_P(SaveAll, NamesAllThatAreInvalidAndSavesNone) {
  auto all = accounts(4);
  all[1].name = all[3].name = "";
  const auto result = Account::save_all(all);
  ASSERT_FALSE(result);
  ASSERT_THAT(result.failures(), SizeIs(2));
  EXPECT_EQ(result.failures()[0].index, 1U);
  EXPECT_EQ(result.failures()[1].index, 3U);
  EXPECT_THAT(result.to_string(), HasSubstr("record 3: name can't be blank"));
  EXPECT_EQ(Account::count(), 0U);
  EXPECT_TRUE(all[0].is_new());
  EXPECT_THAT(message_of<rowan::RecordInvalid>([&] { Account::save_all_or_throw(all); }),
              HasSubstr("record 1: name can't be blank"));
}

TEST_P(SaveAll, TellsWhichRecordViolatesADeclaredConstraint) {
  auto all = accounts(40);
  ASSERT_TRUE(Account::save_all(all));
  auto more = accounts(60);
  for (std::size_t i = 0; i < more.size(); ++i) more[i].email = "other" + std::to_string(i);
  more[50].email = all[7].email;
  db.transaction([&] {
    const auto result = Account::save_all(more);
    ASSERT_THAT(result.failures(), SizeIs(1));
    EXPECT_EQ(result.failures()[0].index, 50U);
    EXPECT_THAT(result.failures()[0].result.errors().on("email"), SizeIs(1));
    EXPECT_EQ(Account::count(), 40U);  // the transaction goes on
    EXPECT_TRUE(more[0].is_new());
    EXPECT_EQ(more[0].id, 0);
    more[50].email = "free";
    EXPECT_TRUE(Account::save_all(more));
  });
  EXPECT_EQ(Account::count(), 100U);

  all[3].email = all[4].email;
  const auto result = Account::save_all(all);
  ASSERT_THAT(result.failures(), SizeIs(1));
  EXPECT_EQ(result.failures()[0].index, 3U);
  EXPECT_TRUE(all[3].changed());
}

// One takes the value that another lets go of: together it may fail, in the order given it does not.
TEST_P(SaveAll, HandsAUniqueValueOn) {
  auto all = accounts(2);
  ASSERT_TRUE(Account::save_all(all));
  all[0].email = "free";
  all[1].email = "mail0";
  all[1].age = 3;
  EXPECT_TRUE(Account::save_all(all));
  EXPECT_EQ(Account::find(all[1].id).email, "mail0");
}

TEST_P(SaveAll, ThrowsWhatIsNotDeclaredAndLeavesTheRecordsAsTheyWere) {
  auto ann = Account::create(account("Ann"));
  std::vector<Loan> loans(30);
  for (Loan& loan : loans) loan.account = ann;
  loans[20].account = std::int64_t{4711};
  EXPECT_THROW((void)Loan::save_all(loans), rowan::ForeignKeyViolation);
  EXPECT_EQ(Loan::count(), 0U);
  EXPECT_TRUE(loans[0].is_new());
  loans[20].account = ann;
  EXPECT_TRUE(Loan::save_all(loans));
  EXPECT_EQ(Loan::count(), 30U);
}

TEST_P(SaveAll, NamesTheRecordThatIsGoneOrWasChangedMeanwhile) {
  std::vector<Document> all(20);
  for (Document& one : all) one.title = "first";
  ASSERT_TRUE(Document::save_all(all));
  for (Document& one : all) one.title = "second";
  ASSERT_TRUE(Document::save_all(all));
  EXPECT_EQ(all[0].lock_version, 1);

  for (Document& one : all) one.title = "third";
  Document::where(Document::c.id == all[9].id).update_all(Document::c.lock_version += 5);
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)Document::save_all(all); }),
              HasSubstr(" " + std::to_string(all[9].id) + ":"));
  EXPECT_EQ(all[0].lock_version, 1);
  EXPECT_TRUE(all[0].changed());
  all[9].reload();
  Document::where(Document::c.id == all[4].id).delete_all();
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)Document::save_all(all); }),
              HasSubstr(" " + std::to_string(all[4].id) + ":"));
  all.erase(all.begin() + 4);
  EXPECT_TRUE(Document::save_all(all));
  EXPECT_EQ(all[0].lock_version, 2);
  EXPECT_EQ(Document::where(Document::c.title == "third").count(), 18U);
}

void turn(Meter& meter, int n) {
  meter.reading = n + 0.1;
  meter.price = static_cast<float>(n) / 3;
  meter.on = n % 2 == 1;
  meter.place = static_cast<std::int16_t>(-n);
  meter.limit = rowan::Decimal(std::to_string(n) + ".25");
  meter.since = rowan::Date(std::chrono::sys_days(std::chrono::days(n)));
  meter.local += std::chrono::microseconds(n);
  meter.read_at += std::chrono::hours(n);
  meter.serial = rowan::Uuid::random();
}

TEST_P(SaveAll, UpdatesValuesOfEveryKind) {
  db.create_tables<Meter>();
  std::vector<Meter> all(1100);
  ASSERT_TRUE(Meter::save_all(all));
  for (std::size_t i = 0; i < all.size(); ++i) turn(all[i], static_cast<int>(i));
  ASSERT_TRUE(Meter::save_all(all));
  const auto stored = Meter::order(Meter::c.id).load();
  ASSERT_EQ(stored.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(stored[i].to_json(), all[i].to_json());
    ASSERT_EQ(stored[i].lock_version, 1);
  }
  all[7].place = std::nullopt;
  all[8].place = 5;
  for (std::size_t i = 10; i < 20; ++i) all[i].raw.assign(i, std::byte{0xff});
  ASSERT_TRUE(Meter::save_all(all));
  EXPECT_EQ(Meter::find(all[12].id).raw, all[12].raw);
  EXPECT_EQ(Meter::find(all[7].id).place, std::nullopt);
  EXPECT_EQ(Meter::find(all[8].id).place, 5);
}

TEST_P(SaveAll, NamesTheNumberThatIsGoneOrWasChangedMeanwhile) {
  db.create_tables<Meter>();
  std::vector<Meter> all(20);
  ASSERT_TRUE(Meter::save_all(all));
  for (Meter& one : all) one.reading = 1;
  Meter::where(Meter::c.id == all[9].id).update_all(Meter::c.lock_version = 3);
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)Meter::save_all(all); }),
              HasSubstr(" " + std::to_string(all[9].id) + ":"));
  EXPECT_EQ(all[0].lock_version, 0);
  EXPECT_EQ(Meter::where(Meter::c.reading == 1.0).count(), 0U);
  all[9].reload();
  Meter::where(Meter::c.id == all[4].id).delete_all();
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)Meter::save_all(all); }),
              HasSubstr(" " + std::to_string(all[4].id) + ":"));
}

TEST_P(SaveAll, SavesTwoRecordsOfOneRowInTheirOrder) {
  Account ann = account("Ann");
  ann.save_or_throw();
  std::vector<Account> all{ann, account("Bob"), ann};
  for (std::size_t i = 0; i < all.size(); ++i) all[i].visits = static_cast<std::int64_t>(i + 1);
  ASSERT_TRUE(Account::save_all(all));
  EXPECT_EQ(Account::find(ann.id).visits, 3);
}

TEST_P(SaveAll, FillsInDefaultsOfTheDatabase) {
  std::vector<Setting> all(30);
  all[3].mode = "own";
  all[3].level = 9;
  ASSERT_TRUE(Setting::save_all(all));
  Setting alone;
  ASSERT_TRUE(alone.save());
  EXPECT_EQ(all[0].level, alone.level);
  EXPECT_EQ(all[0].mode, alone.mode);
  EXPECT_EQ(all[3].mode, "own");
  for (const Setting& one : all) ASSERT_EQ(Setting::find(one.id).level, one.level);
}

TEST_P(SaveAll, TakesKeysOfEveryKind) {
  std::vector<Place> places(3);
  for (int i = 0; i < 3; ++i)
    places[static_cast<std::size_t>(i)].country = "de", places[static_cast<std::size_t>(i)].zip = i;
  ASSERT_TRUE(Place::save_all(places));
  for (Place& one : places) one.name = "N";
  places[1].zip = 77;
  ASSERT_TRUE(Place::save_all(places));
  EXPECT_EQ(Place::find("de", 77).name, "N");
  EXPECT_EQ(Place::count(), 3U);

  std::vector<Country> countries(2);
  countries[0].code = "de", countries[1].code = "fr";
  ASSERT_TRUE(Country::save_all(countries));
  countries[0].name = "Deutschland", countries[1].name = "France";
  ASSERT_TRUE(Country::save_all(countries));
  EXPECT_EQ(Country::find("fr").name, "France");

  std::vector<Device> devices(4);
  ASSERT_TRUE(Device::save_all(devices));
  EXPECT_NE(devices[0].id, devices[3].id);
  EXPECT_EQ(Device::count(), 4U);

  std::vector<Ticket> tickets(3);
  tickets[1].id = 0;
  ASSERT_TRUE(Ticket::save_all(tickets));
  EXPECT_TRUE(tickets[2].id);
  EXPECT_EQ(tickets[1].id, 0);
}

TEST_P(SaveAll, ChangesKeys) {
  std::vector<Ticket> tickets(30);
  for (std::size_t i = 0; i < tickets.size(); ++i) tickets[i].label = std::to_string(i);
  ASSERT_TRUE(Ticket::save_all(tickets));
  for (Ticket& ticket : tickets) ticket.id = *ticket.id + 1000;
  ASSERT_TRUE(Ticket::save_all(tickets));
  EXPECT_EQ(Ticket::count(), 30u);
  for (const Ticket& ticket : tickets) EXPECT_EQ(Ticket::find(*ticket.id).label, ticket.label);
}

TEST_P(SaveAll, RunsCallbacksAroundTheWrites) {
  Journal::events.clear();
  std::vector<Journal> all(2);
  all[0].title = "a", all[1].title = "b";
  ASSERT_TRUE(Journal::save_all(all));
  const auto together = Journal::events;
  Journal::events.clear();
  Journal alone;
  alone.title = "c";
  ASSERT_TRUE(alone.save());
  EXPECT_THAT(together, SizeIs(2 * Journal::events.size()));

  all[0].title = "x", all[1].title = "y";
  all[1].stop_save = true;
  const auto result = Journal::save_all(all);
  ASSERT_THAT(result.failures(), SizeIs(1));
  EXPECT_EQ(result.failures()[0].index, 1U);
  EXPECT_TRUE(result.failures()[0].result.stopped());
  EXPECT_EQ(Journal::where(Journal::c.title.in({"x", "y"})).count(), 0U);
  EXPECT_THROW(Journal::save_all_or_throw(all), rowan::RecordNotSaved);
}

TEST_P(SaveAll, IsTakenBackWithItsTransaction) {
  auto all = accounts(50);
  undone([&] { EXPECT_TRUE(Account::save_all(all)); });
  EXPECT_EQ(Account::count(), 0U);
  EXPECT_TRUE(all[10].is_new());
  ASSERT_TRUE(Account::save_all(all));
  for (Account& one : all) one.age = 1;
  undone([&] { EXPECT_TRUE(Account::save_all(all)); });
  EXPECT_TRUE(all[10].changed());
  EXPECT_TRUE(Account::save_all(all));
  EXPECT_EQ(Account::where(Account::c.age == 1).count(), 50U);
}

TEST_P(SaveAll, RefusesWhatSaveRefuses) {
  auto all = accounts(3);
  ASSERT_TRUE(Account::save_all(all));
  ASSERT_TRUE(all[1].destroy());
  all[0].age = 5;
  EXPECT_THROW((void)Account::save_all(all), rowan::RecordDestroyed);
  auto readonly = Account::readonly().load();
  EXPECT_THROW((void)Account::save_all(readonly), rowan::RecordNotSaved);
  EXPECT_EQ(Account::where(Account::c.age == 5).count(), 0U);
}

TEST_P(SaveAll, NamesTheValueThatCannotBeSent) {
  auto all = accounts(30);
  ASSERT_TRUE(Account::save_all(all));
  for (Account& one : all) one.name = "fine";
  all[20].name = std::string("a\xff", 2);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)Account::save_all(all); }), HasSubstr("Account.name"));
  EXPECT_EQ(Account::where(Account::c.name == "fine").count(), 0U);
  all[20].name = "fine";
  EXPECT_TRUE(Account::save_all(all));
}

TEST_P(SaveAll, GoesOnFromTheLastKey) {
  auto first = accounts(12);
  ASSERT_TRUE(Account::save_all(first));
  const std::int64_t last = first.back().id;
  ASSERT_TRUE(first.back().destroy());
  Account one = account("between", "between mail");
  one.save_or_throw();
  EXPECT_GT(one.id, last);  // the key of a row that is gone is not given again
  auto more = accounts(12);
  for (std::size_t i = 0; i < more.size(); ++i) more[i].email = "more" + std::to_string(i);
  Account::insert_all_with_keys(more);
  EXPECT_GT(more.front().id, one.id);
  for (const Account& added : more) ASSERT_EQ(Account::find(added.id).email, added.email);
  Account after = account("after", "after mail");
  after.save_or_throw();
  EXPECT_GT(after.id, more.back().id);
}

TEST_P(SaveAll, TakesKeysAgainThatARollbackGaveBack) {
  auto all = accounts(12);
  undone([&] {
    ASSERT_TRUE(Account::save_all(all));
    EXPECT_NE(all.back().id, 0);
  });
  EXPECT_EQ(all.back().id, 0);
  EXPECT_TRUE(all.back().is_new());
  ASSERT_TRUE(Account::save_all(all));
  EXPECT_EQ(Account::find(all.back().id).name, all.back().name);
  EXPECT_EQ(Account::count(), 12U);
}

TEST_P(SaveAll, LeavesKeysToATriggerThatTakesSome) {
  if (db.dialect().name() != "sqlite") GTEST_SKIP() << "written for SQLite";
  db.execute(
      "CREATE TRIGGER shadow AFTER INSERT ON documents WHEN new.title <> 'shadow' BEGIN "
      "INSERT INTO documents (title, body, lock_version) VALUES ('shadow', new.title, 0); END");
  std::vector<Document> all(12);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].title = "page " + std::to_string(i);
  Document::insert_all_with_keys(all);
  EXPECT_EQ(Document::count(), 24U);
  for (const Document& one : all) ASSERT_EQ(Document::find(one.id).title, one.title);
}

TEST_P(SaveAll, NewRecordsOfOneListMayGoToTwoDatabases) {
  auto both = accounts(2);
  rowan::Database other = connect_again();
  EXPECT_THROW(db.transaction([&] {
    ASSERT_TRUE(Account::save_all(both));
    throw std::runtime_error("not now");
  }),
               std::runtime_error);
  both[0].save_or_throw(db);
  both[1].save_or_throw(other);
  both[1].name = "elsewhere";
  both[1].save_or_throw();
  EXPECT_EQ(Account::find(both[1].id).name, "elsewhere");
  EXPECT_EQ(Account::find(both[0].id).name, both[0].name);
}

ROWAN_RECORD_SUITE(SaveAll);

}  // namespace
}  // namespace record_tests
