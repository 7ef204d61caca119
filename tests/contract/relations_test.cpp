// Queries over one model: what they find, in which order, and what they refuse.
#include <algorithm>
#include <limits>
#include <numeric>
#include <ranges>
#include <tuple>

#include "contract/record_models.hpp"

namespace record_tests {

/// Its constructor asks the database, once that is told: user code that runs while a result is read.
class Curious : public rowan::Model<Curious> {
 public:
  Curious() {
    if (asked != nullptr) answers += Account::on(*asked).limit(1).load().size();
  }
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Curious, (), (id, name))

  static inline rowan::Database* asked = nullptr;
  static inline std::size_t answers = 0;
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Curious)
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
class Relations : public RecordTest {
 protected:
  Relations() { insert_four(); }
};

std::vector<std::string> names(const rowan::Relation<Account>& relation) {
  std::vector<std::string> list;
  for (const Account& one : relation.load()) list.push_back(one.name);
  return list;
}

TEST_P(Relations, AreRanges) {
  using Range = rowan::Relation<Account>;
  static_assert(std::ranges::forward_range<Range> && std::ranges::forward_range<const Range>);
  static_assert(std::ranges::common_range<const Range> && std::ranges::borrowed_range<Range>);
  static_assert(!std::ranges::sized_range<Range>);  // its size() is a query of its own

  const auto all = Account::order(Account::c.name);
  const std::vector<Account> copied(all.begin(), all.end());  // g++ evaluates end() first
  EXPECT_EQ(copied.size(), 4u);
  EXPECT_EQ(all.to_vector().at(1).name, "bob");
  EXPECT_EQ(std::ranges::count_if(all, [](const Account& one) { return one.active; }), 1);
  EXPECT_EQ(
      std::accumulate(all.begin(), all.end(), 0, [](int sum, const Account& one) { return sum + one.age.value_or(0); }),
      90);
  std::vector<std::string> seen;
  for (const Account& one :
       all | std::views::filter([](const Account& one) { return one.age.has_value(); }) | std::views::take(2))
    seen.push_back(one.name);
  EXPECT_THAT(seen, ElementsAre("ann", "bob"));
  EXPECT_EQ(all.size(), 4u);
  EXPECT_FALSE(all.empty());
  EXPECT_TRUE(Account::where(Account::c.age > 1000).empty());
  for (const Account& one : Account::where(Account::c.age > 1000)) ADD_FAILURE() << one.name;
}

TEST_P(Relations, LoopsMayBeNestedAndRepeated) {
  auto all = Account::order(Account::c.name);
  std::vector<std::string> pairs;
  EXPECT_QUERY_COUNT(5) {  // each begin() is a run of its own
    for (const Account& left : all) {
      for (const Account& right : all) pairs.push_back(left.name + right.name);
      pairs.push_back(left.name);  // still there
    }
  }
  EXPECT_EQ(pairs.size(), 20u);
  EXPECT_EQ(pairs.back(), "dan");
}

TEST_P(Relations, AnIteratorKeepsItsRecordsAlive) {
  const auto oldest = std::ranges::max_element(Account::where(Account::c.age > 0), {}, &Account::age);
  EXPECT_EQ(oldest->name, "dan");
  auto all = Account::order(Account::c.name);
  auto it = all.begin();
  static_cast<void>(all.begin());
  all = all.limit(1);
  EXPECT_EQ((++it)->name, "bob");
  EXPECT_NE(it, all.end());
  EXPECT_EQ(std::ranges::next(it, 3), all.end());
}

TEST_P(Relations, AreBegunFromTheModelAsWell) {
  EXPECT_EQ(Account::count(Account::c.age > 20), 2u);
  EXPECT_TRUE(Account::exists());
  EXPECT_TRUE(Account::take().has_value());
  EXPECT_THROW(static_cast<void>(Account::sole()), rowan::NotUnique);
  EXPECT_EQ(Account::first(2).size(), 2u);
  EXPECT_EQ(Account::pluck(Account::c.name).size(), 4u);
  EXPECT_EQ(Account::pluck(Account::c.name, Account::c.age).size(), 4u);
  EXPECT_EQ(Account::pluck({"name"}).size(), 4u);
  EXPECT_EQ(names(Account::offset(1).limit(3).order(attr("name"))), (std::vector<std::string>{"bob", "cid", "dan"}));
  std::size_t seen = 0;
  Account::find_each([&](Account&) { ++seen; });
  Account::in_batches(3, [&](rowan::Records<Account>& batch) { seen += batch.size(); });
  EXPECT_EQ(seen, 8u);
  EXPECT_EQ(Account::everything().delete_all(), 4u);
}

TEST_P(Relations, RefuseANullPointerToText) {
  const char* none = nullptr;
  EXPECT_THROW(static_cast<void>(Account::c.name == none), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(Account::c.name.in({"ann", none})), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(Account::c.name.in(std::vector{none})), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(Account::c.name.between("a", none)), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(Account::c.name.contains(none)), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(attr("name").istarts_with(none)), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(attr(none)), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(rowan::connect(none)), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(rowan::Decimal(none)), rowan::InvalidValue);
  EXPECT_THROW(static_cast<void>(rowan::Json(none)), rowan::InvalidValue);
}

TEST_P(Relations, NarrowsByAndOrNot) {
  const auto grown = Account::where(Account::c.age >= 30);
  EXPECT_THAT(names(grown), ElementsAre("ann", "dan"));
  EXPECT_THAT(names(grown.where(Account::c.active)), ElementsAre("dan"));
  EXPECT_THAT(names(grown.or_where(Account::c.name == "bob")), ElementsAre("ann", "bob", "dan"));
  EXPECT_THAT(names(Account::where_not(Account::c.name.in({"ann", "bob"}))), ElementsAre("cid", "dan"));
  EXPECT_THAT(names(grown.where_not(Account::c.active)), ElementsAre("ann"));
  EXPECT_THAT(names(grown), ElementsAre("ann", "dan")) << "a relation is a value and does not change";
  EXPECT_THAT(names(Account::all().or_where(Account::c.age > 0)), ::testing::SizeIs(4));
}

TEST_P(Relations, TreatsNullAsAbsence) {
  EXPECT_THAT(names(Account::where(Account::c.age == std::nullopt)), ElementsAre("cid"));
  EXPECT_THAT(names(Account::where(Account::c.email != std::nullopt)), ElementsAre("ann", "bob", "cid"));
  EXPECT_THAT(names(Account::where(Account::c.age == std::optional<std::int32_t>())), ElementsAre("cid"));
  EXPECT_THAT(names(Account::where(Account::c.age.in(std::vector<std::int32_t>()))), IsEmpty());
  EXPECT_THAT(names(Account::where(Account::c.age.not_in(std::vector<std::int32_t>()))), ::testing::SizeIs(4));
  EXPECT_THAT(names(Account::where(Account::c.age.between(20, 30))), ElementsAre("ann", "bob"));
}

TEST_P(Relations, Orders) {
  EXPECT_THAT(names(Account::order(Account::c.name.desc())), ElementsAre("dan", "cid", "bob", "ann"));
  EXPECT_THAT(names(Account::order(Account::c.age.asc().nulls_last())), ElementsAre("bob", "ann", "dan", "cid"));
  EXPECT_THAT(names(Account::order(Account::c.age.desc().nulls_first())), ElementsAre("cid", "dan", "ann", "bob"));
  EXPECT_THAT(names(Account::order(Account::c.active.desc(), Account::c.name.desc())),
              ElementsAre("dan", "cid", "bob", "ann"));
  EXPECT_THAT(names(Account::order(Account::c.name.desc()).reorder(Account::c.id)),
              ElementsAre("ann", "bob", "cid", "dan"));
  EXPECT_THAT(names(Account::order(attr("name").desc()).limit(1)), ElementsAre("dan"));
}

TEST_P(Relations, TakesAPortion) {
  const auto by_name = Account::order(Account::c.name);
  EXPECT_THAT(names(by_name.limit(2)), ElementsAre("ann", "bob"));
  EXPECT_THAT(names(by_name.limit(2).offset(3)), ElementsAre("dan"));
  EXPECT_THAT(names(by_name.offset(2)), ElementsAre("cid", "dan"));
  EXPECT_QUERY_COUNT(0) {
    EXPECT_THAT(names(by_name.limit(0)), IsEmpty());
    EXPECT_EQ(by_name.limit(0).count(), 0u);
    EXPECT_FALSE(by_name.limit(0).exists());
    EXPECT_FALSE(by_name.limit(0).first().has_value());
    EXPECT_FALSE(by_name.limit(0).find_by(Account::c.id == 1).has_value());
    EXPECT_FALSE(by_name.limit(0).take().has_value());
  }
  EXPECT_THROW((void)by_name.limit(-1), QueryError);
  EXPECT_THROW((void)by_name.offset(-1), QueryError);
}

TEST_P(Relations, FindsFirstLastAndSole) {
  EXPECT_EQ(Account::first()->name, "ann") << "by key";
  EXPECT_EQ(Account::last()->name, "dan");
  EXPECT_EQ(Account::order(Account::c.age.asc().nulls_last()).first()->name, "bob");
  EXPECT_EQ(Account::order(Account::c.age.asc().nulls_last()).last()->name, "cid");
  EXPECT_EQ(Account::all().first(2).size(), 2u);
  EXPECT_FALSE(Account::where(Account::c.id == 9).first().has_value());
  EXPECT_TRUE(Account::all().take().has_value());
  EXPECT_EQ(Account::where(Account::c.active).sole().name, "dan");
  EXPECT_THAT(message_of<rowan::NotUnique>([] { (void)Account::all().sole(); }), HasSubstr("more than one Account"));
  EXPECT_THROW((void)Account::where(Account::c.id == 9).sole(), rowan::RecordNotFound);
}

TEST_P(Relations, FirstAndLastStayInsideThePortion) {
  const auto middle = Account::order(Account::c.id).offset(1).limit(2);
  EXPECT_EQ(middle.first()->name, "bob");
  EXPECT_EQ(middle.last()->name, "cid");
  EXPECT_EQ(Account::order(Account::c.id).limit(2).last()->name, "bob");
}

TEST_P(Relations, CountsPlucksAndAsksForExistence) {
  EXPECT_EQ(Account::count(), 4u);
  EXPECT_EQ(Account::where(Account::c.age > 25).count(), 2u);
  EXPECT_EQ(Account::order(Account::c.id).limit(3).offset(2).count(), 2u);
  EXPECT_TRUE(Account::exists(Account::c.name == "ann"));
  EXPECT_FALSE(Account::exists(Account::c.name == "eve"));
  const auto ordered = Account::order(Account::c.id);
  EXPECT_THAT(ordered.pluck(Account::c.name), ElementsAre("ann", "bob", "cid", "dan"));
  EXPECT_THAT(ordered.pluck(Account::c.age), ElementsAre(30, 20, std::nullopt, 40));
  const auto pairs = ordered.limit(1).pluck(Account::c.id, Account::c.email);
  EXPECT_THAT(pairs, ElementsAre(std::tuple(1, std::optional<std::string>("a@x"))));
  const auto rows = ordered.pluck({"name", "age"});
  EXPECT_EQ(rows[2], (std::vector<Value>{"cid", Value()}));
  EXPECT_THAT(message_of<QueryError>([&] { (void)ordered.pluck({"nmae"}); }), HasSubstr("name"));
  EXPECT_EQ(Account::all().distinct().pluck({"active"}).size(), 2u);
  EXPECT_THROW((void)Account::all().pluck({}), QueryError);
}

TEST_P(Relations, StreamsInBoundedPortions) {
  Account::all().everything().delete_all();
  std::vector<Account> many(2500);
  for (Account& one : many) one.name = "n";
  Account::insert_all(many);
  std::size_t seen = 0, batches = 0, largest = 0;
  std::int64_t last = 0;
  Account::all().in_batches(400, [&](rowan::Records<Account>& batch) {
    ++batches;
    largest = std::max(largest, batch.size());
    for (const Account& one : batch) {
      EXPECT_GT(one.id, last) << "in key order";
      last = one.id;
      ++seen;
    }
  });
  EXPECT_EQ(seen, 2500u);
  EXPECT_EQ(batches, 7u);
  EXPECT_EQ(largest, 400u);
  std::size_t visited = 0;
  EXPECT_QUERY_COUNT(2) {
    Account::all().find_each([&](Account&) { return ++visited < 150; }, 100);
  }
  EXPECT_EQ(visited, 150u) << "it stops where it is told to";
  visited = 0;
  Account::limit(250).find_each([&](Account&) { ++visited; }, 100);
  EXPECT_EQ(visited, 250u);
  visited = 0;
  Account::where(Account::c.id > last - 10).find_each([&](Account& one) {
    one.name = "seen";
    one.save_or_throw();
    ++visited;
  });
  EXPECT_EQ(visited, 10u);
  EXPECT_EQ(Account::where(Account::c.name == "seen").count(), 10u);
  EXPECT_THROW(Account::order(Account::c.name).find_each([](Account&) {}), QueryError);
  EXPECT_THROW(Account::all().offset(1).find_each([](Account&) {}), QueryError);
  EXPECT_THROW(Account::all().find_each([](Account&) {}, 0), QueryError);
}

TEST_P(Relations, StreamsByACompositeKey) {
  for (int i = 0; i < 9; ++i) {
    Place::create({{"country", std::string(1, static_cast<char>('a' + i / 4))}, {"zip", i % 4}, {"name", "n"}});
  }
  std::vector<std::string> seen;
  Place::all().find_each([&](Place& one) { seen.push_back(one.country + std::to_string(one.zip)); }, 2);
  EXPECT_THAT(seen, ElementsAre("a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3", "c0"));
}

TEST_P(Relations, RefusesToSaveWhatWasLoadedReadonly) {
  for (Account& one : Account::readonly().load()) {
    EXPECT_TRUE(one.is_readonly());
    one.name = "x";
    EXPECT_FALSE(one.changed());
    EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] { (void)one.save(); }), HasSubstr("readonly()"));
    EXPECT_THROW(one.update_columns({{"name", "x"}}), rowan::RecordNotSaved);
  }
  auto one = *Account::readonly().first();
  EXPECT_THROW(one.increment(&Account::visits), rowan::RecordNotSaved);
  EXPECT_THROW((void)one.destroy(), rowan::RecordNotSaved);
  EXPECT_THROW(one.delete_row(), rowan::RecordNotSaved);
  EXPECT_EQ(Account::count(), 4u);
  auto copy = *Account::readonly().first();
  EXPECT_TRUE(copy.is_readonly());
  EXPECT_THROW(copy.save_or_throw(), rowan::RecordNotSaved);
}

TEST_P(Relations, ShowsItsSqlAndThePlan) {
  ROWAN_NEEDS(raw_sql);
  const auto relation = Account::where(Account::c.name == "O'Brien").limit(3);
  EXPECT_THAT(relation.to_sql(), AllOf(HasSubstr("SELECT"), HasSubstr("accounts"), Not(HasSubstr("O'Brien")),
                                       Not(HasSubstr("*")), HasSubstr("email")));
  EXPECT_THAT(relation.explain(), HasSubstr("accounts"));
}

TEST_P(Relations, SaysTheSameByNameAndByType) {
  EXPECT_EQ(Account::where(Account::c.age > 25 && !(Account::c.name == "x")).order(Account::c.age.desc()).to_sql(),
            Account::where(attr("age") > 25 && !(attr("name") == "x")).order(attr("age").desc()).to_sql());
  EXPECT_EQ(Account::where(Account::c.email.icontains("x") || Account::c.active).to_sql(),
            Account::where(attr("email").icontains("x") || attr("active") == true).to_sql());
  EXPECT_THAT(message_of<QueryError>([] { (void)Account::where(attr("emial") == "x").load(); }),
              AllOf(HasSubstr("emial"), HasSubstr("email"), HasSubstr("Account")));
  EXPECT_THROW((void)Account::where(attr("age") == "thirty").load(), rowan::InvalidValue);
  EXPECT_THROW((void)Account::where(attr("age") > std::nullopt).load(), QueryError);
  EXPECT_THROW((void)Account::order(attr("aeg").asc()).load(), QueryError);
}

TEST_P(Relations, TakesSearchedTextLiterally) {
  const std::vector<std::string> texts{"100%", "a_b", "c\\d", "it's", "[x]", "ÄRGER"};
  for (const std::string& text : texts) Account::create(account(text));
  for (const std::string& text : texts) {
    EXPECT_THAT(names(Account::where(Account::c.name.contains(text))), ElementsAre(text));
    EXPECT_THAT(names(Account::where(Account::c.name.starts_with(text.substr(0, 2)))), ElementsAre(text));
    EXPECT_THAT(names(Account::where(Account::c.name == text)), ElementsAre(text));
  }
  EXPECT_THAT(names(Account::where(Account::c.name.ends_with("%"))), ElementsAre("100%"));
  EXPECT_THAT(names(Account::where(Account::c.name.contains("%_"))), IsEmpty());
  EXPECT_THAT(names(Account::where(Account::c.name.contains("ANN"))), IsEmpty());
  EXPECT_THAT(names(Account::where(Account::c.name.icontains("ANN"))), ElementsAre("ann"));
}

TEST_P(Relations, RunsOnTheDatabaseGiven) {
  rowan::testing::TempDir elsewhere;
  auto other = rowan::connect(GetParam().url(elsewhere), {.make_default = false});
  other.create_tables<Account>();
  EXPECT_EQ(Account::on(other).count(), 0u);
  auto ann = account("there");
  ASSERT_TRUE(ann.save(other));
  ann.age = 1;
  ASSERT_TRUE(ann.save()) << "it goes back to where it was saved";
  EXPECT_EQ(Account::on(other).where(Account::c.age == 1).count(), 1u);
  EXPECT_EQ(Account::all().on(other).first()->name, "there");
  EXPECT_EQ(Account::count(), 4u);
}

TEST_P(Relations, ReadsOnWhenAConstructorAsksTheDatabase) {
  db.create_tables<Curious>();
  std::vector<Curious> all(20);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].name = "number " + std::to_string(i);
  Curious::insert_all(all);
  Curious::asked = &db;
  Curious::answers = 0;
  const auto loaded = Curious::all().order(Curious::c.id).load();
  Curious::asked = nullptr;
  ASSERT_EQ(loaded.size(), all.size());
  EXPECT_GE(Curious::answers, all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(loaded[i].name, all[i].name);
}

ROWAN_RECORD_SUITE(Relations);

}  // namespace
}  // namespace record_tests
