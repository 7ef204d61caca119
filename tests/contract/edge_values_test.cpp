// Values at the edge of what a type, a column or JSON holds: exact, or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace edge_values {

enum class Shade { dark, light };

}  // namespace edge_values
ROWAN_ENUM(edge_values::Shade, dark, light)
namespace edge_values {

struct Gauge : rowan::Model<Gauge> {
  std::int64_t id{};
  double value{};
  float single{};
  rowan::Decimal price;
  Shade shade = Shade::dark;
  std::int32_t level{};
  std::uint8_t octet{};
  rowan::Bytes raw;
  rowan::Instant at{};

  ROWAN_MODEL(Gauge, (), (id, value, single, price, shade, level, octet, raw, at))
  static void configure(rowan::ModelBuilder<Gauge>& m) {
    m.table("edge_gauges");
    m.attribute(&Gauge::price).precision(30, 2);
  }
};

/// As others spell it on SQLite.
struct GaugeTime : rowan::Model<GaugeTime> {
  std::int64_t id{};
  std::string at;

  ROWAN_MODEL(GaugeTime, (), (id, at))
  static void configure(rowan::ModelBuilder<GaugeTime>& m) { m.table("edge_gauges"); }
};

/// Known by bytes, as rows that others hashed are.
struct EdgeSeal : rowan::Model<EdgeSeal> {
  rowan::Bytes id;
  rowan::Bytes print;
  std::string name;

  ROWAN_MODEL(EdgeSeal, (), (id, print, name))
  static void configure(rowan::ModelBuilder<EdgeSeal>& m) {
    m.table("edge_seals");
    m.attribute(&EdgeSeal::print).unique();
  }
};

ROWAN_REGISTER_MODEL(Gauge)
ROWAN_REGISTER_MODEL(EdgeSeal)
ROWAN_REGISTER_MODEL(GaugeTime)

namespace {

using rowan::contract::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

class EdgeValuesTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  EdgeValuesTest() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Gauge>(); }

 private:
  rowan::testing::TempDir dir_;

 protected:
  rowan::Database db;
};

TEST_P(EdgeValuesTest, BytesAreKeys) {
  db.create_tables<EdgeSeal>();
  const rowan::Bytes nul{std::byte{0}}, more{std::byte{0}, std::byte{0xff}, std::byte{0}};
  for (const rowan::Bytes& bytes : {nul, more}) {
    EdgeSeal seal;
    seal.id = seal.print = bytes;
    seal.name = bytes.size() == 1 ? "nul" : "more";
    seal.save_or_throw();
  }
  EXPECT_EQ(EdgeSeal::find(more).name, "more");
  EXPECT_EQ(EdgeSeal::find_by(EdgeSeal::c.print == nul).value().name, "nul");
  EXPECT_EQ(EdgeSeal::find_all({nul, more}).size(), 2U);
  EdgeSeal again;
  again.id = more;
  EXPECT_THROW(again.save_or_throw(), rowan::UniqueViolation);
  again.id = rowan::Bytes(256, std::byte{1});
  if (db.dialect().can().indexed_length > 0) {
    EXPECT_THROW(again.save_or_throw(), rowan::InvalidValue);
  } else {
    again.save_or_throw();
  }
  EXPECT_TRUE(rowan::check<EdgeSeal>(db).empty()) << rowan::check<EdgeSeal>(db);
}

TEST_P(EdgeValuesTest, LargeIntegersBesideDecimalsAreExact) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  Gauge gauge;
  gauge.price = rowan::Decimal(most);
  gauge.save_or_throw();
  EXPECT_EQ(Gauge::where(Gauge::c.price == most).count(), 1U);
  EXPECT_EQ(Gauge::where(Gauge::c.price > std::uint64_t{1} << 63U).count(), 1U);
  EXPECT_EQ(Gauge::where(Gauge::c.price < 0).count(), 0U);
}

TEST_P(EdgeValuesTest, LargeIntegersBesideDoublesAreExactOrRefused) {
  constexpr std::int64_t held = std::int64_t{1} << 53U;
  Gauge gauge;
  gauge.value = static_cast<double>(held);
  gauge.save_or_throw();
  EXPECT_EQ(Gauge::where(Gauge::c.value == held).count(), 1U);
  EXPECT_EQ(Gauge::where(Gauge::c.value + 1 > held).count(), 0U);
  EXPECT_THAT(message_of<rowan::InvalidValue>([] { static_cast<void>(Gauge::where(Gauge::c.value == held + 1)); }),
              HasSubstr("9007199254740993"));
  EXPECT_THROW(static_cast<void>(Gauge::where(Gauge::c.value + (held + 1) > 0)), rowan::InvalidValue);
}

TEST_P(EdgeValuesTest, JsonHasNoInfinity) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Gauge gauge;
  gauge.value = -infinity;
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { static_cast<void>(gauge.to_json()); }),
              AllOf(HasSubstr("Gauge.value"), HasSubstr("-inf")));
  gauge.value = 0;
  gauge.single = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { static_cast<void>(gauge.to_json()); }),
              AllOf(HasSubstr("Gauge.single"), HasSubstr("nan")));
  EXPECT_THROW(static_cast<void>(rowan::condition_to_json(Gauge::rowan_info(), Gauge::c.value < infinity)),
               rowan::InvalidValue);
}

TEST_P(EdgeValuesTest, RefusesBase64ThatWasCut) {
  Gauge gauge;
  gauge.raw = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
  const std::string whole = gauge.to_json();
  const auto at = whole.find("AQIDBA==");
  ASSERT_NE(at, std::string::npos);
  Gauge copy;
  copy.assign_json(whole);
  EXPECT_EQ(copy.raw, gauge.raw);
  for (const char* cut : {"AQIDBA=", "AQIDBA", "AQIDB", "AQIDB===", "AQIDBB==", "AQIDBAE", "====", "A==="}) {
    std::string text = whole;
    text.replace(at, 8, cut);
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { copy.assign_json(text); }), HasSubstr("Gauge.raw")) << cut;
  }
  EXPECT_EQ(copy.raw, gauge.raw);
}

TEST_P(EdgeValuesTest, ANumberIsNoValueOfAnEnumOfTexts) {
  Gauge gauge;
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { gauge.set("shade", 1); }),
              AllOf(HasSubstr("Gauge.shade"), HasSubstr("dark, light")));
  EXPECT_THROW(gauge.assign_json(R"({"shade": 1})"), rowan::InvalidValue);
  gauge.set("shade", "light");
  EXPECT_EQ(gauge.shade, Shade::light);
}

TEST_P(EdgeValuesTest, ARefusalNamesTheTypeOfTheAttribute) {
  Gauge gauge;
  const rowan::Value beyond(rowan::Decimal("1e20"));
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { gauge.set("level", beyond); }), HasSubstr("does not fit int32"));
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { gauge.set("octet", beyond); }), HasSubstr("does not fit uint8"));
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { gauge.set("octet", -1); }), HasSubstr("0…255"));
  gauge.set("level", -5);
  EXPECT_EQ(gauge.level, -5);
}

TEST_P(EdgeValuesTest, PartsOfATimeAreThoseOfUtc) {
  if (GetParam().name.find("sqlite") == std::string::npos) GTEST_SKIP() << "lacks times with offsets in columns";
  const auto hour_of = [&](const std::string& spelling) {
    Gauge gauge;
    gauge.save_or_throw();
    EXPECT_TRUE(GaugeTime::find(gauge.id).update({{"at", spelling}}));
    const auto found = Gauge::where(Gauge::c.id == gauge.id);
    EXPECT_EQ(found.pluck(rowan::date_trunc(rowan::TimePart::day, Gauge::c.at)).front(),
              rowan::Instant(std::chrono::sys_days(std::chrono::year(2022) / 9 / 30)));
    EXPECT_EQ(found.pluck(rowan::extract(rowan::TimePart::day, Gauge::c.at)).front(), 30);
    return found.pluck(rowan::extract(rowan::TimePart::hour, Gauge::c.at)).front();
  };
  EXPECT_EQ(hour_of("2022-09-30 22:15:00.000000Z"), 22);
  EXPECT_EQ(hour_of("2022-10-01 00:15:00+02:00"), 22);
  EXPECT_EQ(hour_of("2022-09-30T17:15:00.5-05:00"), 22);
  EXPECT_EQ(hour_of("2022-09-30 22:15"), 22);
  EXPECT_THROW(hour_of("2022-09-30 in the evening"), rowan::Error);
}

TEST_P(EdgeValuesTest, AsksByConvertedValuesOnce) {
  Gauge gauge;
  gauge.price = rowan::Decimal("2.50");
  gauge.shade = Shade::light;
  gauge.level = 7;
  gauge.save_or_throw();
  for (int i = 0; i < 3; ++i) {  // written, kept, and bound to what was kept
    EXPECT_TRUE(Gauge::find_by(Gauge::c.price == rowan::Decimal("2.5")));
    EXPECT_FALSE(Gauge::find_by(Gauge::c.price == rowan::Decimal("2.6")));
    EXPECT_TRUE(Gauge::find_by(Gauge::c.shade == Shade::light));
    EXPECT_FALSE(Gauge::find_by(Gauge::c.shade == Shade::dark));
    EXPECT_TRUE(Gauge::find_by(Gauge::c.level == 7));
    EXPECT_FALSE(Gauge::find_by(Gauge::c.level == 8));
    EXPECT_THAT(message_of<rowan::InvalidValue>([] { static_cast<void>(Gauge::find_by(Gauge::c.level == 1LL << 40)); }),
                HasSubstr("Gauge.level"));
    EXPECT_TRUE(Gauge::find_by(Gauge::c.at == gauge.at));
  }
}

TEST_P(EdgeValuesTest, ATransactionHasSoManyLevels) {
  int deepest = 0;
  const auto nest = [&](auto& self, int depth) -> void {
    db.transaction(
        [&] {
          deepest = depth;
          Gauge gauge;
          gauge.level = depth;
          gauge.save_or_throw();
          self(self, depth + 1);
        },
        {.requires_new = true});
  };
  EXPECT_THAT(message_of<rowan::TransactionError>([&] { nest(nest, 1); }), HasSubstr("levels"));
  EXPECT_EQ(deepest, 250);
  EXPECT_EQ(Gauge::count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Databases, EdgeValuesTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace edge_values
