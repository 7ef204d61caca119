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
