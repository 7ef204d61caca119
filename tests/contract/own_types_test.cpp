// Attributes of types that the program declares, stored as types that Rowan knows.
#include <chrono>
#include <stdexcept>
#include <utility>

#include "contract/record_models.hpp"
#include "rowan/sql/dialect.hpp"

namespace own_type_tests {

struct Money {
  std::int64_t cents = 0;
  friend bool operator==(const Money&, const Money&) = default;
};
/// Kept in lower case; the text that is stored is made anew for each write.
struct Email {
  std::string text;
  friend bool operator==(const Email&, const Email&) = default;
};
struct Rate {
  rowan::Decimal percent;
};
struct Deadline {
  rowan::Instant at;
};
struct Settings {
  std::string theme = "plain";
};
struct OrderId {
  std::int64_t number = 0;
  friend bool operator==(const OrderId&, const OrderId&) = default;
};
enum class Paint { red = 1, blue = 2 };
/// An id, and the name that its row has: asked for while the row that holds the id is read.
struct Superior {
  std::int64_t id = 0;
  std::string name;
  friend bool operator==(const Superior&, const Superior&) = default;
};

}  // namespace own_type_tests

template <>
struct rowan::attribute_traits<own_type_tests::Money> {
  using stored = std::int64_t;
  static stored to_stored(const own_type_tests::Money& money) { return money.cents; }
  static own_type_tests::Money from_stored(stored cents) {
    if (cents < 0) throw std::out_of_range("money is not negative");
    return {cents};
  }
};
template <>
struct rowan::attribute_traits<own_type_tests::Email> {
  using stored = std::string;
  static stored to_stored(const own_type_tests::Email& email) { return "mailto:" + email.text; }
  static own_type_tests::Email from_stored(const stored& text) {
    if (!text.starts_with("mailto:")) throw rowan::InvalidValue("an e-mail address begins with mailto:");
    return {text.substr(7)};
  }
};
template <>
struct rowan::attribute_traits<own_type_tests::Rate> {
  using stored = rowan::Decimal;
  static stored to_stored(const own_type_tests::Rate& rate) { return rate.percent; }
  static own_type_tests::Rate from_stored(const stored& percent) { return {percent}; }
};
template <>
struct rowan::attribute_traits<own_type_tests::Deadline> {
  using stored = rowan::Instant;
  static stored to_stored(const own_type_tests::Deadline& deadline) { return deadline.at; }
  static own_type_tests::Deadline from_stored(stored at) { return {at}; }
};
template <>
struct rowan::attribute_traits<own_type_tests::Settings> {
  using stored = rowan::Json;
  static stored to_stored(const own_type_tests::Settings& settings) {
    return rowan::Json("{\"theme\": \"" + settings.theme + "\"}");
  }
  static own_type_tests::Settings from_stored(const stored& json) {
    return {json.text().find("dark") == std::string::npos ? "plain" : "dark"};
  }
};
template <>
struct rowan::attribute_traits<own_type_tests::OrderId> {
  using stored = std::int64_t;
  static stored to_stored(own_type_tests::OrderId id) { return id.number; }
  static own_type_tests::OrderId from_stored(stored number) { return {number}; }
};
template <>
struct rowan::attribute_traits<own_type_tests::Paint> {
  using stored = std::int16_t;
  static stored to_stored(own_type_tests::Paint colour) { return static_cast<stored>(colour); }
  static own_type_tests::Paint from_stored(stored number) { return static_cast<own_type_tests::Paint>(number); }
};
template <>
struct rowan::attribute_traits<own_type_tests::Superior> {
  using stored = std::int64_t;
  static stored to_stored(const own_type_tests::Superior& superior) { return superior.id; }
  static own_type_tests::Superior from_stored(stored id);
};

namespace own_type_tests {

class Clerk : public rowan::Model<Clerk> {
 public:
  std::int64_t id{};
  std::string name;
  Superior superior;
  std::int64_t room{};

  static inline bool asks_much = false;

  ROWAN_MODEL(Clerk, (), (id, name, superior, room))
  static void configure(rowan::ModelBuilder<Clerk>& m) { m.table("own_type_clerks"); }
};

class Item;

class Purchase : public rowan::Model<Purchase> {
 public:
  OrderId id;
  Money total;
  std::optional<Money> tip;
  Email email;
  std::optional<Email> copy_to;
  Rate rate;
  Deadline deadline;
  Settings settings;
  Paint colour = Paint::red;
  std::chrono::milliseconds took{};
  std::optional<std::chrono::duration<double>> waited;
  rowan::HasMany<Item> items;

  ROWAN_MODEL(Purchase, (), (id, total, tip, email, copy_to, rate, deadline, settings, colour, took, waited, items))
  static void configure(rowan::ModelBuilder<Purchase>& m) {
    m.attribute(c.total).at_most(Money{1000000});
    m.attribute(c.email).length(100).unique();
    m.attribute(c.rate).precision(6, 2);
  }
};

class Item : public rowan::Model<Item> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Purchase, OrderId> purchase;

  ROWAN_MODEL(Item, (), (id, purchase))
};

class Till : public rowan::Model<Till> {
 public:
  std::int64_t id{};
  std::vector<Money> coins;
  std::optional<std::vector<Email>> informed;

  ROWAN_MODEL(Till, (), (id, coins, informed))
};

}  // namespace own_type_tests
ROWAN_REGISTER_MODEL(own_type_tests::Clerk)
ROWAN_REGISTER_MODEL(own_type_tests::Purchase)
ROWAN_REGISTER_MODEL(own_type_tests::Item)
ROWAN_REGISTER_MODEL(own_type_tests::Till)

own_type_tests::Superior rowan::attribute_traits<own_type_tests::Superior>::from_stored(stored id) {
  using own_type_tests::Clerk;
  if (id == 0) return {};
  if (std::exchange(Clerk::asks_much, false)) {  // more queries than are kept
    rowan::Expr either = Clerk::c.room < 0;
    for (int shape = 0; shape < 140; ++shape) {
      either = std::move(either) || Clerk::c.room == -1;
      EXPECT_EQ(Clerk::where(either).count(), 0u);
    }
  }
  return {id, Clerk::find(id).name};
}

namespace own_type_tests {
namespace {

using namespace std::chrono_literals;
using record_tests::message_of;
using record_tests::RecordTest;
using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OwnTypes : public RecordTest {
 protected:
  OwnTypes() { db.create_tables<Purchase, Item>(); }
  static Purchase purchase(std::int64_t cents, const std::string& email) {
    Purchase made;
    made.total = Money{cents};
    made.email = Email{email};
    made.rate = Rate{rowan::Decimal("12.50")};
    made.deadline = Deadline{rowan::Instant(1'700'000'000s)};
    made.took = 1500ms;
    return made;
  }
};

TEST_P(OwnTypes, AreStoredAndRead) {
  Purchase made = purchase(700, "ann@example.com");
  made.copy_to = Email{"bob@example.com"};
  made.waited = 0.25s;
  made.settings.theme = "dark";
  made.colour = Paint::blue;
  made.save_or_throw();
  EXPECT_GT(made.id.number, 0);
  const Purchase found = Purchase::find(made.id);
  EXPECT_EQ(found.total, Money{700});
  EXPECT_EQ(found.tip, std::nullopt);
  EXPECT_EQ(found.email.text, "ann@example.com");
  EXPECT_EQ(found.copy_to, Email{"bob@example.com"});
  EXPECT_EQ(found.rate.percent, rowan::Decimal("12.5"));
  EXPECT_EQ(found.deadline.at, rowan::Instant(1'700'000'000s));
  EXPECT_EQ(found.settings.theme, "dark");
  EXPECT_EQ(found.colour, Paint::blue);
  EXPECT_EQ(found.took, 1500ms);
  EXPECT_EQ(found.waited, 0.25s);
  EXPECT_FALSE(found.changed());
  if (db.dialect().can().raw_sql) {
    EXPECT_EQ(scalar("SELECT email FROM purchases"), Value("mailto:ann@example.com"));
  }
}

TEST_P(OwnTypes, ChangeAndAreComparedByWhatIsStored) {
  Purchase made = purchase(700, "ann");
  made.save_or_throw();
  made.total = Money{700};
  made.email = Email{"ann"};
  EXPECT_FALSE(made.changed());
  made.email = Email{"eve"};
  made.tip = Money{5};
  EXPECT_EQ(made.changes().size(), 2u);
  made.save_or_throw();
  EXPECT_EQ(Purchase::find(made.id).email.text, "eve");
  EXPECT_EQ(Purchase::find(made.id).tip, Money{5});
}

TEST_P(OwnTypes, StandInConditions) {
  Purchase::insert_all({purchase(100, "a"), purchase(500, "b"), purchase(900, "c")});
  EXPECT_EQ(Purchase::where(Purchase::c.total > Money{100}).count(), 2u);
  EXPECT_EQ(Purchase::where(Purchase::c.total.in({Money{100}, Money{900}})).count(), 2u);
  EXPECT_EQ(Purchase::where(Purchase::c.total.between(Money{100}, Money{500})).count(), 2u);
  EXPECT_EQ(Purchase::where(Purchase::c.email == Email{"b"}).count(), 1u);
  EXPECT_EQ(Purchase::where(Purchase::c.email.ends_with(":b")).count(), 1u);
  EXPECT_EQ(Purchase::where(Purchase::c.tip == std::optional<Money>()).count(), 3u);
  EXPECT_EQ(Purchase::where(Purchase::c.took == 1500ms && Purchase::c.took < 2s).count(), 3u);
  EXPECT_EQ(Purchase::where(Purchase::c.colour == Paint::red).count(), 3u);
  EXPECT_EQ(Purchase::where(rowan::attr("total") == Money{500}).count(), 1u);
  EXPECT_EQ(Purchase::where(rowan::attr("total") == 500).count(), 1u);
  EXPECT_THAT(Purchase::order(Purchase::c.total).pluck(Purchase::c.total),
              ElementsAre(Money{100}, Money{500}, Money{900}));
  EXPECT_EQ(Purchase::all().everything().update_all(Purchase::c.total += Money{1}, Purchase::c.took = 2s), 3u);
  EXPECT_EQ(Purchase::where(Purchase::c.total == Money{101} && Purchase::c.took == 2000ms).count(), 1u);
}

TEST_P(OwnTypes, BeKeys) {
  Purchase made = purchase(1, "a");
  made.items.build();
  made.items.build();
  made.save_or_throw();
  Purchase other = purchase(2, "b");
  other.save_or_throw();
  EXPECT_EQ(Purchase::find(made.id).items.size(), 2u);
  EXPECT_EQ(Item::where(Item::c.purchase == made).count(), 2u);
  EXPECT_EQ(Item::where(Item::c.purchase == other.id).count(), 0u);
  EXPECT_EQ(Item::first()->purchase->total, Money{1});
  EXPECT_EQ(Purchase::where(Purchase::c.items.some()).count(), 1u);
  EXPECT_EQ(Purchase::find_all(std::vector{other.id, made.id})[0].email.text, "b");
  for (const Item& item : Item::preload(Item::c.purchase)) EXPECT_EQ(item.purchase->email.text, "a");
}

TEST_P(OwnTypes, InManyRowsAtOnce) {
  std::vector<Purchase> many;
  for (int i = 0; i < 50; ++i) {
    many.push_back(purchase(i, "person" + std::to_string(i)));
    many.back().copy_to = Email{"copy to a text that is on the heap, " + std::to_string(i)};
  }
  Purchase::insert_all_with_keys(many);
  for (Purchase& one : many) one.copy_to->text += "!";
  Purchase::save_all_or_throw(many);
  for (const Purchase& one : Purchase::order(Purchase::c.total)) {
    EXPECT_EQ(one.email.text, "person" + std::to_string(one.total.cents));
    EXPECT_EQ(one.copy_to->text, "copy to a text that is on the heap, " + std::to_string(one.total.cents) + "!");
  }
  EXPECT_EQ(Purchase::upsert_all({many[0]}, {Purchase::c.email}), 1u);
}

TEST_P(OwnTypes, ByNameAndAsJson) {
  Purchase made = purchase(700, "ann");
  EXPECT_EQ(made.get("total"), Value(700));
  made.set("total", "800");
  made.set(Purchase::c.email, "mailto:x");
  EXPECT_EQ(made.total, Money{800});
  EXPECT_EQ(made.email.text, "x");
  EXPECT_THAT(made.to_json(), HasSubstr(R"("total":800,"tip":null,"email":"mailto:x")"));
  made.assign_json(R"({"total": 5, "tip": 6, "email": "mailto:q", "took": 7})");
  EXPECT_EQ(made.tip, Money{6});
  EXPECT_EQ(made.took, 7ms);
}

TEST_P(OwnTypes, RefuseWhatTheyCannotBe) {
  ROWAN_NEEDS(raw_sql);
  Purchase made = purchase(1, "a");
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { made.set("total", -1); }),
              AllOf(HasSubstr("Purchase.total"), HasSubstr("money is not negative")));
  EXPECT_EQ(made.total, Money{1});
  made.save_or_throw();
  db.execute("UPDATE purchases SET total = -1");
  EXPECT_THAT(message_of<rowan::InvalidValue>([] { (void)Purchase::first(); }),
              AllOf(HasSubstr("Purchase.total"), HasSubstr("money is not negative")));
  made.total = Money{2000000};
  EXPECT_THAT(made.validate().on(Purchase::c.total), ElementsAre("must be at most 1000000"));
}

TEST_P(OwnTypes, InArrays) {
  if (!db.dialect().can().arrays) GTEST_SKIP() << "lacks arrays: refusing them is tested elsewhere";
  db.create_tables<Till>();
  Till till;
  till.coins = {Money{1}, Money{200}};
  till.informed = {Email{"a"}, Email{"b"}};
  till.save_or_throw();
  const Till found = Till::find(till.id);
  EXPECT_EQ(found.coins, till.coins);
  EXPECT_EQ(found.informed, till.informed);
  EXPECT_FALSE(found.changed());
  EXPECT_EQ(Till::where(Till::c.coins.has(Money{200})).count(), 1u);
  EXPECT_EQ(Till::where(Till::c.coins == std::vector{Money{1}, Money{200}}).count(), 1u);
}

TEST(Descriptions, AreValues) {
  const rowan::ModelDescription told = rowan::describe("own_type_tests::Purchase");
  EXPECT_EQ(told.table, "purchases");
  EXPECT_THAT(told.primary_key, ElementsAre("id"));
  const rowan::AttributeDescription* email = told.find_attribute("email");
  ASSERT_NE(email, nullptr);
  EXPECT_EQ(email->type, "text");
  EXPECT_EQ(email->length, 100u);
  ASSERT_EQ(email->rules.size(), 2u);
  EXPECT_EQ(email->rules[0].kind, "max_length");
  EXPECT_EQ(email->rules[0].code, "too_long");
  EXPECT_THAT(email->rules[0].values, ElementsAre(Value(100)));
  EXPECT_EQ(email->rules[1].kind, "unique");
  EXPECT_TRUE(told.find_attribute("tip")->nullable);
  EXPECT_TRUE(told.find_attribute("id")->generated);
  EXPECT_EQ(told.find_association("items")->kind, "has_many");
  EXPECT_THAT(told.find_association("items")->targets, ElementsAre("own_type_tests::Item"));
  EXPECT_THAT(told.find_association("items")->foreign_key, ElementsAre("purchase"));
  EXPECT_THAT(told.to_json(), AllOf(HasSubstr(R"("name":"total","column":"total","type":"int64")"),
                                    HasSubstr(R"({"kind":"at_most","code":"too_large","values":[1000000],"other":"",)"
                                              R"("on":[],"conditional":false})")));
  EXPECT_EQ(told.find_attribute("nothing"), nullptr);
  EXPECT_THROW((void)rowan::describe("Purchaze"), rowan::MappingError);
}

TEST_P(OwnTypes, MayAskForOtherRowsWhileTheyAreRead) {
  db.create_tables<Clerk>();
  std::vector<std::int64_t> ids{0};
  for (const char* name : {"ann", "bob", "cid"}) {
    Clerk clerk;
    clerk.name = name;
    clerk.superior.id = ids.back();
    clerk.room = static_cast<std::int64_t>(ids.size());
    clerk.save_or_throw();
    ids.push_back(clerk.id);
  }
  const Clerk cid = Clerk::find(ids[3]);
  EXPECT_EQ(cid.name, "cid");
  EXPECT_EQ(cid.superior.name, "bob");
  EXPECT_EQ(cid.room, 3);
  const auto all = Clerk::where(Clerk::c.room >= 1).order(Clerk::c.id);
  const std::vector<Superior> superiors{{}, {ids[1], "ann"}, {ids[2], "bob"}};
  for (const bool much : {false, true}) {
    Clerk::asks_much = much;
    std::string rooms;
    for (const Clerk& each : all) rooms += each.superior.name + std::to_string(each.room);
    EXPECT_EQ(rooms, "1ann2bob3");
    Clerk::asks_much = much;
    EXPECT_EQ(all.pluck(Clerk::c.superior), superiors);
  }
}

ROWAN_RECORD_SUITE(OwnTypes);

}  // namespace
}  // namespace own_type_tests
