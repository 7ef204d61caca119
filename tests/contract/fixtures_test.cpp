// Rows loaded from labelled JSON, on every database.
#include "rowan/testing/fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"

namespace fixture_tests {

class SeaCard;

class SeaHarbour : public rowan::Model<SeaHarbour> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<SeaHarbour> twin;
  rowan::HasMany<SeaCard> postcards;

  ROWAN_MODEL(SeaHarbour, (), (id, name, twin, postcards))
  static void configure(rowan::ModelBuilder<SeaHarbour>& m) {
    m.table("fixture_harbours");
    m.belongs_to(&SeaHarbour::twin).optional();
    m.attribute(&SeaHarbour::name).not_blank();
    m.has_many(&SeaHarbour::postcards).inverse("harbour");
  }
};

class SeaStamp : public rowan::Model<SeaStamp> {
 public:
  std::int64_t id{};
  rowan::Decimal price;

  ROWAN_MODEL(SeaStamp, (), (id, price))
  static void configure(rowan::ModelBuilder<SeaStamp>& m) {
    m.table("fixture_stamps");
    m.attribute(&SeaStamp::price).precision(8, 2);
  }
};

class SeaCard : public rowan::Model<SeaCard> {
 public:
  std::int64_t id{};
  std::string text;
  std::optional<rowan::Date> sent_on;
  rowan::BelongsTo<SeaHarbour> harbour;
  rowan::BelongsTo<rowan::Any<SeaHarbour, SeaStamp>> shows;

  ROWAN_MODEL(SeaCard, (), (id, text, sent_on, harbour, shows))
  static void configure(rowan::ModelBuilder<SeaCard>& m) {
    m.table("fixture_postcards");
    m.belongs_to(&SeaCard::shows).optional();
  }
};

}  // namespace fixture_tests
ROWAN_REGISTER_MODEL(fixture_tests::SeaHarbour)
ROWAN_REGISTER_MODEL(fixture_tests::SeaStamp)
ROWAN_REGISTER_MODEL(fixture_tests::SeaCard)

namespace fixture_tests {
namespace {

using rowan::contract::message_of;
using rowan::testing::FixtureError;
using rowan::testing::load_fixtures;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class LoadedFixtures : public ::testing::TestWithParam<rowan::contract::DatabaseUnderTest> {
 protected:
  LoadedFixtures() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<SeaHarbour, SeaStamp, SeaCard>(); }

  void expect_refused(const std::string& json, const std::string& start, const std::string& part) {
    EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, json)); }),
                AllOf(StartsWith(start), HasSubstr(part)));
    EXPECT_EQ(SeaHarbour::count(), 0U) << "all of them, or none";
  }

  rowan::testing::TempDir dir_;
  rowan::Database db;
};

constexpr const char* sea = R"({
  "fixture_postcards": {
    "greeting": {"text": "Hello", "sent_on": "2026-02-03", "harbour": "oslo", "shows": {"SeaStamp": "blue"}},
    "short": {"text": "Hi", "sent_on": null, "harbour": "kiel", "shows": {"fixture_harbours": "oslo"}}
  },
  "SeaHarbour": {"kiel": {"name": "Kiel", "twin": "oslo"}, "oslo": {"name": "Oslo", "twin": null}},
  "fixture_tests::SeaStamp": {"blue": {"price": 1.20}}
})";

TEST_P(LoadedFixtures, AreSavedWithWhatTheyReferTo) {
  const auto rows = load_fixtures(db, sea);
  auto greeting = rows.get<SeaCard>("greeting");
  EXPECT_EQ(greeting.harbour->name, "Oslo");
  EXPECT_EQ(greeting.sent_on, rowan::parse_date("2026-02-03"));
  ASSERT_NE(greeting.shows.get_if<SeaStamp>(), nullptr);
  EXPECT_EQ(greeting.shows.get_if<SeaStamp>()->price, rowan::Decimal("1.20"));
  auto shorter = rows.get<SeaCard>("short");
  EXPECT_EQ(shorter.harbour->twin->name, "Oslo");
  EXPECT_EQ(shorter.sent_on, std::nullopt);
  EXPECT_EQ(*shorter.shows.get_if<SeaHarbour>(), rows.get<SeaHarbour>("oslo"));
  EXPECT_EQ(SeaCard::count(), 2U);
}

TEST_P(LoadedFixtures, AreReadAnew) {
  const auto rows = load_fixtures(db, sea);
  auto kiel = rows.get<SeaHarbour>("kiel");
  kiel.name = "Kiel Canal";
  kiel.save_or_throw();
  EXPECT_EQ(rows.get<SeaHarbour>("kiel").name, "Kiel Canal");
  EXPECT_EQ(rows.find(SeaHarbour::rowan_info(), "kiel")->get("name"), rowan::Value("Kiel Canal"));
  SeaCard::everything().delete_all();
  EXPECT_THROW(static_cast<void>(rows.get<SeaCard>("short")), rowan::RecordNotFound);
  EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(rows.get<SeaHarbour>("osol")); }),
              AllOf(HasSubstr("\"osol\""), HasSubstr("did you mean \"oslo\"")));
  EXPECT_THROW(static_cast<void>(rows.get<SeaHarbour>("greeting")), FixtureError) << "a label of another model";
}

TEST_P(LoadedFixtures, ComeFromAFile) {
  const auto path = (dir_.path() / "sea.json").string();
  EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, path)); }),
              AllOf(StartsWith(path), HasSubstr("no such file")));
  std::ofstream(path) << sea;
  EXPECT_EQ(load_fixtures(db, path).get<SeaHarbour>("oslo").name, "Oslo");
  std::ofstream(path) << R"({"SeaHarbour": {"kiel": {"nmae": "Kiel"}}})";
  EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, path)); }),
              AllOf(StartsWith(path + ": SeaHarbour.kiel.nmae: "), HasSubstr("did you mean \"name\"")));
}

TEST_P(LoadedFixtures, SayWhereTheyAreWrong) {
  expect_refused("{", "fixtures: ", "JSON");
  expect_refused(R"({"SeaHarbour": 7})", "fixtures: SeaHarbour: ", "labelled rows");
  expect_refused(R"({"SeaHarbour": {"kiel": []}})", "fixtures: SeaHarbour.kiel: ", "attributes");
  expect_refused(R"({"SeaHarbuor": {}})", "fixtures: ", "did you mean");
  expect_refused(R"({"SeaHarbour": {"kiel": {"name": "a"}, "kiel": {"name": "b"}}})",
                 "fixtures: SeaHarbour: ", "twice");
  expect_refused(R"({"SeaHarbour": {"kiel": {"name": "a"}}, "fixture_harbours": {"kiel": {"name": "b"}}})",
                 "fixtures: fixture_harbours.kiel: ", "this label");
  expect_refused(R"({"SeaStamp": {"blue": {"price": "dear"}}, "SeaHarbour": {"kiel": {"name": "Kiel"}}})",
                 "fixtures: SeaStamp.blue.price: ", "dear");
  expect_refused(R"({"SeaHarbour": {"kiel": {"name": "Kiel", "id": {}}}})", "fixtures: SeaHarbour.kiel.id: ", "{}");
}

TEST_P(LoadedFixtures, SayWhichReferenceIsWrong) {
  const std::string start = "fixtures: SeaHarbour.kiel.twin: ";
  const auto twin = [](const std::string& value) {
    return R"({"SeaHarbour": {"oslo": {"name": "Oslo"}, "kiel": {"name": "Kiel", "twin": )" + value + "}}}";
  };
  expect_refused(twin("\"osol\""), start, "did you mean \"oslo\"");
  expect_refused(twin("7"), start, "no label: 7");
  expect_refused(twin("\"kiel\""), "fixtures: SeaHarbour.kiel: ", "refers to itself");
  expect_refused(R"({"SeaHarbour": {"kiel": {"name": "Kiel", "postcards": ["a"]}}})",
                 "fixtures: SeaHarbour.kiel.postcards: ", "belongs to");
  expect_refused(R"({"SeaCard": {"a": {"text": "a", "shows": "blue"}}})",
                 "fixtures: SeaCard.a.shows: ", R"({"set": "label"})");
  expect_refused(R"({"SeaCard": {"a": {"text": "a", "shows": {"SeaCard": "a"}}}})",
                 "fixtures: SeaCard.a.shows: ", "does not refer to SeaCard");
}

TEST_P(LoadedFixtures, SayWhichRowCanNotBeSaved) {
  expect_refused(R"({"SeaHarbour": {"oslo": {"name": "Oslo"}, "kiel": {"name": ""}}})",
                 "fixtures: SeaHarbour.kiel: ", "name");
  expect_refused(R"({"SeaHarbour": {"oslo": {"name": "Oslo"}}, "SeaCard": {"lost": {"text": "Hello"}}})",
                 "fixtures: SeaCard.lost: ", "harbour");
}

INSTANTIATE_TEST_SUITE_P(Databases, LoadedFixtures, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace fixture_tests
