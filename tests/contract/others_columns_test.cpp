// Columns whose types keep less than a value has: nothing is rounded or cut without an error.
#include <cstdint>
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {

class Sum : public rowan::Model<Sum> {
 public:
  std::int64_t id{};
  rowan::Decimal total;
  ROWAN_MODEL(Sum, (), (id, total))
};

class Balance : public rowan::Model<Balance> {
 public:
  std::int64_t id{};
  rowan::Decimal amount;
  std::int32_t changes{};
  std::uint32_t left{};
  ROWAN_MODEL(Balance, (), (id, amount, changes, left))
  static void configure(rowan::ModelBuilder<Balance>& m) { m.table("others_balances"); }
};

class Lists : public rowan::Model<Lists> {
 public:
  std::int64_t id{};
  std::vector<rowan::Decimal> prices;
  std::vector<double> rates;
  std::vector<std::string> words;
  std::vector<rowan::LocalDateTime> times;
  std::vector<std::int64_t> numbers;
  ROWAN_MODEL(Lists, (), (id, prices, rates, words, times, numbers))
  static void configure(rowan::ModelBuilder<Lists>& m) { m.table("lists"); }
};

class Whole : public rowan::Model<Whole> {
 public:
  std::int64_t id{}, single{}, twice{}, hundreds{};
  ROWAN_MODEL(Whole, (), (id, single, twice, hundreds))
  static void configure(rowan::ModelBuilder<Whole>& m) { m.table("wholes"); }
};

class Names : public rowan::Model<Names> {
 public:
  std::int64_t id{};
  std::string name, letter, span, many;
  ROWAN_MODEL(Names, (), (id, name, letter, span, many))
  static void configure(rowan::ModelBuilder<Names>& m) { m.table("names"); }
};

class Paper : public rowan::Model<Paper> {
 public:
  std::int64_t id{};
  rowan::Json body;
  bool done{};
  ROWAN_MODEL(Paper, (), (id, body, done))
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Sum)
ROWAN_REGISTER_MODEL(record_tests::Balance)
ROWAN_REGISTER_MODEL(record_tests::Lists)
ROWAN_REGISTER_MODEL(record_tests::Whole)
ROWAN_REGISTER_MODEL(record_tests::Names)
ROWAN_REGISTER_MODEL(record_tests::Paper)

namespace record_tests {
namespace {

using rowan::Decimal;
using rowan::InvalidValue;
using ::testing::HasSubstr;

class OthersColumns : public RecordTest {
 protected:
  /// Saving `record` with the members that `change` sets is refused with a sentence that has `words`; no row is there.
  template <class Record, class Change>
  void refuses(Change&& change, const char* words) {
    Record record;
    change(record);
    EXPECT_THAT(message_of<InvalidValue>([&] { record.save_or_throw(); }), HasSubstr(words));
    EXPECT_THROW(Record::insert_all(std::vector<Record>(30, record)), InvalidValue);
    EXPECT_EQ(Record::count(), 0U);
  }
};

TEST_P(OthersColumns, ADomainOverADomainHasTheScaleOfTheTypeBelow) {
  if (!on("postgresql")) GTEST_SKIP() << "lacks domains";
  db.execute("DROP DOMAIN IF EXISTS cents, money_like");
  db.execute("CREATE DOMAIN money_like AS numeric(10,2)");
  db.execute("CREATE DOMAIN cents AS money_like");
  db.execute("CREATE TABLE sums (id bigserial PRIMARY KEY, total cents NOT NULL)");
  EXPECT_THAT(rowan::check<Sum>(db).to_string(), HasSubstr("keeps 10 digits, 2 of them after the point"));
  refuses<Sum>([](Sum& sum) { sum.total = Decimal("1.239"); }, "sums.total");
  Sum sum;
  sum.total = Decimal("1.23");
  sum.save_or_throw();
  EXPECT_EQ(Sum::find(sum.id).total, Decimal("1.23"));
  db.execute("DROP TABLE sums");
  db.execute("DROP DOMAIN cents, money_like");
}

TEST_P(OthersColumns, CountersAreNotRounded) {
  ROWAN_NEEDS(raw_sql);
  if (on("sqlite")) GTEST_SKIP() << "keeps all digits";
  const char* key = on("postgresql") ? "bigserial" : "bigint AUTO_INCREMENT";
  db.execute(std::string("CREATE TABLE others_balances (id ") + key +
             " PRIMARY KEY, amount numeric(10,2) NOT NULL, changes int NOT NULL, \"left\" bigint NOT NULL)");
  auto balance = Balance::create({{"amount", Decimal("1.25")}, {"changes", 0}, {"left", 9}});
  EXPECT_THAT(message_of<InvalidValue>([&] { balance.increment(&Balance::amount, Decimal("0.001")); }),
              HasSubstr("others_balances.amount"));
  EXPECT_THAT(message_of<InvalidValue>(
                  [&] { balance.increment(Balance::c.amount += Decimal("0.001"), Balance::c.changes += 1); }),
              HasSubstr("others_balances.amount"));
  EXPECT_EQ(Balance::find(balance.id).changes, 0) << "nothing was changed";
  balance.increment(Balance::c.amount += Decimal("0.01"), Balance::c.changes += 1, Balance::c.left -= 2);
  EXPECT_EQ(balance.amount, Decimal("1.26"));
  EXPECT_EQ(balance.left, 7U);
}

TEST_P(OthersColumns, ElementsOfArraysAreKeptExactlyOrRefused) {
  if (!on("postgresql")) GTEST_SKIP() << "lacks arrays";
  db.execute(
      "CREATE TABLE lists (id bigserial PRIMARY KEY, prices numeric(10,2)[] NOT NULL, rates real[] NOT NULL,"
      " words varchar(3)[] NOT NULL, times timestamp(0)[] NOT NULL, numbers real[] NOT NULL)");
  refuses<Lists>([](Lists& lists) { lists.prices = {Decimal("1.23"), Decimal("1.239")}; }, "lists.prices");
  refuses<Lists>([](Lists& lists) { lists.rates = {0.1}; }, "single precision");
  refuses<Lists>([](Lists& lists) { lists.words = {"abc", "abc  "}; }, "blanks at the end");
  refuses<Lists>([](Lists& lists) { lists.times = {rowan::parse_local_date_time("2026-01-01 00:00:00.6")}; },
                 "fraction of a second");
  refuses<Lists>([](Lists& lists) { lists.numbers = {1, 16777217}; }, "binary floats");
  Lists lists;
  lists.prices = {Decimal("1.23")};
  lists.rates = {0.5};
  lists.words = {"abc"};
  lists.save_or_throw();
  EXPECT_EQ(Lists::where(Lists::c.prices == lists.prices).count(), 1U);
}

TEST_P(OthersColumns, AnArrayThatBeginsElsewhereIsNotReadAsOneThatBeginsWithOne) {
  if (!on("postgresql")) GTEST_SKIP() << "lacks arrays";
  db.execute(
      "CREATE TABLE lists (id bigserial PRIMARY KEY, prices numeric[] DEFAULT '{}' NOT NULL, rates float8[]"
      " DEFAULT '{}' NOT NULL, words text[] DEFAULT '{}' NOT NULL, times timestamp[] DEFAULT '{}' NOT NULL,"
      " numbers bigint[] NOT NULL)");
  db.execute("INSERT INTO lists (numbers) VALUES ('[3:4]={1,2}')");
  EXPECT_THAT(message_of<InvalidValue>([&] { (void)Lists::first(); }), HasSubstr("[3:4]"));
  db.execute("CREATE TABLE names (id bigserial PRIMARY KEY, name text, letter text, span text, many bigint[])");
  db.execute("INSERT INTO names VALUES (1, '', '', '', '[3:4]={1,2}')");
  const auto names = Names::find(1);
  EXPECT_EQ(names.many, "[3:4]={1,2}");
  EXPECT_EQ(Names::where(Names::c.many == names.many).count(), 1U);
}

TEST_P(OthersColumns, IntegersInColumnsOfFloatsAndTensAreExactOrRefused) {
  ROWAN_NEEDS(raw_sql);
  if (on("postgresql"))
    db.execute(
        "CREATE TABLE wholes (id bigserial PRIMARY KEY, single real NOT NULL, twice double precision NOT NULL,"
        " hundreds numeric(5,-2) NOT NULL)");
  else if (on("sqlite"))
    db.execute("CREATE TABLE wholes (id INTEGER PRIMARY KEY, single REAL, twice REAL, hundreds INTEGER)");
  else
    db.execute(
        "CREATE TABLE wholes (id bigint AUTO_INCREMENT PRIMARY KEY, single float NOT NULL, twice double NOT NULL,"
        " hundreds bigint NOT NULL)");
  if (!on("sqlite")) refuses<Whole>([](Whole& whole) { whole.single = 16777217; }, "binary floats");
  refuses<Whole>([](Whole& whole) { whole.twice = 9007199254740993; }, "binary floats");
  if (on("postgresql")) refuses<Whole>([](Whole& whole) { whole.hundreds = 1234; }, "rounded");
  Whole whole;
  whole.single = 65536;
  whole.twice = 9007199254740992;
  whole.hundreds = 1200;
  whole.save_or_throw();
  if (GetParam().name == "mysql_soci") return;  // which reads no FLOAT: it comes with six digits only
  const Whole again = Whole::find(whole.id);
  EXPECT_EQ(again.single, whole.single);
  EXPECT_EQ(again.twice, whole.twice);
  EXPECT_EQ(again.hundreds, whole.hundreds);
}

TEST_P(OthersColumns, TextIsNotCut) {
  if (!on("postgresql")) GTEST_SKIP() << "has no such types";
  db.execute(
      "CREATE TABLE names (id bigserial PRIMARY KEY, name name NOT NULL, letter \"char\" NOT NULL,"
      " span interval NOT NULL, many numeric(10,2)[] NOT NULL)");
  const auto set = [](Names& names) {
    names.letter = "a";
    names.span = "01:02:33";
    names.many = "{}";
  };
  refuses<Names>(
      [&](Names& names) {
        set(names);
        names.name = std::string(64, 'x');
      },
      "names.name");
  refuses<Names>(
      [&](Names& names) {
        set(names);
        names.letter = "abc";
      },
      "names.letter");
  Names names;
  set(names);
  names.save_or_throw();
  EXPECT_EQ(Names::find(names.id).span, "01:02:33");
}

TEST_P(OthersColumns, PartsOfIntervalsAreNotDropped) {
  if (!on("postgresql")) GTEST_SKIP() << "has no intervals";
  db.execute(
      "CREATE TABLE names (id bigserial PRIMARY KEY, name text NOT NULL, letter text NOT NULL,"
      " span interval hour to minute NOT NULL, many text NOT NULL)");
  refuses<Names>([](Names& names) { names.span = "01:02:33"; }, "names.span");
}

TEST_P(OthersColumns, JsonAndBooleansAreNotTurnedIntoOthers) {
  if (!on("sqlite")) GTEST_SKIP() << "has types that hold";
  db.execute("CREATE TABLE papers (id INTEGER PRIMARY KEY, body JSON NOT NULL, done INTEGER NOT NULL)");
  for (const char* number : {"10", "1.10", "12345678901234567890.5", "1e400"})
    refuses<Paper>([&](Paper& paper) { paper.body = rowan::Json(number); }, "papers.body");
  for (const char* other : {"\"10\"", "{\"a\":1}", "true", "[1]"}) {
    Paper paper;
    paper.body = rowan::Json(other);
    paper.save_or_throw();
    EXPECT_EQ(Paper::find(paper.id).body, paper.body);
  }
  db.execute("DROP TABLE papers");
  db.execute("CREATE TABLE papers (id INTEGER PRIMARY KEY, body TEXT NOT NULL, done TEXT NOT NULL)");
  refuses<Paper>([](Paper& paper) { paper.done = true; }, "papers.done");
}

TEST_P(OthersColumns, TextThatIsNoJsonIsRefusedWhenItIsRead) {
  ROWAN_NEEDS(raw_sql);
  if (on("postgresql")) GTEST_SKIP() << "checks what its columns of JSON hold";
  db.execute("CREATE TABLE papers (id integer NOT NULL PRIMARY KEY, body varchar(99) NOT NULL, done integer NOT NULL)");
  db.execute("INSERT INTO papers VALUES (1, '1, \"admin\": true', 0), (2, '', 0), (3, '{\"a\": 1}', 0)");
  EXPECT_THROW((void)Paper::find(1), InvalidValue);
  EXPECT_THROW((void)Paper::find(2), InvalidValue);
  const Paper paper = Paper::find(3);
  EXPECT_EQ(Paper::where(Paper::c.body == paper.body).count(), 1U);  // spelled as it was
}

ROWAN_RECORD_SUITE(OthersColumns);

}  // namespace
}  // namespace record_tests
