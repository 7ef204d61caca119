// Structs that are kept as JSON documents.
#include <array>
#include <map>

#include "contract/record_models.hpp"

namespace json_structs {

enum class Mood : std::uint8_t { calm, loud };

struct Colour {
  std::string name;
  std::int32_t depth = 8;
  ROWAN_JSON(Colour, name, depth)
};

struct Settings {
  std::string theme = "light";
  std::int64_t size = 3;
  double ratio = 1;
  bool on = false;
  std::vector<std::string> tags;
  std::vector<bool> marks;
  std::optional<Colour> front;
  std::vector<Colour> colours;
  std::map<std::string, std::int64_t> counts;
  std::array<std::int32_t, 2> corner{};
  rowan::Decimal price;
  Mood mood = Mood::calm;
  std::optional<rowan::Date> since;
  rowan::Json free;
  ROWAN_JSON(Settings, theme, size, ratio, on, tags, marks, front, colours, counts, corner, price, mood, since, free)
};

struct Loose {
  std::string name;
  rowan::JsonRest rest;
  ROWAN_JSON(Loose, name, rest)
};

class Panel : public rowan::Model<Panel> {
 public:
  std::int64_t id{};
  Settings settings;
  std::optional<Loose> loose;

  ROWAN_MODEL(Panel, (), (id, settings, loose))
  static void configure(rowan::ModelBuilder<Panel>& m) { m.table("json_structs_panels"); }
};

}  // namespace json_structs

ROWAN_ENUM(json_structs::Mood, calm, (loud, "LOUD"))
ROWAN_REGISTER_MODEL(json_structs::Panel)

namespace json_structs {
namespace {

using rowan::Decimal;
using rowan::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JsonStructs : public record_tests::RecordTest {
 protected:
  JsonStructs() {
    db.create_tables<Panel>();
    Panel full;
    full.settings = {"dark",
                     7,
                     1.5,
                     true,
                     {"x", "y"},
                     {true, false},
                     Colour{"red", 4},
                     {{"a", 1}, {"b", 2}},
                     {{"n", 5}},
                     {1, 2},
                     Decimal("12.50"),
                     Mood::loud,
                     rowan::parse_date("2026-11-29"),
                     Json("[1]")};
    full.save_or_throw();
    Panel plain;
    plain.save_or_throw();
  }
  template <class Condition>
  static std::vector<std::int64_t> ids(const Condition& condition) {
    return Panel::where(condition).order(Panel::c.id).pluck(Panel::c.id);
  }
  static constexpr auto& doc = Panel::c.settings;
};

TEST_P(JsonStructs, KeepWhatTheyHold) {
  const Panel full = Panel::find(1), plain = Panel::find(2);
  EXPECT_EQ(full.settings.theme, "dark");
  EXPECT_EQ(full.settings.tags, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(full.settings.marks, (std::vector<bool>{true, false}));
  EXPECT_EQ(full.settings.front->name, "red");
  EXPECT_EQ(full.settings.colours[1].depth, 2);
  EXPECT_EQ(full.settings.counts.at("n"), 5);
  EXPECT_EQ(full.settings.corner[1], 2);
  EXPECT_EQ(full.settings.price, Decimal("12.5"));
  EXPECT_EQ(full.settings.mood, Mood::loud);
  EXPECT_EQ(full.settings.since, rowan::parse_date("2026-11-29"));
  EXPECT_EQ(full.settings.free, Json("[1]"));
  EXPECT_EQ(plain.settings.theme, "light");
  EXPECT_FALSE(plain.settings.front);
  EXPECT_FALSE(plain.loose);
  EXPECT_THAT(full.to_json(), HasSubstr(R"("front":{"name":"red","depth":4})"));
}

TEST_P(JsonStructs, AreWatchedForChanges) {
  Panel full = Panel::find(1);
  EXPECT_FALSE(full.changed());
  full.settings.colours[0].depth = 9;
  EXPECT_TRUE(full.changed());
  full.save_or_throw();
  EXPECT_EQ(Panel::find(1).settings.colours[0].depth, 9);
}

TEST_P(JsonStructs, AreAskedByTheirMembers) {
  EXPECT_THAT(ids(doc[&Settings::theme] == "dark"), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::size] > 5), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::ratio] > 1), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::on] == false), ElementsAre(2));
  EXPECT_THAT(ids(doc[&Settings::tags].has("y")), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::tags][0] == "x"), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::front][&Colour::name] == "red"), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::colours][1][&Colour::depth] == 2), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::counts]["n"] == 5), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::price] == Decimal("12.5")), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::mood] == Mood::loud), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::since] == rowan::parse_date("2026-11-29")), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::front] == Colour{"red", 4}), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::size].in({3, 4})), ElementsAre(2));
  EXPECT_THAT(Panel::order(Panel::c.id).pluck(doc[&Settings::size].as<std::int64_t>()), ElementsAre(7, 3));
  EXPECT_THAT(ids(doc[&Settings::mood].in({Mood::loud, Mood::calm})), ElementsAre(1, 2));
  EXPECT_THAT(ids(doc[&Settings::ratio].in({1, 2})), ElementsAre(2));
  EXPECT_THAT(ids(doc[&Settings::front][&Colour::depth] == std::optional<std::int32_t>(4)), ElementsAre(1));
  EXPECT_THAT(ids(doc[&Settings::since] == std::optional<rowan::Date>(rowan::parse_date("2026-11-29"))),
              ElementsAre(1));
  EXPECT_THROW(static_cast<void>(doc[&Settings::mood] < Mood::loud), rowan::QueryError);
  EXPECT_THROW(static_cast<void>(doc[&Settings::front][&Colour::depth] = std::int64_t{1} << 40), rowan::InvalidValue);
}

TEST_P(JsonStructs, MembersAreSetAlone) {
  const auto first = Panel::where(Panel::c.id == 1);
  first.update_all(doc[&Settings::theme] = "blue", doc[&Settings::front][&Colour::depth] = 16,
                   doc[&Settings::mood] = Mood::calm, doc[&Settings::tags] = std::vector<std::string>{"z"},
                   doc[&Settings::since] = std::nullopt, doc[&Settings::counts]["m"] = 6);
  const Panel full = Panel::find(1);
  EXPECT_EQ(full.settings.theme, "blue");
  EXPECT_EQ(full.settings.front->depth, 16);
  EXPECT_EQ(full.settings.front->name, "red");
  EXPECT_EQ(full.settings.mood, Mood::calm);
  EXPECT_THAT(full.settings.tags, ElementsAre("z"));
  EXPECT_FALSE(full.settings.since);
  EXPECT_EQ(full.settings.counts.at("m"), 6);
  EXPECT_EQ(full.settings.size, 7);
}

TEST_P(JsonStructs, OtherDocumentsAreRefusedOrKept) {
  const auto become = [&](const char* json) {
    Panel::where(Panel::c.id == 2).update_all({rowan::set("settings", Json(json))});
    return record_tests::message_of<rowan::InvalidValue>([] { (void)Panel::find(2); });
  };
  using ::testing::AllOf;
  EXPECT_THAT(become(R"({"theme": 5})"), AllOf(HasSubstr("Panel.settings"), HasSubstr("theme: 5 is no text")));
  EXPECT_THAT(become(R"({"colours": [{"name": "a"}, {"depth": "x"}]})"), HasSubstr("colours[1].depth: "));
  EXPECT_THAT(become(R"({"theme": null})"), HasSubstr("theme: null is for members that are optional"));
  EXPECT_THAT(become(R"({"mood": "sad"})"), AllOf(HasSubstr("mood: "), HasSubstr("LOUD")));
  EXPECT_THAT(become(R"({"corner": [1]})"), HasSubstr("corner: a list of 1 elements"));
  EXPECT_THAT(become(R"({"other": 1})"), HasSubstr("no member \"other\""));
  EXPECT_THAT(become("[]"), HasSubstr("an object is expected here"));
  Panel::where(Panel::c.id == 2).update_all({rowan::set("settings", Json("{}"))});
  EXPECT_EQ(Panel::find(2).settings.theme, "light") << "what a document has not is as the constructor leaves it";
}

TEST_P(JsonStructs, TheRestIsKept) {
  Panel plain = Panel::find(2);
  plain.loose = Loose{"n", {}};
  plain.loose->rest["more"] = Json(R"({"a":1})");
  plain.save_or_throw();
  Panel again = Panel::find(2);
  EXPECT_EQ(again.loose->name, "n");
  EXPECT_EQ(again.loose->rest.at("more"), Json(R"({"a":1})"));
  EXPECT_THAT(ids(Panel::c.loose[&Loose::name] == "n"), ElementsAre(2));
}

ROWAN_RECORD_SUITE(JsonStructs);

}  // namespace
}  // namespace json_structs
