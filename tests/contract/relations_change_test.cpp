// What a relation changes: many rows by one statement, and assignments to columns.
#include <limits>

#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::attr;
using rowan::QueryError;
using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// ann 30, bob 20, cid NULL, dan 40; the e-mail of dan is NULL.
class RelationChanges : public RecordTest {
 protected:
  RelationChanges() { insert_four(); }
};

TEST_P(RelationChanges, TakesAssignmentsToColumns) {
  const auto some = Account::where(Account::c.age > 25);
  EXPECT_EQ(some.update_all(Account::c.visits = 3, Account::c.email = std::nullopt), 2u);
  EXPECT_EQ(some.update_all({Account::c.visits -= 1, rowan::set("name", "old")}), 2u);
  EXPECT_EQ(Account::all().everything().update_all(Account::c.visits += 2), 4u);
  EXPECT_THAT(Account::order(Account::c.id).pluck(Account::c.visits), ElementsAre(4, 2, 2, 4));
  EXPECT_EQ(Account::where(Account::c.email.is_null()).count(), 2u);
  EXPECT_THROW(some.update_all(Account::c.visits -= std::numeric_limits<std::int64_t>::min()), rowan::InvalidValue);
}

TEST_P(RelationChanges, MakesAndChangesRecordsByColumns) {
  Account eve = Account::create(Account::c.name = "eve", Account::c.age = 50, Account::c.email = "e@x");
  EXPECT_TRUE(eve.update(Account::c.name = std::string("Eve"), Account::c.email = std::nullopt));
  eve.increment(Account::c.visits, 2);
  const Account row = Account::find(eve.id);
  EXPECT_EQ(row.name, "Eve");
  EXPECT_EQ(row.age, 50);
  EXPECT_EQ(row.email, std::nullopt);
  EXPECT_EQ(row.visits, 2);
  eve.assign(Account::c.name = "x");
  EXPECT_TRUE(eve.changed(Account::c.name));
  EXPECT_EQ(eve.get(Account::c.name), Value("x"));
  eve.update_or_throw({{Account::c.name, "y"}, {"age", 3}});
  eve.update_columns(Account::c.name = "z");
  EXPECT_EQ(Account::find(eve.id).name, "z");
}

TEST_P(RelationChanges, UpdatesAndDeletesManyRows) {
  EXPECT_EQ(
      Account::where(Account::c.age > 25).update_all({rowan::set(Account::c.visits, 3), rowan::set("name", "old")}),
      2u);
  EXPECT_EQ(Account::where(Account::c.name == "old").update_all({rowan::increment(Account::c.visits, 2)}), 2u);
  EXPECT_EQ(Account::all().everything().update_all({rowan::increment(Account::c.visits, 1)}), 4u);
  EXPECT_THAT(Account::order(Account::c.id).pluck(Account::c.visits), ElementsAre(6, 1, 1, 6));
  EXPECT_EQ(Account::order(Account::c.id.desc()).limit(1).update_all({rowan::set("name", "last")}), 1u);
  EXPECT_EQ(Account::find(4).name, "last");
  EXPECT_EQ(Account::order(Account::c.id).limit(2).delete_all(), 2u);
  EXPECT_THAT(Account::order(Account::c.id).pluck(Account::c.id), ElementsAre(3, 4));
  EXPECT_EQ(Account::where(Account::c.id == 99).delete_all(), 0u);
  EXPECT_EQ(Account::all().everything().delete_all(), 2u);
}

TEST_P(RelationChanges, RefusesToIncrementManyRowsPastTheRange) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto everyone = Account::all().everything();
  Account::where(Account::c.id == 3).update_all({rowan::set(Account::c.visits, most), rowan::set("age", 2147483647)});
  const auto before = Account::order(Account::c.id).pluck(Account::c.visits, Account::c.age);
  EXPECT_THROW(everyone.update_all({rowan::increment(Account::c.visits, 1)}), rowan::InvalidValue);
  EXPECT_THROW(everyone.update_all({rowan::increment(Account::c.visits, 1 - most), rowan::increment("age", 1)}),
               rowan::InvalidValue);
  EXPECT_EQ(Account::order(Account::c.id).pluck(Account::c.visits, Account::c.age), before) << "all or none";
}

TEST_P(RelationChanges, WantsToHearThatEveryRowIsMeant) {
  EXPECT_THAT(message_of<QueryError>([] { Account::all().delete_all(); }), HasSubstr("everything()"));
  EXPECT_THROW(Account::all().update_all({rowan::set("name", "x")}), QueryError);
  EXPECT_EQ(Account::count(), 4u);
  EXPECT_QUERY_COUNT(0) {
    EXPECT_THROW(Account::where(Account::c.id == 1).update_all({}), QueryError);
    EXPECT_THROW(Account::where(Account::c.id == 1).update_all({rowan::set("nmae", "x")}), QueryError);
    EXPECT_THROW(Account::where(Account::c.id == 1).update_all({rowan::set("age", 1LL << 40)}), rowan::InvalidValue);
    EXPECT_THROW(Account::where(Account::c.id == 1).update_all({rowan::set("name", std::nullopt)}),
                 rowan::InvalidValue);
  }
}

ROWAN_RECORD_SUITE(RelationChanges);

}  // namespace
}  // namespace record_tests
