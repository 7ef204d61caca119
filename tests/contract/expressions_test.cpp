// Values made of others, in conditions and orders: each twice, for the second query finds the SQL of the first.
#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::attr;
using rowan::coalesce;
using rowan::Decimal;
using rowan::length;
using rowan::lower;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Expressions : public RecordTest {
 protected:
  Expressions() {
    one_.text = "Ann";
    one_.i32 = 5;
    one_.i64 = 5;
    one_.amount = Decimal("1.50");
    one_.save_or_throw();
    two_.text = "Zoë B";
    two_.i64 = 7;
    two_.amount = Decimal("0.25");
    two_.save_or_throw();
  }
  static std::vector<std::int64_t> ids(const rowan::Expr& condition) {
    return Maybe::where(condition).order(Maybe::c.id).pluck(Maybe::c.id);
  }
  Maybe one_, two_;
};

TEST_P(Expressions, SumsAreExactAndNullWhereAPartIs) {
  EXPECT_THAT(ids(Maybe::c.i32 + 1 > Maybe::c.i64), ElementsAre(one_.id));
  EXPECT_THAT(ids(Maybe::c.i32 + 0 > Maybe::c.i64), IsEmpty());
  EXPECT_THAT(ids(Maybe::c.i64 < Maybe::c.i32 + 1), ElementsAre(one_.id)) << "on the right as well";
  EXPECT_THAT(ids(Maybe::c.i64 + Maybe::c.i64 == 14), ElementsAre(two_.id));
  EXPECT_THAT(ids(Maybe::c.i64 + Maybe::c.i64 == 10), ElementsAre(one_.id));
  EXPECT_THAT(ids((Maybe::c.i32 + 1).is_null()), ElementsAre(two_.id));
  EXPECT_THAT(ids(Maybe::c.amount + Decimal("0.50") == Decimal("2")), ElementsAre(one_.id));
  EXPECT_THAT(ids(Maybe::c.amount + Decimal("0.75") == Decimal("1.0")), ElementsAre(two_.id));
  EXPECT_THAT(ids(attr("i64") + 2 == 9), ElementsAre(two_.id));
}

// SQLite keeps decimals as texts, which are greater than any number there.
TEST_P(Expressions, DecimalsBesideIntegersCompareByValue) {
  using rowan::greatest, rowan::least, rowan::sum, rowan::when;
  Maybe three;
  three.text = "x";
  three.i64 = 500;
  three.amount = Decimal("9.5");
  three.save_or_throw();
  EXPECT_THAT(ids(Maybe::c.amount * 2 > Maybe::c.i64), IsEmpty());
  EXPECT_THAT(ids(attr("i64") > attr("amount") * 2), ElementsAre(one_.id, two_.id, three.id));
  EXPECT_THAT(ids(length(attr("text")) < attr("amount")), ElementsAre(three.id));
  EXPECT_THAT(ids(greatest(Maybe::c.amount, Maybe::c.i64) == Decimal("500.0")), ElementsAre(three.id));
  EXPECT_THAT(ids(greatest(attr("i64"), attr("amount")) > 8), ElementsAre(three.id));
  EXPECT_THAT(ids(least(attr("i64"), attr("amount")) > 8), ElementsAre(three.id));
  EXPECT_THAT(ids(coalesce(attr("i64"), attr("amount")) > 8), ElementsAre(three.id));
  const auto mixed = when(Maybe::c.i64 > 100, Maybe::c.amount).otherwise(Maybe::c.i64);
  EXPECT_THAT(Maybe::order(mixed).pluck(Maybe::c.id), ElementsAre(one_.id, two_.id, three.id));
  EXPECT_THAT(ids(mixed > 8), ElementsAre(three.id));
  EXPECT_THAT(Maybe::group(Maybe::c.text).having(sum(Maybe::c.amount) > sum(Maybe::c.i64)).select(Maybe::c.text).rows(),
              IsEmpty());
}

TEST_P(Expressions, EqualDecimalsArePutTogether) {
  Maybe same;
  same.amount = Decimal("1.5");
  same.save_or_throw();
  const auto first = Maybe::where(Maybe::c.id == one_.id).select(Maybe::c.amount);
  const auto other = Maybe::where(Maybe::c.id == same.id).select(Maybe::c.amount);
  EXPECT_EQ(first.intersect(other).count(), 1U);
  EXPECT_EQ(first.union_with(other).count(), 1U);
  EXPECT_EQ(first.except(other).count(), 0U);
  EXPECT_EQ(first.union_all(other).count(), 2U);
}

// Through some drivers a decimal goes as text.
TEST_P(Expressions, DecimalsOfTheProgramAreNumbersInChoices) {
  using rowan::sum, rowan::when;
  const auto known = coalesce(Maybe::c.amount, Decimal("100"));
  Maybe none, large;
  none.save_or_throw();
  large.amount = Decimal("123456789.125");
  large.save_or_throw();
  EXPECT_THAT(Maybe::order(known).pluck(Maybe::c.id), ElementsAre(two_.id, one_.id, none.id, large.id));
  EXPECT_THAT(ids(known > Decimal("9.7")), ElementsAre(none.id, large.id));
  const auto or_ten = when(Maybe::c.amount > Decimal("1"), Maybe::c.amount).otherwise(Decimal("10.5"));
  EXPECT_EQ(Maybe::where(Maybe::c.id != large.id).sum(or_ten), Decimal("22.5"));
  EXPECT_THAT(Maybe::where(Maybe::c.id == large.id).pluck(known), ElementsAre(Decimal("123456789.125")));
}

TEST_P(Expressions, CoalesceTakesTheFirstThatIsThere) {
  EXPECT_THAT(ids(coalesce(Maybe::c.i32, 7) == Maybe::c.i64), ElementsAre(one_.id, two_.id));
  EXPECT_THAT(ids(coalesce(Maybe::c.i32, 8) == Maybe::c.i64), ElementsAre(one_.id));
  EXPECT_THAT(ids(coalesce(Maybe::c.i32, Maybe::c.i64, 1) >= 7), ElementsAre(two_.id));
  EXPECT_THAT(ids(coalesce(attr("i32"), 9) == 9), ElementsAre(two_.id));
}

TEST_P(Expressions, TextsAreFoldedAndMeasuredInCharacters) {
  EXPECT_THAT(ids(lower(Maybe::c.text) == "ann"), ElementsAre(one_.id));
  EXPECT_THAT(ids(lower(Maybe::c.text) == "zoë b"), ElementsAre(two_.id));
  EXPECT_THAT(ids(lower(Maybe::c.text) == "Ann"), IsEmpty());
  EXPECT_THAT(ids(length(Maybe::c.text) == 5), ElementsAre(two_.id));
  EXPECT_THAT(ids(length(Maybe::c.text) == 3), ElementsAre(one_.id));
  EXPECT_THAT(ids(lower(Maybe::c.text).starts_with("zo")), ElementsAre(two_.id));
  EXPECT_THAT(ids(lower(attr("text")) == "ann" || length(attr("text")) > 4), ElementsAre(one_.id, two_.id));
}

TEST_P(Expressions, OrderRows) {
  const auto by = [](const rowan::OrderTerm& term) { return Maybe::all().order(term).pluck(Maybe::c.id); };
  EXPECT_THAT(by(coalesce(Maybe::c.i32, 9).desc()), ElementsAre(two_.id, one_.id));
  EXPECT_THAT(by(coalesce(Maybe::c.i32, 1).desc()), ElementsAre(one_.id, two_.id));
  EXPECT_THAT(by(length(Maybe::c.text)), ElementsAre(one_.id, two_.id));
}

TEST_P(Expressions, ListsAndPatternsAskedAgainBindTheirOwnValues) {
  EXPECT_THAT(ids(Maybe::c.i64.in({5, 6, 8})), ElementsAre(one_.id));
  EXPECT_THAT(ids(Maybe::c.i64.in({1, 2, 3, 7})), ElementsAre(two_.id)) << "the fourth place was a repetition";
  EXPECT_THAT(ids(Maybe::c.i64.in({7, 2, 3})), ElementsAre(two_.id));
  EXPECT_THAT(ids(Maybe::c.i64.not_in({5, 6, 8})), ElementsAre(two_.id));
  EXPECT_THAT(ids(Maybe::c.text.contains("nn")), ElementsAre(one_.id));
  EXPECT_THAT(ids(Maybe::c.text.contains("oë")), ElementsAre(two_.id));
  EXPECT_THAT(ids(Maybe::c.text.starts_with("Ann")), ElementsAre(one_.id));
  EXPECT_THAT(ids(Maybe::c.text.starts_with(std::string(3000, 'x'))), IsEmpty());
  EXPECT_THAT(ids(Maybe::c.text.starts_with("Zo")), ElementsAre(two_.id));
}

ROWAN_RECORD_SUITE(Expressions);

}  // namespace
}  // namespace record_tests
