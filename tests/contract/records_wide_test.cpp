// Models whose fingerprints take more words than there are bits in one: they are updated in another way, which must not
// show.
#include "contract/record_models.hpp"

namespace record_tests {

using rowan::Uuid;
using rowan::Value;
using ::testing::IsEmpty;

/// A fingerprint of each UUID takes two words.
class ManyUuids : public rowan::Model<ManyUuids> {
 public:
  std::int64_t id{};
  std::string label;
  Uuid u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, u12, u13, u14, u15, u16, u17, u18, u19, u20, u21, u22, u23,
      u24, u25, u26, u27, u28, u29, u30, u31, u32;
  std::int64_t last{};
  std::int32_t lock_version{};

  ROWAN_MODEL(ManyUuids, (),
              (id, label, u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, u12, u13, u14, u15, u16, u17, u18, u19, u20,
               u21, u22, u23, u24, u25, u26, u27, u28, u29, u30, u31, u32, last, lock_version))
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::ManyUuids)
namespace record_tests {
namespace {

class WideRecords : public RecordTest {
 protected:
  WideRecords() { db.create_tables<ManyUuids>(); }
};

std::vector<std::string> saved_names(const ManyUuids& wide) {
  std::vector<std::string> list;
  for (const rowan::Change& change : wide.saved_changes()) list.emplace_back(change.attribute);
  return list;
}

TEST_P(WideRecords, SendTheChangedColumnsOnly) {
  ManyUuids wide;
  wide.label = "old";
  wide.save_or_throw();
  EXPECT_QUERY_COUNT(0) { wide.save_or_throw(); }
  EXPECT_THAT(wide.saved_changes(), IsEmpty());
  wide.u32 = Uuid("00000000-0000-0000-0000-000000000001");
  wide.last = 5;
  EXPECT_QUERY_COUNT(1) { wide.save_or_throw(); }
  EXPECT_EQ(saved_names(wide), (std::vector<std::string>{"u32", "last", "lock_version"}));
  EXPECT_EQ(wide.saved_changes()[1].before, Value(0));
  EXPECT_EQ(ManyUuids::find(wide.id).u32, wide.u32);
}

TEST_P(WideRecords, AreRestoredByARollback) {
  ManyUuids wide;
  wide.save_or_throw();
  undone([&] {
    wide.last = 5;
    wide.save_or_throw();
    nested([&] {
      wide.u0 = Uuid("00000000-0000-0000-0000-000000000001");
      wide.save_or_throw();
    });
    EXPECT_EQ(wide.lock_version, 2);
  });
  EXPECT_EQ(wide.lock_version, 0);
  EXPECT_TRUE(wide.changed(&ManyUuids::last) && wide.changed(&ManyUuids::u0));
  EXPECT_FALSE(wide.changed(&ManyUuids::u32));
  wide.save_or_throw();
  EXPECT_EQ(ManyUuids::find(wide.id).last, 5);
}

TEST_P(WideRecords, AreStaleWhenTheRowMovedOn) {
  ManyUuids wide;
  wide.save_or_throw();
  ManyUuids other = ManyUuids::find(wide.id);
  other.last = 1;
  other.save_or_throw();
  wide.last = 2;
  EXPECT_THROW((void)wide.save(), rowan::StaleRecord);
  EXPECT_EQ(wide.lock_version, 0) << "the new one was in the member only while it was sent";
}

ROWAN_RECORD_SUITE(WideRecords);

}  // namespace
}  // namespace record_tests
