// What statements say in comments, and that nothing said there can do anything.
#include "contract/record_models.hpp"
#include "rowan/connection/statement_observer.hpp"

namespace record_tests {
namespace {

using rowan::AnyRelation;
using rowan::attr;
using rowan::StatementTags;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// The statements of this thread.
class Seen : public rowan::StatementObserver {
 public:
  std::vector<std::string> statements;

 private:
  void executing(const rowan::StartingStatement& statement) override { statements.emplace_back(statement.sql); }
};

class Tags : public RecordTest {
 protected:
  Tags() { insert_four(); }
  template <class Code>
  static std::vector<std::string> statements(const Code& code) {
    const Seen seen;
    code();
    return seen.statements;
  }
};

TEST_P(Tags, AreSaidByRelationsThatAskForIt) {
  ROWAN_NEEDS(raw_sql);
  const auto page = Account::where(Account::c.name == "ann").annotate("start page");
  EXPECT_THAT(statements([&] { EXPECT_EQ(page.load().size(), 1u); }), ElementsAre(EndsWith(" /*start page*/")));
  EXPECT_THAT(statements([&] { EXPECT_EQ(page.annotate("v2").count(), 1u); }),
              ElementsAre(EndsWith(" /*start page*/ /*v2*/")));
  const std::int64_t id = page.first()->id;
  EXPECT_THAT(statements([&] { EXPECT_EQ(Account::all().annotate("a").find(id).name, "ann"); }),
              ElementsAre(EndsWith(" /*a*/")));
  EXPECT_THAT(statements([&] { EXPECT_EQ(page.pluck(Account::c.age).size(), 1u); }),
              ElementsAre(EndsWith(" /*start page*/")));
  EXPECT_THAT(statements([&] { EXPECT_EQ(page.update_all(Account::c.age = 31), 1u); }),
              ElementsAre(EndsWith(" /*start page*/")));
  EXPECT_THAT(statements([&] { EXPECT_EQ(AnyRelation("Account").annotate("any").load().size(), 4u); }),
              ElementsAre(EndsWith(" /*any*/")));
  EXPECT_THAT(statements([&] { EXPECT_EQ(Account::where(Account::c.name == "ann").load().size(), 1u); }),
              ElementsAre(Not(HasSubstr("/*"))));
}

TEST_P(Tags, CanNeitherEndTheCommentNorBeRead) {
  ROWAN_NEEDS(raw_sql);
  const std::string evil[] = {"*/ DROP TABLE accounts; --",
                              "! DROP TABLE accounts",
                              "M!100000 x",
                              "+ MAX_EXECUTION_TIME(1)",
                              "?",
                              "$1 :name",
                              std::string("a\0b", 3),
                              "' \" ` \\",
                              "/* /* nested",
                              "line\n-- two # three",
                              "é € \xF0\x9F\x99\x82",
                              "100%"};
  for (const std::string& text : evil) {
    const auto said = statements([&] {
      EXPECT_EQ(Account::where(Account::c.name == "ann").annotate(text).load().size(), 1u) << text;
      const StatementTags tags{{"k", text}, {text, "v"}};
      EXPECT_EQ(Account::where(Account::c.name == "ann").load().size(), 1u) << text;
      EXPECT_EQ(db.query("SELECT name FROM accounts WHERE name = ?", "ann").size(), 1u) << text;
    });
    for (const std::string& sql : said) {
      const std::size_t begin = sql.find("/*");
      ASSERT_NE(begin, std::string::npos) << sql;
      EXPECT_EQ(sql.find("*/"), sql.size() - 2) << sql;
      EXPECT_EQ(sql.substr(begin + 2, sql.size() - begin - 4).find_first_of("*/!?:$\"`\\\n"), std::string::npos) << sql;
    }
  }
}

TEST_P(Tags, OfAThreadAreSortedAndNested) {
  ROWAN_NEEDS(raw_sql);
  const StatementTags outer{{"route", "/orders"}, {"action", "check out"}};
  EXPECT_THAT(statements([] { (void)Account::count(); }),
              ElementsAre(EndsWith(" /*action='check%20out',route='%2Forders'*/")));
  {
    const StatementTags inner{{"route", "it's"}};
    EXPECT_THAT(statements([] { (void)Account::all().annotate("x").count(); }),
                ElementsAre(EndsWith(" /*x*/ /*action='check%20out',route='it%27s'*/")));
  }
  auto ann = *Account::find_by(Account::c.name == "ann");
  ann.age = 77;
  const auto saving = statements([&] { ann.save_or_throw(); });
  EXPECT_THAT(saving, AllOf(Not(IsEmpty()), Each(EndsWith("route='%2Forders'*/"))));
  EXPECT_EQ(Account::find(ann.id).age, 77);
  EXPECT_THAT(statements([] { Account::create(account("eve")); }), Each(EndsWith("route='%2Forders'*/")));
  EXPECT_THROW(StatementTags({{"", "x"}}), rowan::QueryError);
}

TEST_P(Tags, OfTheDatabaseAreSaidByAllOrByAnnotatedOnes) {
  ROWAN_NEEDS(raw_sql);
  auto all = connect_again({}, {.make_default = false, .tags = {{"app", "shop"}}});
  EXPECT_THAT(statements([&] { EXPECT_EQ(Account::on(all).count(), 4u); }), ElementsAre(EndsWith(" /*app='shop'*/")));
  const auto id = Account::first()->id;
  for (int round = 0; round < 2; ++round)
    EXPECT_THAT(statements([&] { (void)Account::on(all).find(id); }), ElementsAre(EndsWith(" /*app='shop'*/")));
  EXPECT_THAT(statements([&] { (void)all.query("SELECT 1 -- one"); }), ElementsAre(EndsWith("\n/*app='shop'*/")));
  EXPECT_THAT(statements([&] { (void)all.query("SELECT 1; "); }), ElementsAre("SELECT 1 /*app='shop'*/"));
  all.close();
  auto some = connect_again(
      {}, {.make_default = false, .tags = {{"app", "shop"}}, .tagged = rowan::TaggedStatements::annotated});
  const StatementTags thread{{"route", "r"}};
  EXPECT_THAT(statements([&] { (void)Account::on(some).count(); }), ElementsAre(Not(HasSubstr("/*"))));
  EXPECT_THAT(statements([&] { (void)Account::on(some).annotate("slow").count(); }),
              ElementsAre(EndsWith(" /*slow*/ /*app='shop',route='r'*/")));
  some.close();
}

TEST_P(Tags, OfTheDatabaseLeaveBatchesPrepared) {
  if (db.core()->dialect().name() != "mariadb") GTEST_SKIP() << "only MariaDB says how often it prepared";
  const auto prepared_again = [&](std::vector<rowan::StatementTag> tags) {
    auto one = connect_again({}, {.pool_size = 1, .make_default = false, .tags = std::move(tags)});
    const auto prepared = [&] { return one.query("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'")[0][1].as_string(); };
    std::vector<Account> accounts = Account::on(one).load().to_vector();
    const auto save = [&] {
      for (Account& each : accounts) each.visits = each.visits.value_or(0) + 1;
      EXPECT_TRUE(Account::save_all(accounts));
    };
    save();
    const std::int64_t before = std::stoll(prepared());
    for (int i = 0; i < 5; ++i) save();
    const std::int64_t after = std::stoll(prepared());
    one.close();
    return after - before;
  };
  EXPECT_EQ(prepared_again({{"app", "shop"}}), prepared_again({}));
}

TEST_P(Tags, ThatChangePushOutNoOtherStatements) {
  ROWAN_NEEDS(raw_sql);
  auto small = connect_again({}, {.pool_size = 1, .statement_cache = 4, .make_default = false});
  const auto query = Account::on(small).where(Account::c.name == "ann");
  (void)query.load();
  for (int i = 0; i < 40; ++i) {
    const StatementTags tags{{"request", std::to_string(i)}};
    EXPECT_EQ(query.load().size(), 1u);
    EXPECT_EQ(query.count(), 1u);
  }
  EXPECT_THAT(statements([&] { EXPECT_EQ(query.load().size(), 1u); }), ElementsAre(Not(HasSubstr("/*"))));
  small.close();
}

TEST_P(Tags, AreTakenWhereThereAreNoComments) {
  if (GetParam().lacking(rowan::contract::Capability::raw_sql).empty()) GTEST_SKIP() << "has comments";
  const StatementTags tags{{"route", "*/"}};
  EXPECT_EQ(Account::where(Account::c.name == "ann").annotate("x").load().size(), 1u);
}

ROWAN_RECORD_SUITE(Tags);

}  // namespace
}  // namespace record_tests
