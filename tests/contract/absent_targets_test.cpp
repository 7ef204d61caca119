// Targets that are not there, those of another database, and what a by-name query of an association asks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace absent_targets {

struct Twig : rowan::Model<Twig> {
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Twig, (), (id, name))
  static void configure(rowan::ModelBuilder<Twig>& m) { m.table("absent_twigs"); }
};

struct Leaf : rowan::Model<Leaf> {
  std::int64_t id{};
  rowan::BelongsTo<Twig> twig;

  ROWAN_MODEL(Leaf, (), (id, twig))
  static void configure(rowan::ModelBuilder<Leaf>& m) {
    m.table("absent_leaves");
    m.belongs_to(&Leaf::twig).optional();
  }
};
/// The same table, without a foreign key in the database.
struct FallenLeaf : rowan::Model<FallenLeaf> {
  std::int64_t id{};
  std::optional<std::int64_t> twig_id;

  ROWAN_MODEL(FallenLeaf, (), (id, twig_id))
  static void configure(rowan::ModelBuilder<FallenLeaf>& m) { m.table("absent_leaves"); }
};

struct Sticker;
struct Crate : rowan::Model<Crate> {
  std::uint64_t id{};
  rowan::ManyToMany<Sticker> stickers;

  ROWAN_MODEL(Crate, (), (id, stickers))
  static void configure(rowan::ModelBuilder<Crate>& m);
};
struct Sticker : rowan::Model<Sticker> {
  std::int64_t id{};
  rowan::ManyToMany<Crate> crates;

  ROWAN_MODEL(Sticker, (), (id, crates))
  static void configure(rowan::ModelBuilder<Sticker>& m) {
    m.table("absent_stickers");
    m.many_to_many(&Sticker::crates).join_table("absent_stuck", "sticker_id", "crate_id");
  }
};
void Crate::configure(rowan::ModelBuilder<Crate>& m) {
  m.table("absent_crates").attribute(&Crate::id).generated(false);
  m.many_to_many(&Crate::stickers).join_table("absent_stuck", "crate_id", "sticker_id");
}

ROWAN_REGISTER_MODEL(Twig)
ROWAN_REGISTER_MODEL(Leaf)
ROWAN_REGISTER_MODEL(FallenLeaf)
ROWAN_REGISTER_MODEL(Crate)
ROWAN_REGISTER_MODEL(Sticker)

namespace {

using rowan::AnyRelation;
using rowan::contract::message_of;
using ::testing::HasSubstr;

class AbsentTargetsTest : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  AbsentTargetsTest() : db(rowan::connect(GetParam().url(dir_))) {
    db.create_tables<Twig, FallenLeaf, Crate, Sticker>();
  }

  /// Two leaves, the first of a twig that is there.
  static std::int64_t leaves() {
    const std::int64_t twig = Twig::create({{"name", "there"}}).id;
    FallenLeaf::create({{"twig_id", twig}});
    FallenLeaf::create({{"twig_id", twig + 1}});
    return twig;
  }

 private:
  rowan::testing::TempDir dir_, second_;

 protected:
  [[nodiscard]] std::string url_of_another() const { return GetParam().url(second_); }
  rowan::Database db;
};

TEST_P(AbsentTargetsTest, APreloadedTargetThatIsGoneIsKnownToBe) {
  leaves();
  auto found = Leaf::all().strict_loading().preload(Leaf::c.twig).order(Leaf::c.id).load();
  EXPECT_QUERY_COUNT(0) {
    EXPECT_EQ(found[0].twig->name, "there");
    EXPECT_EQ(found[1].twig.get_if(), nullptr);
    EXPECT_THAT(message_of<rowan::RecordNotFound>([&] { static_cast<void>(found[1].twig.get()); }),
                HasSubstr("Leaf.twig"));
    EXPECT_EQ(rowan::target_if(found[1], "twig"), nullptr);
    Leaf moved(std::move(found[1]));
    EXPECT_EQ(moved.twig.get_if(), nullptr);
    found[1] = std::move(moved);
    EXPECT_EQ(found[1].twig.get_if(), nullptr);
  }
  found[1].twig.reset();
  EXPECT_THROW(static_cast<void>(found[1].twig.get_if()), rowan::StrictLoadingViolation);
}

TEST_P(AbsentTargetsTest, AKeyGivenAfterwardsIsLookedUp) {
  const std::int64_t twig = leaves();
  auto found = Leaf::all().preload(Leaf::c.twig).order(Leaf::c.id).load();
  found[1].twig = twig;
  ASSERT_NE(found[1].twig.get_if(), nullptr);
  EXPECT_EQ(found[1].twig->name, "there");

  auto again = Leaf::all().preload(Leaf::c.twig).order(Leaf::c.id).load();
  EXPECT_EQ(again[1].twig.get_if(), nullptr);
  Twig late = Twig::create({{"id", twig + 1}, {"name", "late"}});
  again[1].reload();
  EXPECT_EQ(again[1].twig->name, "late");
  again[0].twig = late;
  EXPECT_EQ(again[0].twig->name, "late");
}

TEST_P(AbsentTargetsTest, TheLastRecordIsAsTheQuerySays) {
  const std::int64_t twig = leaves();
  FallenLeaf::create({{"twig_id", twig}});
  const std::optional<rowan::AnyRecord> last = AnyRelation("absent_targets::Leaf").readonly().preload("twig").last();
  ASSERT_TRUE(last);
  EXPECT_TRUE((*last)->is_readonly());
  EXPECT_QUERY_COUNT(0) { EXPECT_NE(rowan::target_if(**last, "twig"), nullptr); }
}

TEST_P(AbsentTargetsTest, AnAssociationIsAskedWhereItsOwnerLives) {
  rowan::Database other = rowan::connect(url_of_another(), {.name = "absent_other", .make_default = false});
  other.create_tables<Twig, FallenLeaf>();
  rowan::set_default_database(db);
  leaves();
  Twig twig;
  twig.name = "elsewhere";
  ASSERT_TRUE(twig.save(other));
  FallenLeaf fallen;
  fallen.twig_id = twig.id;
  ASSERT_TRUE(fallen.save(other));
  Leaf leaf = *Leaf::on(other).first();
  EXPECT_EQ((*AnyRelation::of(leaf, "twig").first())->get("name"), rowan::Value("elsewhere"));
  EXPECT_EQ(leaf.twig.relation().first()->name, "elsewhere");
  other.close();
}

TEST_P(AbsentTargetsTest, ATargetThatWasSavedAfterItWasAssignedIsFound) {
  Twig twig;
  twig.name = "new";
  Leaf leaf;
  leaf.twig = twig;
  EXPECT_EQ(AnyRelation::of(leaf, "twig").count(), 0U);
  ASSERT_TRUE(twig.save());
  EXPECT_EQ(leaf.twig.relation().count(), 1U);
  EXPECT_EQ(AnyRelation::of(leaf, "twig").count(), 1U);
  ASSERT_TRUE(leaf.save());
  EXPECT_EQ(AnyRelation::of(leaf, "twig").where(rowan::attr("name") == "new").count(), 1U);
  leaf.twig = std::nullopt;
  EXPECT_EQ(AnyRelation::of(leaf, "twig").count(), 0U);
}

TEST_P(AbsentTargetsTest, LoadsTheListsOfOwnersWithLargeUnsignedKeys) {
  ROWAN_NEEDS(large_unsigned);
  constexpr std::uint64_t key = (std::uint64_t{1} << 63U) + 5;
  Crate crate = Crate::create({{"id", rowan::Value(key)}});
  crate.stickers.add(Sticker());
  const Crate found = Crate::find(key);
  EXPECT_EQ(found.stickers.size(), 1U);
  auto preloaded = Crate::all().preload(Crate::c.stickers).load();
  EXPECT_EQ(preloaded[0].stickers.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Databases, AbsentTargetsTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace absent_targets
