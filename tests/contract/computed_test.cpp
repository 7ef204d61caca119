// Functions, arithmetic and choices: the same result on every database, in conditions and as what a query gives.
#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using namespace std::chrono_literals;
using rowan::attr;
using rowan::Decimal;
using rowan::TimePart;
using rowan::when;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

template <class T>
auto none() {
  return std::optional<T>();
}

class Computed : public RecordTest {
 protected:
  Computed() {
    one_.i32 = 7;
    one_.i64 = -7;
    one_.number = 2.5;
    one_.amount = Decimal("10.25");
    one_.text = "  Ann Zoë ";
    one_.day = rowan::Date{std::chrono::year{2024} / 2 / 29};
    one_.moment =
        rowan::Instant(std::chrono::sys_days(std::chrono::year{2024} / 12 / 31) + 23h + 59min + 59s + 999999us);
    one_.wall = rowan::LocalDateTime(std::chrono::local_days(std::chrono::year{1999} / 3 / 4) + 5h + 6min + 7s);
    one_.flag = true;
    one_.colour = Colour::green;
    one_.save_or_throw();
    two_.i32 = 0;
    two_.save_or_throw();
  }
  template <class E>
  static auto of_one(const E& value) {
    return Maybe::order(Maybe::c.id).pluck(value).at(0);
  }
  template <class E>
  static auto both(const E& value) {
    return Maybe::order(Maybe::c.id).pluck(value);
  }
  Maybe one_, two_;
};

TEST_P(Computed, ArithmeticOfIntegersCountsIn64Bits) {
  const auto c = Maybe::c;
  EXPECT_THAT(both(c.i32 - c.i64), ElementsAre(Optional(14), none<std::int64_t>()));
  EXPECT_EQ(of_one(c.i32 * c.i64), -49);
  EXPECT_EQ(of_one(c.i32 + std::int64_t{5'000'000'000}), 5'000'000'007);
  EXPECT_EQ(of_one(c.i32 * std::int64_t{1'000'000'000}), 7'000'000'000);
  EXPECT_EQ(of_one(10 - c.i32), 3);
  EXPECT_EQ(of_one(c.i64 / 2), -3) << "towards zero";
  EXPECT_EQ(of_one(c.i64 % 2), -1) << "as the left side";
  EXPECT_EQ(of_one(c.i32 / 0), std::nullopt);
  EXPECT_EQ(of_one(c.i32 % 0), std::nullopt);
  EXPECT_EQ(of_one(abs(c.i64)), 7);
  EXPECT_EQ(of_one(c.i64 - c.i32 * 2), -21);
  EXPECT_THROW(of_one(c.i32 * std::int64_t{9'000'000'000'000'000'000}), rowan::InvalidValue);
  EXPECT_THROW(of_one(c.i64 - std::numeric_limits<std::int64_t>::max() - 5), rowan::InvalidValue);
  const auto least = c.i64 - (std::numeric_limits<std::int64_t>::max() - 6);
  EXPECT_EQ(of_one(least), std::numeric_limits<std::int64_t>::min());
  EXPECT_THROW(of_one(abs(least)), rowan::InvalidValue);
}

TEST_P(Computed, ArithmeticOfDecimalsIsExact) {
  const auto c = Maybe::c;
  EXPECT_EQ(of_one(c.amount - Decimal("0.05")), Decimal("10.2"));
  EXPECT_EQ(of_one(c.amount * Decimal("0.1")), Decimal("1.025"));
  EXPECT_EQ(of_one(c.amount * c.i32), Decimal("71.75"));
  EXPECT_EQ(of_one(c.i32 * c.amount), Decimal("71.75"));
  EXPECT_EQ(of_one(c.amount / 3), Decimal("3.4166666667"));
  EXPECT_EQ(of_one(c.amount / Decimal("-8")), Decimal("-1.28125"));
  EXPECT_EQ(of_one(c.amount / Decimal("2.5")), Decimal("4.1"));
  EXPECT_EQ(of_one(c.amount / Decimal("900000000000000000000")), Decimal("0"));
  EXPECT_EQ(of_one(c.amount / 0), std::nullopt);
  EXPECT_EQ(of_one(round(c.amount, 1)), Decimal("10.3")) << "the half away from zero";
  EXPECT_EQ(of_one(round(c.amount * -1, 1)), Decimal("-10.3"));
  EXPECT_EQ(of_one(round(c.amount)), Decimal("10"));
  EXPECT_EQ(of_one(round(c.i32, 2)), 7);
  EXPECT_EQ(of_one(floor(c.amount * -1)), Decimal("-11"));
  EXPECT_EQ(of_one(ceil(c.amount * -1)), Decimal("-10"));
  EXPECT_EQ(of_one(abs(c.amount * -1)), Decimal("10.25"));
  EXPECT_THAT(Maybe::where(c.amount * 2 == Decimal("20.5")).pluck(c.id), ElementsAre(one_.id));
}

TEST_P(Computed, ArithmeticOfDoubles) {
  const auto c = Maybe::c;
  EXPECT_EQ(of_one(c.number * 2), 5.0);
  EXPECT_EQ(of_one(c.number / 2), 1.25);
  EXPECT_EQ(of_one(c.number / 2.5), 1.0);
  EXPECT_EQ(of_one(c.number - 3.0), -0.5);
  EXPECT_EQ(of_one(c.number / 0), std::nullopt);
  EXPECT_EQ(of_one(floor(c.number)), 2.0);
  EXPECT_EQ(of_one(ceil(c.number)), 3.0);
}

TEST_P(Computed, Texts) {
  const auto c = Maybe::c;
  EXPECT_EQ(of_one(trim(c.text)), "Ann Zoë");
  EXPECT_EQ(of_one(upper(substring(c.text, 1, 5))), "  ANN");
  EXPECT_EQ(of_one(substring(c.text, 7, 3)), "Zoë");
  EXPECT_EQ(of_one(substring(c.text, 50, 3)), "");
  EXPECT_EQ(of_one(length(trim(c.text))), 7);
  EXPECT_EQ(of_one(replace(trim(c.text), "n", "nn")), "Annnn Zoë");
  EXPECT_EQ(of_one(replace(trim(c.text), "N", "?")), "Ann Zoë");
  EXPECT_EQ(of_one(replace(c.text, "N", nullif(c.text, c.text))), std::nullopt) << "though there is no N";
  EXPECT_EQ(of_one(concat("<", trim(c.text), ">")), "<Ann Zoë>");
  EXPECT_THAT(both(concat(c.text, "x")), ElementsAre(Optional(std::string("  Ann Zoë x")), none<std::string>()));
  EXPECT_EQ(of_one(nullif(trim(c.text), "Ann Zoë")), std::nullopt);
  EXPECT_EQ(of_one(nullif(trim(c.text), "ANN ZOË")), "Ann Zoë");
  EXPECT_THROW(static_cast<void>(substring(c.text, 0, 1)), rowan::QueryError);
}

TEST_P(Computed, CapitalsBeyondAscii) {
  EXPECT_EQ(of_one(upper(Maybe::c.text)), "  ANN ZOË ");
  EXPECT_THAT(Maybe::where(upper(trim(Maybe::c.text)) == "ANN ZOË").pluck(Maybe::c.id), ElementsAre(one_.id));
}

TEST_P(Computed, TheGreatestOfSomeIsNullWhereOneIs) {
  const auto c = Maybe::c;
  EXPECT_THAT(both(greatest(c.i32, c.i64, 3)), ElementsAre(Optional(7), none<std::int32_t>()));
  EXPECT_THAT(both(least(c.i32, 3)), ElementsAre(Optional(3), Optional(0)));
  EXPECT_EQ(of_one(greatest(c.amount, Decimal("9.5"))), Decimal("10.25")) << "by value, not by letters";
  EXPECT_EQ(of_one(coalesce(c.u8, 5)), 5);
}

TEST_P(Computed, PartsOfTimes) {
  const auto c = Maybe::c;
  const auto parts = [&](const auto& time) {
    std::vector<std::int64_t> list;
    for (const TimePart part : {TimePart::year, TimePart::month, TimePart::day})
      list.push_back(of_one(extract(part, time)).value());
    return list;
  };
  EXPECT_THAT(parts(c.day), ElementsAre(2024, 2, 29));
  EXPECT_THAT(parts(c.moment), ElementsAre(2024, 12, 31));
  EXPECT_THAT(parts(c.wall), ElementsAre(1999, 3, 4));
  EXPECT_EQ(of_one(extract(TimePart::hour, c.moment)), 23);
  EXPECT_EQ(of_one(extract(TimePart::minute, c.moment)), 59);
  EXPECT_EQ(of_one(extract(TimePart::second, c.moment)), 59) << "whole, not rounded";
  EXPECT_EQ(of_one(date_trunc(TimePart::month, c.day)), rowan::Date{std::chrono::year{2024} / 2 / 1});
  EXPECT_EQ(of_one(date_trunc(TimePart::year, c.moment)),
            rowan::Instant(std::chrono::sys_days(std::chrono::year{2024} / 1 / 1)));
  EXPECT_EQ(of_one(date_trunc(TimePart::hour, c.moment)),
            rowan::Instant(std::chrono::sys_days(std::chrono::year{2024} / 12 / 31) + 23h));
  EXPECT_EQ(of_one(date_trunc(TimePart::day, c.wall)),
            rowan::LocalDateTime(std::chrono::local_days(std::chrono::year{1999} / 3 / 4)));
  EXPECT_THAT(Maybe::where(c.moment < rowan::database_now()).pluck(c.id), ElementsAre(one_.id));
  EXPECT_THAT(Maybe::where(extract(TimePart::year, c.moment) == 2024).pluck(c.id), ElementsAre(one_.id));
}

TEST_P(Computed, ChoicesGiveTheFirstValueWhoseConditionHolds) {
  const auto c = Maybe::c;
  EXPECT_THAT(both(when(c.i32 > 5, "many").when(c.i32 > 0, "some").otherwise("None")), ElementsAre("many", "None"));
  EXPECT_THAT(both(when(c.i32 > 5, c.i64).otherwise(1)), ElementsAre(Optional(-7), Optional(1)));
  EXPECT_THAT(both(when(c.i32 > 5, 1).otherwise(std::nullopt)), ElementsAre(Optional(1), none<std::int64_t>()));
  EXPECT_THAT(both(when(c.i64 < 0, Decimal("1.5")).otherwise(Decimal("0"))), ElementsAre(Decimal("1.5"), Decimal(0)));
  EXPECT_THAT(both(when(c.colour == Colour::green, c.colour).otherwise(Colour::blue)),
              ElementsAre(Optional(Colour::green), Optional(Colour::blue)));
  EXPECT_THAT(Maybe::where(when(c.i32 > 5, "X").otherwise("x") == "x").pluck(c.id), ElementsAre(two_.id));
  EXPECT_THAT(Maybe::order(when(c.i32 > 5, 2).otherwise(1), c.id).pluck(c.id), ElementsAre(two_.id, one_.id));
  EXPECT_THAT(both(c.i32 > 5), ElementsAre(Optional(true), Optional(false)));
  EXPECT_THAT(both(c.i64 > 5), ElementsAre(Optional(false), none<bool>()));
}

TEST_P(Computed, TheSameByName) {
  const auto rows = rowan::AnyRelation("record_tests::Maybe").order({attr("id")});
  EXPECT_EQ(rows.pluck({(attr("i32") - attr("i64")).expr()}).at(0).at(0).as_int64(), 14);
  EXPECT_EQ(rows.pluck({when(attr("i32") > 5, "many").otherwise("few").expr()}).at(1).at(0).as_string(), "few");
  EXPECT_EQ(rows.pluck({extract(TimePart::year, attr("day")).expr()}).at(0).at(0).as_int64(), 2024);
}

TEST_P(Computed, WhatMakesNoSenseIsRefused) {
  const auto message = [](const rowan::Expr& value) {
    try {
      static_cast<void>(rowan::AnyRelation("record_tests::Maybe").pluck({value}));
    } catch (const rowan::QueryError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was refused");
  };
  EXPECT_THAT(message((attr("u64") - 1).expr()), HasSubstr("Maybe.u64 is uint64; a difference takes signed integers"));
  EXPECT_THAT(message((attr("text") * 2).expr()),
              HasSubstr("a product takes signed integers, decimals and doubles only"));
  EXPECT_THAT(message((attr("amount") * attr("number")).expr()), HasSubstr("a double is not exact"));
  EXPECT_THAT(message(extract(TimePart::hour, attr("day")).expr()), HasSubstr("takes times only"));
  EXPECT_THAT(message(when(attr("i32") > 5, attr("text")).otherwise(attr("i64")).expr()),
              HasSubstr("when() on Maybe gives text one way and int64 another"));
}

ROWAN_RECORD_SUITE(Computed);

}  // namespace
}  // namespace record_tests
