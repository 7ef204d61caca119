// Choices and comparisons of integers, decimals and doubles, and what NULL does in them: the same on every database.
#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::attr;
using rowan::Decimal;
using rowan::Expr;
using rowan::ast::column;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A row with all three numbers, and one that has the double only.
class Choices : public RecordTest {
 protected:
  Choices() {
    all_.i32 = 7;
    all_.i64 = std::numeric_limits<std::int64_t>::max();
    all_.amount = Decimal("10.25");
    all_.number = 2.5;
    all_.real = 0.5F;
    all_.text = "Ann";
    all_.save_or_throw();
    double_.number = 2.5;
    double_.save_or_throw();
  }
  static std::vector<rowan::Value> both(const Expr& value) {
    std::vector<rowan::Value> values;
    for (const auto& row : rows().order({attr("id")}).pluck({value})) values.push_back(row.at(0));
    return values;
  }
  static std::vector<double> doubles(const Expr& value) {
    std::vector<double> values;
    for (const rowan::Value& each : both(value)) values.push_back(each.as_double());
    return values;
  }
  static std::vector<std::int64_t> ids(const Expr& condition) {
    return Maybe::where(condition).order(Maybe::c.id).pluck(Maybe::c.id);
  }
  static std::string refused(const Expr& value) {
    return message_of<rowan::QueryError>([&] { both(value); });
  }
  static rowan::AnyRelation rows() { return rowan::AnyRelation("record_tests::Maybe"); }

  Maybe all_, double_;
};

TEST_P(Choices, AnIntegerBesideADoubleIsOne) {
  if (GetParam().name.starts_with("odbc")) GTEST_SKIP() << "its driver counts a cast parameter that is used twice once";
  using rowan::coalesce, rowan::greatest, rowan::least, rowan::nullif, rowan::when;
  EXPECT_THAT(doubles(coalesce(attr("i32"), attr("number")).expr()), ElementsAre(7.0, 2.5));
  EXPECT_THAT(doubles((coalesce(attr("i32"), attr("number")) / 2).expr()), ElementsAre(3.5, 1.25));
  EXPECT_THAT(doubles((coalesce(attr("i32"), attr("real"), attr("number")) / 2).expr()), ElementsAre(3.5, 1.25));
  EXPECT_THAT(both(greatest(attr("i32"), attr("number"), 9).expr()).at(0).as_double(), 9.0);
  EXPECT_THAT(both((least(attr("i32"), attr("number")) + 1).expr()).at(0).as_double(), 3.5);
  EXPECT_TRUE(both(nullif(attr("i32"), attr("i32") + 0.0).expr()).at(0).is_null());
  const Expr chosen = when(attr("i32") > 5, attr("i32")).otherwise(attr("number")).expr();
  EXPECT_THAT(doubles(rowan::ast::call(rowan::Function::divide, {chosen, rowan::ast::literal(rowan::Value(2))})),
              ElementsAre(3.5, 1.25));
  EXPECT_THAT(ids(coalesce(attr("i32"), attr("number")) == 2.5), ElementsAre(double_.id));
}

TEST_P(Choices, TypedOnesAreWideEnough) {
  if (GetParam().name.starts_with("odbc")) GTEST_SKIP() << "its driver counts a cast parameter that is used twice once";
  using rowan::coalesce, rowan::greatest, rowan::least, rowan::nullif;
  const auto everyone = Maybe::order(Maybe::c.id);
  EXPECT_THAT(everyone.pluck(coalesce(Maybe::c.i32, Maybe::c.number)), ElementsAre(7.0, 2.5));
  EXPECT_THAT(everyone.pluck(coalesce(Maybe::c.i32, Maybe::c.real, Maybe::c.number)), ElementsAre(7.0, 2.5));
  EXPECT_THAT(everyone.limit(1).pluck(least(Maybe::c.i64, Maybe::c.number)), ElementsAre(2.5));
  EXPECT_THAT(everyone.limit(1).pluck(greatest(Maybe::c.i32, Maybe::c.amount)), ElementsAre(Decimal("10.25")));
  EXPECT_THAT(everyone.limit(1).pluck(nullif(Maybe::c.i32, Maybe::c.number)), ElementsAre(7.0));
  EXPECT_EQ(Maybe::where(coalesce(Maybe::c.i32, Maybe::c.number) == 2.5).count(), 1u);
  EXPECT_THAT(everyone.limit(1).pluck(coalesce(Maybe::c.i32, Maybe::c.i64)), ElementsAre(7));
}

TEST_P(Choices, AreAddedUpAsWhatTheyAre) {
  const auto known = rowan::coalesce(attr("i32"), attr("number"));
  EXPECT_DOUBLE_EQ(rows().pluck({rowan::sum(known).expr()}).at(0).at(0).as_double(), 9.5);
  const auto large = rowan::coalesce(attr("i64"), attr("number"));
  EXPECT_DOUBLE_EQ(rows().pluck({rowan::sum(large).expr()}).at(0).at(0).as_double(), 0x1p63);
  EXPECT_DOUBLE_EQ(rows().pluck({rowan::average(known).expr()}).at(0).at(0).as_double(), 4.75);
}

TEST_P(Choices, ADoubleIsNotRoundedIntoAnInteger) {
  const auto set = [](const auto& value) {
    return message_of<rowan::QueryError>([&] { rows().everything().update_all({rowan::set("i32", value)}); });
  };
  const std::string told = "i32 is int32 and can't be set to a value that is float64";
  EXPECT_THAT(set(rowan::coalesce(attr("i32"), attr("number"))), HasSubstr(told));
  EXPECT_THAT(set(rowan::when(attr("i32") > 5, attr("i32")).otherwise(attr("number"))), HasSubstr(told));
  rows().everything().update_all({rowan::set("number", rowan::coalesce(attr("i32"), attr("number")))});
  EXPECT_THAT(doubles(column("number")), ElementsAre(7.0, 2.5));
}

TEST_P(Choices, DoublesAreNotChosenAmongDecimals) {
  const auto exact = HasSubstr("a double is not exact");
  EXPECT_THAT(refused(rowan::greatest(attr("amount"), attr("number")).expr()),
              AllOf(exact, HasSubstr("Maybe.amount is decimal and Maybe.number is float64")));
  EXPECT_THAT(refused(rowan::coalesce(attr("i32"), attr("number"), attr("amount")).expr()), exact);
  EXPECT_THAT(refused(rowan::nullif(attr("real"), attr("amount")).expr()), exact);
  EXPECT_THAT(refused(rowan::when(attr("i32") > 5, attr("amount")).otherwise(attr("number")).expr()), exact);
  const auto amounts = Maybe::all().select(Maybe::c.amount);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { ids((attr("number") * 1.0).in(amounts)); }), exact);
}

// On SQLite a decimal is a text, which is greater than any number.
TEST_P(Choices, DecimalsCompareWithDoublesByValue) {
  EXPECT_THAT(ids(attr("amount") + Decimal("1") > attr("number") * 2.0), ElementsAre(all_.id));
  EXPECT_THAT(ids(attr("amount") + Decimal("1") > attr("number") * 8.0), IsEmpty());
  EXPECT_THAT(ids(attr("number") * 8.0 > attr("amount") + Decimal("1")), ElementsAre(all_.id));
  EXPECT_THAT(ids(attr("number") * 4.1 == attr("amount") + Decimal("0")), ElementsAre(all_.id));
  EXPECT_THAT(ids(attr("amount") > attr("number")), ElementsAre(all_.id));
  const Expr above = rowan::ast::compare(rowan::ast::literal(rowan::Value(Decimal("2.75"))), rowan::CompareOp::greater,
                                         (attr("number") * 1.0).expr());
  EXPECT_THAT(ids(above), ElementsAre(all_.id, double_.id));
}

TEST_P(Choices, RangesMayEndInOtherNumbers) {
  const auto between = [](const auto& value, const auto& low, const auto& high) {
    return ids(value.between(low, high));
  };
  EXPECT_THAT(between(attr("i32") + 0, attr("amount") - Decimal("4"), attr("amount") + Decimal("1")),
              ElementsAre(all_.id));
  EXPECT_THAT(between(attr("i32") + 0, attr("amount") + Decimal("1"), attr("i64")), IsEmpty());
  EXPECT_THAT(between(attr("amount") + Decimal("0"), attr("number") * 2.0, attr("number") * 8.0), ElementsAre(all_.id));
  EXPECT_THAT(between(attr("number") * 8.0, attr("i32"), attr("amount") + Decimal("1")), IsEmpty());
}

TEST_P(Choices, ADecimalIsTheGreatestByValueBesideAnInteger) {
  if (GetParam().name.starts_with("odbc")) GTEST_SKIP() << "its driver counts a cast parameter that is used twice once";
  EXPECT_EQ(both(rowan::greatest(attr("i32"), attr("amount"), 30).expr()).at(0).as_decimal(), Decimal("30"));
  EXPECT_EQ(both(rowan::least(attr("i32"), attr("amount"), 3).expr()).at(0).as_decimal(), Decimal("3"));
}

TEST_P(Choices, NullOfTheProgramIsRefusedWhereDatabasesDiffer) {
  const Expr null = rowan::ast::literal(rowan::Value());
  const auto call = [](rowan::Function function, std::vector<Expr> arguments) {
    return refused(rowan::ast::call(function, std::move(arguments)));
  };
  EXPECT_THAT(call(rowan::Function::greatest, {column("i32"), null}), HasSubstr("greatest() is NULL"));
  EXPECT_THAT(call(rowan::Function::least, {null, column("i32")}), HasSubstr("least() is NULL"));
  const Expr n = rowan::ast::literal(rowan::Value("n"));
  EXPECT_THAT(call(rowan::Function::replace, {column("text"), n, null}), HasSubstr("replace() is NULL"));
  EXPECT_THAT(message_of<rowan::QueryError>(
                  [] { static_cast<void>(Maybe::pluck(greatest(Maybe::c.i32, std::optional<std::int32_t>()))); }),
              HasSubstr("greatest() is NULL"));
}

TEST_P(Choices, TheYearBeforeTheFirstIsZero) {
  Maybe early;
  early.day = rowan::Date{std::chrono::year{0} / 2 / 29};
  if (GetParam().name.starts_with("mysql")) GTEST_SKIP() << "has no year 0";
  if (GetParam().name.ends_with("postgresql_soci")) GTEST_SKIP() << "writes no year 0";
  early.save_or_throw();
  const auto year = Maybe::where(Maybe::c.id == early.id).pluck(extract(rowan::TimePart::year, Maybe::c.day));
  EXPECT_THAT(year, ElementsAre(0));
}

ROWAN_RECORD_SUITE(Choices);

}  // namespace
}  // namespace record_tests
