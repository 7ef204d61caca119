// Attributes: kept in a normal form, set once, filled in.
#include "contract/record_models.hpp"

namespace life_attributes {

enum class Rank { member, editor };

}  // namespace life_attributes
ROWAN_ENUM(life_attributes::Rank, member, editor)
namespace life_attributes {

inline int tokens = 0;

class Subscriber;
class Subscriber : public rowan::Model<Subscriber> {
 public:
  std::int64_t id{};
  std::string email;
  std::optional<std::string> name;
  std::string token;
  std::string handle;
  Rank rank{};
  rowan::BelongsTo<Subscriber> sponsor;

  ROWAN_MODEL(Subscriber, (), (id, email, name, token, handle, rank, sponsor))
  static void configure(rowan::ModelBuilder<Subscriber>& m) {
    m.table("life_subscribers");
    m.attribute(&Subscriber::email).length(60).normalize(rowan::trimmed).normalize(rowan::lower_case).unique();
    m.attribute(&Subscriber::name).normalize(rowan::squished).max_length(10);
    m.attribute(&Subscriber::token).default_value([] { return "token " + std::to_string(++tokens); });
    m.attribute(&Subscriber::handle).read_only();
    m.belongs_to(&Subscriber::sponsor).optional();
    m.attribute(&Subscriber::sponsor).read_only();
  }
  /// A scope: a function that gives a relation.
  static rowan::Relation<Subscriber> editors() { return where(c.rank == Rank::editor); }
};

/// Texts that are given beside what is kept: a confirmation, lists of values.
class Applicant : public rowan::Model<Applicant> {
 public:
  std::int64_t id{};
  std::string email, nick, grade = "a";
  std::optional<std::string> email_again;

  ROWAN_MODEL(Applicant, (), (id, email, nick, grade))
  static void configure(rowan::ModelBuilder<Applicant>& m) {
    m.table("life_applicants");
    m.attribute(&Applicant::email).normalize(rowan::trimmed).normalize(rowan::lower_case).none_of({" Root@X"});
    m.attribute(&Applicant::nick).normalize(rowan::lower_case).read_only();
    m.attribute(&Applicant::grade).one_of({"A", "B"}).normalize(rowan::lower_case);
    m.confirmed_by(&Applicant::email, &Applicant::email_again);
  }
};

/// Its functions throw.
class Fussy : public rowan::Model<Fussy> {
 public:
  std::int64_t id{};
  std::string code, name;

  ROWAN_MODEL(Fussy, (), (id, code, name))
  static void configure(rowan::ModelBuilder<Fussy>& m) {
    m.table("life_fussies");
    m.attribute(&Fussy::code).default_value([]() -> rowan::Value { throw std::domain_error("no code"); });
    m.attribute(&Fussy::name).normalize([](std::string_view given) {
      if (given == "no") throw std::domain_error("no name");
      return std::string(given);
    });
  }
};

}  // namespace life_attributes
ROWAN_REGISTER_MODEL(life_attributes::Applicant)
ROWAN_REGISTER_MODEL(life_attributes::Fussy)
ROWAN_REGISTER_MODEL(life_attributes::Subscriber)

namespace life_attributes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LifeAttributes : public record_tests::RecordTest {
 protected:
  LifeAttributes() { db.create_tables<Applicant, Fussy, Subscriber>(); }
};

Subscriber subscriber(std::string email) {
  Subscriber made;
  made.email = std::move(email);
  made.save_or_throw();
  return made;
}

TEST_P(LifeAttributes, AreNormalisedWhenTheRecordIsSaved) {
  Subscriber ann;
  ann.email = "  Ann@Example.COM\n";
  ann.name = "  Ann \t B.  ";
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(ann.email, "ann@example.com");
  EXPECT_EQ(ann.name, "Ann B.");
  EXPECT_EQ(Subscriber::find(ann.id).email, "ann@example.com");
  ann.email = "ANN@example.com ";
  EXPECT_TRUE(ann.validate().empty());
  EXPECT_FALSE(ann.changed());
  Subscriber same;
  same.email = "ANN@EXAMPLE.COM";
  EXPECT_TRUE(same.save().errors().has("email", "taken"));
  std::vector<Subscriber> more(1);
  more[0].email = " Bob@x ";
  ASSERT_TRUE(Subscriber::save_all(more));
  EXPECT_EQ(Subscriber::find(more[0].id).email, "bob@x");
}

TEST_P(LifeAttributes, AreNormalisedBeforeRulesAreChecked) {
  Subscriber ann = subscriber("ann@x");
  ann.name = "  0123456789  ";
  EXPECT_TRUE(ann.save());
}

TEST_P(LifeAttributes, AreNormalisedWhenSetByName) {
  Subscriber ann;
  ann.set("email", " Ann@X ");
  EXPECT_EQ(ann.email, "ann@x");
  ann.assign({{"email", "BOB@x"}, {"name", rowan::Value()}});
  EXPECT_EQ(ann.email, "bob@x");
  EXPECT_EQ(ann.name, std::nullopt);
  ann.assign_json(R"({"email": "Cid@X", "name": " C  D "})");
  EXPECT_EQ(ann.email, "cid@x");
  EXPECT_EQ(ann.name, "C D");
  EXPECT_EQ(Subscriber::create({{"email", "DAN@x"}}).email, "dan@x");
}

TEST_P(LifeAttributes, AreLookedForInNormalForm) {
  Subscriber ann = subscriber("ann@x"), bob = subscriber("bob@x");
  for (int again = 0; again < 2; ++again) {  // the second time by the shape that is known
    EXPECT_EQ(Subscriber::where(Subscriber::c.email == " ANN@X").count(), 1u);
    EXPECT_EQ(Subscriber::find_by(Subscriber::c.email == "ANN@x ")->id, ann.id);
    EXPECT_EQ(Subscriber::where(Subscriber::c.email.in({" ANN@X", "Bob@x"})).count(), 2u);
    EXPECT_EQ(Subscriber::where(Subscriber::c.email != "ANN@X").first()->id, bob.id);
    EXPECT_EQ(rowan::AnyRelation("life_attributes::Subscriber").where(rowan::attr("email") == "ANN@x").count(), 1u);
    EXPECT_EQ(Subscriber::find_or_create_by(Subscriber::c.email = "ANN@x ").id, ann.id);
  }
  Subscriber::where(Subscriber::c.id == ann.id).update_all(Subscriber::c.email = " Cid@X");
  EXPECT_EQ(Subscriber::find(ann.id).email, "cid@x");
}

TEST_P(LifeAttributes, LeaveTextsThatArePutBesideThemAsTheyAre) {
  Subscriber::create({{"email", "ann@x"}, {"name", "Ann"}});
  for (int twice = 0; twice < 2; ++twice) {
    EXPECT_THAT(Subscriber::all().pluck(rowan::concat(Subscriber::c.name, " ", Subscriber::c.email)),
                ElementsAre("Ann ann@x"));
    EXPECT_THAT(Subscriber::all().pluck(rowan::concat("  ", Subscriber::c.name)), ElementsAre("  Ann"));
    EXPECT_THAT(Subscriber::all().pluck(rowan::when(Subscriber::c.id > 0, "VIP ").otherwise(Subscriber::c.name)),
                ElementsAre("VIP "));
    EXPECT_EQ(Subscriber::where(Subscriber::c.email == " ANN@X").count(), 1u) << "compared, it is in normal form";
  }
}

TEST_P(LifeAttributes, AreUpsertedInNormalForm) {
  const auto ann = Subscriber::create({{"email", "ann@x"}, {"name", "Ann"}});
  Subscriber second;
  second.email = " Ann@X ";
  second.name = "Second";
  second.upsert({"email"});
  EXPECT_EQ(second.id, ann.id);
  EXPECT_EQ(Subscriber::count(), 1u);
  EXPECT_EQ(Subscriber::find(ann.id).name, "Second");
}

TEST_P(LifeAttributes, AConfirmationIsComparedInNormalForm) {
  Applicant ann;
  ann.email = "Ann@X ";
  ann.email_again = "Ann@X ";
  EXPECT_TRUE(ann.validate().empty());
  ann.email_again = "ann@x";
  EXPECT_TRUE(ann.save());
  ann.email_again = "anna@x";
  EXPECT_TRUE(ann.validate().has("email", "confirmation"));
}

TEST_P(LifeAttributes, ListsOfValuesAreInNormalForm) {
  Applicant ann;
  ann.grade = "B";
  EXPECT_TRUE(ann.validate().empty());
  EXPECT_EQ(ann.grade, "b");
  ann.email = "root@x";
  ann.grade = "c";
  EXPECT_TRUE(ann.validate().has("email", "reserved"));
  EXPECT_TRUE(ann.validate().has("grade", "not_in_list"));
}

TEST_P(LifeAttributes, AReadOnlyOneThatItsRowHasInAnotherFormStays) {
  Applicant raw;
  raw.nick = "Ann";
  Applicant::insert_all(std::vector<Applicant>{raw});
  Applicant ann = Applicant::first().value();
  ann.email = "ann@x";
  EXPECT_TRUE(ann.save());
  EXPECT_EQ(Applicant::find(ann.id).nick, "Ann");
  ann.nick = "Anna";
  EXPECT_TRUE(ann.save().errors().has("nick", "read_only"));
}

TEST_P(LifeAttributes, DefaultsFillWhatNobodySet) {
  Subscriber ann = subscriber("ann@x");
  EXPECT_EQ(ann.token, "token " + std::to_string(tokens));
  const std::string first = ann.token;
  ann.token = "";
  ASSERT_TRUE(ann.save());  // it isn't new any more
  EXPECT_EQ(Subscriber::find(ann.id).token, "");
  Subscriber bob;
  bob.email = "bob@x";
  bob.token = "own";
  ASSERT_TRUE(bob.save());
  EXPECT_EQ(Subscriber::find(bob.id).token, "own");
  EXPECT_NE(subscriber("cid@x").token, first);
}

TEST_P(LifeAttributes, AReadOnlyOneIsSetOnce) {
  Subscriber ann;
  ann.email = "ann@x";
  ann.handle = "ann";
  ASSERT_TRUE(ann.save());
  ann.handle = "anna";
  const rowan::SaveResult saved = ann.save();
  EXPECT_EQ(saved.to_string(), "handle can't be changed");
  EXPECT_TRUE(saved.errors().has(Subscriber::c.handle, "read_only"));
  ann.handle = "ann";
  ann.name = "Ann";
  EXPECT_TRUE(ann.save());
  ann.update_columns({{"handle", "anna"}});
  EXPECT_EQ(Subscriber::find(ann.id).handle, "anna");
}

TEST_P(LifeAttributes, AReferenceThatIsReadOnlyTakesNoNewRecordEither) {
  Subscriber ann = subscriber("ann@x");
  ann.sponsor = Subscriber();
  EXPECT_TRUE(ann.save().errors().has(Subscriber::c.sponsor, "read_only"));
  Subscriber bob;
  bob.email = "bob@x";
  bob.sponsor = ann;
  ASSERT_TRUE(bob.save());
  bob.rank = Rank::editor;
  EXPECT_TRUE(bob.save());
  bob.sponsor = std::nullopt;
  EXPECT_TRUE(bob.save().errors().has(Subscriber::c.sponsor, "read_only"));
}

TEST_P(LifeAttributes, WhatTheProgramsFunctionsThrowStopsTheSave) {
  Fussy fussy;
  EXPECT_QUERY_COUNT(0) { EXPECT_THROW((void)fussy.save(), std::domain_error); }
  fussy.code = "own";
  fussy.name = "no";
  EXPECT_THROW((void)fussy.save(), std::domain_error);
  EXPECT_THROW((void)Fussy::where(Fussy::c.name == "no").count(), std::domain_error);
  fussy.name = "yes";
  EXPECT_TRUE(fussy.save());
}

TEST_P(LifeAttributes, EnumsAreAskedByScopesOfTheProgram) {
  Subscriber ann = subscriber("ann@x"), bob = subscriber("bob@x");
  bob.rank = Rank::editor;
  ASSERT_TRUE(bob.save());
  EXPECT_THAT(Subscriber::editors().load(), ElementsAre(bob));
}

TEST_P(LifeAttributes, AreReadAsData) {
  const rowan::ModelDescription told = rowan::describe("life_attributes::Subscriber");
  EXPECT_TRUE(told.find_attribute("email")->normalized);
  EXPECT_FALSE(told.find_attribute("token")->normalized);
  EXPECT_TRUE(told.find_attribute("handle")->read_only);
  EXPECT_EQ(told.find_attribute("handle")->rules.at(0).kind, "read_only");
  EXPECT_THAT(told.find_attribute("handle")->rules.at(0).on, ElementsAre("update"));
  EXPECT_THAT(told.to_json(), HasSubstr(R"("read_only":true,"normalized":false)"));
}

ROWAN_RECORD_SUITE(LifeAttributes);

}  // namespace
}  // namespace life_attributes
