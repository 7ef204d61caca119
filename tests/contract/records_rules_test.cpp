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
  EXPECT_EQ(visitor.to_json(), R"({"id":1,"name":"Ann \"A\"","age":null})");
  EXPECT_EQ(rowan::to_json(visitor, rowan::JsonShape{.only = {"name", "password"}}),
            R"({"name":"Ann \"A\"","password":"hush"})");
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

TEST_P(RecordRules, BlanksOfOtherScriptsAreBlank) {
  for (const char* blank : {"", " \t\n", "\u00a0", " \u2003\u3000", "\u200b"}) {
    Visitor visitor;
    visitor.name = blank;
    EXPECT_THAT(visitor.validate().to_string(), HasSubstr("name can't be blank")) << blank;
    visitor.name += "é";
    EXPECT_TRUE(visitor.validate().empty());
  }
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

ROWAN_RECORD_SUITE(RecordRules);

}  // namespace
}  // namespace record_tests
