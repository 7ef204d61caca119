// Rows by their keys, one or many, in the order asked.
#include <algorithm>
#include <numeric>
#include <tuple>

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

/// As Relations.
class RelationFinds : public RecordTest {
 protected:
  RelationFinds() { insert_four(); }
};

TEST_P(RelationFinds, FindsByKey) {
  EXPECT_EQ(Account::find(2).name, "bob");
  EXPECT_THAT(message_of<rowan::RecordNotFound>([] { (void)Account::find(9); }),
              AllOf(HasSubstr("Account"), HasSubstr("9"), HasSubstr("accounts")));
  EXPECT_FALSE(Account::find_if(9).has_value());
  EXPECT_FALSE(Account::where(Account::c.active).find_if(1).has_value()) << "the condition counts";
  EXPECT_EQ(Account::where(Account::c.active).find(4).name, "dan");
  EXPECT_EQ(Account::find_by(Account::c.email == "b@x")->name, "bob");
  EXPECT_FALSE(Account::find_by(Account::c.email == "nobody").has_value());
  EXPECT_THROW((void)Account::find("two"), rowan::InvalidValue);
  EXPECT_THROW((void)Account::find(1, 2), QueryError);
}

TEST_P(RelationFinds, FindsAllInTheOrderAsked) {
  std::vector<std::string> found;
  for (const Account& one : Account::find_all({3, 1, 2, 3})) found.push_back(one.name);
  EXPECT_THAT(found, ElementsAre("cid", "ann", "bob", "cid"));
  EXPECT_THAT(message_of<rowan::RecordNotFound>([] {
                (void)Account::find_all({3, 99, 1, 98});
              }),
              AllOf(HasSubstr("99, 98"), Not(HasSubstr("3,"))));
  EXPECT_EQ(Account::find_all(std::vector<int>()).size(), 0u);
  std::vector<Account> more(2300);
  for (std::size_t i = 0; i < more.size(); ++i) {
    more[i].id = 1000 + static_cast<std::int64_t>(i);
    more[i].name = "n";
  }
  Account::insert_all(more);
  std::vector<std::int64_t> keys(2300);
  std::iota(keys.rbegin(), keys.rend(), 1000);
  auto records = Account::find_all(keys);
  ASSERT_EQ(records.size(), 2300u);
  for (std::size_t i = 0; i < keys.size(); ++i) ASSERT_EQ(records[i].id, keys[i]);
  records[0].name = "changed";
  EXPECT_TRUE(records[0].save()) << "they are whole records";
}

TEST_P(RelationFinds, AKeyAskedForAgainIsNotLoadedAgain) {
  std::vector<int> keys(40, 3);
  keys[7] = 1;
  EXPECT_QUERY_COUNT(1) {
    auto found = Account::find_all(keys);
    ASSERT_EQ(found.size(), keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(found[i].name, i == 7 ? "ann" : "cid");
    found[0].name = "changed";
    EXPECT_EQ(found[1].name, "cid") << "each is a record of its own";
    EXPECT_TRUE(found[0].changed());
    EXPECT_FALSE(found[39].changed());
  }
  auto found = Account::find_all({3, 3});
  found[1].name = "second";
  EXPECT_TRUE(found[1].save());
  EXPECT_EQ(Account::find(3).name, "second");
  found[0].reload();
  EXPECT_EQ(found[0].name, "second");
  EXPECT_TRUE(Account::all().readonly().find_all({3, 3})[1].is_readonly());
}

TEST_P(RelationFinds, FindsAllByTextsThatMeanSomethingElsewhere) {
  const std::vector<std::string> codes{"a,b", "{x}", "{\"q\"}", "\\",     "\\\"", "NULL", "null",     "",
                                       " ",   "'",   "é€𝄞",     "a\tb\n", "$1",   "?",    "[0:1]={a}"};
  for (const std::string& code : codes) Country::create({{"code", code}, {"name", "n" + code}});
  const auto found = Country::find_all(codes);
  for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(found[i].name, "n" + codes[i]);
  EXPECT_EQ(Country::where(Country::c.code.in(codes)).count(), codes.size());
  EXPECT_EQ(Country::where(Country::c.code.not_in(codes)).count(), 0u);
  EXPECT_EQ(Country::where(Country::c.code.in({"NULL", "b"})).sole().code, "NULL");
  for (const std::string_view refused : {std::string_view("a\0b", 3), std::string_view("\xff")})
    EXPECT_THROW((void)Country::where(Country::c.code.in({"a", refused})).load(), rowan::InvalidValue);
}

TEST_P(RelationFinds, TakesListsOfAnyLength) {
  std::vector<std::int64_t> keys(100'000);
  std::iota(keys.begin(), keys.end(), 3);
  const auto listed = Account::where(Account::c.id.in(keys));
  const auto others = Account::where(Account::c.id.not_in(keys)).order(Account::c.id);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(listed.count(), 2u);
  EXPECT_EQ(others.load()[1].name, "bob");
  const std::vector<bool> flags(70'000, true);
  EXPECT_EQ(Account::where(Account::c.active.in(flags)).count(), Account::where(Account::c.active == true).count());
  if (!db.dialect().can().array_lists) return;
  EXPECT_EQ(listed.to_sql(), Account::where(Account::c.id.in({1})).to_sql());
  EXPECT_QUERY_COUNT(1) { (void)Account::where(Account::c.name.in({"ann"}) && Account::c.id.in(keys)).load(); }
}

TEST_P(RelationFinds, FindsAllByKeysOfSeveralParts) {
  using PlaceKey = std::tuple<std::string, std::int32_t>;
  for (const std::int32_t zip : {1010, 1020, 1030}) Place::create({{"country", "at"}, {"zip", zip}, {"name", "Wien"}});
  Place::create({{"country", "ch"}, {"zip", 1010}, {"name", "Prilly"}});
  std::vector<std::string> found;
  for (const Place& one : Place::find_all<PlaceKey>({{"ch", 1010}, {"at", 1030}, {"at", 1010}}))
    found.push_back(one.country + std::to_string(one.zip));
  EXPECT_THAT(found, ElementsAre("ch1010", "at1030", "at1010"));
  EXPECT_THAT(message_of<rowan::RecordNotFound>([] {
                (void)Place::find_all(std::vector<PlaceKey>{{"at", 1010}, {"de", 99}});
              }),
              HasSubstr("(de, 99)"));
  EXPECT_THAT(message_of<QueryError>([] { (void)Place::find_all({"at"}); }), HasSubstr("zip"));
}

ROWAN_RECORD_SUITE(RelationFinds);

}  // namespace
}  // namespace record_tests
