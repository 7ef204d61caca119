// update_all with values that the database computes, touch_all, several counters at once.
#include <string>

#include "contract/record_models.hpp"

namespace update_computed {

class Shelf;

class Volume : public rowan::Model<Volume> {
 public:
  std::int64_t id{};
  std::string title;
  std::optional<std::string> by, shelf_name;
  std::int32_t pages{}, rank{};
  std::int64_t lent{};
  std::int8_t stars{};
  rowan::Decimal price;
  bool thick{};
  rowan::BelongsTo<Shelf> shelf;

  ROWAN_MODEL(Volume, (), (id, title, by, shelf_name, pages, rank, lent, stars, price, thick, shelf))
  static void configure(rowan::ModelBuilder<Volume>& m) {
    m.table("update_computed_volumes");
    m.attribute(&Volume::price).precision(10, 2);
    m.belongs_to(&Volume::shelf).optional();
  }
};

class Shelf : public rowan::Model<Shelf> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t volumes_count{};
  bool hidden{};
  rowan::BelongsTo<Shelf> above;
  rowan::HasMany<Volume> volumes;

  ROWAN_MODEL(Shelf, (), (id, name, volumes_count, hidden, above, volumes))
  static void configure(rowan::ModelBuilder<Shelf>& m) {
    m.table("update_computed_shelves");
    m.belongs_to(&Shelf::above).optional();
  }
};

/// With what a touch counts up.
class Sheet : public rowan::Model<Sheet>, public record_tests::Timestamps {
 public:
  std::int64_t id{};
  std::string text;
  std::optional<rowan::Instant> read_at;
  std::int32_t lock_version{};

  ROWAN_MODEL(Sheet, (Timestamps), (id, text, read_at, lock_version))
  static void configure(rowan::ModelBuilder<Sheet>& m) { m.table("update_computed_sheets"); }
};

}  // namespace update_computed

ROWAN_REGISTER_MODEL(update_computed::Volume)
ROWAN_REGISTER_MODEL(update_computed::Shelf)
ROWAN_REGISTER_MODEL(update_computed::Sheet)

namespace update_computed {
namespace {

using record_tests::message_of;
using record_tests::stop_clock;
using rowan::attr;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class UpdateComputed : public record_tests::RecordTest {
 protected:
  UpdateComputed() {
    db.create_tables<Shelf, Volume, Sheet>();
    Shelf low = Shelf::create(Shelf::c.name = "low");
    high_ = Shelf::create(Shelf::c.name = "high", Shelf::c.above = low).id;
    low_ = low.id;
    one_ = Volume::create(Volume::c.title = "one", Volume::c.pages = 100, Volume::c.rank = 1, Volume::c.shelf = low_,
                          Volume::c.price = rowan::Decimal("1.00"))
               .id;
    two_ = Volume::create(Volume::c.title = "two", Volume::c.pages = 200, Volume::c.rank = 2, Volume::c.shelf = high_,
                          Volume::c.price = rowan::Decimal("2.35"))
               .id;
    free_ = Volume::create(Volume::c.title = "free", Volume::c.pages = 300, Volume::c.rank = 3).id;
  }
  static auto all(auto column) { return Volume::order(Volume::c.id).pluck(column); }

  std::int64_t low_{}, high_{}, one_{}, two_{}, free_{};
};

TEST_P(UpdateComputed, SetsWhatIsMadeOfOtherColumns) {
  EXPECT_EQ(Volume::where(Volume::c.rank >= 2)
                .update_all(Volume::c.rank = Volume::c.rank * 10 + 1, Volume::c.by = upper(Volume::c.title),
                            Volume::c.thick = Volume::c.pages > 250, Volume::c.lent += 2, Volume::c.stars = 5),
            2u);
  EXPECT_THAT(all(Volume::c.rank), ElementsAre(1, 21, 31));
  EXPECT_THAT(all(Volume::c.by), ElementsAre(std::nullopt, "TWO", "FREE"));
  EXPECT_THAT(all(Volume::c.thick), ElementsAre(false, false, true));
  EXPECT_THAT(all(Volume::c.lent), ElementsAre(0, 2, 2));
  Volume::everything().update_all(Volume::c.shelf_name = Volume::c.title, Volume::c.rank = Volume::c.pages);
  EXPECT_THAT(all(Volume::c.shelf_name), ElementsAre("one", "two", "free"));
  EXPECT_THAT(all(Volume::c.rank), ElementsAre(100, 200, 300));
}

TEST_P(UpdateComputed, MakesEachValueOfWhatTheRowHeldBefore) {
  Volume::everything().update_all(Volume::c.pages = Volume::c.pages + 1, Volume::c.rank = Volume::c.pages,
                                  Volume::c.lent = Volume::c.rank);
  EXPECT_THAT(all(Volume::c.pages), ElementsAre(101, 201, 301));
  EXPECT_THAT(all(Volume::c.rank), ElementsAre(100, 200, 300));
  EXPECT_THAT(all(Volume::c.lent), ElementsAre(1, 2, 3));
  const auto exchange = [] {
    Volume::everything().update_all(Volume::c.pages = Volume::c.rank, Volume::c.rank = Volume::c.pages);
  };
  if (db.dialect().can().sets_at_once) {
    exchange();
    EXPECT_THAT(all(Volume::c.pages), ElementsAre(100, 200, 300));
    EXPECT_THAT(all(Volume::c.rank), ElementsAre(101, 201, 301));
  } else {
    EXPECT_THAT(message_of<rowan::Unsupported>(exchange), HasSubstr("Volume."));
  }
}

TEST_P(UpdateComputed, AsksWhatARecordRefersTo) {
  EXPECT_EQ(Volume::everything().update_all(Volume::c.shelf_name = lower(Volume::c.shelf(Shelf::c.name))), 3u);
  EXPECT_THAT(all(Volume::c.shelf_name), ElementsAre("low", "high", std::nullopt));
  Volume::everything().update_all(Volume::c.by = Volume::c.shelf(Shelf::c.above(Shelf::c.name)));
  EXPECT_THAT(all(Volume::c.by), ElementsAre(std::nullopt, "low", std::nullopt)) << "a path of two steps";
  Volume::everything().update_all(Volume::c.by = coalesce(Volume::c.shelf(Shelf::c.name), Volume::c.title));
  EXPECT_THAT(all(Volume::c.by), ElementsAre("low", "high", "free"));
}

TEST_P(UpdateComputed, AsksAllTargetsAndQueries) {
  Shelf::everything().update_all(Shelf::c.volumes_count = Shelf::c.volumes.count());
  EXPECT_THAT(Shelf::order(Shelf::c.id).pluck(Shelf::c.volumes_count), ElementsAre(1, 1));
  Shelf::where(Shelf::c.id == low_).update_all(Shelf::c.volumes_count = Volume::select(rowan::count()).as_value());
  EXPECT_THAT(Shelf::order(Shelf::c.id).pluck(Shelf::c.volumes_count), ElementsAre(3, 1));
}

TEST_P(UpdateComputed, HonoursOrderLimitAndDefaultConditions) {
  EXPECT_EQ(Volume::order(Volume::c.pages.desc()).limit(1).update_all(Volume::c.rank = Volume::c.pages * 2), 1u);
  EXPECT_THAT(all(Volume::c.rank), ElementsAre(1, 2, 600));
  Shelf::where(Shelf::c.id == low_).update_all(Shelf::c.hidden = true);
  const auto shown = rowan::add_default_condition<Shelf>([] { return Shelf::c.hidden == false; });
  Volume::everything().update_all(Volume::c.shelf_name = Volume::c.shelf(Shelf::c.name));
  EXPECT_THAT(all(Volume::c.shelf_name), ElementsAre(std::nullopt, "high", std::nullopt)) << "a hidden one is none";
  Volume::unscoped().everything().update_all(Volume::c.shelf_name = Volume::c.shelf(Shelf::c.name));
  EXPECT_THAT(all(Volume::c.shelf_name), ElementsAre("low", "high", std::nullopt));
}

TEST_P(UpdateComputed, RoundsAndRefusesAsTheColumnDoes) {
  Volume::everything().update_all(Volume::c.price = Volume::c.price * rowan::Decimal("0.5"));
  EXPECT_EQ(Volume::find(two_).price, rowan::Decimal("1.18")) << "1.175, the half away from zero";
  EXPECT_THROW(Volume::where(Volume::c.id == one_).update_all(Volume::c.rank = Volume::c.lent + 3000000000),
               rowan::InvalidValue);
  EXPECT_EQ(Volume::find(one_).rank, 1);
  EXPECT_THROW(Volume::where(Volume::c.id == one_).update_all(Volume::c.title = Volume::c.by), rowan::NotNullViolation);
}

TEST_P(UpdateComputed, WorksByName) {
  const rowan::AnyRelation volumes("update_computed::Volume");
  EXPECT_EQ(volumes.where(attr("rank") == 1).update_all({rowan::set("rank", attr("pages") + 5)}), 1u);
  EXPECT_THAT(all(Volume::c.rank), ElementsAre(105, 2, 3));
  volumes.everything().update_all({rowan::set("by", attr("shelf.name"))});
  EXPECT_THAT(all(Volume::c.by), ElementsAre("low", "high", std::nullopt));
  EXPECT_THAT(
      message_of<rowan::QueryError>([&] { volumes.everything().update_all({rowan::set("rank", attr("title"))}); }),
      AllOf(HasSubstr("Volume.rank"), HasSubstr("text")));
  EXPECT_THAT(
      message_of<rowan::QueryError>([&] { volumes.everything().update_all({rowan::set("rank", attr("pgaes"))}); }),
      HasSubstr("pages"));
}

TEST_P(UpdateComputed, TouchesManyRows) {
  const record_tests::SystemClockAgain again;
  stop_clock("2026-01-01 00:00:00");
  Sheet sheet = Sheet::create(Sheet::c.text = "a");
  Sheet other = Sheet::create(Sheet::c.text = "b");
  stop_clock("2026-02-01 00:00:00");
  EXPECT_EQ(Sheet::where(Sheet::c.text == "a").touch_all({"read_at"}), 1u);
  const Sheet touched = Sheet::find(sheet.id);
  EXPECT_EQ(rowan::to_string(touched.updated_at), "2026-02-01 00:00:00.000000Z");
  EXPECT_EQ(touched.read_at, touched.updated_at);
  EXPECT_EQ(touched.lock_version, 1);
  EXPECT_EQ(Sheet::find(other.id).updated_at, other.updated_at);
  sheet.text = "stale";
  EXPECT_THROW((void)sheet.save(), rowan::StaleRecord);
  EXPECT_THAT(message_of<rowan::QueryError>([] { Volume::everything().touch_all(); }), HasSubstr("updated_at"));
  EXPECT_THAT(message_of<rowan::QueryError>([] { Sheet::everything().touch_all({"text"}); }), HasSubstr("text"));
  EXPECT_THROW(Sheet::all().touch_all(), rowan::QueryError) << "every row is said";
}

TEST_P(UpdateComputed, CountsSeveralAtOnce) {
  Volume one = Volume::find(one_), stale = Volume::find(one_);
  one.title = "mine";
  one.increment(Volume::c.lent += 3, Volume::c.pages -= 1);
  EXPECT_EQ(one.lent, 3);
  EXPECT_EQ(one.pages, 99);
  EXPECT_TRUE(one.changed("title"));
  EXPECT_FALSE(one.changed("pages"));
  stale.increment(Volume::c.lent += 1, Volume::c.rank += 1);
  EXPECT_EQ(stale.lent, 4) << "as the row has it";
  EXPECT_THAT(all(Volume::c.pages), ElementsAre(99, 200, 300));
  undone([&] { one.increment(Volume::c.lent += 1, Volume::c.pages += 1); });
  EXPECT_EQ(Volume::find(one_).lent, 4);
  EXPECT_THROW(one.increment(Volume::c.stars += 100, Volume::c.pages += std::int32_t{2147483647}), rowan::InvalidValue);
  EXPECT_THROW(one.increment(Volume::c.lent += 1, Volume::c.lent += 1), rowan::QueryError);
  Sheet sheet = Sheet::create(Sheet::c.text = "a");
  Volume::where(Volume::c.id == one_).delete_all();
  EXPECT_THROW(one.increment(Volume::c.lent += 1, Volume::c.pages += 1), rowan::StaleRecord);
}

ROWAN_RECORD_SUITE(UpdateComputed);

}  // namespace
}  // namespace update_computed
