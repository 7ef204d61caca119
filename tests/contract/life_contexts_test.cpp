// Rules and callbacks that apply where a record is validated and saved in a context of the program's.
#include "contract/record_models.hpp"

namespace life_contexts {

inline int told = 0;

class Broadsheet;

class Novel : public rowan::Model<Novel> {
 public:
  std::int64_t id{};
  std::string title;
  std::optional<std::string> blurb;
  bool checked = false;
  rowan::HasMany<Broadsheet> chapters;

  ROWAN_MODEL(Novel, (), (id, title, blurb, checked, chapters))
  static void configure(rowan::ModelBuilder<Novel>& m) {
    m.table("life_novels");
    auto publishing = m.on("publish").unless_([](const Novel& novel) { return novel.checked; });
    publishing.attribute(&Novel::blurb).not_blank();
    publishing.validate([](const Novel&, rowan::Errors& errors) { errors.add_to_base("isn't checked"); });
    m.on("publish").on("reprint").after_save([](Novel&) { ++told; });
    m.on("publish").on(rowan::Occasion::update).attribute(&Novel::title).min_length(3);
  }
};

class Broadsheet : public rowan::Model<Broadsheet> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Novel> novel;

  ROWAN_MODEL(Broadsheet, (), (id, text, novel))
  static void configure(rowan::ModelBuilder<Broadsheet>& m) {
    m.table("life_chapters");
    m.on("publish").attribute(&Broadsheet::text).not_blank();
  }
};

}  // namespace life_contexts
ROWAN_REGISTER_MODEL(life_contexts::Novel)
ROWAN_REGISTER_MODEL(life_contexts::Broadsheet)

namespace life_contexts {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LifeContexts : public record_tests::RecordTest {
 protected:
  LifeContexts() {
    db.create_tables<Novel, Broadsheet>();
    told = 0;
  }
};

// "attribute:code" of each.
std::vector<std::string> codes(const rowan::Errors& errors) {
  std::vector<std::string> all;
  for (const rowan::AttributeError& error : errors) all.push_back(error.attribute + ":" + error.code);
  return all;
}

TEST_P(LifeContexts, RulesApplyInTheirsOnly) {
  Novel novel;
  EXPECT_THAT(novel.validate(), IsEmpty());
  EXPECT_THAT(codes(novel.validate(rowan::in_context("publish"))), ElementsAre("blurb:blank", ":invalid"));
  EXPECT_THAT(novel.validate(rowan::in_context("reprint")), IsEmpty());
  EXPECT_FALSE(novel.save(rowan::in_context("publish")));
  EXPECT_TRUE(novel.is_new());
  EXPECT_THROW(novel.save_or_throw(rowan::in_context("publish")), rowan::RecordInvalid);
  novel.checked = true;
  EXPECT_TRUE(novel.save(rowan::in_context("publish")));
  EXPECT_THAT(codes(novel.validate(rowan::in_context("publish"))), ElementsAre("title:too_short"));
  EXPECT_TRUE(novel.save());
}

TEST_P(LifeContexts, CallbacksApplyInTheirsOnly) {
  Novel novel;
  ASSERT_TRUE(novel.save());
  EXPECT_EQ(told, 0);
  novel.title = "Emma";
  novel.save_or_throw(rowan::in_context("reprint"));
  EXPECT_EQ(told, 1);
  novel.checked = true;
  novel.save_or_throw(rowan::in_context("publish"));
  EXPECT_EQ(told, 2);
}

TEST_P(LifeContexts, HoldForAllThatIsSavedWithTheRecord) {
  Novel novel;
  novel.checked = true;
  novel.chapters.add(Broadsheet());
  EXPECT_THAT(codes(novel.save(rowan::in_context("publish")).errors()), ElementsAre("chapters[0].text:blank"));
  EXPECT_EQ(Novel::count(), 0u);
  EXPECT_TRUE(novel.save());
  EXPECT_EQ(Broadsheet::count(), 1u);
}

TEST_P(LifeContexts, ThatNobodyDeclaresAreRefused) {
  Novel novel;
  EXPECT_THAT(record_tests::message_of<rowan::QueryError>([&] { (void)novel.save(rowan::in_context("publsh")); }),
              AllOf(HasSubstr("Novel"), HasSubstr("did you mean \"publish\"")));
  EXPECT_THROW((void)novel.validate(rowan::in_context("reprnt")), rowan::QueryError);
}

TEST_P(LifeContexts, AreReadAsData) {
  const rowan::ModelDescription said = rowan::describe("life_contexts::Novel");
  EXPECT_THAT(said.find_attribute("blurb")->rules.at(0).on, ElementsAre("publish"));
  EXPECT_THAT(said.find_attribute("title")->rules.at(0).on, ElementsAre("update", "publish"));
  EXPECT_THAT(said.callbacks.at(0).on, ElementsAre("publish", "reprint"));
}

ROWAN_RECORD_SUITE(LifeContexts);

}  // namespace
}  // namespace life_contexts
