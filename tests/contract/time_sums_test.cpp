// Times a while after others, and the while between two.
#include "contract/record_models.hpp"

namespace time_sums {

class Visit : public rowan::Model<Visit> {
 public:
  std::int64_t id{};
  rowan::Date day;
  rowan::LocalDateTime wall;
  rowan::Instant moment;
  std::optional<rowan::Instant> left;
  rowan::Instant counted;

  ROWAN_MODEL(Visit, (), (id, day, wall, moment, left, counted))
  static void configure(rowan::ModelBuilder<Visit>& m) {
    m.table("time_sums_visits");
    m.attribute(&Visit::counted).stored_as_epoch_seconds();
  }
};

}  // namespace time_sums

ROWAN_REGISTER_MODEL(time_sums::Visit)

namespace time_sums {
namespace {

using namespace std::chrono_literals;
using rowan::attr;
using rowan::parse_date;
using rowan::parse_instant;
using rowan::parse_local_date_time;
using std::chrono::days;
using std::chrono::months;
using std::chrono::weeks;
using std::chrono::years;
using ::testing::ElementsAre;

class TimeSums : public record_tests::RecordTest {
 protected:
  TimeSums() { db.create_tables<Visit>(); }
  static auto visit(const char* day, const char* time, std::optional<rowan::Instant> left = {}) {
    const Visit made = Visit::create(Visit::c.day = parse_date(day), Visit::c.wall = parse_local_date_time(time),
                                     Visit::c.moment = parse_instant(time), Visit::c.left = left,
                                     Visit::c.counted = parse_instant("2026-01-01 00:00:00"));
    return Visit::where(Visit::c.id == made.id);
  }
  template <class E>
  static auto one(const rowan::Relation<Visit>& of, const E& value) {
    return of.pluck(value).front();
  }
};

TEST_P(TimeSums, GoByTheCalendar) {
  const auto row = visit("2024-01-31", "2024-01-31 23:30:00.000001");
  EXPECT_EQ(one(row, Visit::c.day + days(30)), parse_date("2024-03-01"));
  EXPECT_EQ(one(row, Visit::c.day - weeks(1)), parse_date("2024-01-24"));
  EXPECT_EQ(one(row, Visit::c.day + months(1)), parse_date("2024-02-29"));
  EXPECT_EQ(one(row, Visit::c.day + months(13)), parse_date("2025-02-28"));
  EXPECT_EQ(one(row, Visit::c.day - years(1)), parse_date("2023-01-31"));
  EXPECT_EQ(one(row, Visit::c.wall + 45min), parse_local_date_time("2024-02-01 00:15:00.000001"));
  EXPECT_EQ(one(row, Visit::c.wall + months(1)), parse_local_date_time("2024-02-29 23:30:00.000001"));
  EXPECT_EQ(one(row, Visit::c.moment + 1us), parse_instant("2024-01-31 23:30:00.000002Z"));
  EXPECT_EQ(one(row, Visit::c.moment - 24h), parse_instant("2024-01-30 23:30:00.000001Z"));
  EXPECT_EQ(one(row, Visit::c.moment + days(365)), parse_instant("2025-01-30 23:30:00.000001Z"));
  EXPECT_EQ(one(row, Visit::c.moment - months(11)), parse_instant("2023-02-28 23:30:00.000001Z"));
  EXPECT_EQ(one(row, Visit::c.left + days(1)), std::nullopt);
}

TEST_P(TimeSums, BeforeTheEpochAndFarAway) {
  const auto row = visit("1960-02-29", "1960-02-29 00:00:00.000001");
  EXPECT_EQ(one(row, Visit::c.day + years(1)), parse_date("1961-02-28"));
  EXPECT_EQ(one(row, Visit::c.moment - 2us), parse_instant("1960-02-28 23:59:59.999999Z"));
  EXPECT_EQ(one(row, Visit::c.moment + years(3000)), parse_instant("4960-02-29 00:00:00.000001Z"));
}

TEST_P(TimeSums, OutsideOfTheYearsOneTo9999ThereIsNone) {
  const auto row = visit("9999-12-31", "9999-12-31 23:59:59.999999");
  EXPECT_EQ(row.where((Visit::c.day + days(1)).is_null()).count(), 1);
  EXPECT_EQ(row.where((Visit::c.moment + 1us).is_null()).count(), 1);
  EXPECT_EQ(row.where((Visit::c.wall + months(1)).is_null()).count(), 1);
  const auto early = visit("0001-01-01", "0001-01-01 00:00:00");
  EXPECT_EQ(early.where((Visit::c.day - days(1)).is_null() && (Visit::c.moment - years(1)).is_null()).count(), 1);
  EXPECT_EQ(early.where((Visit::c.wall - 1us).is_null() && (Visit::c.day + days(0)) == Visit::c.day).count(), 1);
  EXPECT_EQ(row.where((Visit::c.moment + 0s) == Visit::c.moment).count(), 1);
  EXPECT_THROW(static_cast<void>(Visit::c.moment + years(4001)), rowan::QueryError);
  EXPECT_THROW(static_cast<void>(Visit::c.day - days(2000000)), rowan::QueryError);
}

TEST_P(TimeSums, StandInConditionsOrdersAndSets) {
  const auto a = visit("2026-05-01", "2026-05-01 10:00:00", parse_instant("2026-05-01 11:30:00"));
  const auto b = visit("2026-05-02", "2026-05-02 10:00:00", parse_instant("2026-05-02 10:15:00.5"));
  EXPECT_THAT(Visit::where(Visit::c.left > Visit::c.moment + 1h).pluck(Visit::c.day),
              ElementsAre(parse_date("2026-05-01")));
  EXPECT_THAT(Visit::where(Visit::c.left - Visit::c.moment < 20min).pluck(Visit::c.day),
              ElementsAre(parse_date("2026-05-02")));
  EXPECT_THAT(Visit::all().order((Visit::c.left - Visit::c.moment).desc()).pluck(Visit::c.left - Visit::c.moment),
              ElementsAre(90min, 15min + 500ms));
  EXPECT_EQ(one(a, Visit::c.moment - Visit::c.left), -90min);
  EXPECT_EQ(one(b, Visit::c.day - parse_date("2024-02-28")), days(794));
  EXPECT_EQ(one(b, Visit::c.moment - parse_instant("1950-01-01 00:00:00.000001")),
            parse_instant("2026-05-02 10:00:00") - parse_instant("1950-01-01 00:00:00.000001"));
  EXPECT_EQ(one(b, parse_instant("2026-05-03 10:00:00") - Visit::c.moment), 24h);
  b.update_all(Visit::c.day = Visit::c.day + weeks(1), Visit::c.left = Visit::c.moment + 1h);
  EXPECT_EQ(one(b, Visit::c.day), parse_date("2026-05-09"));
  EXPECT_EQ(one(b, Visit::c.left), parse_instant("2026-05-02 11:00:00"));
  EXPECT_EQ(Visit::where(attr("day") + days(1) == parse_date("2026-05-02")).count(), 1);
  EXPECT_EQ(Visit::where(attr("moment") + 2h == parse_instant("2026-05-01 12:00:00")).count(), 1);
  EXPECT_EQ(Visit::where(Visit::c.moment < rowan::database_now() - days(1)).count() +
                Visit::where(Visit::c.moment >= rowan::database_now() - days(1)).count(),
            2);
}

TEST_P(TimeSums, OfTimesStoredAsNumbersAreRefused) {
  EXPECT_THROW(static_cast<void>(Visit::where(Visit::c.counted + 1h > rowan::now()).count()), rowan::QueryError);
  EXPECT_THROW(static_cast<void>(Visit::where(attr("day") + 1h > rowan::now()).count()), rowan::QueryError);
}

ROWAN_RECORD_SUITE(TimeSums);

}  // namespace
}  // namespace time_sums
