// What several models have in common in a table of its own, and the rest in one row of another: destroyed together.
#include "contract/record_models.hpp"
#include "rowan/model/soft_delete.hpp"
#include "rowan/testing/query_count.hpp"

namespace delegated {

class Letter;
class Remark;

/// Common to all that is said in a thread.
class Said : public rowan::Model<Said> {
 public:
  std::int64_t id{};
  std::string by;
  rowan::BelongsTo<rowan::Any<Letter, Remark>> content;

  ROWAN_MODEL(Said, (), (id, by, content))
  static void configure(rowan::ModelBuilder<Said>& m) {
    m.table("delegated_said");
    m.belongs_to(&Said::content).dependent(rowan::dependent::destroy);
  }
};

class Scan : public rowan::Model<Scan> {
 public:
  std::int64_t id{};
  std::string file;
  rowan::BelongsTo<Letter> letter;

  ROWAN_MODEL(Scan, (), (id, file, letter))
  static void configure(rowan::ModelBuilder<Scan>& m) { m.table("delegated_scans"); }
};

class Letter : public rowan::Model<Letter> {
 public:
  std::int64_t id{};
  std::string subject;
  rowan::HasOne<Said> said;
  rowan::HasMany<Scan> scans;

  ROWAN_MODEL(Letter, (), (id, subject, said, scans))
  static void configure(rowan::ModelBuilder<Letter>& m) {
    m.table("delegated_letters");
    m.has_one(&Letter::said).as("content").dependent(rowan::dependent::destroy);
    m.has_many(&Letter::scans).dependent(rowan::dependent::destroy);
  }
};

class Remark : public rowan::Model<Remark> {
 public:
  std::int64_t id{};
  std::string text;
  inline static std::vector<std::string> ended;

  ROWAN_MODEL(Remark, (), (id, text))
  static void configure(rowan::ModelBuilder<Remark>& m) {
    m.table("delegated_remarks");
    m.after_destroy([](Remark& remark) { ended.push_back(remark.text); });
  }
};

/// Deleted softly, with what it has.
class Slip : public rowan::Model<Slip>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  std::string text;

  ROWAN_MODEL(Slip, (rowan::SoftDelete), (id, text))
  static void configure(rowan::ModelBuilder<Slip>& m) { m.table("delegated_slips"); }
};

class Pinned : public rowan::Model<Pinned>, public rowan::SoftDelete {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Slip> slip;
  rowan::BelongsTo<rowan::Any<Slip>> other;
  rowan::BelongsTo<Remark> remark;

  ROWAN_MODEL(Pinned, (rowan::SoftDelete), (id, slip, other, remark))
  static void configure(rowan::ModelBuilder<Pinned>& m) {
    m.table("delegated_pinned");
    m.belongs_to(&Pinned::slip).dependent(rowan::dependent::destroy).optional();
    m.belongs_to(&Pinned::other).dependent(rowan::dependent::destroy).optional();
    m.belongs_to(&Pinned::remark).dependent(rowan::dependent::destroy).optional();
  }
};

}  // namespace delegated

ROWAN_REGISTER_MODEL(delegated::Said)
ROWAN_REGISTER_MODEL(delegated::Scan)
ROWAN_REGISTER_MODEL(delegated::Letter)
ROWAN_REGISTER_MODEL(delegated::Remark)
ROWAN_REGISTER_MODEL(delegated::Slip)
ROWAN_REGISTER_MODEL(delegated::Pinned)

namespace delegated {
namespace {

using ::testing::ElementsAre;

class Delegated : public record_tests::RecordTest {
 protected:
  Delegated() {
    db.create_tables<Letter, Scan, Remark, Said, Slip, Pinned>();
    Remark::ended.clear();
  }
  static Said letter(std::string subject) {
    Letter content;
    content.subject = std::move(subject);
    content.scans.build().file = "1.png";
    content.scans.build().file = "2.png";
    Said said;
    said.by = "ann";
    said.content = std::move(content);
    said.save_or_throw();
    return said;
  }
  static Said remark(std::string text) {
    Remark content;
    content.text = std::move(text);
    Said said;
    said.by = "bob";
    said.content = std::move(content);
    said.save_or_throw();
    return said;
  }
};

TEST_P(Delegated, IsSavedAndReadTogether) {
  letter("Hello"), remark("Indeed"), remark("No");
  EXPECT_EQ(Letter::count() + Remark::count(), 3U);
  std::vector<std::string> told;
  EXPECT_QUERY_COUNT(3) {
    for (Said& said : Said::order(Said::c.id)) {
      if (Letter* content = said.content.get_if<Letter>()) told.push_back(content->subject);
      if (Remark* content = said.content.get_if<Remark>()) told.push_back(content->text);
    }
  }
  EXPECT_THAT(told, ElementsAre("Hello", "Indeed", "No"));
  EXPECT_EQ(Said::where(Said::c.content.is<Remark>(Remark::c.text == "No")).count(), 1U);
}

TEST_P(Delegated, GoesWithWhatRefersToIt) {
  Said one = letter("Hello"), other = remark("Indeed");
  EXPECT_TRUE(one.destroy());
  EXPECT_EQ(Letter::count() + Scan::count(), 0U) << "and what that has";
  EXPECT_EQ(Said::count(), 1U);
  EXPECT_TRUE(Said::find(other.id).destroy());
  EXPECT_THAT(Remark::ended, ElementsAre("Indeed")) << "with its callbacks";
  EXPECT_EQ(Remark::count() + Said::count(), 0U);
}

TEST_P(Delegated, EachSideMayTakeTheOther) {
  Said said = letter("Hello");
  Letter content = Letter::first().value();
  EXPECT_TRUE(content.destroy());
  EXPECT_EQ(Letter::count() + Scan::count() + Said::count(), 0U);
}

TEST_P(Delegated, StaysWhereTheOwnersDestructionIsUndone) {
  Said said = remark("Indeed");
  Remark& content = said.content.get<Remark>();
  db.transaction([&](rowan::Transaction& transaction) {
    EXPECT_TRUE(said.destroy());
    EXPECT_EQ(Remark::count(), 0U);
    transaction.rollback();
  });
  EXPECT_TRUE(said.is_persisted());
  EXPECT_TRUE(content.is_persisted());
  EXPECT_EQ(Remark::count() + Said::count(), 2U);
  EXPECT_TRUE(said.destroy());
}

TEST_P(Delegated, OneThatOthersStillReferToKeepsBoth) {
  Remark shared;
  shared.text = "shared";
  shared.save_or_throw();
  Pinned one, two;
  one.remark = shared;
  two.remark = shared;
  one.save_or_throw();
  two.save_or_throw();
  EXPECT_THROW((void)rowan::really_destroy(one), rowan::ForeignKeyViolation);
  EXPECT_TRUE(one.is_persisted());
  EXPECT_EQ(Pinned::count() + Remark::count(), 3U);
}

TEST_P(Delegated, GoesAndComesBackSoftlyWithItsOwner) {
  Pinned pinned;
  Slip first, second;
  first.text = "first", second.text = "second";
  Remark hard;
  hard.text = "hard";
  pinned.slip = std::move(first);
  pinned.other = std::move(second);
  pinned.remark = std::move(hard);
  pinned.save_or_throw();
  EXPECT_TRUE(pinned.destroy());
  EXPECT_EQ(Pinned::count() + Slip::count(), 0U);
  EXPECT_EQ(Slip::unscoped().count(), 2U);
  EXPECT_EQ(Remark::count(), 1U) << "it could not come back";
  rowan::restore(pinned);
  EXPECT_EQ(Pinned::count() + Slip::count(), 3U);
  EXPECT_EQ(Pinned::find(pinned.id).slip->text, "first");
  EXPECT_TRUE(pinned.destroy());
  EXPECT_TRUE(rowan::really_destroy(pinned));
  EXPECT_EQ(Pinned::unscoped().count() + Slip::unscoped().count() + Remark::count(), 0U);
}

TEST_P(Delegated, AReferenceThatIsNotSavedTakesNothingAlong) {
  Said one = remark("mine"), other = remark("another's");
  one.content = other.content.get<Remark>();
  EXPECT_THROW((void)one.destroy(), rowan::RecordNotSaved);
  Remark unsaved;
  one.content = std::move(unsaved);
  EXPECT_THROW((void)one.destroy(), rowan::RecordNotSaved);
  EXPECT_EQ(Said::count() + Remark::count(), 4U);
  one.reload();
  EXPECT_TRUE(one.destroy());
  EXPECT_THAT(Remark::ended, ElementsAre("mine"));
}

TEST_P(Delegated, ManyGoTogether) {
  for (int i = 0; i < 5; ++i) letter("Hello"), remark("Indeed");
  EXPECT_EQ(Said::where(Said::c.id > 0).destroy_all(), 10U);
  EXPECT_EQ(Said::count() + Letter::count() + Scan::count() + Remark::count(), 0U);
}

ROWAN_RECORD_SUITE(Delegated);

}  // namespace
}  // namespace delegated
