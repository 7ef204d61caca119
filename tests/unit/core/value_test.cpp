#include "rowan/core/value.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <sstream>

#include "rowan/core/error.hpp"
#include "rowan/core/hash.hpp"
#include "rowan/testing/print_times.hpp"
#include "unit/core/refusal.hpp"

namespace rowan {
namespace {

constexpr auto int64_min = std::numeric_limits<std::int64_t>::min();
constexpr auto int64_max = std::numeric_limits<std::int64_t>::max();
constexpr auto uint64_max = std::numeric_limits<std::uint64_t>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Value, KeepsEveryIntegerAndItsSign) {
  for (const std::int64_t value :
       {int64_min, int64_min + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, int64_max}) {
    EXPECT_EQ(Value(value).as_int64(), value);
    EXPECT_EQ(Value(value).to_string(), std::to_string(value));
  }
  for (const std::uint64_t value :
       {std::uint64_t{0}, static_cast<std::uint64_t>(int64_max), std::uint64_t{1} << 63U, uint64_max}) {
    EXPECT_EQ(Value(value).as_uint64(), value);
    EXPECT_EQ(Value(value).converted_to(TypeKind::uint64), Value(value));
  }
  EXPECT_EQ(Value(uint64_max).to_string(), "18446744073709551615");
  EXPECT_NE(Value(uint64_max), Value(-1));
}

TEST(Value, PrintsItselfAndItsKinds) {
  std::ostringstream out;
  out << Value("a") << ' ' << Value() << ' ' << Decimal("1.50") << ' ' << Uuid() << ' ' << Json("[1]");
  EXPECT_EQ(out.str(), R"(a NULL 1.50 00000000-0000-0000-0000-000000000000 [1])");
  EXPECT_EQ(::testing::PrintToString(Value("1")), R"("1")");
  EXPECT_EQ(::testing::PrintToString(Value(1)), "1");
  EXPECT_EQ(::testing::PrintToString(Decimal("2.0")), "2.0");
  EXPECT_EQ(inspect("say \"\\\n\x01"), R"("say \"\\\n\x01")");
  EXPECT_EQ(inspect("häuser", 2), "\"h\"…");  // never half a character
  EXPECT_EQ(inspect(Value::list({Value("a"), Value(2)})), R"(["a", 2])");
  EXPECT_LT(inspect(Bytes(10000)).size(), 100u);
  EXPECT_EQ(std::hash<Value>()(Value(7)), std::hash<Value>()(Value(7U)));
  EXPECT_NE(std::hash<Uuid>()(Uuid()), std::hash<Uuid>()(Uuid::random()));
  EXPECT_EQ(::testing::PrintToString(parse_instant("2026-11-21 20:59:56Z")).substr(0, 19), "2026-11-21 20:59:56");
  EXPECT_EQ(::testing::PrintToString(std::optional(parse_date("2026-11-21"))), "(2026-11-21)");
}

TEST(Value, TakesFinerTimes) {
  const std::chrono::sys_time<std::chrono::nanoseconds> fine{std::chrono::nanoseconds(1999)};
  EXPECT_EQ(Value(fine).as_instant(), Instant(std::chrono::microseconds(1)));
  EXPECT_GT(Value(std::chrono::system_clock::now()).as_instant(), Instant());
}

TEST(Value, ComparesSignedAndUnsignedByValueAndHashesThemAlike) {
  const Value as_unsigned = Value(7).converted_to(TypeKind::uint64);
  EXPECT_EQ(as_unsigned.type_name(), "uint64");
  EXPECT_EQ(as_unsigned, Value(7));
  EXPECT_EQ(Value(7), as_unsigned);
  EXPECT_NE(as_unsigned, Value(8));
  EXPECT_NE(as_unsigned, Value("7"));
  EXPECT_EQ(hash_value(as_unsigned), hash_value(Value(7)));
}

TEST(Value, EveryDoubleKeepsItsBits) {
  std::mt19937_64 random(42);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<double>(random());
    EXPECT_EQ(std::bit_cast<std::uint64_t>(Value(value).as_double()), std::bit_cast<std::uint64_t>(value));
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(std::strtod(Value(value).to_string().c_str(), nullptr), value);
  }
  EXPECT_EQ(Value(infinity).to_string(), "inf");
  EXPECT_EQ(Value(std::nan("")), Value(-std::nan("")));
  EXPECT_EQ(hash_value(std::nan("")), hash_value(-std::nan("1")));
  EXPECT_EQ(Value(0.0), Value(-0.0));
  EXPECT_EQ(hash_value(0.0), hash_value(-0.0));
}

struct RangeCase {
  TypeKind kind;
  Value low, high;
  const char* below;
  const char* above;
};

TEST(Value, ChecksTheRangeOfEveryInteger) {
  const std::vector<RangeCase> cases{
      {TypeKind::int8, -128, 127, "-129", "128"},
      {TypeKind::uint8, 0, 255, "-1", "256"},
      {TypeKind::int16, -32768, 32767, "-32769", "32768"},
      {TypeKind::uint16, 0, 65535, "-1", "65536"},
      {TypeKind::int32, -2147483648LL, 2147483647, "-2147483649", "2147483648"},
      {TypeKind::uint32, 0, 4294967295U, "-1", "4294967296"},
      {TypeKind::int64, int64_min, int64_max, "-9223372036854775809", "9223372036854775808"},
      {TypeKind::uint64, 0, uint64_max, "-1", "18446744073709551616"},
  };
  for (const RangeCase& c : cases) {
    EXPECT_EQ(c.low.converted_to(c.kind), c.low);
    EXPECT_EQ(c.high.converted_to(c.kind), c.high);
    EXPECT_EQ(Value(Decimal(c.high.to_string())).converted_to(c.kind), c.high);
    EXPECT_THROW((void)Value(Decimal(c.below)).converted_to(c.kind), InvalidValue) << to_string(c.kind);
    EXPECT_THROW((void)Value(Decimal(c.above)).converted_to(c.kind), InvalidValue) << to_string(c.kind);
  }
  EXPECT_EQ(refusal([] { return Value(300).converted_to(TypeKind::int8); }), "300 does not fit int8 (-128…127)");
  EXPECT_EQ(refusal([] { return Value(1.5).as_uint64(); }),
            "1.5 does not fit uint64 (0…18446744073709551615, whole numbers only)");
}

TEST(Value, DoublesAndIntegersMeetOnlyWhereNothingIsLost) {
  EXPECT_EQ(Value(9007199254740992).as_double(), 9007199254740992.0);
  EXPECT_THROW((void)Value(9007199254740993).as_double(), InvalidValue);
  EXPECT_EQ(Value(uint64_max - 2047).as_double(), 18446744073709549568.0);
  EXPECT_THROW((void)Value(uint64_max).as_double(), InvalidValue);
  EXPECT_EQ(Value(-9223372036854775808.0).as_int64(), int64_min);
  EXPECT_EQ(Value(9223372036854775808.0).as_uint64(), std::uint64_t{1} << 63U);
  for (const double value : {9223372036854775808.0, 0.5, infinity, -infinity, std::nan("")}) {
    EXPECT_THROW((void)Value(value).as_int64(), InvalidValue) << value;
  }
}

TEST(Value, DecimalsBecomeDoublesWhenTheyComeBackTheSame) {
  EXPECT_EQ(Value(Decimal("0.1")).as_double(), 0.1);
  EXPECT_EQ(Value(Decimal("-12.50")).as_double(), -12.5);
  EXPECT_EQ(Value(Decimal("1e-30")).as_double(), 1e-30);
  EXPECT_EQ(Value(Decimal("0.00")).as_double(), 0.0);
  EXPECT_THROW((void)Value(Decimal("12345678901234567890.123456789")).as_double(), InvalidValue);
  EXPECT_NE(refusal([] { return Value(0.1).as_decimal(); }).find("write rowan::Decimal("), std::string::npos);
  EXPECT_EQ(Value(uint64_max).as_decimal(), Decimal("18446744073709551615"));
}

TEST(Value, Float32RoundsToTheNearestAndRefusesTheTooLarge) {
  EXPECT_EQ(Value(0.1).converted_to(TypeKind::float32), Value(static_cast<double>(0.1F)));
  EXPECT_EQ(Value(3.4028234663852886e38).converted_to(TypeKind::float32).as_double(), 3.4028234663852886e38);
  EXPECT_THROW((void)Value(3.5e38).converted_to(TypeKind::float32), InvalidValue);
  EXPECT_EQ(Value(-infinity).converted_to(TypeKind::float32), Value(-infinity));
}

TEST(Value, TextGoesToWhatItSpellsAndBack) {
  const Uuid uuid("0198a0d5-5c3e-7b6a-9f00-0123456789ab");
  const std::vector<std::pair<TypeKind, std::string>> spelled{
      {TypeKind::date, "2024-02-29"},
      {TypeKind::local_date_time, "2024-02-29 23:59:59.999999"},
      {TypeKind::instant, "1969-12-31 23:59:59.999999Z"},
      {TypeKind::decimal, "-0.050"},
      {TypeKind::json, R"({"b":1.10,"a":[null]})"},
      {TypeKind::uuid, uuid.to_string()},
      {TypeKind::text, "naïve"},
  };
  for (const auto& [kind, text] : spelled) {
    const Value value = Value(text).converted_to(kind);
    EXPECT_EQ(value.type_name(), to_string(kind));
    EXPECT_EQ(value.converted_to(TypeKind::text), Value(text));
    EXPECT_EQ(value.to_string(), text);
  }
  EXPECT_EQ(Value(Bytes(16)).as_uuid(), Uuid());
  EXPECT_THROW((void)Value(Bytes(15)).as_uuid(), InvalidValue);
  EXPECT_EQ(Value("ab").converted_to(TypeKind::bytes), Value(Bytes{std::byte{0x61}, std::byte{0x62}}));
}

TEST(Value, RefusesOtherKindsAndSaysWhatItIs) {
  EXPECT_EQ(refusal([] { return Value("18").as_int64(); }), "the text \"18\" can't be used as int64");
  EXPECT_EQ(refusal([] { return Value().as_boolean(); }),
            "NULL can't be used as boolean; use std::optional where NULL is allowed");
  EXPECT_EQ(refusal([] { return Value(true).as_int64(); }), "the boolean true can't be used as int64");
  EXPECT_EQ(refusal([] { return Value(2).as_boolean(); }), "the int64 2 can't be used as boolean");
  EXPECT_EQ(refusal([] { return Value(5).as_string(); }),
            "the int64 5 can't be used as text; to_string() prints any value");
  EXPECT_EQ(refusal([] { return Value(5).converted_to(TypeKind::date); }), "the int64 5 can't be used as date");
  EXPECT_EQ(refusal([] { return Value("x").as_bytes(); }), "the text \"x\" can't be used as bytes");
  EXPECT_THROW(Value(static_cast<const char*>(nullptr)), InvalidValue);
  static_assert(!std::is_constructible_v<Value, int*> && !std::is_constructible_v<Value, std::nullptr_t>);
}

TEST(Value, NullStaysNullInEveryKind) {
  for (int kind = 0; kind <= static_cast<int>(TypeKind::json); ++kind) {
    EXPECT_TRUE(Value().converted_to(static_cast<TypeKind>(kind)).is_null());
  }
  EXPECT_EQ(Value(std::nullopt), Value());
  EXPECT_EQ(Value(std::optional<int>()), Value());
  EXPECT_EQ(Value(std::optional<int>(3)), Value(3));
  EXPECT_EQ(Value().to_string(), "NULL");
  EXPECT_NE(Value(), Value(0));
}

TEST(Value, AListHoldsValuesOfOneKind) {
  const Value list = std::vector<int>{1, 2};
  EXPECT_EQ(list, Value::list({1, 2}));
  EXPECT_NE(list, Value::list({2, 1}));
  EXPECT_EQ(hash_value(list), hash_value(Value::list({1, 2})));
  EXPECT_NE(hash_value(list), hash_value(Value::list({12})));
  EXPECT_EQ(list.to_string(), "[1, 2]");
  EXPECT_EQ(list.type_name(), "list");
  EXPECT_EQ(Value(std::vector<bool>{true, false}), Value::list({true, false}));
  EXPECT_EQ(Value(std::vector<std::string>{"a"}).converted_to(array_of(TypeKind::text)), Value::list({"a"}));
  EXPECT_EQ(Value::list({"2024-02-29"}).converted_to(array_of(TypeKind::date)),
            Value::list({parse_date("2024-02-29")}));
  EXPECT_TRUE(Value::list({}).converted_to(array_of(TypeKind::uuid)).as_list().empty());
  EXPECT_TRUE(Value().converted_to(array_of(TypeKind::text)).is_null());
  EXPECT_THROW((void)Value::list({1, Value()}).converted_to(array_of(TypeKind::int64)), InvalidValue);
  EXPECT_THROW((void)Value::list({300}).converted_to(array_of(TypeKind::int8)), InvalidValue);
  EXPECT_THROW((void)Value(5).converted_to(array_of(TypeKind::int8)), InvalidValue);
  EXPECT_EQ(refusal([&] { return list.as_int64(); }), "a value of type list can't be used as int64");
  EXPECT_EQ(to_string(array_of(TypeKind::int64)), "int64[]");
  EXPECT_EQ(to_string(TypeKind::int64), "int64");
  static_assert(element_of(array_of(TypeKind::uuid)) == TypeKind::uuid && !is_integer(array_of(TypeKind::int64)));
}

TEST(Value, PrintsBytesInHex) {
  EXPECT_EQ(Value(Bytes{std::byte{0x0A}, std::byte{0xFF}}).to_string(), "x'0aff'");
  EXPECT_EQ(Value(true).to_string(), "true");
}

TEST(Value, EqualValuesHashAlike) {
  EXPECT_EQ(Value(Decimal("1.50")), Value(Decimal("1.5")));
  EXPECT_EQ(hash_value(Decimal("1.50")), hash_value(Decimal("1.5")));
  EXPECT_NE(hash_value(Decimal("1.5")), hash_value(Decimal("-1.5")));
  EXPECT_NE(hash_value(Decimal("1.5")), hash_value(Decimal("15")));
  EXPECT_EQ(hash_value(std::string(100, 'x')), hash_value(std::string_view(std::string(100, 'x'))));
  EXPECT_EQ(hash_value(parse_date("2024-02-29")), hash_value(parse_date("2024-02-29")));
  EXPECT_NE(hash_value(parse_date("2024-02-29")), hash_value(parse_date("2024-02-28")));
}

// Every length around the hash's branches, and every byte of it, matters.
TEST(HashBytes, EachByteAndTheLengthCount) {
  for (std::size_t size = 0; size <= 200; ++size) {
    std::string text(size, 'a');
    const std::uint64_t original = hash_bytes(text);
    EXPECT_EQ(hash_bytes(std::string(text)), original);
    EXPECT_NE(hash_bytes(text + 'a'), original);
    EXPECT_NE(hash_bytes(text + '\0'), original);
    for (std::size_t i = 0; i < size; ++i) {
      text[i] = 'b';
      EXPECT_NE(hash_bytes(text), original) << size << ' ' << i;
      text[i] = 'a';
    }
  }
}

TEST(HashBytes, EachInputBitFlipsAboutHalfTheOutput) {
  for (const std::size_t size : {1U, 3U, 4U, 7U, 8U, 10U, 16U, 17U, 48U, 49U, 97U}) {
    std::mt19937_64 random(size);
    double flipped = 0;
    double count = 0;
    for (int round = 0; round < 200; ++round) {
      std::string text(size, '\0');
      for (char& c : text) c = static_cast<char>(random());
      const std::uint64_t original = hash_bytes(text);
      for (std::size_t bit = 0; bit < size * 8; ++bit, ++count) {
        text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
        flipped += std::popcount(original ^ hash_bytes(text));
        text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
      }
    }
    EXPECT_NEAR(flipped / count, 32, 1) << size;
  }
}

}  // namespace
}  // namespace rowan
