// Many records upserted, each of which is its row afterwards.
#include <optional>
#include <string>
#include <vector>

#include "contract/record_models.hpp"

namespace upserts_back {

inline int found = 0;

class Shelf : public rowan::Model<Shelf>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string label, room{"east"};
  std::optional<std::string> note;
  std::int32_t lock_version{};

  ROWAN_MODEL(Shelf, (rowan::Timestamps), (id, label, room, note, lock_version))
  static void configure(rowan::ModelBuilder<Shelf>& m) {
    m.table("upserts_back_shelves");
    m.attribute(&Shelf::label).max_length(40);
    m.attribute(&Shelf::room).max_length(40);
    m.unique_index(&Shelf::label, &Shelf::room);
    m.after_find([](Shelf&) { ++found; });
  }
};

/// Its key is a text.
class Badge : public rowan::Model<Badge> {
 public:
  std::string code;
  std::int32_t uses{};

  ROWAN_MODEL(Badge, (), (code, uses))
  static void configure(rowan::ModelBuilder<Badge>& m) {
    m.table("upserts_back_badges");
    m.primary_key(&Badge::code);
    m.attribute(&Badge::code).max_length(40);
  }
};

}  // namespace upserts_back

ROWAN_REGISTER_MODEL(upserts_back::Shelf)
ROWAN_REGISTER_MODEL(upserts_back::Badge)

namespace upserts_back {
namespace {

using record_tests::message_of;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;

std::vector<Shelf> shelves(int from, int to, std::optional<std::string> note = {}) {
  std::vector<Shelf> made;
  for (int i = from; i < to; ++i) {
    made.emplace_back().label = "S" + std::to_string(i);
    made.back().note = note;
  }
  return made;
}

class UpsertsWithKeys : public record_tests::RecordTest {
 protected:
  UpsertsWithKeys() {
    db.create_tables<Shelf, Badge>();
    found = 0;
  }
};

TEST_P(UpsertsWithKeys, EachRecordIsItsRow) {
  std::vector<Shelf> first = shelves(0, 3, "old");
  rowan::upsert_all_with_keys(first, {Shelf::c.label, Shelf::c.room});
  std::vector<Shelf> all = shelves(1, 250, "new");
  rowan::testing::StatementRecorder recorder;
  rowan::upsert_all_with_keys(all, {"label", "room"});
  EXPECT_THAT(recorder.statements(), SizeIs(Le(60u)));
  EXPECT_EQ(Shelf::count(), 250u);
  EXPECT_EQ(all[0].id, first[1].id);
  EXPECT_EQ(all[0].created_at, first[1].created_at) << "as the row has it";
  EXPECT_EQ(all[0].lock_version, 1);
  EXPECT_EQ(found, 252);
  for (Shelf& shelf : all) {
    ASSERT_TRUE(shelf.is_persisted());
    ASSERT_FALSE(shelf.changed());
    ASSERT_EQ(Shelf::find(shelf.id).label, shelf.label);
  }
  all[7].note = "changed";
  EXPECT_TRUE(all[7].save());
  EXPECT_THROW(rowan::upsert_all_with_keys(all, {"label", "room"}), rowan::RecordNotSaved);
}

TEST_P(UpsertsWithKeys, GivesWhatTheRowKept) {
  std::vector<Shelf> first = shelves(0, 2, "kept");
  rowan::upsert_all_with_keys(first, {"label", "room"});
  std::vector<Shelf> again = shelves(0, 2, "sent");
  again.push_back(shelves(0, 1).front());
  rowan::upsert_all_with_keys(again, {"label", "room"}, {.update_only = {}});
  EXPECT_EQ(again[0].note, "kept");
  EXPECT_EQ(again[1].id, first[1].id);
  EXPECT_EQ(again[2].id, first[0].id) << "of one key each is the one row";
  const rowan::UpsertOptions counting{
      .set = {Shelf::c.note = concat(Shelf::c.note, "+", rowan::excluded(Shelf::c.label))}};
  std::vector<Shelf> third = shelves(1, 2);
  rowan::upsert_all_with_keys(third, {"label", "room"}, counting);
  EXPECT_EQ(third[0].note, "kept+S1");
}

TEST_P(UpsertsWithKeys, AreUndoneWithTheirTransaction) {
  std::vector<Shelf> all = shelves(0, 30);
  undone([&] { rowan::upsert_all_with_keys(all, {"label", "room"}); });
  EXPECT_EQ(Shelf::count(), 0u);
  EXPECT_TRUE(all[12].is_new());
  EXPECT_TRUE(Shelf::save_all(all));
  EXPECT_EQ(Shelf::count(), 30u);
}

TEST_P(UpsertsWithKeys, TakeNaturalKeysAndRefuseThoseThatTheDatabaseMakes) {
  std::vector<Badge> badges(2);
  badges[0].code = "a", badges[1].code = "b";
  rowan::upsert_all_with_keys(badges, {Badge::c.code});
  EXPECT_TRUE(badges[1].is_persisted());
  std::vector<Shelf> all = shelves(0, 2);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { rowan::upsert_all_with_keys(all, {"id"}); }),
              HasSubstr("left to the database"));
  EXPECT_THROW(rowan::upsert_all_with_keys(all, {"label"}), rowan::MappingError);
  std::vector<Shelf> none;
  EXPECT_QUERY_COUNT(0) { rowan::upsert_all_with_keys(none, {"label", "room"}); }
}

ROWAN_RECORD_SUITE(UpsertsWithKeys);

}  // namespace
}  // namespace upserts_back
