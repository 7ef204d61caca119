// Rows loaded from labelled JSON, on every database.
#include "rowan/testing/fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "contract/opened_database.hpp"
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
    m.before_update([](SeaHarbour&) { ++updates; });
  }
  static inline int updates = 0;
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

class SeaLane;

/// Is joined with lanes; one of two rows that refer to each other must be without the other at first.
class SeaPilot : public rowan::Model<SeaPilot> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<SeaLane> favourite;
  rowan::ManyToMany<SeaLane> lanes;

  ROWAN_MODEL(SeaPilot, (), (id, name, favourite, lanes))
  static void configure(rowan::ModelBuilder<SeaPilot>& m) {
    m.table("fixture_pilots");
    m.belongs_to(&SeaPilot::favourite).optional();
    m.many_to_many(&SeaPilot::lanes).join_table("fixture_lanes_pilots");
    m.before_save([](SeaPilot& pilot) {
      if (pilot.name == "unlucky" && conflicts > 0) {
        --conflicts;
        throw rowan::Deadlock("another was first");
      }
    });
  }
  static inline int conflicts = 0;
};

class SeaLane : public rowan::Model<SeaLane> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<SeaPilot> keeper;
  rowan::BelongsTo<SeaLane> next;

  ROWAN_MODEL(SeaLane, (), (id, keeper, next))
  static void configure(rowan::ModelBuilder<SeaLane>& m) {
    m.table("fixture_lanes");
    m.belongs_to(&SeaLane::next).optional();
  }
};

/// Must refer to one of its own.
class SeaKnot : public rowan::Model<SeaKnot> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<SeaKnot> other;

  ROWAN_MODEL(SeaKnot, (), (id, other))
  static void configure(rowan::ModelBuilder<SeaKnot>& m) { m.table("fixture_knots"); }
};

/// Its name is a global model's, too.
class FixtureBeacon : public rowan::Model<FixtureBeacon> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(FixtureBeacon, (), (id))
  static void configure(rowan::ModelBuilder<FixtureBeacon>& m) { m.table("fixture_beacons_here"); }
};

class SeaGuild;
using MemberKey = std::tuple<std::int64_t, std::int32_t>;

/// A key that has another model's in it.
class GuildMember : public rowan::Model<GuildMember> {
 public:
  rowan::BelongsTo<SeaGuild> guild;
  std::int32_t number{};

  ROWAN_MODEL(GuildMember, (), (guild, number))
  static void configure(rowan::ModelBuilder<GuildMember>& m) {
    m.table("fixture_members");
    m.primary_key(&GuildMember::guild, &GuildMember::number);
  }
};

class SeaGuild : public rowan::Model<SeaGuild> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(SeaGuild, (), (id))
  static void configure(rowan::ModelBuilder<SeaGuild>& m) { m.table("fixture_guilds"); }
};

/// Two references that share a part of their keys.
class GuildDuel : public rowan::Model<GuildDuel> {
 public:
  std::int64_t id{};
  std::int64_t guild_id{};
  rowan::BelongsTo<GuildMember, MemberKey> first, second;

  ROWAN_MODEL(GuildDuel, (), (id, guild_id, first, second))
  static void configure(rowan::ModelBuilder<GuildDuel>& m) {
    m.table("fixture_duels");
    m.belongs_to(&GuildDuel::first).columns(&GuildDuel::guild_id, "first_number");
    m.belongs_to(&GuildDuel::second).columns(&GuildDuel::guild_id, "second_number");
  }
};

}  // namespace fixture_tests

class FixtureBeacon : public rowan::Model<FixtureBeacon> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(FixtureBeacon, (), (id))
  static void configure(rowan::ModelBuilder<FixtureBeacon>& m) { m.table("fixture_beacons"); }
};
ROWAN_REGISTER_MODEL(FixtureBeacon)
ROWAN_REGISTER_MODEL(fixture_tests::FixtureBeacon)
ROWAN_REGISTER_MODEL(fixture_tests::SeaPilot)
ROWAN_REGISTER_MODEL(fixture_tests::SeaLane)
ROWAN_REGISTER_MODEL(fixture_tests::SeaKnot)
ROWAN_REGISTER_MODEL(fixture_tests::GuildMember)
ROWAN_REGISTER_MODEL(fixture_tests::SeaGuild)
ROWAN_REGISTER_MODEL(fixture_tests::GuildDuel)
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
using ::testing::UnorderedElementsAre;

class LoadedFixtures : public rowan::contract::OpenedDatabaseTest {
 protected:
  LoadedFixtures() {
    db.create_tables<SeaHarbour, SeaStamp, SeaCard, SeaPilot, SeaLane, SeaKnot, ::FixtureBeacon, FixtureBeacon,
                     GuildMember, SeaGuild, GuildDuel>();
  }

  void expect_refused(const std::string& json, const std::string& start, const std::string& part) {
    EXPECT_THAT(message_of<FixtureError>([&] { static_cast<void>(load_fixtures(db, json)); }),
                AllOf(StartsWith(start), HasSubstr(part)));
    EXPECT_EQ(SeaHarbour::count(), 0U) << "all of them, or none";
  }
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

TEST_P(LoadedFixtures, AreNoDirectoryNorAnArray) {
  const auto path = dir_.path().string();
  expect_refused(path, path, "is a directory: give the path of a file");
  expect_refused("[]", "fixtures: ", "no object of sets");
  expect_refused(" [{\"SeaHarbour\": {}}]", "fixtures: ", "no object of sets");
}

TEST_P(LoadedFixtures, MayBeginWithAByteOrderMark) {
  const std::string marked = std::string("\xEF\xBB\xBF") + R"({"SeaHarbour": {"oslo": {"name": "Oslo"}}})";
  EXPECT_EQ(load_fixtures(db, marked).get<SeaHarbour>("oslo").name, "Oslo");
  const auto path = (dir_.path() / "marked.json").string();
  std::ofstream(path) << marked;
  static_cast<void>(load_fixtures(db, path));
  EXPECT_EQ(SeaHarbour::count(), 2U);
}

TEST_P(LoadedFixtures, NameAModelOfNoNamespaceByItsFullName) {
  const auto rows =
      load_fixtures(db, R"({"FixtureBeacon": {"a": {}}, "fixture_tests::FixtureBeacon": {"b": {}, "c": {}}})");
  EXPECT_EQ(::FixtureBeacon::count(), 1U);
  EXPECT_EQ(FixtureBeacon::count(), 2U);
  EXPECT_NO_THROW(static_cast<void>(rows.get<::FixtureBeacon>("a")));
}

TEST_P(LoadedFixtures, AreJoinedByListsOfLabels) {
  const auto rows = load_fixtures(db, R"({
    "SeaPilot": {"ann": {"name": "Ann", "lanes": ["north", "south"]}, "bob": {"name": "Bob", "lanes": []},
                 "cid": {"name": "Cid", "lanes": null}},
    "SeaLane": {"north": {"keeper": "bob"}, "south": {"keeper": "ann"}}
  })");
  auto ann = rows.get<SeaPilot>("ann");
  std::vector<std::int64_t> lanes;
  for (const SeaLane& lane : ann.lanes) lanes.push_back(lane.id);
  EXPECT_THAT(lanes, UnorderedElementsAre(rows.get<SeaLane>("north").id, rows.get<SeaLane>("south").id));
  EXPECT_TRUE(rows.get<SeaPilot>("bob").lanes.empty());
}

TEST_P(LoadedFixtures, MayReferToEachOtherInCircles) {
  const auto rows = load_fixtures(db, R"({
    "SeaLane": {"north": {"keeper": "ann", "next": "south"}, "south": {"keeper": "bob", "next": "west"},
                "west": {"keeper": "bob", "next": "west"}},
    "SeaPilot": {"ann": {"name": "Ann", "favourite": "south"}, "bob": {"name": "Bob", "favourite": "north"}}
  })");
  EXPECT_EQ(rows.get<SeaPilot>("ann").favourite.key(), rows.get<SeaLane>("south").id);
  EXPECT_EQ(rows.get<SeaPilot>("bob").favourite.key(), rows.get<SeaLane>("north").id);
  EXPECT_EQ(rows.get<SeaLane>("north").next.key(), rows.get<SeaLane>("south").id);
  EXPECT_EQ(rows.get<SeaLane>("west").next.key(), rows.get<SeaLane>("west").id);
  EXPECT_EQ(rows.get<SeaLane>("south").keeper->name, "Bob");
}

TEST_P(LoadedFixtures, SetAgainOnlyWhatAReferenceNeeds) {
  SeaHarbour::updates = 0;
  static_cast<void>(load_fixtures(db, R"({
    "SeaHarbour": {"a": {"name": "A", "twin": "b"}, "b": {"name": "B", "twin": "c"}, "c": {"name": "C", "twin": "b"}}
  })"));
  EXPECT_EQ(SeaHarbour::updates, 1) << "of the circle of b and c";
}

TEST(FixturesInAChain, MayBeMany) {
  constexpr int length = 20000;
  rowan::Database db = rowan::connect("memory:", {.make_default = false});
  db.create_tables<SeaHarbour>();
  std::string chain = R"({"SeaHarbour": {)";
  for (int i = 0; i < length; ++i) chain += fmt::format(R"("{0}": {{"name": "n", "twin": "{1}"}}, )", i, i + 1);
  const auto rows = load_fixtures(db, chain + fmt::format(R"("{}": {{"name": "n"}}}}}})", length));
  EXPECT_EQ(SeaHarbour::on(db).count(), length + 1U);
  EXPECT_FALSE(rows.get<SeaHarbour>("0").twin.is_null());
}

TEST_P(LoadedFixtures, PassOnWhatTheDatabaseAsksToTryAgain) {
  const char* unlucky = R"({"SeaPilot": {"ann": {"name": "Ann"}, "bob": {"name": "unlucky"}}})";
  SeaPilot::conflicts = 1;
  EXPECT_THROW(static_cast<void>(load_fixtures(db, unlucky)), rowan::Deadlock);
  EXPECT_EQ(SeaPilot::count(), 0U);
  SeaPilot::conflicts = 2;
  int attempts = 0;
  db.transaction(
      [&] {
        ++attempts;
        static_cast<void>(load_fixtures(db, unlucky));
      },
      {.retries = 3});
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(SeaPilot::count(), 2U);
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
  expect_refused(R"({"SeaHarbour": {"kiel": {"name": "Kiel", "postcards": ["a"]}}})",
                 "fixtures: SeaHarbour.kiel.postcards: ", "belongs to");
  expect_refused(R"({"SeaKnot": {"a": {"other": "b"}, "b": {"other": "a"}}})",
                 "fixtures: SeaKnot.a: ", "(fixtures: SeaKnot.a.other, fixtures: SeaKnot.b.other)");
  expect_refused(R"({"SeaPilot": {"ann": {"name": "Ann", "lanes": "north"}}})",
                 "fixtures: SeaPilot.ann.lanes: ", "list of labels");
  expect_refused(R"({"SeaPilot": {"ann": {"name": "Ann", "lanes": ["north"]}}})",
                 "fixtures: SeaPilot.ann.lanes: ", "labelled \"north\"");
  expect_refused(R"({"SeaCard": {"a": {"text": "a", "shows": "blue"}}})",
                 "fixtures: SeaCard.a.shows: ", R"({"set": "label"})");
  expect_refused(R"({"SeaCard": {"a": {"text": "a", "shows": {"SeaCard": "a"}}}})",
                 "fixtures: SeaCard.a.shows: ", "does not refer to SeaCard");
}

TEST_P(LoadedFixtures, RefuseALabelBesideItsColumn) {
  for (const char* both :
       {R"("twin": "oslo", "twin_id": 7)", R"("twin_id": 7, "twin": "oslo")", R"("twin": null, "twin_id": 7)"}) {
    expect_refused(std::string(R"({"SeaHarbour": {"oslo": {"name": "Oslo"}, "kiel": {"name": "Kiel", )") + both + "}}}",
                   "fixtures: SeaHarbour.kiel.twin", "give one of them");
  }
}

TEST_P(LoadedFixtures, LetReferencesShareAColumnWhereTheyAgree) {
  const std::string members = R"({
    "SeaGuild": {"red": {"id": 1}, "blue": {"id": 2}},
    "GuildMember": {"ann": {"guild": "red", "number": 1}, "bob": {"guild": "red", "number": 2},
                    "cid": {"guild": "blue", "number": 1}},
    "GuildDuel": {"duel": )";
  expect_refused(members + R"({"first": "ann", "second": "cid"}}})",
                 "fixtures: GuildDuel.duel.second: ", "make them agree");
  expect_refused(members + R"({"guild_id": 2, "first": "ann", "second": "ann"}}})",
                 "fixtures: GuildDuel.duel.first: ", "asks for guild_id 1, but \"guild_id\" for 2");
  auto duel =
      load_fixtures(db, members + R"({"guild_id": 1, "first": "ann", "second": "bob"}}})").get<GuildDuel>("duel");
  EXPECT_EQ(duel.first->number, 1);
  EXPECT_EQ(duel.second->number, 2);
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
