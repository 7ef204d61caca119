// Saving one record: what is sent, what comes back, what changed.
#include <limits>

#include "contract/record_models.hpp"

namespace record_tests {

class Lengthy : public rowan::Model<Lengthy> {
 public:
  std::int64_t id{};
  std::int32_t share{};
  ROWAN_MODEL(Lengthy, (), (id, share))
  static void configure(rowan::ModelBuilder<Lengthy>& m) {
    m.table("lengthy_names_of_tables_and_columns_are_met_in_generated_schemas");
    m.attribute(&Lengthy::share).check("share < 10", "must be small");
  }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Lengthy)
namespace record_tests {
namespace {

using rowan::NamedValue;
using rowan::to_string;
using rowan::Value;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SaveRecord : public RecordTest {};

std::vector<std::string> names(const std::vector<rowan::Change>& changes) {
  std::vector<std::string> list;
  for (const rowan::Change& change : changes) list.emplace_back(change.attribute);
  return list;
}

TEST_P(SaveRecord, InsertsAndTakesTheGeneratedKey) {
  auto ann = account("Ann", "ann@x");
  EXPECT_TRUE(ann.is_new());
  EXPECT_QUERY_COUNT(1) { ASSERT_TRUE(ann.save()); }
  EXPECT_TRUE(ann.is_persisted());
  EXPECT_GT(ann.id, 0);
  EXPECT_THAT(Account::all().pluck(Account::c.name), ElementsAre("Ann"));
  EXPECT_THAT(Account::all().pluck(Account::c.id), ElementsAre(ann.id));
}

TEST_P(SaveRecord, SendsNothingWhenNothingChanged) {
  auto ann = Account::create(account("Ann"));
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(ann.save()); }
  ann.name = "Bob";
  ann.name = "Ann";
  EXPECT_FALSE(ann.changed());
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(ann.save()); }
}

TEST_P(SaveRecord, UpdatesTheChangedColumnsOnly) {
  auto ann = Account::create(account("Ann", "ann@x"));
  Account::all().everything().update_all(Account::c.email = "other@x");
  ann.name = "Anna";
  rowan::testing::StatementRecorder recorder;
  ASSERT_TRUE(ann.save());
  ASSERT_THAT(recorder.statements(), ElementsAre(AnyOf(HasSubstr("UPDATE"), HasSubstr("update"))));
  EXPECT_THAT(recorder.statements()[0], ::testing::Not(HasSubstr("email")));
  EXPECT_THAT(Account::all().pluck(Account::c.email), ElementsAre("other@x"));
  EXPECT_THAT(Account::all().pluck(Account::c.name), ElementsAre("Anna"));
}

TEST_P(SaveRecord, TellsChanges) {
  auto ann = Account::create(account("Ann"));
  EXPECT_THAT(ann.changes(), IsEmpty());
  ann.age = 30;
  ann.name = "Anna";
  EXPECT_TRUE(ann.changed());
  EXPECT_TRUE(ann.changed(&Account::age));
  EXPECT_TRUE(ann.changed("name"));
  EXPECT_FALSE(ann.changed(&Account::email));
  const auto changes = ann.changes();
  ASSERT_THAT(names(changes), ElementsAre("name", "age"));
  EXPECT_EQ(changes[0].before, std::nullopt) << "of text only a hash is kept";
  EXPECT_EQ(changes[0].after, Value("Anna"));
  EXPECT_EQ(changes[1].before, Value()) << "it was NULL, and that is known";
  EXPECT_EQ(changes[1].after, Value(30));
  EXPECT_THROW((void)ann.changed("nane"), rowan::QueryError);
}

TEST_P(SaveRecord, TellsWhatWasSaved) {
  auto document = Document::create({{"title", "a"}, {"body", "b"}});
  EXPECT_THAT(names(document.saved_changes()), ElementsAre("id", "title", "body", "lock_version"));
  document.title = "c";
  ASSERT_TRUE(document.save());
  const auto saved = document.saved_changes();
  ASSERT_THAT(names(saved), ElementsAre("title", "lock_version"));
  EXPECT_EQ(saved[0].before, Value("a")) << "title is declared keep_original()";
  EXPECT_EQ(saved[0].after, Value("c"));
  EXPECT_EQ(saved[1].before, Value(0));
  EXPECT_EQ(saved[1].after, Value(1));
  ASSERT_TRUE(document.save());
  EXPECT_THAT(document.saved_changes(), IsEmpty()) << "the last save sent nothing";
}

TEST_P(SaveRecord, KeepsTheOriginalTextWhereAsked) {
  const auto id = Document::create({{"title", "first"}, {"body", "b"}}).id;
  auto document = Document::find(id);
  document.title = "second";
  document.body = "other";
  auto changes = document.changes();
  ASSERT_THAT(names(changes), ElementsAre("title", "body"));
  EXPECT_EQ(changes[0].before, Value("first"));
  EXPECT_EQ(changes[1].before, std::nullopt);
  document.update_columns({{"body", "bare"}});
  EXPECT_EQ(document.changes()[0].before, Value("first")) << "title still waits to be saved";
  const Document copy = document;
  EXPECT_EQ(copy.changes()[0].before, Value("first"));
  const Document moved = std::move(document);
  EXPECT_EQ(moved.changes()[0].before, Value("first"));
  for (Document& loaded : Document::all()) {
    loaded.title = "third";
    EXPECT_EQ(loaded.changes()[0].before, Value("first"));
  }
}

TEST_P(SaveRecord, TreatsZeroAndTheEmptyTextAsValues) {
  auto ann = account("Ann", "");
  ann.age = 0;
  ann.visits = 0;
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(Account::where(Account::c.age == 0 && Account::c.visits == 0 && Account::c.email == "").count(), 1U);
  Place::create({{"country", ""}, {"zip", 0}, {"name", "nowhere"}});
  EXPECT_EQ(Place::find("", 0).name, "nowhere");
  ann.age = std::nullopt;
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(Account::where(Account::c.age == std::nullopt).count(), 1U);
}

TEST_P(SaveRecord, ThrowsStaleRecordWhenTheRowIsGone) {
  auto ann = Account::create(account("Ann"));
  Account::all().everything().delete_all();
  ann.name = "Anna";
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)ann.save(); }),
              ::testing::AllOf(HasSubstr("Account"), HasSubstr(std::to_string(ann.id)), HasSubstr("gone")));
  EXPECT_TRUE(ann.changed("name")) << "the change waits for a row";
  EXPECT_THROW(ann.delete_row(), rowan::StaleRecord);
  EXPECT_THROW((void)ann.destroy(), rowan::StaleRecord);
  EXPECT_THROW(ann.update_columns({{"name", "x"}}), rowan::StaleRecord);
  EXPECT_THROW(ann.increment(&Account::visits), rowan::StaleRecord);
  EXPECT_THROW(ann.reload(), rowan::RecordNotFound);
  EXPECT_TRUE(ann.is_persisted());
}

TEST_P(SaveRecord, RefusesWhatWasDestroyed) {
  auto ann = Account::create(account("Ann"));
  ASSERT_TRUE(ann.destroy());
  EXPECT_TRUE(ann.is_destroyed());
  EXPECT_EQ(Account::count(), 0u);
  EXPECT_EQ(ann.name, "Ann") << "its values may still be read";
  EXPECT_THAT(message_of<rowan::RecordDestroyed>([&] { (void)ann.save(); }), HasSubstr("destroyed"));
  EXPECT_THROW((void)ann.destroy(), rowan::RecordDestroyed);
  EXPECT_THROW(ann.delete_row(), rowan::RecordDestroyed);
  EXPECT_THROW(ann.reload(), rowan::RecordDestroyed);
  EXPECT_THROW(ann.update_columns({{"name", "x"}}), rowan::RecordDestroyed);
  EXPECT_THROW(ann.increment(&Account::visits), rowan::RecordDestroyed);
  const Account copy = ann;
  EXPECT_TRUE(copy.is_destroyed());
}

TEST_P(SaveRecord, RefusesWhatWasMovedFrom) {
  auto ann = Account::create(account("Ann"));
  const Account moved = std::move(ann);
  EXPECT_TRUE(ann.is_moved_from());
  EXPECT_THAT(message_of<rowan::RecordMoved>([&] { (void)ann.save(); }), HasSubstr("moved"));
  EXPECT_THROW((void)ann.destroy(), rowan::RecordMoved);
  EXPECT_THROW(ann.reload(), rowan::RecordMoved);
  EXPECT_THROW(ann.increment(&Account::visits), rowan::RecordMoved);
  EXPECT_FALSE(ann.is_persisted());
  EXPECT_THROW((void)ann.saved_changes(), rowan::RecordMoved);
  EXPECT_THROW((void)ann.to_json(), rowan::RecordMoved);
  ann = account("Bob");
  EXPECT_TRUE(ann.save()) << "assignment makes it a record again";
  EXPECT_EQ(Account::count(), 2u);
}

TEST_P(SaveRecord, NeedsARowForWhatIsAboutOne) {
  auto ann = account("Ann");
  EXPECT_THROW(ann.reload(), rowan::RecordNotFound);
  EXPECT_THROW((void)ann.destroy(), rowan::RecordNotFound);
  EXPECT_THROW(ann.delete_row(), rowan::RecordNotFound);
  EXPECT_THROW(ann.increment(&Account::visits), rowan::RecordNotFound);
  EXPECT_THROW(ann.update_columns({{"name", "x"}}), rowan::RecordNotSaved);
}

TEST_P(SaveRecord, UpdatesColumnsBarely) {
  const SystemClockAgain again;
  stop_clock("2026-01-01 00:00:00");
  auto ann = Account::create(account("Ann"));
  stop_clock("2026-01-02 00:00:00");
  EXPECT_QUERY_COUNT(1) { ann.update_columns({{"name", ""}, {"age", 200}}); }
  EXPECT_EQ(to_string(ann.updated_at), "2026-01-01 00:00:00.000000Z");
  EXPECT_THAT(Account::where(Account::c.name == "").pluck(Account::c.age), ElementsAre(200)) << "no rule was asked";
  EXPECT_FALSE(ann.changed());
  EXPECT_QUERY_COUNT(0) { ann.update_columns({}); }
}

TEST_P(SaveRecord, LeavesAKeyThatWasAssignedToTheNextSave) {
  auto ann = Account::create(account("Ann"));
  const auto old = ann.id;
  ann.id = old + 7;
  ann.update_columns({{"name", "Anna"}});
  EXPECT_TRUE(ann.changed(&Account::id));
  ASSERT_TRUE(ann.save()) << "it is still found by the key that its row has";
  EXPECT_EQ(Account::where(Account::c.name == "Anna").count(), 1U);
  EXPECT_EQ(Account::find(old + 7).name, "Anna");
}

TEST_P(SaveRecord, TellsOnlyWhatTheLastSaveSent) {
  Everything one;
  one.amount = rowan::Decimal("1.5");
  one.save_or_throw();
  one.amount = rowan::Decimal("2.5");
  one.text = "a";
  one.save_or_throw();
  one.i8 = 3;
  one.save_or_throw();
  auto saved = one.saved_changes();
  ASSERT_THAT(names(saved), ElementsAre("i8"));
  EXPECT_EQ(saved[0].before, Value(0));
  one.amount = rowan::Decimal("3.5");
  one.save_or_throw();
  saved = one.saved_changes();
  ASSERT_THAT(names(saved), ElementsAre("amount"));
  EXPECT_EQ(saved[0].before, Value(rowan::Decimal("2.5")));
  undone([&] {
    one.i16 = 4;
    one.save_or_throw();
  });
  ASSERT_THAT(names(one.changes()), ElementsAre("i16")) << "what was rolled back is dirty again";
  EXPECT_EQ(one.changes()[0].before, Value(0));
}

TEST_P(SaveRecord, UpdatesOrThrows) {
  auto ann = Account::create(account("Ann"));
  ann.update_or_throw({{"name", "Anna"}, {"age", 30}});
  EXPECT_THAT(Account::all().pluck(Account::c.name), ElementsAre("Anna"));
  EXPECT_THROW(ann.update_or_throw({{"age", 30}, {"name", ""}}), rowan::RecordInvalid);
  EXPECT_EQ(ann.name, "") << "what was set stays set";
  EXPECT_THAT(Account::all().pluck(Account::c.name), ElementsAre("Anna"));
}

TEST_P(SaveRecord, TakesNumbersFromJsonExactly) {
  Everything full;
  full.assign_json(R"({"i64": 9007199254740993.0, "u64": 1.8446744073709551615e19})");
  EXPECT_EQ(full.i64, 9007199254740993);
  EXPECT_EQ(full.u64, std::numeric_limits<std::uint64_t>::max());
  for (const char* json : {R"({"i64": 1.5})", R"({"i64": 1e400})", R"({"amount": 1e400})", R"({"number": 1e400})",
                           R"({"text": {}})", R"({"bytes": "####"})"}) {
    const std::string name(json + 2, std::string_view(json).find('"', 2) - 2);
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { full.assign_json(json); }), HasSubstr("Everything." + name));
  }
  EXPECT_EQ(full.i64, 9007199254740993);
}

TEST_P(SaveRecord, UpsertsAKeyThatComesTwice) {
  const auto upsert = [](std::size_t count) {
    std::vector<Country> countries(count);
    for (std::size_t i = 0; i < count; ++i) {
      countries[i].code = i % 3 == 0 ? "k" : "k" + std::to_string(i);
      countries[i].name = "n" + std::to_string(i);
    }
    Country::upsert_all(countries, {"code"});
    EXPECT_EQ(Country::find("k").name, "n" + std::to_string((count - 1) / 3 * 3)) << count;
    EXPECT_EQ(Country::count(), 1 + count - (count + 2) / 3) << count;
  };
  for (const std::size_t count : {4U, 9U, 10U, 11U, 115U}) upsert(count);
  Country::where(Country::c.code != "k").delete_all();
  db.transaction([&] {
    auto ann = account("Ann");
    ann.save_or_throw();
    upsert(10);
    EXPECT_EQ(Account::find(ann.id).name, "Ann") << "nothing else was undone";
  });
}

TEST_P(SaveRecord, NamesAreNeverCut) {
  EXPECT_LE(Lengthy().model_info().checks.front().name.size(), 63U);
  EXPECT_THAT(message_of<rowan::MappingError>([&] { db.create_tables<Lengthy>(); }), HasSubstr("63"));
}

TEST_P(SaveRecord, AnIndexOverAnExpressionIsNamed) {
  try {
    db.execute("CREATE UNIQUE INDEX once ON countries ((lower(name)))");
  } catch (const rowan::Error& error) {
    GTEST_SKIP() << "has no indexes over expressions: " << error.what();
  }
  Country::create({{"code", "a"}, {"name", "One"}});
  EXPECT_THAT(message_of<rowan::UniqueViolation>([] {
                Country::create({{"code", "b"}, {"name", "ONE"}});
              }),
              AllOf(HasSubstr("once"), Not(HasSubstr("same  "))));
}

TEST_P(SaveRecord, ReloadsByItsKey) {
  auto ann = Account::create(account("Ann", "ann@x"));
  Account::all().everything().update_all(Account::c.name = "Anna");
  ann.email = "lost@x";
  ann.id = 77;
  ann.reload();
  EXPECT_EQ(ann.name, "Anna");
  EXPECT_EQ(ann.email, "ann@x");
  EXPECT_NE(ann.id, 77) << "the row is found by the key it was loaded with";
  EXPECT_FALSE(ann.changed());
}

TEST_P(SaveRecord, StaysAsItWasWhenItCantBeReloaded) {
  ROWAN_NEEDS(raw_sql);
  Everything one;
  one.text = "before";
  one.save_or_throw();
  db.execute("UPDATE everything SET i8 = 99, text = 'after', colour = 'mauve'");
  one.number = 5;
  EXPECT_THROW(one.reload(), rowan::InvalidValue);
  EXPECT_EQ(one.i8, 0);
  EXPECT_EQ(one.text, "before");
  EXPECT_EQ(one.number, 5);
  EXPECT_TRUE(one.changed("number"));
  EXPECT_FALSE(one.changed("i8"));
}

TEST_P(SaveRecord, LocksOptimistically) {
  auto mine = Document::create({{"title", "t"}, {"body", "b"}});
  auto theirs = Document::find(mine.id);
  theirs.body = "theirs";
  ASSERT_TRUE(theirs.save());
  EXPECT_EQ(theirs.lock_version, 1);
  mine.body = "mine";
  EXPECT_THAT(message_of<rowan::StaleRecord>([&] { (void)mine.save(); }), HasSubstr("lock version"));
  EXPECT_EQ(mine.lock_version, 0) << "so that a second try fails, too";
  EXPECT_THROW((void)mine.save(), rowan::StaleRecord);
  EXPECT_THROW((void)mine.destroy(), rowan::StaleRecord);
  EXPECT_THAT(Document::all().pluck(Document::c.body), ElementsAre("theirs"));
  mine.reload();
  mine.body = "mine";
  ASSERT_TRUE(mine.save());
  EXPECT_EQ(Document::find(mine.id).lock_version, 2);
}

ROWAN_RECORD_SUITE(SaveRecord);

}  // namespace
}  // namespace record_tests
