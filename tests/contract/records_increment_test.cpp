// Counting up in the database: what fits, what is refused, and what else changes with it.
#include <limits>

#include "contract/record_models.hpp"

namespace record_tests {

class Tally : public rowan::Model<Tally> {
 public:
  std::int64_t id{};
  std::string title;
  std::int32_t pages{};
  double share{};
  std::int32_t lock_version{};

  ROWAN_MODEL(Tally, (), (id, title, pages, share, lock_version))
  static void configure(rowan::ModelBuilder<Tally>& m) { m.attribute(&Tally::share).at_least(0).at_most(10); }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Tally)
namespace record_tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class IncrementRecord : public RecordTest {};

TEST_P(IncrementRecord, IncrementsInTheDatabase) {
  auto ann = Account::create(account("Ann"));
  EXPECT_EQ(ann.visits, std::nullopt);
  ann.increment(&Account::visits);
  EXPECT_EQ(ann.visits, 1) << "NULL counts as zero";
  Account::all().everything().update_all(Account::c.visits = 10);
  ann.increment(&Account::visits, 5);
  EXPECT_EQ(ann.visits, 15) << "it holds what the database has";
  ann.increment(&Account::balance, rowan::Decimal("-0.25"));
  EXPECT_EQ(ann.balance, rowan::Decimal("-0.25"));
  EXPECT_FALSE(ann.changed());
  EXPECT_THROW(ann.increment(&Account::visits, "many"), rowan::InvalidValue);
  EXPECT_THROW(ann.increment(&Account::name, 1), rowan::InvalidValue);
}

TEST_P(IncrementRecord, RefusesToIncrementPastTheRange) {
  Everything full;
  full.i8 = 127;
  full.i16 = -32768;
  full.i32 = std::numeric_limits<std::int32_t>::max();
  full.i64 = std::numeric_limits<std::int64_t>::max() - 1;
  full.u8 = 255;
  full.u32 = 1;
  full.save_or_throw();
  full.increment(&Everything::i64);
  EXPECT_EQ(full.i64, std::numeric_limits<std::int64_t>::max());
  full.increment(&Everything::u32, -1);
  EXPECT_EQ(full.u32, 0U);
  const std::string before = full.to_json();
  EXPECT_THROW(full.increment(&Everything::i64), rowan::InvalidValue);
  EXPECT_THROW(full.increment(&Everything::i32), rowan::InvalidValue);
  EXPECT_THROW(full.increment(&Everything::i16, -1), rowan::InvalidValue);
  EXPECT_THROW(full.increment(&Everything::i8), rowan::InvalidValue);
  EXPECT_THROW(full.increment(&Everything::u8), rowan::InvalidValue);
  EXPECT_THROW(full.increment(&Everything::u32, -1), rowan::InvalidValue);
  EXPECT_EQ(full.to_json(), before);
  EXPECT_EQ(Everything::find(full.id).to_json(), before) << "nothing was changed";
}

// The refusal says what the attribute holds, and a transaction goes on everywhere.
TEST_P(IncrementRecord, ASumOutOfRangeDoomsNoTransaction) {
  if (db.dialect().can().failed_statement_aborts_transaction &&
      db.dialect().sum_fits("a", "b", {.kind = rowan::TypeKind::int32}).empty())
    GTEST_SKIP() << "the sum can't be asked for, as its placeholders have no numbers";
  Everything full;
  full.i8 = 100;
  full.i32 = std::numeric_limits<std::int32_t>::min();
  full.i64 = std::numeric_limits<std::int64_t>::max() - 1;
  full.u32 = 1;
  full.save_or_throw();
  const std::string before = full.to_json();
  const auto out_of_range = [&](auto attribute, auto by, std::string_view name, std::string_view range) {
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { full.increment(attribute, by); }),
                AllOf(HasSubstr("Everything." + std::string(name)), HasSubstr(std::string(range))));
  };
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { full.increment(Everything::c.i64 += 2, Everything::c.u8 += 1); }),
              AllOf(HasSubstr("Everything.i64 (which holds -9223372036854775808 to"), HasSubstr("Everything.u8")));
  db.transaction([&] {
    out_of_range(&Everything::i8, 28, "i8", "-128 to 127");
    out_of_range(&Everything::i32, -1, "i32", "-2147483648 to 2147483647");
    out_of_range(&Everything::i64, std::numeric_limits<std::int64_t>::max(), "i64",
                 "-9223372036854775808 to 9223372036854775807");
    out_of_range(&Everything::i64, 2, "i64", "9223372036854775807");
    out_of_range(&Everything::u32, -2, "u32", "0 to 4294967295");
    EXPECT_EQ(full.to_json(), before);
    full.increment(&Everything::i64);
    full.increment(&Everything::i8, 27);
    full.increment(&Everything::i32, std::numeric_limits<std::int32_t>::max());
  });
  full.reload();
  EXPECT_EQ(full.i64, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(full.i8, 127);
  EXPECT_EQ(full.i32, -1);
  full.increment(&Everything::i64, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(full.i64, -1);
  EXPECT_THAT(
      message_of<rowan::InvalidValue>([&] { Everything::all().everything().update_all(Everything::c.i8 += 1); }),
      HasSubstr("Everything.i8 (which holds -128 to 127)"));
  (void)full.destroy();
  EXPECT_THROW(static_cast<void>(Everything::find(full.id)), rowan::RecordNotFound);
}

// A trigger may keep a row as it is; here it does not, and the sum is why nothing was changed.
TEST_P(IncrementRecord, ASumOutOfRangeIsToldWhereATriggerMayKeepRows) {
  ROWAN_NEEDS(raw_sql);
  if (!on("postgresql")) GTEST_SKIP() << "lacks triggers that return NULL";
  Everything full;
  full.i32 = std::numeric_limits<std::int32_t>::max();
  full.save_or_throw();
  db.execute("CREATE OR REPLACE FUNCTION lets_pass() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql");
  db.execute("CREATE TRIGGER lets_pass BEFORE UPDATE ON everything FOR EACH ROW EXECUTE FUNCTION lets_pass()");
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { full.increment(&Everything::i32); }), HasSubstr("Everything.i32"));
  full.increment(&Everything::i32, -1);
  EXPECT_EQ(Everything::find(full.id).i32, std::numeric_limits<std::int32_t>::max() - 1);
}

TEST_P(IncrementRecord, ARowThatIsGoneIsNoSumOutOfRange) {
  Everything full;
  full.save_or_throw();
  Everything twin = Everything::find(full.id);
  (void)full.destroy();
  EXPECT_THROW(twin.increment(&Everything::i64), rowan::StaleRecord);
}

TEST_P(IncrementRecord, RefusesSumsThatTheAttributeCantHold) {
  Everything full;
  full.i8 = 100;
  full.i32 = std::numeric_limits<std::int32_t>::max();
  full.u8 = 1;
  full.u16 = 65535;
  full.u32 = std::numeric_limits<std::uint32_t>::max();
  full.amount = rowan::Decimal("99999999999999999999999999999999999");
  full.save_or_throw();
  const std::string before = full.to_json();
  const auto all = [] { return Everything::all().everything(); };
  auto c = Everything::c;
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { all().update_all(c.i8 += 100); }), HasSubstr("Everything.i8"));
  EXPECT_THROW(all().update_all(c.i32 += 1), rowan::InvalidValue);
  EXPECT_THROW(all().update_all(c.u8 -= 2), rowan::InvalidValue);
  EXPECT_THROW(all().update_all(c.u16 += 1), rowan::InvalidValue);
  EXPECT_THROW(all().update_all(c.u32 += 1), rowan::InvalidValue);
  EXPECT_THROW(all().update_all(c.u64 -= 1), rowan::InvalidValue);
  EXPECT_THROW(all().update_all(c.amount += rowan::Decimal("0.1234")), rowan::InvalidValue);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { full.increment(&Everything::i8, 100); }),
              HasSubstr("Everything.i8"));
  EXPECT_THROW(full.increment(&Everything::u16), rowan::InvalidValue);
  EXPECT_THROW(full.increment(&Everything::amount, rowan::Decimal("-0.1234")), rowan::InvalidValue);
  EXPECT_EQ(Everything::find(full.id).to_json(), before) << "nothing was changed";
  all().update_all(c.i8 += 27, c.u8 -= 1, c.u64 += 7, c.amount += rowan::Decimal("0.123"));
  full.reload();
  EXPECT_EQ(full.i8, 127);
  EXPECT_EQ(full.u8, 0);
  EXPECT_EQ(full.u64, 7u);
  EXPECT_EQ(full.amount, rowan::Decimal("99999999999999999999999999999999999.123"));
  full.amount = rowan::Decimal("0.00012");
  full.save_or_throw();
  full.increment(&Everything::amount, rowan::Decimal("-100.00012"));
  EXPECT_EQ(full.amount, rowan::Decimal("-100"));
}

TEST_P(IncrementRecord, IsWithinNoLimitsWhenItIsNoNumber) {
  Tally tally;
  tally.share = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(tally.validate().to_string(), AllOf(HasSubstr("share must be at least 0"), HasSubstr("at most 10")));
  tally.share = 10;
  EXPECT_TRUE(tally.validate().empty());
}

TEST_P(IncrementRecord, AnIncrementIsAChangeToTheLockVersion) {
  db.create_tables<Tally>();
  Tally mine;
  mine.title = "t";
  mine.save_or_throw();
  Tally theirs = Tally::find(mine.id), late = Tally::find(mine.id);
  mine.increment(&Tally::pages, 3);
  EXPECT_EQ(mine.lock_version, 1);
  EXPECT_FALSE(mine.changed());
  theirs.pages = 1;
  EXPECT_THROW((void)theirs.save(), rowan::StaleRecord) << "it would undo the increment";
  late.increment(&Tally::pages, 2);
  EXPECT_EQ(late.pages, 5);
  late.title = "other";
  EXPECT_THROW((void)late.save(), rowan::StaleRecord) << "it has still not seen the first change";
  mine.reload();
  mine.title = "new";
  mine.save_or_throw();
  EXPECT_EQ(mine.lock_version, 3);
  db.transaction([&](rowan::Transaction& transaction) {
    mine.increment(&Tally::pages);
    transaction.rollback();
  });
  mine.title = "newer";
  mine.save_or_throw();
  EXPECT_EQ(Tally::find(mine.id).lock_version, 4);
}

ROWAN_RECORD_SUITE(IncrementRecord);

}  // namespace
}  // namespace record_tests
