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

class Postcard;

class Harbour : public rowan::Model<Harbour> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Harbour> twin;
  rowan::HasMany<Postcard> postcards;

  ROWAN_MODEL(Harbour, (), (id, name, twin, postcards))
  static void configure(rowan::ModelBuilder<Harbour>& m) {
    m.table("fixture_harbours");
    m.belongs_to(&Harbour::twin).optional();
    m.attribute(&Harbour::name).not_blank();
    m.has_many(&Harbour::postcards).inverse("harbour");
  }
};

class Stamp : public rowan::Model<Stamp> {
 public:
  std::int64_t id{};
  rowan::Decimal price;

  ROWAN_MODEL(Stamp, (), (id, price))
  static void configure(rowan::ModelBuilder<Stamp>& m) {
    m.table("fixture_stamps");
    m.attribute(&Stamp::price).precision(8, 2);
  }
};

class Postcard : public rowan::Model<Postcard> {
 public:
  std::int64_t id{};
  std::string text;
  std::optional<rowan::Date> sent_on;
  rowan::BelongsTo<Harbour> harbour;
  rowan::BelongsTo<rowan::Any<Harbour, Stamp>> shows;

  ROWAN_MODEL(Postcard, (), (id, text, sent_on, harbour, shows))
  static void configure(rowan::ModelBuilder<Postcard>& m) {
    m.table("fixture_postcards");
    m.belongs_to(&Postcard::shows).optional();
  }
};

}  // namespace fixture_tests
ROWAN_REGISTER_MODEL(fixture_tests::Harbour)
ROWAN_REGISTER_MODEL(fixture_tests::Stamp)
ROWAN_REGISTER_MODEL(fixture_tests::Postcard)

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
  LoadedFixtures() : db(rowan::connect(GetParam().url(dir_))) { db.create_tables<Harbour, Stamp, Postcard>(); }

  void expect_refused(const std::string& json, const std::string& start, const std::string& part) {
    EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, json)); }),
                AllOf(StartsWith(start), HasSubstr(part)));
    EXPECT_EQ(Harbour::count(), 0U) << "all of them, or none";
  }

  rowan::testing::TempDir dir_;
  rowan::Database db;
};

constexpr const char* sea = R"({
  "fixture_postcards": {
    "greeting": {"text": "Hello", "sent_on": "2026-02-03", "harbour": "oslo", "shows": {"Stamp": "blue"}},
    "short": {"text": "Hi", "sent_on": null, "harbour": "kiel", "shows": {"fixture_harbours": "oslo"}}
  },
  "Harbour": {"kiel": {"name": "Kiel", "twin": "oslo"}, "oslo": {"name": "Oslo", "twin": null}},
  "fixture_tests::Stamp": {"blue": {"price": 1.20}}
})";

TEST_P(LoadedFixtures, AreSavedWithWhatTheyReferTo) {
  const auto rows = load_fixtures(db, sea);
  auto greeting = rows.get<Postcard>("greeting");
  EXPECT_EQ(greeting.harbour->name, "Oslo");
  EXPECT_EQ(greeting.sent_on, rowan::parse_date("2026-02-03"));
  ASSERT_NE(greeting.shows.get_if<Stamp>(), nullptr);
  EXPECT_EQ(greeting.shows.get_if<Stamp>()->price, rowan::Decimal("1.20"));
  auto shorter = rows.get<Postcard>("short");
  EXPECT_EQ(shorter.harbour->twin->name, "Oslo");
  EXPECT_EQ(shorter.sent_on, std::nullopt);
  EXPECT_EQ(*shorter.shows.get_if<Harbour>(), rows.get<Harbour>("oslo"));
  EXPECT_EQ(Postcard::count(), 2U);
}

TEST_P(LoadedFixtures, AreReadAnew) {
  const auto rows = load_fixtures(db, sea);
  auto kiel = rows.get<Harbour>("kiel");
  kiel.name = "Kiel Canal";
  kiel.save_or_throw();
  EXPECT_EQ(rows.get<Harbour>("kiel").name, "Kiel Canal");
  EXPECT_EQ(rows.find(Harbour::rowan_info(), "kiel")->get("name"), rowan::Value("Kiel Canal"));
  Postcard::everything().delete_all();
  EXPECT_THROW(static_cast<void>(rows.get<Postcard>("short")), rowan::RecordNotFound);
  EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(rows.get<Harbour>("osol")); }),
              AllOf(HasSubstr("\"osol\""), HasSubstr("did you mean \"oslo\"")));
  EXPECT_THROW(static_cast<void>(rows.get<Harbour>("greeting")), FixtureError) << "a label of another model";
}

TEST_P(LoadedFixtures, ComeFromAFile) {
  const auto path = (dir_.path() / "sea.json").string();
  EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, path)); }),
              AllOf(StartsWith(path), HasSubstr("no such file")));
  std::ofstream(path) << sea;
  EXPECT_EQ(load_fixtures(db, path).get<Harbour>("oslo").name, "Oslo");
  std::ofstream(path) << R"({"Harbour": {"kiel": {"nmae": "Kiel"}}})";
  EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, path)); }),
              AllOf(StartsWith(path + ": Harbour.kiel.nmae: "), HasSubstr("did you mean \"name\"")));
}

TEST_P(LoadedFixtures, SayWhereTheyAreWrong) {
  expect_refused("{", "fixtures: ", "JSON");
  expect_refused(R"({"Harbour": 7})", "fixtures: Harbour: ", "labelled rows");
  expect_refused(R"({"Harbour": {"kiel": []}})", "fixtures: Harbour.kiel: ", "attributes");
  expect_refused(R"({"Harbuor": {}})", "fixtures: ", "did you mean");
  expect_refused(R"({"Harbour": {"kiel": {"name": "a"}, "kiel": {"name": "b"}}})", "fixtures: Harbour: ", "twice");
  expect_refused(R"({"Harbour": {"kiel": {"name": "a"}}, "fixture_harbours": {"kiel": {"name": "b"}}})",
                 "fixtures: fixture_harbours.kiel: ", "this label");
  expect_refused(R"({"Stamp": {"blue": {"price": "dear"}}, "Harbour": {"kiel": {"name": "Kiel"}}})",
                 "fixtures: Stamp.blue.price: ", "dear");
  expect_refused(R"({"Harbour": {"kiel": {"name": "Kiel", "id": {}}}})", "fixtures: Harbour.kiel.id: ", "{}");
}

TEST_P(LoadedFixtures, SayWhichReferenceIsWrong) {
  const std::string start = "fixtures: Harbour.kiel.twin: ";
  const auto twin = [](const std::string& value) {
    return R"({"Harbour": {"oslo": {"name": "Oslo"}, "kiel": {"name": "Kiel", "twin": )" + value + "}}}";
  };
  expect_refused(twin("\"osol\""), start, "did you mean \"oslo\"");
  expect_refused(twin("7"), start, "no label: 7");
  expect_refused(twin("\"kiel\""), "fixtures: Harbour.kiel: ", "refers to itself");
  expect_refused(R"({"Harbour": {"kiel": {"name": "Kiel", "postcards": ["a"]}}})",
                 "fixtures: Harbour.kiel.postcards: ", "belongs to");
  expect_refused(R"({"Postcard": {"a": {"text": "a", "shows": "blue"}}})",
                 "fixtures: Postcard.a.shows: ", R"({"set": "label"})");
  expect_refused(R"({"Postcard": {"a": {"text": "a", "shows": {"Postcard": "a"}}}})",
                 "fixtures: Postcard.a.shows: ", "does not refer to Postcard");
}

TEST_P(LoadedFixtures, SayWhichRowCanNotBeSaved) {
  expect_refused(R"({"Harbour": {"oslo": {"name": "Oslo"}, "kiel": {"name": ""}}})",
                 "fixtures: Harbour.kiel: ", "name");
  expect_refused(R"({"Harbour": {"oslo": {"name": "Oslo"}}, "Postcard": {"lost": {"text": "Hello"}}})",
                 "fixtures: Postcard.lost: ", "harbour");
}

INSTANTIATE_TEST_SUITE_P(Databases, LoadedFixtures, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace fixture_tests
