// What SQLite makes of values and names, on both statement paths.
#include <optional>
#include <string>
#include <vector>

#include "contract/sqlite_test.hpp"
#include "rowan/rowan.hpp"

namespace wrong_columns {

class Reading : public rowan::Model<Reading> {
 public:
  std::int64_t id{};
  std::optional<int> count;
  std::optional<double> ratio;
  ROWAN_MODEL(Reading, (), (id, count, ratio))
};

}  // namespace wrong_columns
ROWAN_REGISTER_MODEL(wrong_columns::Reading)

namespace rowan::contract {
namespace {

class SqliteValues : public SqliteTest {};

TEST_P(SqliteValues, RealsInIntegerColumnsMustBeWhole) {
  const auto connection = open(file_);
  const auto read = [&](const std::string& literal) {
    const auto statement = connection->prepare("SELECT " + literal);
    std::int64_t number = 0;
    statement->step();
    statement->read(0, number);
    return number;
  };
  EXPECT_EQ(read("3.0"), 3);
  EXPECT_EQ(read("-9007199254740992.0"), -9007199254740992);
  EXPECT_THROW(read("3.5"), InvalidValue);
  EXPECT_THROW(read("9223372036854775808.0"), InvalidValue);
  EXPECT_THROW(read("x'33'"), InvalidValue);
}

TEST_P(SqliteValues, OtherKindsAreRefusedWithWhatWasFound) {
  const auto connection = open(file_);
  const auto statement = connection->prepare("SELECT 'maybe', 2, x'ff', 1.5, 9007199254740993, 0.1 + 0.2");
  ASSERT_TRUE(statement->step());
  const auto refused = [&](auto target, int column, const std::string& found) {
    try {
      statement->read(column, target);
      ADD_FAILURE() << "column " << column << " was read";
    } catch (const InvalidValue& error) {
      EXPECT_TRUE(says(error.what(), found));
    }
  };
  refused(std::int64_t{}, 0, "maybe");
  refused(bool{}, 0, "maybe");
  refused(bool{}, 1, "2");
  refused(std::string(), 1, "2");
  refused(std::string(), 3, "1.5");
  refused(Decimal(), 5, "0.3");
  refused(Bytes(), 0, "maybe");
  refused(double{}, 4, "9007199254740993");
  refused(std::string(), 2, "a blob of 1 bytes");
}

TEST_P(SqliteValues, NumbersAreNotWrittenIntoColumnsOfText) {
  auto db = connect("sqlite://" + file_ + "?statements=" + GetParam(), {.make_default = false});
  db.execute("CREATE TABLE readings (id INTEGER PRIMARY KEY, count TEXT, ratio varchar(9))");
  wrong_columns::Reading reading;
  EXPECT_TRUE(reading.save(db));
  reading.count = 3;
  EXPECT_THROW((void)reading.save(), InvalidValue);
  reading.count = {};
  reading.ratio = 0.5;
  EXPECT_THROW((void)reading.save(), InvalidValue);
}

TEST_P(SqliteValues, DecimalsCompareByValue) {
  const auto connection = open(file_);
  connection->execute("CREATE TABLE prices (p TEXT)");
  connection->execute(
      "INSERT INTO prices VALUES ('10'), ('9.5'), ('-1'), ('9.50'), ('12345678901234567890.123456789'), ('n/a')");
  const auto& dialect = driver_.dialect();
  const auto p = dialect.comparable("p", TypeKind::decimal);
  EXPECT_EQ(scalar(*connection, "SELECT count(*) FROM prices WHERE " + p + " = '9.500'").as_int64(), 2);
  EXPECT_EQ(
      scalar(*connection, "SELECT group_concat(p) FROM (SELECT p FROM prices ORDER BY " + p + ", rowid)").as_string(),
      "-1,9.5,9.50,10,12345678901234567890.123456789,n/a");
  EXPECT_EQ(scalar(*connection, "SELECT " + dialect.sum("'0.1'", "'12345678901234567890.123456789'", TypeKind::decimal))
                .as_string(),
            "12345678901234567890.223456789");
  EXPECT_THROW(scalar(*connection, "SELECT " + dialect.sum("'n/a'", "'1'", TypeKind::decimal)), InvalidValue);
}

TEST_P(SqliteValues, SumsOfDecimalsHaveTheDigitsOfThoseInTheFrame) {
  const auto connection = open(file_);
  const auto statement = connection->prepare(
      "SELECT rowan_decimal_sum(v) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"
      " FROM (SELECT 1 AS i, '1.50' AS v UNION ALL SELECT 2, '2' UNION ALL SELECT 3, '4.5' UNION ALL SELECT 4, '1')");
  for (const char* sum : {"1.50", "3.50", "6.5", "5.5"}) {
    ASSERT_TRUE(statement->step());
    std::string_view text;
    statement->read(0, text);
    EXPECT_EQ(text, sum);
  }
}

TEST_P(SqliteValues, NamesAreFoundInTablesOfAnyStyle) {
  const auto connection = open(file_);
  connection->execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
  connection->execute(
      "create table \"odd, \"\"table\"\".x\" ( -- with ( a comment\n"
      "[a b] VARCHAR(20) NOT NULL CONSTRAINT \"u one\" UNIQUE, /* UNIQUE, ) */"
      "c TEXT CONSTRAINT named_not_null NOT NULL UNIQUE,"
      "`p q` INTEGER CONSTRAINT parent_1 REFERENCES parents,"
      "r INTEGER, s INTEGER CHECK (c <> 'x),('),"
      "CHECK (length([a b]) < 100), constraint 'u two' unique (r COLLATE BINARY DESC, s),"
      "CONSTRAINT parent_2 FOREIGN KEY (r) REFERENCES parents (id))");
  connection->execute(
      "INSERT INTO parents VALUES (1); INSERT INTO \"odd, \"\"table\"\".x\" VALUES ('a', 'c', 1, 1, 1)");
  const auto violated = [&](const std::string& values) {
    const auto insert =
        connection->prepare("WITH w AS (SELECT 1 FROM parents) INSERT INTO \"odd, \"\"table\"\".x\" VALUES " + values);
    try {
      insert->run();
    } catch (const ConstraintViolation& error) {
      EXPECT_EQ(error.table(), "odd, \"table\".x");
      return error.constraint();
    }
    return std::string("none");
  };
  EXPECT_EQ(violated("('a', 'd', 1, NULL, 1)"), "u one");
  EXPECT_EQ(violated("('b', 'd', 1, 1, 1)"), "u two");
  EXPECT_EQ(violated("('b', 'd', 2, 1, 2)"), "parent_1");
  EXPECT_EQ(violated("('b', 'd', NULL, 2, 2)"), "parent_2");
  EXPECT_EQ(violated("('b', 'c', 1, 1, 2)"), "sqlite_autoindex_odd, \"table\".x_2") << "unnamed, so SQLite's own name";
  EXPECT_EQ(violated("('b', 'x),(', 1, 1, 2)"), "c <> 'x),('");
}

TEST_P(SqliteValues, CaseIsIgnoredInAllOfUnicode) {
  const auto connection = open(file_);
  const auto lower = [&](const std::string& literal) {
    return scalar(*connection, "SELECT rowan_lower(" + literal + ")");
  };
  EXPECT_EQ(lower("'ÄÖÜ ΑΒΓ ЖЦ Ę'").as_string(), "äöü αβγ жц ę");
  EXPECT_EQ(lower("'ABC xyz 123 😀'").as_string(), "abc xyz 123 😀");
  EXPECT_TRUE(lower("NULL").is_null());
  EXPECT_EQ(lower("CAST(x'41ff42c3' AS TEXT)").as_string(),
            "a\xff"
            "b\xc3")
      << "what is no UTF-8 stays as it is";
}

INSTANTIATE_TEST_SUITE_P(Contract, SqliteValues, ::testing::Values("native", "soci"),
                         [](const auto& path) { return std::string(path.param); });

}  // namespace
}  // namespace rowan::contract
