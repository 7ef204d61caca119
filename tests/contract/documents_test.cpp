// What stands in JSON documents: asked, ordered by, given and set by its place.
#include <limits>

#include "contract/record_models.hpp"

namespace documents {

class Notebook : public rowan::Model<Notebook> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::Json settings;
  std::optional<rowan::Json> extra;

  ROWAN_MODEL(Notebook, (), (id, name, settings, extra))
  static void configure(rowan::ModelBuilder<Notebook>& m) { m.table("documents_notebooks"); }
};

}  // namespace documents

ROWAN_REGISTER_MODEL(documents::Notebook)

namespace documents {
namespace {

using rowan::attr;
using rowan::Decimal;
using rowan::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class Documents : public record_tests::RecordTest {
 protected:
  Documents() {
    db.create_tables<Notebook>();
    add("ann",
        R"({"theme": "dark", "size": 3, "ratio": 1.5, "on": true, "tags": ["x", "y"], "deep": {"a": [1, {"b": "é"}]}})");
    add("bob", R"({"theme": "light", "size": 10.0, "on": false, "tags": [], "price": "12.50", "deep": null})");
    add("cid", R"({"theme": 5, "size": "3", "tags": "x", "0": "zero", "deep": {"a": {"0": "key"}}})");
    add("dan", R"(["x", ["y"], 1, null, true])");
  }
  static void add(const std::string& name, const char* settings) {
    Notebook::create(Notebook::c.name = name, Notebook::c.settings = Json(settings));
  }
  template <class Condition>
  static std::vector<std::string> names(const Condition& condition) {
    return Notebook::where(condition).order(Notebook::c.id).pluck(Notebook::c.name);
  }
  static constexpr auto& doc = Notebook::c.settings;
};

TEST_P(Documents, MembersCompareAsWhatTheyAre) {
  EXPECT_THAT(names(doc["theme"] == "dark"), ElementsAre("ann"));
  EXPECT_THAT(names(doc["theme"] != "dark"), ElementsAre("bob"));
  EXPECT_THAT(names(doc["theme"] == 5), ElementsAre("cid"));
  EXPECT_THAT(names(doc["size"] == 3), ElementsAre("ann"));
  EXPECT_THAT(names(doc["size"] == 10), ElementsAre("bob"));
  EXPECT_THAT(names(doc["size"] > 3), ElementsAre("bob"));
  EXPECT_THAT(names(doc["size"] == "3"), ElementsAre("cid"));
  EXPECT_THAT(names(doc["ratio"] > 1.25), ElementsAre("ann"));
  EXPECT_THAT(names(doc["on"] == true), ElementsAre("ann"));
  EXPECT_THAT(names(doc["on"] == false), ElementsAre("bob"));
  EXPECT_THAT(names(doc["price"] == Decimal("12.5")), ElementsAre("bob"));
  EXPECT_THAT(names(doc["size"].in({3, 10})), ElementsAre("ann", "bob"));
  EXPECT_THAT(names(doc["size"].between(2, 5)), ElementsAre("ann"));
  EXPECT_THAT(names(doc["theme"].as<std::string>().starts_with("d")), ElementsAre("ann"));
  EXPECT_THAT(names(doc["tags"] == Json(R"([ "x","y" ])")), ElementsAre("ann"));
}

TEST_P(Documents, PathsGoThroughObjectsAndLists) {
  EXPECT_THAT(names(doc["deep"]["a"][1]["b"] == "é"), ElementsAre("ann"));
  EXPECT_THAT(names(doc["deep"]["a"][0] == 1), ElementsAre("ann"));
  EXPECT_THAT(names(doc["tags"][0] == "x"), ElementsAre("ann"));  // a scalar is no list
  EXPECT_THAT(names(doc[0] == "x"), ElementsAre("dan"));
  EXPECT_THAT(names(doc[4] == true), ElementsAre("dan"));
  EXPECT_THAT(names(doc[5].exists()), IsEmpty());
  EXPECT_THAT(names(doc["0"] == "zero"), ElementsAre("cid"));  // the name of no element
  EXPECT_THAT(names(doc["deep"]["a"]["0"] == "key"), ElementsAre("cid"));
  EXPECT_THAT(names(attr("settings")["deep"]["a"][0] == 1), ElementsAre("ann"));
}

TEST_P(Documents, NullIsThereAndNothingIsNot) {
  EXPECT_THAT(names(doc["deep"].exists()), ElementsAre("ann", "bob", "cid"));
  EXPECT_THAT(names(doc["on"] == std::nullopt), ElementsAre("cid", "dan"));
  EXPECT_THAT(names(doc["deep"] == Json()), ElementsAre("bob"));
  EXPECT_THAT(names(!(doc["theme"] == "dark")), ElementsAre("bob"));
  EXPECT_THAT(names(Notebook::c.extra["a"].exists()), IsEmpty());
}

TEST_P(Documents, ListsHaveElementsAndLengths) {
  EXPECT_THAT(names(doc["tags"].has("x")), ElementsAre("ann"));
  EXPECT_THAT(names(doc.has("x")), ElementsAre("dan"));
  EXPECT_THAT(names(doc.has("y")), IsEmpty());  // which is an element of an element
  EXPECT_THAT(names(doc.has(1)), ElementsAre("dan"));
  EXPECT_THAT(names(doc.has(std::nullopt)), ElementsAre("dan"));
  EXPECT_THAT(names(doc["tags"].length() == 0), ElementsAre("bob"));
  EXPECT_THAT(Notebook::all().order(Notebook::c.id).pluck(doc["tags"].length()),
              ElementsAre(2, 0, std::nullopt, std::nullopt));
  EXPECT_THAT(names(doc.length() == 5), ElementsAre("dan"));
  EXPECT_THROW(static_cast<void>(names(doc.has(Json("[1]")))), rowan::QueryError);
}

TEST_P(Documents, ContainsAsksForAllParts) {
  const auto part = doc.contains(Json(R"({"theme": "dark", "tags": ["y"]})"));
  if (on("mariadb")) {
    EXPECT_THROW(static_cast<void>(names(part)), rowan::Unsupported);
    return;
  }
  EXPECT_THAT(names(part), ElementsAre("ann"));
  EXPECT_THAT(names(doc.contains(Json(R"({"tags": []})"))), ElementsAre("ann", "bob"));
  EXPECT_THAT(names(doc.contains(Json(R"([["y"]])"))), ElementsAre("dan"));
  EXPECT_THAT(names(doc.contains(Json(R"("x")"))), ElementsAre("dan"));
  EXPECT_THAT(names(doc.contains(Json(R"({"size": 10})"))), ElementsAre("bob"));
}

TEST_P(Documents, ValuesAreGivenAndOrderedBy) {
  const auto rows = Notebook::all().order(Notebook::c.id);
  EXPECT_THAT(rows.pluck(doc["theme"].as<std::string>()), ElementsAre("dark", "light", std::nullopt, std::nullopt));
  EXPECT_THAT(rows.pluck(doc["size"].as<std::int64_t>()), ElementsAre(3, 10, std::nullopt, std::nullopt));
  EXPECT_THAT(rows.pluck(doc["size"].as<double>()), ElementsAre(3.0, 10.0, std::nullopt, std::nullopt));
  EXPECT_THAT(rows.pluck(doc["on"].as<bool>()), ElementsAre(true, false, std::nullopt, std::nullopt));
  EXPECT_THAT(rows.limit(1).pluck(doc["deep"]["a"]), ElementsAre(Json(R"([1,{"b":"é"}])")));
  EXPECT_THAT(Notebook::where(doc["size"].exists())
                  .order(doc["size"].as<std::int64_t>().desc().nulls_last())
                  .pluck(Notebook::c.name),
              ElementsAre("bob", "ann", "cid"));
  EXPECT_THAT(Notebook::group(doc["theme"].as<std::string>()).count().at("dark"), 1);
}

TEST_P(Documents, NumbersOfAllSpellings) {
  add("n", R"([1e3, 1.0, -0, 9223372036854775807, 9223372036854775808, 1.5, 1e400, 1e-400, -9223372036854775808])");
  const auto row = Notebook::where(Notebook::c.name == "n");
  const auto integer = [&](int i) { return row.pluck(doc[i].as<std::int64_t>()).front(); };
  EXPECT_THAT(integer(0), Optional(1000));
  EXPECT_THAT(integer(1), Optional(1));
  EXPECT_THAT(integer(2), Optional(0));
  EXPECT_THAT(integer(3), Optional(9223372036854775807));
  EXPECT_EQ(integer(4), std::nullopt);
  EXPECT_EQ(integer(5), std::nullopt);
  EXPECT_EQ(integer(6), std::nullopt);
  EXPECT_THAT(integer(8), Optional(std::numeric_limits<std::int64_t>::min()));
  const auto number = [&](int i) { return row.pluck(doc[i].as<double>()).front(); };
  EXPECT_THAT(number(4), Optional(9223372036854775808.0));
  EXPECT_EQ(number(6), std::nullopt);
  EXPECT_THAT(number(7), Optional(0.0));
  EXPECT_THAT(row.pluck(doc[5].as<Decimal>()).front(), Optional(Decimal("1.5")));
  EXPECT_THAT(row.pluck(doc[4].as<Decimal>()).front(), Optional(Decimal("9223372036854775808")));
}

TEST_P(Documents, NamesOfAnyLetters) {
  const std::vector<std::string> all = {
      "a.b", "a\"b", "a\\b", "$", "*", "", " ", "it's", "[0]", "é", "\xF0\x9F\x98\x80", "a\nb"};
  for (const std::string& name : all) {
    const Notebook book = Notebook::create(Notebook::c.name = "named", Notebook::c.settings = Json("{}"));
    const auto own = Notebook::where(Notebook::c.id == book.id);
    own.update_all(doc[name] = name);
    EXPECT_EQ(own.where(doc[name] == name).count(), 1) << name;
    EXPECT_EQ(own.pluck(doc[name].as<std::string>()).front(), name);
  }
}

TEST_P(Documents, MembersAreSetAndTakenOut) {
  const auto ann = Notebook::where(Notebook::c.name == "ann");
  const auto settings = [&] { return ann.pluck(doc).front(); };
  EXPECT_EQ(ann.update_all(doc["theme"] = "blue"), 1);
  EXPECT_EQ(ann.update_all(doc["new"]["way"]["here"] = 7), 1);
  EXPECT_EQ(ann.update_all(doc["size"]["x"] = 7), 1);  // a number has no members: as it was
  EXPECT_EQ(ann.update_all(doc["tags"] = Json("[1]")), 1);
  EXPECT_EQ(ann.update_all(doc["on"] = std::nullopt), 1);
  EXPECT_EQ(ann.update_all(doc["ratio"].removed()), 1);
  EXPECT_EQ(ann.update_all(doc["deep"]["a"].removed()), 1);
  EXPECT_EQ(ann.update_all(doc["none"]["a"].removed()), 1);
  EXPECT_EQ(
      ann.where(
             doc ==
             Json(R"({"theme": "blue", "size": 3, "on": null, "tags": [1], "deep": {}, "new": {"way": {"here": 7}}})"))
          .count(),
      1)
      << settings().text();
  EXPECT_EQ(ann.update_all(Notebook::c.extra["a"]["b"] = "made"), 1);
  EXPECT_THAT(ann.pluck(Notebook::c.extra["a"]["b"].as<std::string>()), ElementsAre("made"));
  EXPECT_THROW(static_cast<void>(doc["tags"][0] = 1), rowan::QueryError);
}

TEST_P(Documents, SeveralMembersAtOnce) {
  const auto ann = Notebook::where(Notebook::c.name == "ann");
  ann.update_all(doc["theme"] = "blue", doc["size"] = 4, doc["deep"]["z"] = true, doc["ratio"].removed());
  EXPECT_EQ(ann.where(doc["theme"] == "blue" && doc["size"] == 4 && doc["deep"]["z"] == true &&
                      !doc["ratio"].exists() && doc["deep"]["a"][0] == 1)
                .count(),
            1);
}

TEST_P(Documents, AskedAsJson) {
  const auto of = [](const char* json) {
    return Notebook::where(rowan::condition_from_json(Notebook::rowan_info(), json))
        .order(Notebook::c.id)
        .pluck(Notebook::c.name);
  };
  EXPECT_THAT(of(R"({"this": {"json_text": {"json_member": ["settings", {"value": "theme"}]}}, "eq": "dark"})"),
              ElementsAre("ann"));
  EXPECT_THAT(of(R"({"this": {"json_has": ["settings", {"value": "x", "type": "json"}]}, "eq": true})"),
              ElementsAre("dan"));
  EXPECT_THROW(static_cast<void>(of(R"({"this": {"json_element": ["settings", {"value": -1}]}, "eq": 1})")),
               rowan::QueryError);
  EXPECT_THROW(static_cast<void>(of(R"({"this": {"json_text": "name"}, "eq": "x"})")), rowan::QueryError);
}

ROWAN_RECORD_SUITE(Documents);

}  // namespace
}  // namespace documents
