// What a record must be to be saved: rules of all kinds, when they apply, and what errors say.
#include <limits>
#include <utility>

#include "contract/record_models.hpp"

namespace life_rules {

inline std::vector<std::string> committed;

/// Values of its rules are of other kinds than its attributes.
class Tariff : public rowan::Model<Tariff> {
 public:
  std::int64_t id{};
  double percent{};
  rowan::Decimal price{"1"};
  rowan::Date from{std::chrono::year{2026} / 5 / 1};

  ROWAN_MODEL(Tariff, (), (id, percent, price, from))
  static void configure(rowan::ModelBuilder<Tariff>& m) {
    m.table("life_tariffs");
    m.attribute(&Tariff::percent).one_of({0, 10, 20});
    m.attribute(&Tariff::price).none_of({0});
    m.attribute(&Tariff::from).at_least("2026-01-01").none_of({"2026-12-24"});
  }
};

class Guest;

/// Has one rule of each kind.
class Booking : public rowan::Model<Booking> {
 public:
  std::int64_t id{};
  std::string reference = "AB-1";
  std::string room = "blue";
  std::string contact = "ann@example.com";
  rowan::Date from{std::chrono::year{2026} / 5 / 1}, until{std::chrono::year{2026} / 5 / 3};
  std::optional<rowan::Date> reminder;
  std::int32_t adults = 1, children = 0;
  rowan::Decimal price{"80.00"}, deposit{"20.00"};
  double discount = 0.1;
  bool insured = true;
  std::optional<std::string> note;
  bool cancelled = false;
  rowan::BelongsTo<Guest> guest;

  std::optional<std::string> contact_again;  // these two are no attributes
  bool terms = true;
  std::string heard;

  ROWAN_MODEL(Booking, (),
              (id, reference, room, contact, from, until, reminder, adults, children, price, deposit, discount, insured,
               note, cancelled, guest))
  static void configure(rowan::ModelBuilder<Booking>& m) {
    m.table("life_bookings");
    m.attribute(&Booking::reference).matches("[A-Z]{2}-\\d+", "must look like AB-123").length(20);
    m.attribute(&Booking::room).one_of({"blue", "red", "attic"}).none_of({"attic"});
    m.attribute(&Booking::contact).matches("[^\\s@]+@[^\\s@]+");
    m.attribute(&Booking::until).more_than(c.from);
    m.attribute(&Booking::reminder).less_than(c.from);
    m.attribute(&Booking::adults).between(1, 4);
    m.attribute(&Booking::children).at_most(c.adults);
    m.attribute(&Booking::price).precision(10, 2).more_than(0);
    m.attribute(&Booking::deposit).precision(10, 2).at_least(0).at_most(c.price);
    m.attribute(&Booking::discount).less_than(1);
    m.attribute(&Booking::insured).accepted();
    m.belongs_to(&Booking::guest).optional();
    m.confirmed_by(&Booking::contact, &Booking::contact_again);
    m.on(rowan::Occasion::create).accepted(&Booking::terms, "terms");

    m.on(rowan::Occasion::update).if_(&Booking::is_large).attribute(&Booking::note).not_blank();
    m.unless_([](const Booking& booking) {
       return booking.cancelled;
     }).validate([](const Booking& booking, rowan::Errors& errors) {
      if (booking.room == "red" && booking.adults == 4) errors.add_to_base("can't all sleep there");
    });
    m.on(rowan::Occasion::update).after_save([](Booking& booking) { booking.heard += "u"; });
    m.on(rowan::Occasion::create).after_save([](Booking& booking) { booking.heard += "c"; });
    m.on(rowan::Occasion::create).on(rowan::Occasion::update).before_save([](Booking& b) { b.heard += "b"; });
    m.on(rowan::Occasion::destroy).before_destroy([](Booking& booking) { booking.heard += "d"; });
    m.if_(&Booking::is_large).after_commit([](const Booking& booking) { committed.push_back(booking.room); });
  }
  [[nodiscard]] bool is_large() const { return adults > 2; }
};

class Guest : public rowan::Model<Guest> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Booking> bookings;

  ROWAN_MODEL(Guest, (), (id, name, bookings))
  static void configure(rowan::ModelBuilder<Guest>& m) { m.table("life_guests"); }
};

}  // namespace life_rules
ROWAN_REGISTER_MODEL(life_rules::Tariff)
ROWAN_REGISTER_MODEL(life_rules::Booking)
ROWAN_REGISTER_MODEL(life_rules::Guest)

namespace life_rules {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LifeRules : public record_tests::RecordTest {
 protected:
  LifeRules() { db.create_tables<Guest, Booking>(); }
};

// "attribute:code" of each.
std::vector<std::string> codes(const rowan::Errors& errors) {
  std::vector<std::string> told;
  for (const rowan::AttributeError& error : errors) told.push_back(error.attribute + ":" + error.code);
  return told;
}

TEST_P(LifeRules, RefuseWhatBreaksThem) {
  Booking booking;
  booking.reference = "ab-1";
  booking.room = "attic";
  booking.contact = "nobody";
  booking.until = booking.from;
  booking.reminder = booking.from;
  booking.adults = 5;
  booking.children = 6;
  booking.price = rowan::Decimal("0.00");
  booking.deposit = rowan::Decimal("0.01");
  booking.discount = std::numeric_limits<double>::quiet_NaN();
  booking.insured = false;
  booking.terms = false;
  booking.contact_again = "Nobody";
  EXPECT_QUERY_COUNT(0) {
    const rowan::SaveResult saved = booking.save();
    EXPECT_EQ(saved.to_string(),
              "reference must look like AB-123; room is reserved; contact is malformed; until must be more than from; "
              "reminder must be less than from; adults must be at most 4; children must be at most adults; "
              "price must be more than 0; deposit must be at most price; discount must be less than 1; "
              "insured must be accepted; contact doesn't match its confirmation; terms must be accepted");
    EXPECT_THAT(codes(saved.errors()),
                ElementsAre("reference:malformed", "room:reserved", "contact:malformed", "until:too_small",
                            "reminder:too_large", "adults:too_large", "children:too_large", "price:too_small",
                            "deposit:too_large", "discount:too_large", "insured:not_accepted", "contact:confirmation",
                            "terms:not_accepted"));
  }
}

TEST_P(LifeRules, CompareValuesOfAnyKindByWhatTheyAreWorth) {
  Tariff tariff;
  tariff.percent = 10;
  EXPECT_TRUE(tariff.validate().empty()) << tariff.validate();
  tariff.percent = 11;
  tariff.price = rowan::Decimal("0.00");
  tariff.from = rowan::Date{std::chrono::year{2026} / 12 / 24};
  EXPECT_EQ(tariff.validate().full_messages().size(), 3u) << tariff.validate();
  tariff.from = rowan::Date{std::chrono::year{2025} / 12 / 24};
  EXPECT_EQ(tariff.validate().full_messages().size(), 3u) << tariff.validate();
}

TEST_P(LifeRules, LetTheRestPass) {
  Booking booking;
  booking.contact_again = booking.contact;
  booking.children = 1;
  booking.deposit = booking.price;
  booking.reminder = std::chrono::year{2026} / 4 / 30;
  EXPECT_TRUE(booking.save());
  booking.terms = false;  // asked of new ones only
  booking.room = "red";
  EXPECT_TRUE(booking.save());
  EXPECT_EQ(Booking::find(booking.id).room, "red");
}

TEST_P(LifeRules, ApplyOnTheirOccasionAndCondition) {
  Booking booking;
  booking.adults = 3;
  EXPECT_TRUE(booking.save());  // new
  booking.price = rowan::Decimal("90");
  EXPECT_EQ(booking.save().to_string(), "note can't be blank");
  booking.adults = 2;
  EXPECT_TRUE(booking.save());
}

TEST_P(LifeRules, OfARecordHaveConditionsToo) {
  Booking booking;
  booking.room = "red";
  booking.adults = 4;
  EXPECT_EQ(booking.save().to_string(), "can't all sleep there");
  booking.cancelled = true;
  EXPECT_TRUE(booking.save());
}

TEST_P(LifeRules, ConditionsHoldForCallbacks) {
  committed.clear();
  Booking booking;
  ASSERT_TRUE(booking.save());
  EXPECT_EQ(std::exchange(booking.heard, ""), "bc");
  booking.adults = 3;
  booking.note = "three";
  ASSERT_TRUE(booking.save());
  EXPECT_EQ(std::exchange(booking.heard, ""), "bu");
  std::vector<Booking> two(2);
  ASSERT_TRUE(Booking::save_all(two));
  EXPECT_EQ(two[1].heard, "bc");
  ASSERT_TRUE(booking.destroy());
  EXPECT_EQ(booking.heard, "d");
  EXPECT_THAT(committed, ElementsAre("blue", "blue"));  // when there were three adults, and as it was destroyed
}

TEST_P(LifeRules, ErrorsAreAskedByAttributeAndCode) {
  Booking booking;
  booking.reference = std::string(20, 'a') + "-1";
  booking.adults = 0;
  const rowan::Errors errors = booking.validate();
  ASSERT_EQ(errors.of(Booking::c.reference).size(), 2u);
  EXPECT_EQ(errors.of("reference")[1].values, std::vector<rowan::Value>{20});
  EXPECT_TRUE(errors.has(Booking::c.reference, "too_long"));
  EXPECT_TRUE(errors.has(Booking::c.adults, "too_small"));
  EXPECT_FALSE(errors.has(Booking::c.adults, "too_large"));
  EXPECT_THAT(errors.of("room"), IsEmpty());
  EXPECT_THAT(errors.full_messages(),
              ElementsAre("Reference must look like AB-123", "Reference is too long (maximum is 20 characters)",
                          "Adults must be at least 1"));
}

TEST_P(LifeRules, ErrorsAreTranslatedByCode) {
  const auto german = rowan::Messages::from_json(R"j({
    "texts": {"too_long": "ist zu lang (höchstens {0} Zeichen)", "adults.too_small": "{name}: mindestens {0} {?}",
              "Booking.room.not_in_list": "ist keins von {*}", "confirmation": "weicht ab"},
    "names": {"Booking.reference": "Nummer", "adults": "Erwachsene"}})j");
  Booking booking;
  booking.reference = "AB-" + std::string(18, '1');
  booking.room = "green";
  booking.adults = 0;
  booking.children = 1;
  const rowan::Errors errors = booking.validate().translated(german);
  EXPECT_EQ(errors.to_string(),
            "reference ist zu lang (höchstens 20 Zeichen); room ist keins von blue, red, attic; "
            "adults Erwachsene: mindestens 1 {?}; children must be at most adults");
  EXPECT_THAT(errors.to_json(), HasSubstr(R"j("message":"ist zu lang (höchstens 20 Zeichen)","code":"too_long")j"));
  EXPECT_EQ(booking.validate().full_messages(german)[0], "Nummer ist zu lang (höchstens 20 Zeichen)");
  for (const char* wrong : {"[]", R"({"text":{}})", R"({"texts":[]})", R"({"texts":{"a":1}})", "{"})
    EXPECT_THROW((void)rowan::Messages::from_json(wrong), rowan::InvalidValue) << wrong;
}

TEST_P(LifeRules, AreReadAsData) {
  const rowan::ModelDescription told = rowan::describe("life_rules::Booking");
  const auto& until = told.find_attribute("until")->rules.at(0);
  EXPECT_EQ(until.kind, "more_than");
  EXPECT_EQ(until.other, "from");
  const auto& note = told.find_attribute("note")->rules;
  ASSERT_EQ(note.size(), 1u);
  EXPECT_THAT(note[0].on, ElementsAre("update"));
  EXPECT_TRUE(note[0].conditional);
  EXPECT_EQ(told.find_attribute("reference")->rules.at(0).values.at(0), rowan::Value("[A-Z]{2}-\\d+"));
  ASSERT_EQ(told.record_rules.size(), 3u);
  EXPECT_EQ(told.record_rules[0].kind, "confirmation");
  EXPECT_EQ(told.record_rules[0].attribute, "contact");
  EXPECT_THAT(told.record_rules[1].on, ElementsAre("create"));
  EXPECT_THAT(told.to_json(),
              AllOf(HasSubstr(R"({"kind":"more_than","code":"too_small","values":["from"],"other":"from","on":[],)"),
                    HasSubstr(R"({"kind":"acceptance","attribute":"terms","on":["create"],"conditional":false})"),
                    HasSubstr(R"({"moment":"before_save","on":["create","update"],"conditional":false})")));
}

ROWAN_RECORD_SUITE(LifeRules);

}  // namespace
}  // namespace life_rules
