// The database's plan for a query: what it says, on which database, and what is left behind; and what chooses its
// indexes.
#include "contract/record_models.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {
namespace {

using rowan::AnyRelation;
using rowan::attr;
using rowan::PlanForm;
using rowan::Unsupported;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Explain : public RecordTest {
 protected:
  Explain() { insert_four(); }
  [[nodiscard]] bool analyzes() const {
    return db.core()->dialect().name() == "postgresql" || db.core()->dialect().name() == "mariadb";
  }
};

TEST_P(Explain, TellsThePlanOfWhateverIsAsked) {
  ROWAN_NEEDS(raw_sql);
  const auto ann = Account::where(Account::c.name == "O'Brien?").limit(3);
  EXPECT_THAT(ann.explain(), AllOf(HasSubstr("accounts"), Not(HasSubstr("rows\":"))));
  EXPECT_THAT(AnyRelation("record_tests::Badge").where(attr("label") == "x").explain(), HasSubstr("badges"));
  EXPECT_THAT(Badge::all().join(Badge::c.account).explain(), HasSubstr("badges"));
  EXPECT_THAT(Account::group(Account::c.active).select(Account::c.active, rowan::count()).explain(),
              HasSubstr("accounts"));
  EXPECT_THAT(Account::all().union_all(Account::where(Account::c.age > 20)).explain(),
              ::testing::ContainsRegex("accounts|t1"));  // SQLite tells the alias
  EXPECT_THAT(Account::where(rowan::sql("name = ?", "a'b")).explain(), HasSubstr("accounts"));
}

TEST_P(Explain, TellsWhatEachStepTook) {
  ROWAN_NEEDS(raw_sql);
  const auto old = Account::where(Account::c.age > 25).order(Account::c.name);
  if (!analyzes()) {
    EXPECT_THAT(message_of<Unsupported>([&] { (void)old.explain({.analyze = true}); }),
                AllOf(HasSubstr("SQLite"), HasSubstr("PostgreSQL and MariaDB have")));
    return;
  }
  const bool mariadb = db.core()->dialect().name() == "mariadb";
  EXPECT_THAT(old.explain({.analyze = true}), HasSubstr(mariadb ? "r_rows" : "actual time"));
  EXPECT_THAT(old.explain(), Not(HasSubstr(mariadb ? "r_rows" : "actual time")));
  EXPECT_THAT(AnyRelation("Account").where(attr("age") > 25).explain({.analyze = true, .form = PlanForm::json}),
              HasSubstr(mariadb ? "r_rows" : "Actual Rows"));
}

TEST_P(Explain, TellsItAsJsonWhereTheDatabaseDoes) {
  ROWAN_NEEDS(raw_sql);
  const auto all = Account::where(Account::c.name == "ann");
  if (!analyzes()) {
    EXPECT_THAT(message_of<Unsupported>([&] { (void)all.explain({.form = PlanForm::json}); }),
                AllOf(HasSubstr("SQLite"), HasSubstr("PostgreSQL and MariaDB have")));
    return;
  }
  const std::string plan = all.explain({.form = PlanForm::json});
  EXPECT_NO_THROW((void)rowan::Json(plan)) << plan;
  EXPECT_THAT(plan, AllOf(HasSubstr("accounts"), Not(HasSubstr("r_rows")), Not(HasSubstr("Actual"))));
}

TEST_P(Explain, AnalyzesInTheTransactionAndLeavesNothingOpen) {
  ROWAN_NEEDS(raw_sql);
  if (!analyzes()) GTEST_SKIP() << "no analyze";
  const auto locked = Account::where(Account::c.name == "ann").lock();
  EXPECT_THROW((void)locked.explain({.analyze = true}), rowan::TransactionError);
  EXPECT_THAT(locked.explain(), HasSubstr("accounts"));
  db.transaction([&] {
    auto ann = *Account::find_by(Account::c.name == "ann");
    ann.name = "anna";
    ann.save_or_throw();
    EXPECT_THAT(Account::where(Account::c.name == "anna").lock().explain({.analyze = true}), HasSubstr("accounts"));
    ann.reload();
    EXPECT_EQ(ann.name, "anna");
  });
  EXPECT_EQ(Account::where(Account::c.name == "anna").count(), 1u);
}

TEST_P(Explain, IsRefusedWhereThereAreNoPlans) {
  if (db.core()->dialect().can().raw_sql) GTEST_SKIP() << "has plans";
  for (const rowan::ExplainOptions& options : {rowan::ExplainOptions{}, {.analyze = true}, {.form = PlanForm::json}}) {
    EXPECT_THAT(message_of<Unsupported>([&] { (void)Account::all().explain(options); }),
                AllOf(StartsWith("a database in memory"), HasSubstr("PostgreSQL")));
  }
}

TEST_P(Explain, RefusesWhatTheQueryWouldRefuse) {
  ROWAN_NEEDS(raw_sql);
  EXPECT_THROW((void)Account::where(attr("nmae") == "x").explain(), rowan::QueryError);
  EXPECT_THROW((void)Account::where(attr("age") == "thirty").explain(), rowan::InvalidValue);
}

ROWAN_RECORD_SUITE(Explain);

class Hints : public RecordTest {
 protected:
  Hints() {
    insert_four();
    if (GetParam().lacking(rowan::contract::Capability::raw_sql).empty())
      db.execute("CREATE INDEX accounts_by_age ON accounts (age)");
  }
};

TEST_P(Hints, ChooseTheIndexWhereTheDatabaseCanBeTold) {
  if (!on("sqlite") && !on("mariadb")) GTEST_SKIP() << "no hints";
  const auto old = Account::where(Account::c.age > 25);
  const auto forced = old.hint(rowan::force_index("accounts_by_age"));
  EXPECT_THAT(forced.explain(), HasSubstr("accounts_by_age"));
  EXPECT_EQ(forced.load().size(), 2u);
  EXPECT_EQ(forced.count(), 2u);
  EXPECT_TRUE(forced.exists());
  EXPECT_EQ(forced.limit(1).distinct().count(), 1u);
  EXPECT_EQ(AnyRelation("Account").where(attr("age") > 25).hint(rowan::force_index("accounts_by_age")).count(), 2u);
  EXPECT_EQ(forced.union_all(old.hint(rowan::no_index())).count(), 4u);
  const auto both = old.union_all(old).hint(rowan::no_index());
  EXPECT_THROW((void)both.count(), rowan::QueryError);
  EXPECT_THROW((void)both.union_all(old).count(), rowan::QueryError) << "it is not forgotten";
  EXPECT_THAT(old.hint(rowan::no_index()).explain(), Not(HasSubstr("accounts_by_age")));
  EXPECT_EQ(old.hint(rowan::no_index()).join(rowan::alias<Badge>("b"), attr("b.label") == "x").count(), 0u);
  EXPECT_EQ(old.load().size(), 2u);
  EXPECT_THAT(message_of<rowan::Error>([&] { (void)old.hint(rowan::force_index("no\"such`")).load(); }),
              HasSubstr("no\"such`"));
}

TEST_P(Hints, AreRefusedByTheListOfDatabasesThatHaveThem) {
  const auto old = Account::where(Account::c.age > 25);
  const auto refusal = [&](const rowan::IndexHint& hint) {
    return message_of<Unsupported>([&] { (void)old.hint(hint).load(); });
  };
  if (on("postgresql") || on("memory")) {
    EXPECT_THAT(refusal(rowan::force_index("accounts_by_age")), HasSubstr("SQLite and MariaDB have"));
  }
  if (on("postgresql")) {
    EXPECT_THAT(refusal(rowan::use_index("accounts_by_age")), AllOf(HasSubstr("use_index"), HasSubstr("MariaDB has")));
  }
  if (on("sqlite")) {
    EXPECT_THAT(refusal(rowan::ignore_index("accounts_by_age")), HasSubstr("MariaDB has"));
  }
  if (on("mariadb")) {
    EXPECT_EQ(old.hint(rowan::use_index("accounts_by_age")).load().size(), 2u);
    EXPECT_EQ(old.hint(rowan::ignore_index("accounts_by_age")).load().size(), 2u);
  }
}

TEST_P(Hints, AreForReadingATable) {
  const rowan::IndexHint hint = rowan::no_index();
  EXPECT_THROW((void)rowan::force_index(""), rowan::QueryError);
  EXPECT_THROW((void)rowan::use_index(std::string("a\0b", 3)), rowan::QueryError);
  EXPECT_THROW((void)rowan::ignore_index(std::string(65, 'x')), rowan::QueryError);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Account::all().as_table().hint(hint).load(); }),
              HasSubstr("another query"));
  EXPECT_THROW((void)Badge::all().preload(Badge::c.account, Account::all().hint(hint)), rowan::QueryError);
  if (on("memory")) return;
  EXPECT_THROW((void)Account::all().everything().hint(hint).delete_all(), rowan::QueryError);
  EXPECT_THROW((void)Account::all().everything().hint(hint).update_all(Account::c.age = 1), rowan::QueryError);
  EXPECT_EQ(Account::count(), 4u);
}

ROWAN_RECORD_SUITE(Hints);

}  // namespace
}  // namespace record_tests
