#include "rowan/core/decimal.hpp"

#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

const std::string nines(38, '9');

TEST(Decimal, ReadsAndPrintsPlainNotation) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"0", "0"},
      {"-12.50", "-12.50"},
      {"+3", "3"},
      {".5", "0.5"},
      {"5.", "5"},
      {"-.05", "-0.05"},
      {"-0.00", "0.00"},
      {"1e3", "1000"},
      {"1.25E+1", "12.5"},
      {"1.5e-3", "0.0015"},
      {"00012.3", "12.3"},
      {"0e999", "0"},
      {"12345678901234567890.123456789", "12345678901234567890.123456789"},
      {nines, nines},
      {"-" + nines, "-" + nines},
      {"0." + nines, "0." + nines},
      {"1e37", "1" + std::string(37, '0')},
      {"1e-38", "0." + std::string(37, '0') + "1"},
      {"1." + std::string(60, '0'), "1." + std::string(37, '0')},
      {"10e-39", "0." + std::string(37, '0') + "1"},
      {std::string(100, '0') + "7", "7"},
  };
  for (const auto& [text, printed] : cases) EXPECT_EQ(Decimal(text).to_string(), printed) << text;
}

TEST(Decimal, RefusesWhatIsNoDecimalOrTooLong) {
  const std::vector<std::string> bad{"",          ".",
                                     "-",         "+-1",
                                     "1,5",       "1.2.3",
                                     "0x10",      "1e",
                                     "e5",        "1e5.0",
                                     " 1",        "1 ",
                                     "nan",       "inf",
                                     "1e+-3",     std::string("1\0", 2),
                                     nines + "9", "1e38",
                                     "1e-39",     "1e99999999999999",
                                     "1e-32768",  "0." + nines + "9"};
  for (const std::string& text : bad) {
    EXPECT_THROW(Decimal{text}, InvalidValue) << text;
  }
}

TEST(Decimal, EqualValuesAreEqualWhateverTheirScale) {
  EXPECT_EQ(Decimal("1.50"), Decimal("1.5"));
  EXPECT_EQ(Decimal("0.000"), Decimal("-0"));
  EXPECT_EQ(Decimal(7), Decimal("7.00"));
  EXPECT_NE(Decimal("1.5"), Decimal("-1.5"));
  EXPECT_NE(Decimal("1.5"), Decimal("1.05"));
}

TEST(Decimal, OrdersByValue) {
  const std::vector<const char*> ascending{"-99999999999999999999999999999999999999",
                                           "-2",
                                           "-1.99999999999999999999999999999999999",
                                           "-0.00000000000000000000000000000000000001",
                                           "0",
                                           "0.00000000000000000000000000000000000001",
                                           "0.1",
                                           "0.10000000000000000000000000000000000001",
                                           "1.4999",
                                           "1.5",
                                           "2",
                                           "99999999999999999999999999999999999999"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(Decimal(ascending[i]) <=> Decimal(ascending[j]), i <=> j) << ascending[i] << ' ' << ascending[j];
    }
  }
}

TEST(Decimal, AddsAndSubtractsExactly) {
  EXPECT_EQ((Decimal("0.1") + Decimal("0.2")).to_string(), "0.3");
  EXPECT_EQ((Decimal("1.50") - Decimal("1.5")).to_string(), "0.00");
  EXPECT_EQ((Decimal("-1") + Decimal("0.75")).to_string(), "-0.25");
  EXPECT_EQ(Decimal(nines) - Decimal(nines), Decimal(0));
  EXPECT_EQ((Decimal(nines) + Decimal(-1)).to_string(), nines.substr(1) + "8");
  // The aligned operands need more than 38 digits, the result does not.
  EXPECT_EQ((Decimal("19000000000000000000000000000000000000") - Decimal("9999999999999999999999999999999999999.9"))
                .to_string(),
            "9000000000000000000000000000000000000.1");
  // Zeros at the end may go where there is no room for them.
  EXPECT_EQ(Decimal(nines) + Decimal("0.00"), Decimal(nines));
  EXPECT_EQ(Decimal("1e36") + Decimal("0.10"), Decimal("1" + std::string(36, '0') + ".1"));
}

TEST(Decimal, MultipliesExactly) {
  EXPECT_EQ((Decimal("1.50") * Decimal("2.0")).to_string(), "3.000");
  EXPECT_EQ((Decimal("-0.05") * Decimal("0.02")).to_string(), "-0.0010");
  EXPECT_EQ(Decimal(nines) * Decimal(-1), Decimal("-" + nines));
  // 0.2^30 × 5^30 = 1: the product is short although its parts are not.
  Decimal small(1);
  Decimal large(1);
  for (int i = 0; i < 30; ++i) small = small * Decimal("0.2");
  for (int i = 0; i < 30; ++i) large = large * Decimal(5);
  EXPECT_EQ(small * large, Decimal(1));
  EXPECT_EQ(Decimal("0.00000000000000000000000000000000000000") * Decimal(nines), Decimal(0));
  EXPECT_EQ(Decimal("1e-20") * Decimal("100e-20"), Decimal("1e-38"));
}

TEST(Decimal, OverflowIsTyped) {
  EXPECT_THROW(Decimal(nines) + Decimal(1), InvalidValue);
  EXPECT_THROW(Decimal("-" + nines) - Decimal(1), InvalidValue);
  EXPECT_THROW(Decimal(nines) + Decimal("0.1"), InvalidValue);
  EXPECT_THROW(Decimal("1e37") * Decimal(10), InvalidValue);
  EXPECT_THROW(Decimal("1e-20") * Decimal("1e-19"), InvalidValue);
  EXPECT_THROW(Decimal::from_parts(1, 39), InvalidValue);
  EXPECT_THROW(Decimal::from_parts(1, -1), InvalidValue);
  try {
    static_cast<void>(Decimal("1e37") * Decimal(-10));
    FAIL();
  } catch (const InvalidValue& error) {
    EXPECT_EQ(std::string(error.what()),
              "1" + std::string(37, '0') + " × -10 needs more than the 38 digits that a decimal has");
  }
}

// Against 64-bit arithmetic, where that is exact.
TEST(Decimal, DividesExactlyOrSaysThatItCant) {
  const auto quotient = [](const char* left, const char* right) {
    return (Decimal(left) / Decimal(right)).to_string();
  };
  EXPECT_EQ(quotient("10", "4"), "2.5");
  EXPECT_EQ(quotient("10.00", "4"), "2.50");
  EXPECT_EQ(quotient("1", "0.25"), "4");
  EXPECT_EQ(quotient("-1", "8000"), "-0.000125");
  EXPECT_EQ(quotient("1e-38", "1e-38"), "1");
  EXPECT_EQ(quotient(nines.c_str(), nines.c_str()), "1");
  EXPECT_EQ(quotient("0", "3"), "0");
  for (const auto& [left, right] : {std::pair("1", "3"), {"1", "0"}, {"1e37", "1e-38"}})
    EXPECT_THROW(static_cast<void>(Decimal(left) / Decimal(right)), InvalidValue) << left << " / " << right;
}

TEST(Decimal, DividesAndRoundsToAScale) {
  const auto rounded = [](const char* value, int scale, Rounding rounding) {
    return Decimal(value).round(scale, rounding).to_string();
  };
  struct {
    Rounding rounding;
    const char *half, *negative_half, *less, *odd_half;
  } const cases[]{
      {Rounding::half_up, "2.35", "-2.35", "2.34", "2.36"}, {Rounding::half_even, "2.34", "-2.34", "2.34", "2.36"},
      {Rounding::down, "2.34", "-2.34", "2.34", "2.35"},    {Rounding::up, "2.35", "-2.35", "2.35", "2.36"},
      {Rounding::floor, "2.34", "-2.35", "2.34", "2.35"},   {Rounding::ceiling, "2.35", "-2.34", "2.35", "2.36"}};
  for (const auto& wanted : cases) {
    EXPECT_EQ(rounded("2.345", 2, wanted.rounding), wanted.half);
    EXPECT_EQ(rounded("-2.345", 2, wanted.rounding), wanted.negative_half);
    EXPECT_EQ(rounded("2.3449", 2, wanted.rounding), wanted.less);
    EXPECT_EQ(rounded("2.355", 2, wanted.rounding), wanted.odd_half);
    EXPECT_EQ(rounded("2.34", 2, wanted.rounding), "2.34");
  }
  EXPECT_EQ(Decimal("1.5").round(3).to_string(), "1.500");
  EXPECT_EQ(Decimal(nines).round(0).to_string(), nines);
  EXPECT_THROW(static_cast<void>(Decimal(nines).round(1)), InvalidValue);
  EXPECT_THROW(static_cast<void>(Decimal(1).round(39)), InvalidValue);
  EXPECT_EQ(divide(20, 3, 2).to_string(), "6.67");
  EXPECT_EQ(divide(-10, 3, 4).to_string(), "-3.3333");
  EXPECT_EQ(divide(1, 8, 2, Rounding::half_even).to_string(), "0.12");
  EXPECT_EQ(divide(Decimal("1e-38"), Decimal(nines), 0, Rounding::up).to_string(), "1");
  EXPECT_THROW(static_cast<void>(divide(1, 0, 2)), InvalidValue);
}

TEST(Decimal, IsUsedLikeANumber) {
  Decimal sum;
  sum += Decimal("1.1");
  sum *= 3;
  sum -= 1;
  sum /= 2;
  EXPECT_EQ(sum, Decimal("1.15"));
  EXPECT_TRUE(sum > 1 && sum < 2 && sum != 1);
  EXPECT_EQ(Decimal("-3.5").abs(), Decimal("3.5"));
  EXPECT_EQ(Decimal("0.1").to_double(), 0.1);
  EXPECT_EQ(Decimal(nines).to_double(), 1e38);
  EXPECT_EQ(std::hash<Decimal>()(Decimal("1.50")), std::hash<Decimal>()(Decimal("1.5")));
  EXPECT_NE(std::hash<Decimal>()(Decimal("15")), std::hash<Decimal>()(Decimal("1.5")));
}

TEST(Decimal, AgreesWithIntegersAtEveryScale) {
  std::mt19937_64 random(3);
  std::uniform_int_distribution<std::int64_t> number(-2'000'000'000, 2'000'000'000);
  std::uniform_int_distribution<int> scale(0, 9);
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t a = number(random);
    const std::int64_t b = number(random);
    const int s = scale(random);
    const Decimal x = Decimal::from_parts(a, s);
    const Decimal y = Decimal::from_parts(b, s);
    ASSERT_EQ(x + y, Decimal::from_parts(a + b, s));
    ASSERT_EQ(x - y, Decimal::from_parts(a - b, s));
    ASSERT_EQ(x * y, Decimal::from_parts(static_cast<Decimal::Wide>(a) * b, 2 * s));
    ASSERT_EQ(x <=> y, a <=> b);
    ASSERT_EQ(Decimal(x.to_string()).coefficient(), x.coefficient());
    ASSERT_EQ(Decimal(x.to_string()).scale(), s);
  }
}

}  // namespace
}  // namespace rowan
