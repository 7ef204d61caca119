#include "rowan/core/time.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::year;

const Instant first_instant = sys_days(year(0) / 1 / 1);
const Instant last_instant = sys_days(year(10000) / 1 / 1) - microseconds(1);

TEST(Time, EveryDayFromYear0To9999RoundTripsAndSorts) {
  std::string before;
  for (sys_days day = year(0) / 1 / 1; day < sys_days(year(10000) / 1 / 1); day += std::chrono::days(1)) {
    const std::string text = to_string(Date(day));
    ASSERT_EQ(text.size(), 10U);
    ASSERT_LT(before, text);
    ASSERT_EQ(sys_days(parse_date(text)), day) << text;
    before = text;
  }
  EXPECT_EQ(before, "9999-12-31");
}

TEST(Time, PrintsAtFixedWidth) {
  EXPECT_EQ(to_string(Instant()), "1970-01-01 00:00:00.000000Z");
  EXPECT_EQ(to_string(Instant(microseconds(-1))), "1969-12-31 23:59:59.999999Z");
  EXPECT_EQ(to_string(first_instant), "0000-01-01 00:00:00.000000Z");
  EXPECT_EQ(to_string(last_instant), "9999-12-31 23:59:59.999999Z");
  EXPECT_EQ(to_string(LocalDateTime(microseconds(1732222796000001))), "2024-11-21 20:59:56.000001");
  TimeText buffer;
  EXPECT_EQ(write_text(Instant(), buffer), to_string(Instant()));
  EXPECT_EQ(write_text(LocalDateTime(), buffer), to_string(LocalDateTime()));
  EXPECT_EQ(write_text(Date(sys_days()), buffer), "1970-01-01");
}

TEST(Time, EveryMicrosecondRoundTrips) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> any(first_instant.time_since_epoch().count(),
                                                  last_instant.time_since_epoch().count());
  std::vector<Instant> instants{first_instant, last_instant, Instant(), Instant(microseconds(-1)),
                                Instant(microseconds(1))};
  for (int i = 0; i < 50000; ++i) instants.emplace_back(microseconds(any(random)));
  for (const Instant instant : instants) {
    ASSERT_EQ(parse_instant(to_string(instant)), instant) << to_string(instant);
    const LocalDateTime local(instant.time_since_epoch());
    ASSERT_EQ(parse_local_date_time(to_string(local)), local) << to_string(local);
  }
}

TEST(Time, TextOrderIsTimeOrder) {
  std::mt19937_64 random(8);
  std::uniform_int_distribution<std::int64_t> any(first_instant.time_since_epoch().count(),
                                                  last_instant.time_since_epoch().count());
  for (int i = 0; i < 10000; ++i) {
    const Instant a(microseconds(any(random)));
    const Instant b(microseconds(any(random)));
    ASSERT_EQ(a < b, to_string(a) < to_string(b));
  }
}

TEST(Time, ReadsTheUsualVariants) {
  const LocalDateTime base = parse_local_date_time("2026-11-21 20:59:56.000000");
  for (const char* text : {"2026-11-21T20:59:56", "2026-11-21t20:59:56", "2026-11-21 20:59:56", "2026-11-21 20:59:56.0",
                           "2026-11-21 20:59:56.000000999"}) {
    EXPECT_EQ(parse_local_date_time(text), base) << text;
  }
  EXPECT_EQ(parse_local_date_time("2026-11-21 20:59") + std::chrono::seconds(56), base);
  EXPECT_EQ(parse_local_date_time("2026-11-21 20:59:56.5"), base + microseconds(500000));
  EXPECT_EQ(parse_local_date_time("2026-11-21 20:59:56.1234567"), base + microseconds(123456));
}

TEST(Time, ReadsOffsetsAsTheSameMoment) {
  const Instant moment = parse_instant("2026-11-21 20:59:56.000000Z");
  for (const char* text : {"2026-11-21 20:59:56", "2026-11-21T20:59:56z", "2026-11-21 20:59:56+00",
                           "2026-11-21 20:59:56-00:00", "2026-11-22 02:29:56+05:30", "2026-11-22T02:29:56+0530",
                           "2026-11-21 12:59:56-08", "2026-11-22 10:44:56+13:45"}) {
    EXPECT_EQ(parse_instant(text), moment) << text;
  }
  EXPECT_EQ(parse_instant("2026-11-21 20:59Z") + std::chrono::seconds(56), moment);
}

TEST(Time, RefusesWhatTheCalendarOrTheClockDoesNotHave) {
  for (const char* text :
       {"", "2026-02-30", "2023-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-01-00", "2026-04-31",
        "26-01-01", "2026-1-01", "2026-01-1", "2026/01/01", "2026-01-01 ", " 2026-01-01", "+2026-01-01", "-001-01-01",
        "2026-01-01 00:00", "12026-01-01", "2026-01-0x"}) {
    EXPECT_THROW(parse_date(text), InvalidValue) << text;
  }
  for (const char* text :
       {"2026-01-01", "2026-01-01 24:00", "2026-01-01 23:60", "2026-01-01 23:59:60", "2026-01-01 1:00", "2026-01-01 10",
        "2026-01-01 10:00:00.", "2026-01-01 10:00:00.1234567890", "2026-01-01  10:00", "2026-01-01 10:00Z",
        "2026-01-01 10:00:00+01:00", "2026-01-01 10:00:", "2026-01-01 10:00:5", "2026-02-30 10:00"}) {
    EXPECT_THROW(parse_local_date_time(text), InvalidValue) << text;
  }
  for (const char* text : {"2026-01-01 10:00+1", "2026-01-01 10:00+24:00", "2026-01-01 10:00+01:60",
                           "2026-01-01 10:00 Z", "2026-01-01 10:00ZZ", "2026-01-01 10:00+01:", "2026-01-01 10:00 UTC",
                           "0000-01-01 00:00+00:01", "9999-12-31 23:59:59-00:01"}) {
    EXPECT_THROW(parse_instant(text), InvalidValue) << text;
  }
}

TEST(Time, SaysWhatIsWrongAndShowsARightOne) {
  try {
    parse_date("2026-02-30");
    FAIL();
  } catch (const InvalidValue& error) {
    EXPECT_STREQ(error.what(), "\"2026-02-30\" is not a date; write it as \"2026-11-21\"");
  }
}

TEST(Time, RefusesToWriteWhatCouldNotBeReadBack) {
  EXPECT_THROW(to_string(Date(year(2026) / 2 / 30)), InvalidValue);
  EXPECT_THROW(to_string(Date(year(-1) / 1 / 1)), InvalidValue);
  EXPECT_THROW(to_string(Date(year(10000) / 1 / 1)), InvalidValue);
  EXPECT_THROW(to_string(first_instant - microseconds(1)), InvalidValue);
  EXPECT_THROW(to_string(last_instant + microseconds(1)), InvalidValue);
  EXPECT_THROW(to_string(Instant::max()), InvalidValue);
  EXPECT_THROW(to_string(LocalDateTime::min()), InvalidValue);
}

TEST(Clock, CanBeReplacedAndRestored) {
  set_clock([] { return Instant(microseconds(42)); });
  EXPECT_EQ(now(), Instant(microseconds(42)));
  set_clock(nullptr);
  const auto before = std::chrono::system_clock::now();
  const Instant between = now();
  EXPECT_GE(between + microseconds(1), before);
  EXPECT_LE(between, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace rowan
