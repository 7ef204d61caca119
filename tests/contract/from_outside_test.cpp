// What comes from outside the program, by name: one name for a belongs_to, values as text, limits; and the tables that
// are there.
#include "contract/bookshop_test.hpp"

namespace outside {

class Cord;

/// Two tables that refer to each other, with a column by a name of its own.
class Knot : public rowan::Model<Knot> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::BelongsTo<Cord> cord;
  std::optional<std::int32_t> turns;
  bool tight{};
  double width{};
  rowan::Decimal price;
  std::optional<rowan::Date> tied;

  ROWAN_MODEL(Knot, (), (id, label, cord, turns, tight, width, price, tied))
  static void configure(rowan::ModelBuilder<Knot>& m) {
    m.belongs_to(&Knot::cord).optional().foreign_key("CordNo");
    m.unique_index(&Knot::cord, &Knot::label);
  }
};

class Cord : public rowan::Model<Cord> {
 public:
  std::int64_t id{};
  rowan::HasMany<Knot> knots;
  rowan::BelongsTo<Knot> first_knot;

  ROWAN_MODEL(Cord, (), (id, knots, first_knot))
  static void configure(rowan::ModelBuilder<Cord>& m) { m.belongs_to(&Cord::first_knot).optional(); }
};

}  // namespace outside

ROWAN_REGISTER_MODEL(outside::Knot)
ROWAN_REGISTER_MODEL(outside::Cord)

namespace rowan::contract {
namespace {

using namespace outside;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FromOutsideTest : public BookshopTest {
 protected:
  FromOutsideTest() { db.create_tables<Knot, Cord>(); }
  static Knot knot(std::string_view label, const Value& cord) {
    return Knot::create({{"label", label}, {"cord", cord}});
  }
};

TEST_P(FromOutsideTest, ABelongsToHasOneNameEverywhere) {
  const Cord cord = Cord::create({});
  Knot one = knot("reef", cord.id);
  EXPECT_EQ(one.get("cord"), Value(cord.id));
  EXPECT_THAT(one.to_json(), HasSubstr(R"("cord":1)"));
  one.set("cord", Value());
  EXPECT_TRUE(one.changed("cord"));
  ASSERT_EQ(one.changes().size(), 1U);
  EXPECT_EQ(one.changes()[0].attribute, "cord");
  one.assign_json(R"({"cord": 1})");
  EXPECT_FALSE(one.changed());
  EXPECT_EQ(Knot::where(attr("cord") == cord.id).order(attr("cord")).pluck({"cord"})[0][0], Value(cord.id));
  EXPECT_EQ(Knot::all().everything().update_all({set("cord", cord.id)}), 1U);
  EXPECT_EQ(Knot::upsert_all(std::vector<Knot>{one}, {"cord", "label"}), 1U);
  ASSERT_TRUE(one.update({{"cord", Value()}}));
  EXPECT_TRUE(one.cord.is_null());
}

TEST_P(FromOutsideTest, ItsColumnIsTakenForItsNameToo) {
  const Cord cord = Cord::create({});
  Knot one = Knot::create({{"label", "reef"}, {"cord_id", cord.id}});
  EXPECT_EQ(one.get("CordNo"), Value(cord.id));
  EXPECT_EQ(Knot::where(attr("CordNo") == attr("cord_id")).count(), 1U);
  one.assign_json(R"({"cord_id": null})");
  EXPECT_TRUE(one.cord.is_null());
  EXPECT_THAT(message_of<QueryError>([&] { one.set("crod", 1); }), HasSubstr("did you mean \"cord\"?"));
}

TEST_P(FromOutsideTest, AKeyOfSeveralColumnsIsNamedByItsParts) {
  bookshop::Visit visit;
  EXPECT_THAT(message_of<QueryError>([&] { visit.set("room", 1); }),
              AllOf(HasSubstr("Visit.room"), HasSubstr("room_house, room_number")));
  visit.set("room_house", "A");
  EXPECT_THAT(visit.to_json(), HasSubstr(R"("room_house":"A")"));
  bookshop::Author author;
  EXPECT_THAT(message_of<QueryError>([&] { static_cast<void>(author.get("books")); }), HasSubstr("association"));
}

TEST_P(FromOutsideTest, TextIsReadByTheAttributesType) {
  Knot one = knot("reef", Value());
  one.assign({{"turns", "5"}, {"tight", "true"}, {"width", "2.5e1"}, {"price", "1.50"}, {"tied", "2024-02-29"}});
  one.save_or_throw();
  const Knot found = Knot::find(std::to_string(one.id));
  EXPECT_EQ(found.turns, 5);
  EXPECT_TRUE(found.tight);
  EXPECT_EQ(found.width, 25);
  EXPECT_EQ(Knot::where(attr("turns") == "5" && attr("tight") == "1" && attr("width") > "24.5").count(), 1U);
  EXPECT_EQ(Knot::where(attr("turns").in({"4", "5"})).count(), 1U);
  one.assign_json(R"({"turns": "7"})");
  EXPECT_EQ(one.turns, 7);
}

TEST_P(FromOutsideTest, TextThatDoesNotReadIsInvalid) {
  Knot one;
  const auto refused = [&](std::string_view name, std::string_view text) {
    return message_of<InvalidValue>([&] { one.set(name, text); });
  };
  EXPECT_THAT(refused("turns", "5x"), AllOf(HasSubstr("Knot.turns"), HasSubstr("\"5x\""), HasSubstr("whole number")));
  EXPECT_THAT(refused("turns", " 5"), HasSubstr("whole number"));
  EXPECT_THAT(refused("turns", "5.0"), HasSubstr("whole number"));
  EXPECT_THAT(refused("turns", "3000000000"), HasSubstr("does not fit int32"));
  EXPECT_THAT(refused("turns", "30000000000000000000000"), HasSubstr("does not fit int32"));
  EXPECT_THAT(refused("turns", ""), HasSubstr("not NULL either"));
  EXPECT_THAT(refused("tied", ""), HasSubstr("not NULL either"));
  EXPECT_THAT(refused("tight", "yes"), HasSubstr("true or false"));
  EXPECT_THAT(refused("width", "inf"), HasSubstr("a number"));
  EXPECT_THAT(refused("cord", "abc"), HasSubstr("Knot.cord"));
  EXPECT_THAT(message_of<InvalidValue>([] { static_cast<void>(Knot::find("abc")); }), HasSubstr("Knot.id"));
  EXPECT_THAT(message_of<InvalidValue>([] { static_cast<void>(Knot::where(attr("turns") == "many").count()); }),
              HasSubstr("Knot.turns"));
}

TEST_P(FromOutsideTest, JsonSetsWhatIsAllowedOnly) {
  Knot one;
  one.assign_json(R"({"label": "reef", "turns": 1})", {.only = {"label", "turns", "cord_id"}});
  one.assign_json(R"({"cord": 1})", {.only = {"label", "cord_id"}});
  EXPECT_EQ(one.cord.key(), 1);
  EXPECT_THAT(message_of<QueryError>([&] { one.assign_json(R"({"label": "x", "id": 7})", {.only = {"label"}}); }),
              AllOf(HasSubstr("Knot.id may not be set"), HasSubstr("label")));
  EXPECT_EQ(one.label, "reef") << "all or nothing";
  one.assign_json(R"({"label": "x", "id": 7, "nonsense": {}})", {.only = {"label"}, .ignore_others = true});
  EXPECT_EQ(one.label, "x");
  EXPECT_EQ(one.id, 0);
  EXPECT_THROW(one.assign_json(R"({"label": "y"})", {.only = {}}), QueryError);
  EXPECT_THROW(one.assign_json(R"({"label": "y"})", {.only = std::vector<std::string>()}), QueryError);
  EXPECT_THROW(one.assign_json("{}", {.only = {"lable"}}), QueryError);
  EXPECT_THROW(one.assign_json(R"({"label": "long"})", {.most_bytes = 10}), InvalidValue);
  EXPECT_THROW(one.assign_json(std::string(100000, '[')), InvalidValue);
}

TEST_P(FromOutsideTest, ConditionsHaveLimits) {
  Expr deep = attr("label") == "x";
  EXPECT_THROW(
      {
        for (int i = 0; i < 100000; ++i) deep = !(deep && attr("label") == "y");
      },
      QueryError);
  EXPECT_THROW(static_cast<void>(any_of(std::vector<Expr>(100001, deep))), QueryError);
}

TEST_P(FromOutsideTest, LongTextsMatch) {
  using bookshop::Author;
  const std::string text = std::string(50000, 'a') + "é" + std::string(10000, 'b');
  Author::create({{"name", "end" + text + "start"}});
  Author::create({{"name", text}});
  EXPECT_EQ(Author::where(Author::c.name.starts_with(text)).count(), 1U);
  EXPECT_EQ(Author::where(Author::c.name.istarts_with(text)).count(), 1U);
  EXPECT_EQ(Author::where(Author::c.name.ends_with(text)).count(), 1U);
  EXPECT_EQ(Author::where(Author::c.name.contains(text)).count(), 2U);
  EXPECT_EQ(Author::where(Author::c.name.ends_with("BSTART")).count(), 0U);
  EXPECT_EQ(Author::where(Author::c.name.iends_with("BSTART")).count(), 1U);
  EXPECT_EQ(Author::where(Author::c.name.ends_with("")).count(), 2U);
  EXPECT_EQ(Author::where(Author::c.name.ends_with("x" + text)).count(), 0U);
}

TEST_P(FromOutsideTest, AListMayBeLongerThanWhatAStatementBinds) {
  const Knot one = knot("reef", Value()), other = knot("bowline", Value());
  std::vector<std::int64_t> keys(70000);
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = static_cast<std::int64_t>(i) + other.id;
  EXPECT_EQ(Knot::where(Knot::c.id.in(keys)).sole().id, other.id);
  EXPECT_EQ(Knot::where(Knot::c.id.not_in(keys)).sole().id, one.id);
  EXPECT_EQ(Knot::where(Knot::c.id.in(keys) && Knot::c.label == "bowline").count(), 1U);
  EXPECT_EQ(Knot::where(Knot::c.id.in(keys)).delete_all(), 1U);
}

TEST_P(FromOutsideTest, TablesAreMadeWhereTheyAreMissing) {
  EXPECT_TRUE(db.table_exists<Knot>());
  EXPECT_TRUE(db.table_exists("knots"));
  EXPECT_FALSE(db.table_exists("knot"));
  EXPECT_THAT(message_of<SchemaConflict>([&] { db.create_tables<Knot, Cord>(); }), HasSubstr("if_missing"));
  knot("reef", Value());
  db.create_tables<Knot, Cord>({.if_missing = true});
  EXPECT_EQ(Knot::count(), 1U) << "what is there stays";
  db.drop_tables<Knot, Cord>();
  EXPECT_FALSE(db.table_exists<Knot>());
  EXPECT_FALSE(db.table_exists<Cord>());
  EXPECT_THAT(message_of<SchemaConflict>([&] { db.drop_tables<Knot, bookshop::Book>(); }), HasSubstr("knots"));
  EXPECT_TRUE(db.table_exists<bookshop::Book>()) << "nothing was dropped";
  db.drop_tables<Knot, Cord>({.if_exists = true});
  db.create_tables<Knot, Cord>({.if_missing = true});
  EXPECT_EQ(Knot::count(), 0U);
}

TEST_P(FromOutsideTest, TablesGoWithTheirJoinTablesAndInAnyOrder) {
  Cord cord = Cord::create({});
  Knot& tied = cord.knots.create({{"label", "reef"}});
  cord.first_knot = tied;
  cord.save_or_throw();
  db.drop_tables<Cord, Knot>();
  bookshop::Person person = bookshop::Person::create({{"name", "a"}});
  person.children.create({{"name", "b"}});
  person.friends.create({{"name", "c"}});
  db.drop_tables<bookshop::Person>();
  EXPECT_FALSE(db.table_exists("friendships"));
}

INSTANTIATE_TEST_SUITE_P(Databases, FromOutsideTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
