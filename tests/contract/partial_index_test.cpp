// Unique indexes of some rows only: what they refuse, and upserts by them.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "support/in_threads.hpp"

namespace partial_indexes {

enum class Stage { open, closed };

}  // namespace partial_indexes
ROWAN_ENUM(partial_indexes::Stage, open, closed)
namespace partial_indexes {

/// A seat is taken once among those that were not cancelled.
class Booking : public rowan::Model<Booking> {
 public:
  std::int64_t id{};
  std::string seat, guest;
  std::optional<rowan::Instant> cancelled_at;
  std::int32_t changes{};

  ROWAN_MODEL(Booking, (), (id, seat, guest, cancelled_at, changes))
  static void configure(rowan::ModelBuilder<Booking>& m) {
    m.table("partial_bookings");
    m.where(Booking::c.cancelled_at.is_null()).unique_index(&Booking::seat);
  }
};

/// Terms of all kinds, and two indexes over the same attribute.
class Ticket : public rowan::Model<Ticket> {
 public:
  std::int64_t id{};
  std::string number, kind{"it's"};
  bool urgent{};
  Stage stage{Stage::open};
  std::optional<std::int32_t> level;

  ROWAN_MODEL(Ticket, (), (id, number, kind, urgent, stage, level))
  static void configure(rowan::ModelBuilder<Ticket>& m) {
    m.table("partial_tickets");
    m.where(Ticket::c.stage == Stage::open && Ticket::c.kind == "it's").unique_index(&Ticket::number);
    m.where(Ticket::c.urgent && Ticket::c.level != 3).unique_index(&Ticket::number);
  }
};

}  // namespace partial_indexes

ROWAN_REGISTER_MODEL(partial_indexes::Booking)
ROWAN_REGISTER_MODEL(partial_indexes::Ticket)

namespace partial_indexes {
namespace {

using record_tests::message_of;
using rowan::testing::in_threads;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Booking booking(std::string seat, std::string guest, bool cancelled = false) {
  Booking made;
  made.seat = std::move(seat);
  made.guest = std::move(guest);
  if (cancelled) made.cancelled_at = rowan::now();
  return made;
}

Ticket ticket(std::string number, Stage stage, std::optional<std::int32_t> level = {}) {
  Ticket made;
  made.number = std::move(number);
  made.stage = stage;
  made.level = level;
  return made;
}

class PartialIndexes : public record_tests::RecordTest {
 protected:
  void SetUp() override {
    if (!db.dialect().can().partial_indexes) GTEST_SKIP() << "has no partial indexes";
    db.create_tables<Booking, Ticket>();
  }
};

TEST_P(PartialIndexes, RefuseDuplicatesAmongTheirRowsOnly) {
  booking("A1", "Ann").save_or_throw();
  booking("A1", "Bob", true).save_or_throw();
  booking("A1", "Cid", true).save_or_throw();
  const rowan::SaveResult result = booking("A1", "Dan").save();
  EXPECT_THAT(result.errors().to_string(), HasSubstr("seat has already been taken"));
  Booking first = *Booking::find_by(Booking::c.guest == "Ann");
  first.cancelled_at = rowan::now();
  first.save_or_throw();
  booking("A1", "Dan").save_or_throw();
  Booking back = *Booking::find_by(Booking::c.guest == "Bob");
  back.cancelled_at.reset();
  EXPECT_FALSE(back.save()) << "it comes back into the index";
}

TEST_P(PartialIndexes, AreWhatAnUpsertFindsRowsBy) {
  Booking::insert_all(std::vector<Booking>{booking("A1", "old", true), booking("A1", "Ann"), booking("A2", "Bob")});
  EXPECT_EQ(
      Booking::upsert_all(std::vector<Booking>{booking("A1", "Cid"), booking("A3", "Dan")}, {Booking::c.seat},
                          {.update_only = {Booking::c.guest}, .set = {Booking::c.changes = Booking::c.changes + 1}}),
      2u);
  EXPECT_THAT(Booking::order(Booking::c.id).pluck(Booking::c.guest, Booking::c.changes),
              ElementsAre(std::tuple("old", 0), std::tuple("Cid", 1), std::tuple("Bob", 0), std::tuple("Dan", 0)));
  Booking one = booking("A2", "Eve");
  one.upsert({"seat"});
  EXPECT_EQ(one.id, Booking::find_by(Booking::c.guest == "Eve")->id);
  EXPECT_EQ(Booking::count(), 4u);
}

TEST_P(PartialIndexes, RefuseToUpsertARowThatIsInNone) {
  const auto refused = [](auto&& upsert) {
    EXPECT_THAT(message_of<rowan::InvalidValue>(upsert), AllOf(HasSubstr("Booking.cancelled_at"), HasSubstr("NULL")));
  };
  refused([] { Booking::upsert_all(std::vector<Booking>{booking("A1", "Ann", true)}, {"seat"}); });
  refused([] { booking("A1", "Ann", true).upsert({"seat"}); });
  EXPECT_EQ(Booking::count(), 0u);
}

TEST_P(PartialIndexes, OfTheSameAttributesAreToldApartByTheirNames) {
  EXPECT_THAT(message_of<rowan::MappingError>([] { ticket("1", Stage::open).upsert({"number"}); }),
              AllOf(HasSubstr("index_partial_tickets_on_number_where_stage_and_kind"), HasSubstr("kind == \"it's\""),
                    HasSubstr("index_partial_tickets_on_number_where_urgent_and_level")));
  const auto by_stage = {"index_partial_tickets_on_number_where_stage_and_kind"};
  const auto upsert = [&](const Ticket& sent) { Ticket::upsert_all(std::vector<Ticket>{sent}, {*by_stage.begin()}); };
  upsert(ticket("1", Stage::open));
  upsert(ticket("1", Stage::open, 7));
  ticket("1", Stage::closed).save_or_throw();
  EXPECT_THAT(Ticket::order(Ticket::c.id).pluck(Ticket::c.level), ElementsAre(7, std::nullopt));
  EXPECT_THROW(upsert(ticket("1", Stage::closed)), rowan::InvalidValue);
  Ticket pressing = ticket("1", Stage::closed, 1);
  pressing.urgent = true;
  pressing.save_or_throw();
  Ticket other = ticket("1", Stage::closed, 1);
  other.urgent = true;
  EXPECT_FALSE(other.save());
  other.level = 3;
  EXPECT_TRUE(other.save()) << "!= 3 leaves it out";
}

TEST_P(PartialIndexes, GiveOneRowToManyThreads) {
  in_threads(6, [&](int number) {
    for (int i = 0; i < 5; ++i)
      Booking::upsert_all(std::vector<Booking>{booking("A1", std::to_string(number))}, {"seat"});
  });
  EXPECT_EQ(Booking::count(), 1u);
}

TEST_P(PartialIndexes, AreMissedByACheckOfTheTable) {
  EXPECT_EQ(rowan::check<Booking>(db).to_string(), "");
  if (const auto reason = GetParam().lacking(rowan::contract::Capability::raw_sql); !reason.empty()) return;
  db.execute("DROP INDEX " + db.dialect().quoted("index_partial_bookings_on_seat_where_cancelled_at"));
  EXPECT_THAT(rowan::check<Booking>(db).to_string(), HasSubstr("no unique index over seat of some rows only"));
}

TEST_P(PartialIndexes, AreDescribed) {
  const rowan::ModelDescription told = rowan::describe("partial_indexes::Ticket");
  ASSERT_EQ(told.indexes[0].where.size(), 2u);
  EXPECT_EQ(told.indexes[0].where[0].attribute, "stage");
  EXPECT_EQ(told.indexes[0].where[0].value, rowan::Value("open"));
  EXPECT_THAT(told.to_json(), HasSubstr(R"({"attribute":"level","negated":true,"value":3})"));
}

class NoPartialIndexes : public record_tests::RecordTest {};

TEST_P(NoPartialIndexes, AreATypedErrorThatNamesWhoHasThem) {
  if (db.dialect().can().partial_indexes) GTEST_SKIP() << "has partial indexes";
  const auto names_those = AllOf(HasSubstr("partial indexes"), HasSubstr("PostgreSQL and SQLite"));
  EXPECT_THAT(message_of<rowan::Unsupported>([&] { db.create_tables<Booking>(); }), names_those);
  EXPECT_THAT(
      message_of<rowan::Unsupported>([] { Booking::upsert_all(std::vector<Booking>{booking("A1", "Ann")}, {"seat"}); }),
      names_those);
  EXPECT_THAT(message_of<rowan::Unsupported>([] { booking("A1", "Ann").upsert({"seat"}); }), names_those);
}

TEST(PartialIndexConditions, AreMistakesWhereNoIndexCanHaveThem) {
  rowan::ModelInfo info;
  rowan::detail::describe_model<Ticket>(info);
  const Ticket prototype;
  rowan::ModelBuilder<Ticket> m(info, prototype);
  info.name = "Ticket";
  info.mistakes.clear();  // of the name that it did not have
  m.where(Ticket::c.level > 3).unique_index(&Ticket::number);
  m.where(Ticket::c.level == 3 || Ticket::c.urgent).unique_index(&Ticket::number);
  m.where(Ticket::c.kind == "a\\b").unique_index(&Ticket::number);
  m.where(lower(Ticket::c.kind) == "a").unique_index(&Ticket::number);
  EXPECT_THAT(info.mistakes, ::testing::SizeIs(4));
  EXPECT_THAT(info.mistakes, ::testing::Each(HasSubstr("compare attributes of Ticket by == or !=")));
}

ROWAN_RECORD_SUITE(PartialIndexes);
ROWAN_RECORD_SUITE(NoPartialIndexes);

}  // namespace
}  // namespace partial_indexes
