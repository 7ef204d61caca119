// What a save fills in by itself: times, and defaults of both sides.
#include "contract/record_models.hpp"

namespace record_tests {
namespace {

using rowan::to_string;
using rowan::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class StampRecord : public RecordTest {};

TEST_P(StampRecord, StampsTheTime) {
  const SystemClockAgain again;
  stop_clock("2026-01-01 10:00:00.000001");
  auto ann = Account::create(account("Ann"));
  EXPECT_EQ(to_string(ann.created_at), "2026-01-01 10:00:00.000001Z");
  EXPECT_EQ(ann.updated_at, ann.created_at);
  stop_clock("2026-01-02 10:00:00");
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(ann.updated_at, ann.created_at) << "nothing changed";
  ann.age = 3;
  ASSERT_TRUE(ann.save());
  const auto loaded = Account::find(ann.id);
  EXPECT_EQ(to_string(loaded.updated_at), "2026-01-02 10:00:00.000000Z");
  EXPECT_EQ(to_string(loaded.created_at), "2026-01-01 10:00:00.000001Z");
  auto old = account("Old");
  old.created_at = rowan::parse_instant("2001-01-01 00:00:00");
  ASSERT_TRUE(old.save());
  EXPECT_EQ(to_string(old.created_at), "2001-01-01 00:00:00.000000Z") << "what the user set is kept";
}

TEST_P(StampRecord, StampsTheInsertThatSucceeds) {
  const SystemClockAgain guard;
  Account::create(account("Ann", "ann@x"));
  stop_clock("2026-01-01 10:00:00");
  auto failed = account("Bob", "ann@x");
  failed.updated_at = rowan::parse_instant("2001-01-01 00:00:00");
  EXPECT_FALSE(failed.save()) << "the address is taken";
  auto undone_one = account("Cid");
  undone([&] { ASSERT_TRUE(undone_one.save()); });
  stop_clock("2026-01-02 10:00:00");
  failed.email = "bob@x";
  ASSERT_TRUE(failed.save());
  EXPECT_EQ(to_string(failed.created_at), "2026-01-02 10:00:00.000000Z");
  EXPECT_EQ(to_string(failed.updated_at), "2001-01-01 00:00:00.000000Z") << "what the user set is kept";
  ASSERT_TRUE(undone_one.save());
  EXPECT_EQ(to_string(undone_one.created_at), "2026-01-02 10:00:00.000000Z");
  EXPECT_EQ(undone_one.updated_at, undone_one.created_at);
  EXPECT_EQ(Account::find(undone_one.id).created_at, undone_one.created_at);
}

TEST_P(StampRecord, KeepsTheTimeThatTheUserSetThroughARollback) {
  auto ann = account("Ann");
  ann.created_at = rowan::parse_instant("2001-01-01 00:00:00");
  undone([&] { ASSERT_TRUE(ann.save()); });
  ASSERT_TRUE(ann.save());
  EXPECT_EQ(to_string(ann.created_at), "2001-01-01 00:00:00.000000Z");
  auto bob = account("Bob");
  undone([&] {
    ASSERT_TRUE(bob.save());
    bob.created_at = rowan::parse_instant("2002-01-01 00:00:00");
  });
  ASSERT_TRUE(bob.save());
  EXPECT_EQ(to_string(bob.created_at), "2002-01-01 00:00:00.000000Z");
}

TEST_P(StampRecord, FillsInDefaultsOfBothSides) {
  Setting untouched;
  EXPECT_QUERY_COUNT(1) { ASSERT_TRUE(untouched.save()); }
  EXPECT_GT(untouched.id, 0);
  EXPECT_EQ(untouched.level, 7);
  EXPECT_EQ(untouched.mode, "quiet");
  EXPECT_EQ(untouched.retries, 3);
  EXPECT_FALSE(untouched.changed());
  Setting set;
  set.level = 1;
  set.mode = "loud";
  set.retries = 0;
  ASSERT_TRUE(set.save());
  const auto loaded = Setting::find(set.id);
  EXPECT_EQ(loaded.level, 1);
  EXPECT_EQ(loaded.mode, "loud");
  EXPECT_EQ(loaded.retries, 0);
}

ROWAN_RECORD_SUITE(StampRecord);

}  // namespace
}  // namespace record_tests
