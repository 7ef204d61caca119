// What stands around a save: callbacks, validations, constraints; and many rows at once.
#include <memory>

#include "contract/record_models.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/log.hpp"
#include "rowan/fmt.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {

class Visitor : public rowan::Model<Visitor> {
 public:
  std::int64_t id{};
  std::string name, password;
  std::optional<int> age;

  ROWAN_MODEL(Visitor, (), (id, name, password, age))
  static void configure(rowan::ModelBuilder<Visitor>& m) {
    m.attribute(&Visitor::name).not_blank();
    m.attribute(&Visitor::password).secret();
  }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Visitor)
namespace record_tests {
namespace {

using rowan::to_string;
using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RecordRules : public RecordTest {};

TEST_P(RecordRules, PrintsRecordsInTheOrderOfTheirMembers) {
  db.create_tables<Visitor>();
  Visitor visitor = Visitor::create({{"name", "Ann \"A\""}, {"password", "hush"}});
  EXPECT_EQ(::testing::PrintToString(visitor), R"(Visitor(id: 1, name: "Ann \"A\"", password: [filtered], age: NULL))");
  EXPECT_EQ(fmt::format("{}", visitor), visitor.inspect());
  EXPECT_EQ(fmt::format("{}", Visitor::all().load()), "[" + visitor.inspect() + "]");
  visitor.name = std::string(79, 'a') + "ä";
  EXPECT_THAT(visitor.inspect(), HasSubstr('"' + std::string(79, 'a') + "\"…, "));
  visitor.password = "louder";
  visitor.age = 5;
  EXPECT_EQ(fmt::format("{}", visitor.changes().at(1)), "password: [filtered]");
  EXPECT_EQ(fmt::format("{}", visitor.changes().at(2)), "age: NULL -> 5");
  EXPECT_EQ(visitor.get("password"), Value("louder"));  // it is hidden where it is shown, not from the program
  const Visitor moved = std::move(visitor);
  EXPECT_EQ(visitor.inspect(), "Visitor(moved from)");  // NOLINT(bugprone-use-after-move)
}

TEST_P(RecordRules, PrintsWhatASaveFoundAndARelationsSql) {
  db.create_tables<Visitor>();
  Visitor nobody;
  const ::testing::AssertionResult told = nobody.save();
  EXPECT_FALSE(told);
  EXPECT_STREQ(told.message(), "name can't be blank");
  EXPECT_EQ(fmt::format("{}", nobody.save()), "name can't be blank");
  EXPECT_EQ(::testing::PrintToString(nobody.validate()), "name can't be blank");
  EXPECT_NE(nobody.validate(), rowan::Errors());
  EXPECT_EQ(::testing::PrintToString(Visitor::all()), Visitor::all().to_sql());
}

TEST_P(RecordRules, RecordsOfOneRowAreEqual) {
  db.create_tables<Visitor>();
  Visitor ann = Visitor::create({{"name", "Ann"}});
  const Visitor bob = Visitor::create({{"name", "Bob"}});
  EXPECT_EQ(Visitor::find(ann.id), ann);
  EXPECT_NE(ann, bob);
  ann.name = "Anna";
  EXPECT_EQ(Visitor::find(ann.id), ann);  // the row, not what is in memory
  const Visitor fresh;
  EXPECT_EQ(fresh, fresh);
  EXPECT_NE(fresh, Visitor());
  EXPECT_NE(fresh, ann);
  const auto both = Visitor::order(Visitor::c.name).load();
  EXPECT_THAT(both, ElementsAre(ann, bob));
  EXPECT_EQ(both, Visitor::order(Visitor::c.name).load());
  EXPECT_NE(both, Visitor::order(Visitor::c.name.desc()).load());
}

std::vector<std::string> take_events() { return std::exchange(Journal::events, {}); }

TEST_P(RecordRules, RunsCallbacksInOrder) {
  auto journal = Journal::create({{"title", "a"}});
  EXPECT_THAT(take_events(), ElementsAre("before_validation a", "before_save a", "before_create a", "after_create a",
                                         "after_save a", "after_commit a"));
  journal.title = "b";
  ASSERT_TRUE(journal.save());
  EXPECT_THAT(take_events(), ElementsAre("before_validation b", "before_save b", "before_update b", "after_update b",
                                         "after_save b", "after_commit b"));
  ASSERT_TRUE(journal.destroy());
  EXPECT_THAT(take_events(), ElementsAre("before_destroy b", "after_destroy b", "after_commit b"));
}

TEST_P(RecordRules, SkipsCallbacksForBareStatements) {
  auto journal = Journal::create({{"title", "a"}});
  take_events();
  journal.update_columns({{"title", "b"}});
  journal.delete_row();
  EXPECT_THAT(take_events(), IsEmpty());
}

TEST_P(RecordRules, StopsWhenABeforeCallbackSaysSo) {
  Journal journal;
  journal.title = "a";
  journal.stop_save = true;
  const auto result = journal.save();
  EXPECT_FALSE(result);
  EXPECT_TRUE(result.stopped());
  EXPECT_THAT(result.errors(), IsEmpty());
  EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] { journal.save_or_throw(); }), HasSubstr("Journal"));
  EXPECT_TRUE(journal.is_new());
  journal.stop_save = false;
  ASSERT_TRUE(journal.save());
  journal.stop_destroy = true;
  EXPECT_FALSE(journal.destroy());
  EXPECT_TRUE(journal.is_persisted());
  EXPECT_EQ(Journal::count(), 1u);
}

TEST_P(RecordRules, UndoesTheWriteWhenAnAfterCallbackThrows) {
  Journal journal;
  journal.title = "a";
  journal.fail_after_save = true;
  EXPECT_THROW((void)journal.save(), std::runtime_error);
  EXPECT_TRUE(journal.is_new());
  EXPECT_EQ(journal.id, 0);
  EXPECT_EQ(Journal::count(), 0u);
  journal.fail_after_save = false;
  EXPECT_TRUE(journal.save());
  EXPECT_EQ(Journal::count(), 1u);
}

TEST_P(RecordRules, LetsNoCallbackSaveTheRecordAgain) {
  Journal journal;
  journal.title = "a";
  journal.saves_itself_after = true;
  EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] { (void)journal.save(); }), HasSubstr("update_columns"));
  EXPECT_TRUE(journal.is_new());
  EXPECT_EQ(Journal::count(), 0u);
  journal.saves_itself_before = true;
  EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] { (void)journal.save(); }), HasSubstr("is being saved"));
  EXPECT_EQ(Journal::count(), 0u);
}

TEST_P(RecordRules, TellsTheRecordsCallbacksOncePerRow) {
  Journal kept;
  kept.title = "kept";
  db.transaction([&] {
    ASSERT_TRUE(kept.save());
    {
      Journal dead;
      dead.title = "dead";
      ASSERT_TRUE(dead.save());
    }
    nested([&] {
      kept.title = "kept again";
      ASSERT_TRUE(kept.save());
    });
    Journal twin = Journal::find(kept.id);
    twin.title = "twin";
    ASSERT_TRUE(twin.save());
    Journal::events.clear();
  });
  EXPECT_THAT(Journal::events, ::testing::UnorderedElementsAre("after_commit twin", "after_commit dead"));
}

TEST_P(RecordRules, TellsWhatWasRolledBack) {
  Journal outer, inner;
  outer.title = "outer";
  inner.title = "inner";
  db.transaction([&] {
    ASSERT_TRUE(outer.save());
    nested([&] {
      inner.title = "released";
      ASSERT_TRUE(inner.save());
    });
    undone(
        [&] {
          outer.title = "undone";
          ASSERT_TRUE(outer.save());
          Journal::events.clear();
        },
        {.requires_new = true});
    EXPECT_THAT(Journal::events, ElementsAre("after_rollback undone"));
    Journal::events.clear();
  });
  EXPECT_THAT(Journal::events, ElementsAre("after_commit outer", "after_commit released"));
}

TEST_P(RecordRules, ValidatesBeforeAnythingIsSent) {
  auto nobody = account(" \t");
  nobody.age = 151;
  EXPECT_QUERY_COUNT(0) {
    const auto result = nobody.save();
    ASSERT_FALSE(result);
    EXPECT_THAT(result.errors().on("name"), ElementsAre("can't be blank"));
    EXPECT_THAT(result.errors().on("age"), ElementsAre("must be at most 150"));
  }
  EXPECT_THAT(message_of<rowan::RecordInvalid>([&] { nobody.save_or_throw(); }),
              AllOf(HasSubstr("Account"), HasSubstr("name can't be blank"), HasSubstr("age must be at most 150")));
  EXPECT_TRUE(nobody.is_new());
  EXPECT_EQ(nobody.validate().size(), 2u);
  EXPECT_THROW(Account::create({{"name", ""}}), rowan::RecordInvalid);
  EXPECT_EQ(Account::count(), 0u);
}

TEST_P(RecordRules, CountsCharactersAndNotBytes) {
  EXPECT_TRUE(account("äöüäöüäöüäöüäöüäöüäö").save());
  EXPECT_THAT(account("123456789012345678901").save().errors().on("name"),
              ElementsAre("is too long (maximum is 20 characters)"));
}

TEST_P(RecordRules, ValidatesTheWholeRecord) {
  const auto result = account("same", "same").save();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.errors().to_string(), "name and email must differ");
}

TEST_P(RecordRules, RefusesADecimalThatDoesNotFitItsColumn) {
  auto ann = account("Ann");
  ann.balance = rowan::Decimal("12345678901234567890.1234567891");
  EXPECT_TRUE(ann.save());
  for (const char* wrong : {"123456789012345678901", "0.12345678901"}) {
    ann.balance = rowan::Decimal(wrong);
    EXPECT_QUERY_COUNT(0) { EXPECT_THAT(ann.save().errors().on("balance"), ElementsAre(HasSubstr("30 digits"))); }
  }
  EXPECT_EQ(Account::find(ann.id).balance, rowan::Decimal("12345678901234567890.1234567891"));
}

TEST_P(RecordRules, GivesACodeAndTheLimitsWithEachMessage) {
  const auto told = [](const rowan::Errors& errors) {
    std::string all;
    for (const rowan::AttributeError& error : errors) {
      all += error.attribute + ":" + error.code;
      for (const Value& value : error.values) all += " " + value.to_string();
      all += ";";
    }
    return all;
  };
  auto nobody = account("123456789012345678901", "same");
  nobody.age = 151;
  EXPECT_EQ(told(nobody.validate()), "name:too_long 20;age:too_large 150;");
  EXPECT_EQ(
      nobody.validate().to_json(),
      R"j([{"attribute":"name","message":"is too long (maximum is 20 characters)","code":"too_long","values":[20]},)j"
      R"j({"attribute":"age","message":"must be at most 150","code":"too_large","values":[150]}])j");
  EXPECT_EQ(told(account("same", "same").validate()), ":invalid;");
  Account::create(account("Ann", "ann@x"));
  EXPECT_EQ(told(account("Bob", "ann@x").save().errors()), "email:taken;");
  Badge badge;
  EXPECT_EQ(told(badge.save().errors()), "account:required;");
  badge.account = 99;
  EXPECT_EQ(told(badge.save().errors()), "account:missing;");
}

TEST_P(RecordRules, MapsADeclaredUniqueViolation) {
  Account::create(account("Ann", "ann@x"));
  auto other = account("Bob", "ann@x");
  const auto result = other.save();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.errors().on("email"), ElementsAre("has already been taken"));
  EXPECT_TRUE(other.is_new());
  EXPECT_EQ(other.id, 0);
  EXPECT_THROW(other.save_or_throw(), rowan::RecordInvalid);
  other.email = "bob@x";
  EXPECT_TRUE(other.save());
  other.email = "ann@x";
  EXPECT_FALSE(other.save()) << "an UPDATE maps it, too";
  EXPECT_TRUE(other.changed("email"));
}

TEST_P(RecordRules, MapsADeclaredCheck) {
  ROWAN_NEEDS(raw_sql);
  auto ann = account("Ann");
  ann.age = -1;
  EXPECT_THAT(ann.save().errors().on("age"), ElementsAre("must not be negative"));
  ann.age = 1;
  ann.active = true;
  ann.visits = 13;
  EXPECT_EQ(ann.save().errors().to_string(), "must not be active at thirteen");
  EXPECT_EQ(Account::count(), 0u);
}

TEST_P(RecordRules, MapsADeclaredForeignKey) {
  Badge badge;
  EXPECT_THAT(badge.save().errors().on("account"), ElementsAre("must be set"));
  badge.account = 99;
  const auto result = badge.save();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.errors().on("account"), ElementsAre("must exist"));
  EXPECT_THAT(result.errors().on("account_id"), ElementsAre("must exist")) << "the name of its column";
  badge.account = Account::create(account("Ann"));
  EXPECT_TRUE(badge.save());
  Badge twin;
  twin.account = *badge.account.key();
  EXPECT_THAT(twin.save().errors().on("account"), ElementsAre("has already been taken")) << "of a pair, the first";
}

TEST_P(RecordRules, ErrorsOnABelongsToHaveItsName) {
  rowan::Errors errors(Badge().model_info());
  errors.add("account_id", "is odd");
  errors.add("account", "is old");
  errors.add("account.name", "is long");
  errors.add("nothing_id", "is unknown");
  EXPECT_EQ(errors.to_string(), "account is odd; account is old; account.name is long; nothing_id is unknown");
  EXPECT_THAT(errors.on("account_id"), ElementsAre("is odd", "is old"));
  EXPECT_THAT(errors.on(Badge::c.account), ElementsAre("is odd", "is old"));
  EXPECT_THAT(errors.on("nothing_id"), ElementsAre("is unknown"));
}

TEST_P(RecordRules, ThrowsAnUndeclaredViolation) {
  Loan loan;
  loan.account = 99;
  try {
    (void)loan.save();
    FAIL() << "a broken foreign key";
  } catch (const rowan::ForeignKeyViolation& error) {
    EXPECT_EQ(error.table(), "loans");
    EXPECT_THAT(error.columns(), ElementsAre("account_id"));
  }
  EXPECT_TRUE(loan.is_new());
  auto ann = Account::create(account("Ann"));
  loan.account = ann.id;
  ASSERT_TRUE(loan.save());
  EXPECT_THROW((void)ann.destroy(), rowan::ForeignKeyViolation);
  EXPECT_TRUE(ann.is_persisted());
  auto bob = Account::create(account("Bob"));
  Badge badge;
  badge.account = bob;
  badge.save_or_throw();
  EXPECT_THAT(message_of<rowan::ForeignKeyViolation>([&] { bob.delete_row(); }),
              AllOf(HasSubstr("badges"), HasSubstr("account_id")))
      << "declared, too, but on the other side";
  EXPECT_TRUE(bob.is_persisted());
  Country::create({{"code", "de"}, {"name", "Germany"}});
  Country twin;
  twin.code = "de";
  EXPECT_THROW((void)twin.save(), rowan::UniqueViolation) << "no unique attribute was declared but the key";
}

TEST_P(RecordRules, GoesOnInATransactionAfterAMappedViolation) {
  Account::create(account("Ann", "ann@x"));
  db.transaction([&] {
    EXPECT_FALSE(account("Bob", "ann@x").save());
    auto cid = account("Cid", "cid@x");
    EXPECT_TRUE(cid.save());
    cid.email = "ann@x";
    EXPECT_FALSE(cid.save()) << "nor does an UPDATE take the transaction along";
    EXPECT_TRUE(cid.changed("email"));
    cid.email = "cid@y";
    EXPECT_TRUE(cid.save());
  });
  EXPECT_EQ(Account::count(), 2u);
  EXPECT_EQ(Account::where(Account::c.email == "cid@y").count(), 1u);
}

TEST_P(RecordRules, GoesOnInATransactionAfterAStaleUpdate) {
  Badge badge;
  badge.account = Account::create(account("Ann"));
  badge.save_or_throw();
  db.transaction([&] {
    Badge::where(Badge::c.id == badge.id).delete_all();
    badge.label = "new";
    EXPECT_THROW((void)badge.save(), rowan::StaleRecord);
    EXPECT_EQ(Badge::count(), 0u);
    EXPECT_TRUE(account("Bob").save());
  });
  EXPECT_EQ(Account::count(), 2u);
}

// A driver that can puts the statement between a savepoint and its release, and sends the three in one round trip.
TEST_P(RecordRules, GuardsAWriteInItsOwnRoundTripWhereTheDriverCan) {
  struct Savepoints final : rowan::LogSink {
    void statement(const rowan::StatementEvent& event) override { count += event.purpose == "savepoint" ? 1 : 0; }
    void message(rowan::LogLevel, std::string_view) override {}
    int count = 0;
  };
  auto ann = Account::create(account("Ann", "ann@x"));
  const auto savepoints = std::make_shared<Savepoints>();
  bool guards = false;
  db.transaction([&] {
    const rowan::Lease connection = db.core()->acquire();
    guards = connection->driver().guard_next_statement();
    connection->driver().forget_guard();
    rowan::set_log_sink(savepoints);
    ann.name = "Anne";
    EXPECT_TRUE(ann.save());
    EXPECT_TRUE(account("Bob", "bob@x").save());
    rowan::set_log_sink(nullptr);
  });
  const bool needs = db.dialect().can().failed_statement_aborts_transaction && !guards;
  EXPECT_EQ(savepoints->count, needs ? 2 : 0);
  EXPECT_EQ(Account::find(ann.id).name, "Anne");
}

TEST_P(RecordRules, LeavesNoGuardBehindWhereNothingWasSent) {
  Badge badge;
  badge.account = Account::create(account("Ann"));
  badge.save_or_throw();
  db.transaction([&](rowan::Transaction& transaction) {
    EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(badge.save()); }
    badge.label = std::string("a\0b", 3);
    EXPECT_THROW((void)badge.save(), rowan::InvalidValue);
    EXPECT_THROW((void)db.query("SELECT no_such_column FROM accounts"), rowan::Error);
    if (db.dialect().can().failed_statement_aborts_transaction) {
      EXPECT_THROW((void)Account::count(), rowan::TransactionError) << "a guard would have saved the transaction";
    }
    transaction.rollback();
  });
}

TEST_P(RecordRules, InsertsManyRowsInFewStatements) {
  const SystemClockAgain again;
  stop_clock("2026-01-01 00:00:00");
  std::vector<Account> accounts;
  for (int i = 0; i < 2500; ++i) accounts.push_back(account("n" + std::to_string(i), "m" + std::to_string(i)));
  const auto before = rowan::statements_executed();
  EXPECT_EQ(Account::insert_all(accounts), 2500u);
  EXPECT_LE(rowan::statements_executed() - before, 40u);
  EXPECT_EQ(Account::count(), 2500u);
  EXPECT_EQ(to_string(Account::find_by(Account::c.name == "n2499")->created_at), "2026-01-01 00:00:00.000000Z");
  EXPECT_TRUE(accounts[0].is_new()) << "without keys back the records are not touched";
  EXPECT_EQ(Account::insert_all(std::vector<Account>()), 0u);
}

TEST_P(RecordRules, InsertsNothingWhenOneRowIsADuplicate) {
  Account::create(account("Ann", "m1500"));
  std::vector<Account> accounts;
  for (int i = 0; i < 2000; ++i) accounts.push_back(account("n", "m" + std::to_string(i)));
  EXPECT_THROW(Account::insert_all(accounts), rowan::UniqueViolation);
  EXPECT_EQ(Account::count(), 1u);
  EXPECT_EQ(Account::insert_all(accounts, {.skip_duplicates = true}), 1999u) << "only the new ones are counted";
  EXPECT_EQ(Account::count(), 2000u);
}

TEST_P(RecordRules, GivesKeysBackInOrder) {
  std::vector<Account> accounts{account("a"), account("b"), account("c")};
  EXPECT_EQ(Account::insert_all_with_keys(accounts), 3u);
  for (const Account& made : accounts) EXPECT_EQ(Account::find(made.id).name, made.name);
  EXPECT_TRUE(accounts[2].is_persisted());
  std::vector<Account> twins{account("d", "d"), account("e", "d")};
  EXPECT_THROW(Account::insert_all_with_keys(twins), rowan::UniqueViolation);
  EXPECT_TRUE(twins[0].is_new());
  EXPECT_EQ(Account::count(), 3u);
  twins[1].email = "e";
  EXPECT_EQ(Account::insert_all_with_keys(twins), 2u);
  EXPECT_EQ(Account::find(twins[1].id).name, "e");
}

TEST_P(RecordRules, GivesManyKeysBackInOrder) {
  std::vector<Account> accounts;
  for (int i = 0; i < 350; ++i) accounts.push_back(account("n" + std::to_string(i), "m" + std::to_string(i)));
  EXPECT_EQ(Account::insert_all_with_keys(accounts), 350u);
  for (const Account& made : accounts) ASSERT_EQ(Account::find(made.id).name, made.name);
  accounts[7].name = "changed";
  EXPECT_TRUE(accounts[7].save());
  EXPECT_EQ(Account::find(accounts[7].id).name, "changed");
}

TEST_P(RecordRules, InsertsRowsWithAndWithoutAKey) {
  std::vector<Setting> settings(4);
  settings[1].id = 70;
  settings[2].level = 1;
  EXPECT_EQ(Setting::insert_all(settings), 4u);
  EXPECT_EQ(Setting::find(70).level, 7) << "the database's default";
  EXPECT_EQ(Setting::where(Setting::c.level == 1).count(), 1u);
}

TEST_P(RecordRules, NamesTheRowThatCantBeSent) {
  std::vector<Everything> rows(3);
  rows[2].text = std::string("a\0b", 3);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { Everything::insert_all(rows); }),
              AllOf(HasSubstr("row 2"), HasSubstr("Everything.text")));
  EXPECT_EQ(Everything::count(), 0u);
}

TEST_P(RecordRules, UpsertsByADeclaredKey) {
  const auto ann = Account::create(account("Ann", "ann@x"));
  std::vector<Account> accounts{account("Anna", "ann@x"), account("Bob", "bob@x")};
  Account::upsert_all(accounts, {"email"});
  EXPECT_EQ(Account::count(), 2u);
  EXPECT_EQ(Account::find(ann.id).name, "Anna");
  EXPECT_EQ(Account::find(ann.id).created_at, ann.created_at) << "it was created when it was";
  Place place;
  place.country = "de";
  place.name = "first";
  Place::upsert_all(std::vector<Place>{place}, {"country", "zip"});
  place.name = "second";
  Place::upsert_all(std::vector<Place>{place}, {"country", "zip"});
  EXPECT_EQ(Place::find("de", 0).name, "second");
  EXPECT_THAT(message_of<rowan::QueryError>([&] { Account::upsert_all(accounts, {"name"}); }), HasSubstr("unique"));
  EXPECT_THAT(message_of<rowan::QueryError>([&] { Account::upsert_all(accounts, {"emial"}); }), HasSubstr("email"));
}

ROWAN_RECORD_SUITE(RecordRules);

}  // namespace
}  // namespace record_tests
