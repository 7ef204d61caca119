// Values that are stored, compared and given back exactly, in tables that others made too; and the keys of rows.
#include <optional>

#include "contract/record_models.hpp"
#include "rowan/sql/dialect.hpp"

namespace record_tests {

class Sale : public rowan::Model<Sale> {
 public:
  std::int64_t id{};
  rowan::LocalDateTime made{};
  ROWAN_MODEL(Sale, (), (id, made))
  static void configure(rowan::ModelBuilder<Sale>& m) {
    m.attribute(&Sale::made).database_default("CURRENT_TIMESTAMP").index();
  }
};

class Moment : public rowan::Model<Moment> {
 public:
  rowan::Instant at{};
  std::string what;
  ROWAN_MODEL(Moment, (), (at, what))
  static void configure(rowan::ModelBuilder<Moment>& m) { m.primary_key(&Moment::at); }
};

class Witness : public rowan::Model<Witness> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Moment, rowan::Instant> moment;
  ROWAN_MODEL(Witness, (), (id, moment))
};

class Rate : public rowan::Model<Rate> {
 public:
  rowan::Decimal code;
  ROWAN_MODEL(Rate, (), (code))
  static void configure(rowan::ModelBuilder<Rate>& m) {
    m.primary_key(&Rate::code);
    m.attribute(&Rate::code).precision(20, 4);
  }
};

class RateUse : public rowan::Model<RateUse> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Rate, rowan::Decimal> rate;
  ROWAN_MODEL(RateUse, (), (id, rate))
};

class LongName : public rowan::Model<LongName> {
 public:
  std::string code;
  ROWAN_MODEL(LongName, (), (code))
  static void configure(rowan::ModelBuilder<LongName>& m) {
    m.primary_key(&LongName::code);
    m.attribute(&LongName::code).length(300);
  }
};

class NameUse : public rowan::Model<NameUse> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<LongName, std::string> name;
  ROWAN_MODEL(NameUse, (), (id, name))
};

class Price : public rowan::Model<Price> {
 public:
  std::int64_t id{};
  rowan::Decimal amount;
  ROWAN_MODEL(Price, (), (id, amount))
  static void configure(rowan::ModelBuilder<Price>& m) { m.attribute(&Price::amount).precision(10, 2).unique(); }
};

class Galaxy : public rowan::Model<Galaxy> {
 public:
  std::int64_t id{};
  rowan::Decimal stars;
  ROWAN_MODEL(Galaxy, (), (id, stars))
  static void configure(rowan::ModelBuilder<Galaxy>& m) { m.attribute(&Galaxy::stars).precision(38, 0); }
};

/// Of a table that others made, with columns that keep less.
class Reel : public rowan::Model<Reel> {
 public:
  std::int64_t id{};
  std::optional<rowan::Decimal> rate;
  std::optional<rowan::LocalDateTime> seen;
  std::optional<std::string> label;
  std::optional<rowan::Instant> updated_at;
  ROWAN_MODEL(Reel, (), (id, rate, seen, label, updated_at))
};

class Label : public rowan::Model<Label> {
 public:
  std::int64_t id{};
  std::string text;
  ROWAN_MODEL(Label, (), (id, text))
};

class Width : public rowan::Model<Width> {
 public:
  std::int64_t id{};
  float metres{};
  ROWAN_MODEL(Width, (), (id, metres))
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Sale)
ROWAN_REGISTER_MODEL(record_tests::Moment)
ROWAN_REGISTER_MODEL(record_tests::Witness)
ROWAN_REGISTER_MODEL(record_tests::Rate)
ROWAN_REGISTER_MODEL(record_tests::RateUse)
ROWAN_REGISTER_MODEL(record_tests::LongName)
ROWAN_REGISTER_MODEL(record_tests::NameUse)
ROWAN_REGISTER_MODEL(record_tests::Galaxy)
ROWAN_REGISTER_MODEL(record_tests::Price)
ROWAN_REGISTER_MODEL(record_tests::Reel)
ROWAN_REGISTER_MODEL(record_tests::Label)
ROWAN_REGISTER_MODEL(record_tests::Width)

namespace record_tests {
namespace {

using rowan::Decimal;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ExactValues : public RecordTest {
 protected:
  /// A table of reels as others make it.
  void create_reels() {
    if (on("sqlite"))
      db.execute(
          "CREATE TABLE reels (id INTEGER PRIMARY KEY, rate DECIMAL(30,10), seen DATETIME, label STRING, "
          "updated_at DATETIME)");
    else if (on("postgresql"))
      db.execute(
          "CREATE TABLE reels (id bigserial PRIMARY KEY, rate numeric(4,2), seen timestamp(0), "
          "label varchar(3), updated_at timestamptz(0))");
    else
      db.execute(
          "CREATE TABLE reels (id bigint AUTO_INCREMENT PRIMARY KEY, rate decimal(10,2), seen datetime, "
          "label varchar(3), updated_at datetime)");
  }
  /// What none of these columns of `rate` keeps.
  static Decimal too_fine() { return Decimal("1.2345678901234567891"); }
};

TEST_P(ExactValues, TimesByTheDatabaseAreFoundAgain) {
  db.create_tables<Sale>();
  Sale sale;
  sale.save_or_throw();
  EXPECT_EQ(Sale::where(Sale::c.made == sale.made).count(), 1U);
  EXPECT_EQ(Sale::where(Sale::c.made.between(sale.made, sale.made)).count(), 1U);
}

TEST_P(ExactValues, TimesCompareByTheMomentHoweverOthersSpellThem) {
  ROWAN_NEEDS(raw_sql);
  db.create_tables<Sale>();
  db.execute(
      "INSERT INTO sales (id, made) VALUES (1, '2022-10-01 00:00:00'), (2, '2022-10-01T00:00:00.5'), "
      "(3, '2022-10-01 00:00')");
  const auto midnight = rowan::parse_local_date_time("2022-10-01 00:00");
  EXPECT_EQ(Sale::where(Sale::c.made >= midnight).count(), 3U);
  EXPECT_EQ(Sale::where(Sale::c.made < midnight).count(), 0U);
  EXPECT_EQ(Sale::where(Sale::c.made == midnight).count(), 2U);
  EXPECT_EQ(Sale::where(Sale::c.made.in({midnight})).count(), 2U);
  EXPECT_EQ(Sale::where(Sale::c.made != midnight).count(), 1U);
  EXPECT_EQ(Sale::all().order(Sale::c.made.desc()).first()->id, 2);
  EXPECT_EQ(Sale::all().distinct().pluck(Sale::c.made).size(), 2U);
}

TEST_P(ExactValues, MomentsAreKeysHoweverTheyAreSpelled) {
  db.create_tables<Moment, Witness>();
  if (!on("sqlite")) {
    Moment::create({{"at", rowan::parse_instant("2022-10-01 00:00:00Z")}, {"what", "start"}});
  } else {
    db.execute("INSERT INTO moments VALUES ('2022-10-01T02:00:00+02:00', 'start')");
  }
  const auto start = rowan::parse_instant("2022-10-01 00:00:00Z");
  Moment again;
  again.at = start;
  EXPECT_THROW(again.save_or_throw(), rowan::Error);
  EXPECT_EQ(Moment::count(), 1U);
  Witness witness;
  witness.moment = start;
  witness.save_or_throw();
  EXPECT_EQ(Witness::find(witness.id).moment->what, "start");
  EXPECT_EQ(Witness::where(Witness::c.moment.is(Moment::c.what == "start")).count(), 1U);
  Moment moment = Moment::find(start);
  moment.what = "begin";
  moment.save_or_throw();
  EXPECT_EQ(Moment::first()->what, "begin");
}

TEST_P(ExactValues, UniqueDecimalsDifferInTheirValue) {
  db.create_tables<Price>();
  Price ten, again;
  ten.amount = Decimal("10");
  ten.save_or_throw();
  again.amount = Decimal("10.0");
  EXPECT_FALSE(again.save());
  EXPECT_EQ(Price::where(Price::c.amount == 10).count(), 1U);
}

TEST_P(ExactValues, ForeignKeysHaveTheTypeOfTheirKeys) {
  db.create_tables<Rate, RateUse, LongName, NameUse>();
  Rate rate;
  rate.code = Decimal("11.00");
  rate.save_or_throw();
  RateUse use;
  use.rate = Decimal("11");
  use.save_or_throw();
  EXPECT_EQ(RateUse::find(use.id).rate->code, 11);
  LongName name;
  name.code = std::string(280, 'x');
  name.save_or_throw();
  NameUse named;
  named.name = name.code;
  named.save_or_throw();
  EXPECT_EQ(NameUse::find(named.id).name->code, name.code);
}

TEST_P(ExactValues, WhatAColumnWouldRoundIsRefused) {
  ROWAN_NEEDS(raw_sql);
  create_reels();
  const auto names_it = AllOf(HasSubstr("Reel.rate"), HasSubstr("reels.rate"));
  Reel reel;
  reel.rate = too_fine();
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { reel.save_or_throw(); }), names_it);
  reel.rate = Decimal("9.99");
  reel.save_or_throw();
  EXPECT_EQ(Reel::find(reel.id).rate, Decimal("9.99"));
  EXPECT_EQ(Reel::where(Reel::c.rate == Decimal("9.99")).count(), 1U);
  EXPECT_EQ(Reel::where(Reel::c.rate.between(Decimal("9.985"), Decimal("9.995"))).count(), 1U);
  reel.rate = too_fine();
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { reel.save_or_throw(); }), names_it);
  std::vector<Reel> reels(30);
  reels[7].rate = too_fine();
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)Reel::save_all(reels); }), names_it);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { Reel::insert_all(reels); }), AllOf(names_it, HasSubstr("row 7")));
  const auto all = Reel::where(Reel::c.id == reel.id);
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { all.update_all({rowan::set(Reel::c.rate, too_fine())}); }),
              names_it);
  EXPECT_EQ(Reel::count(), 1U);
  EXPECT_EQ(Reel::find(reel.id).rate, Decimal("9.99"));
}

TEST_P(ExactValues, TimeStampsAreCutToWhatTheColumnKeeps) {
  ROWAN_NEEDS(raw_sql);
  create_reels();
  Reel reel;
  reel.save_or_throw();
  EXPECT_EQ(Reel::find(reel.id).updated_at, reel.updated_at);
  reel.rate = Decimal("1.50");
  reel.save_or_throw();
  EXPECT_EQ(Reel::find(reel.id).updated_at, reel.updated_at);
  EXPECT_FALSE(reel.changed());
}

TEST_P(ExactValues, FractionsOfASecondAreKeptOrRefused) {
  ROWAN_NEEDS(raw_sql);
  create_reels();
  Reel reel;
  reel.seen = rowan::parse_local_date_time("2022-01-01 10:00:00.5");
  try {
    reel.save_or_throw();
    EXPECT_EQ(Reel::find(reel.id).seen, reel.seen);
  } catch (const rowan::InvalidValue& error) {
    EXPECT_THAT(error.what(), HasSubstr("reels.seen"));
    EXPECT_EQ(Reel::count(), 0U);
  }
}

TEST_P(ExactValues, TextStaysTextOfItsLength) {
  ROWAN_NEEDS(raw_sql);
  create_reels();
  Reel reel;
  reel.label = on("sqlite") ? "007" : "ab  ";  // would become 7, and lose a blank
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { reel.save_or_throw(); }), HasSubstr("reels.label"));
  reel.label = "abc";
  reel.save_or_throw();
  EXPECT_EQ(Reel::find(reel.id).label, "abc");
}

TEST_P(ExactValues, ATableThatWasChangedIsLookedAtAgain) {
  ROWAN_NEEDS(raw_sql);
  create_reels();
  Reel reel;
  reel.rate = too_fine();
  EXPECT_THROW(reel.save_or_throw(), rowan::InvalidValue);
  db.execute("DROP TABLE reels");
  db.create_tables<Reel>();
  reel.save_or_throw();
  EXPECT_EQ(Reel::find(reel.id).rate, too_fine());
}

TEST_P(ExactValues, KeysAreNeverHandedOutTwice) {
  db.create_tables<Label>();
  Label ann;
  ann.text = "Ann's";
  ann.save_or_throw();
  Label stale = Label::find(ann.id);
  Label::where(Label::c.id == ann.id).delete_all();
  Label bob;
  bob.text = "Bob's";
  bob.save_or_throw();
  stale.text = "Ann's, edited";
  EXPECT_THROW(stale.save_or_throw(), rowan::StaleRecord);
  EXPECT_EQ(Label::find(bob.id).text, "Bob's");
}

TEST_P(ExactValues, AnInsertThatInsertedNothingIsAnError) {
  ROWAN_NEEDS(raw_sql);
  if (!on("sqlite")) GTEST_SKIP() << "lacks ON CONFLICT IGNORE in tables";
  db.execute("CREATE TABLE labels (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE ON CONFLICT IGNORE)");
  Label one, again;
  one.text = again.text = "one";
  one.save_or_throw();
  EXPECT_THROW(again.save_or_throw(), rowan::StatementError);
  EXPECT_TRUE(again.is_new());
  std::vector<Label> three(3);
  three[0].text = "two";
  three[1].text = "one";
  three[2].text = "three";
  EXPECT_THROW((void)Label::save_all(three), rowan::StatementError);
  EXPECT_THROW(Label::insert_all_with_keys(three), rowan::StatementError);
  EXPECT_THROW(Label::insert_all(three), rowan::StatementError);
  EXPECT_EQ(Label::count(), 1U);
  EXPECT_EQ(Label::insert_all(three, {.skip_duplicates = true}), 2U);
}

TEST_P(ExactValues, AKeyThatSqliteDoesNotCountIsNotGivenBack) {
  ROWAN_NEEDS(raw_sql);
  if (!on("sqlite")) GTEST_SKIP() << "lacks rowids";
  for (const std::string columns : {"id INT PRIMARY KEY, text TEXT", "id INTEGER PRIMARY KEY DESC, text TEXT"}) {
    db.execute("DROP TABLE IF EXISTS labels");
    db.execute("CREATE TABLE labels (" + columns + ")");
    Label label;
    EXPECT_THAT(message_of<rowan::StatementError>([&] { label.save_or_throw(); }), HasSubstr("gave no key"));
    std::vector<Label> many(20);
    EXPECT_THROW(Label::insert_all_with_keys(many), rowan::StatementError);
    EXPECT_EQ(scalar("SELECT COUNT(*) FROM labels"), rowan::Value(0)) << columns;
    EXPECT_THAT(rowan::check<Label>(db).to_string(), HasSubstr("generate")) << columns;
  }
  db.execute("DROP TABLE labels");
  db.execute("CREATE TABLE labels (id INTEGER, text TEXT, PRIMARY KEY (id DESC))");
  Label label;
  label.save_or_throw();
  EXPECT_EQ(Label::find(label.id).id, label.id) << "that is the rowid";
}

TEST_P(ExactValues, ATriggerInPlaceOfAViewsInsertLeavesNothingBehindAnError) {
  ROWAN_NEEDS(raw_sql);
  if (!on("sqlite")) GTEST_SKIP() << "its own INSTEAD OF triggers are tested by themselves";
  db.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT)");
  db.execute("CREATE VIEW labels AS SELECT * FROM kept");
  db.execute("CREATE TRIGGER keep INSTEAD OF INSERT ON labels BEGIN INSERT INTO kept VALUES (NEW.id, NEW.text); END");
  Label label;
  EXPECT_THROW(label.save_or_throw(), rowan::StatementError);
  EXPECT_EQ(Label::count(), 0U);
  label.id = 7;
  label.save_or_throw();
  EXPECT_EQ(Label::count(), 1U);
}

TEST_P(ExactValues, RowsThatATriggerTakesElsewhereAreFoundByTheirKeys) {
  ROWAN_NEEDS(raw_sql);
  if (!on("postgresql")) GTEST_SKIP() << "lacks triggers that return NULL";
  db.execute("CREATE TABLE labels (id bigserial PRIMARY KEY, text text NOT NULL)");
  db.execute("CREATE TABLE labels_2026 () INHERITS (labels)");
  db.execute(
      "CREATE FUNCTION labels_in() RETURNS trigger AS $$ BEGIN IF NEW.text <> 'drop' THEN INSERT INTO "
      "labels_2026 VALUES (NEW.*); END IF; RETURN NULL; END $$ LANGUAGE plpgsql");
  db.execute("CREATE TRIGGER route BEFORE INSERT ON labels FOR EACH ROW EXECUTE FUNCTION labels_in()");
  Label label;
  label.save_or_throw();
  EXPECT_EQ(Label::find(label.id).id, label.id);
  std::vector<Label> many(30);
  ASSERT_TRUE(Label::save_all(many));
  EXPECT_EQ(Label::find(many.back().id).id, many.back().id);
  EXPECT_EQ(Label::insert_all(std::vector<Label>(30)), 30U);
  EXPECT_EQ(Label::count(), 61U);
  std::vector<Label> dropped(3);
  dropped[1].text = "drop";
  EXPECT_THROW((void)Label::save_all(dropped), rowan::StatementError);
  EXPECT_THROW(Label::insert_all(dropped), rowan::StatementError);
  EXPECT_THROW(dropped[1].save_or_throw(), rowan::StatementError);
  EXPECT_TRUE(dropped[1].is_new());
  EXPECT_EQ(Label::count(), 61U);
}

TEST_P(ExactValues, WhatATriggerDidInPlaceOfAChangeIsUndoneWithTheError) {
  ROWAN_NEEDS(raw_sql);
  if (!on("postgresql")) GTEST_SKIP() << "lacks triggers that return NULL";
  db.create_tables<Label>();
  db.execute("CREATE TABLE traces (id integer)");
  Label label;
  label.save_or_throw();
  db.execute(
      "CREATE FUNCTION trace() RETURNS trigger AS $$ BEGIN INSERT INTO traces VALUES (1); RETURN NULL; END $$ "
      "LANGUAGE plpgsql");
  db.execute("CREATE TRIGGER trace BEFORE UPDATE OR DELETE ON labels FOR EACH ROW EXECUTE FUNCTION trace()");
  EXPECT_THROW((void)label.destroy(), rowan::StaleRecord);
  label.text = "new";
  EXPECT_THROW(label.save_or_throw(), rowan::StaleRecord);
  EXPECT_THROW(label.update_columns({{"text", "newer"}}), rowan::StaleRecord);
  EXPECT_EQ(scalar("SELECT COUNT(*) FROM traces"), rowan::Value(0));
}

TEST_P(ExactValues, FloatsAreShortInJson) {
  db.create_tables<Width>();
  Width width;
  width.metres = 21.35F;
  width.save_or_throw();
  EXPECT_THAT(Width::find(width.id).to_json(), HasSubstr("\"metres\":21.35}"));
}

// Advice that can be followed: a key that refers to another has the digits of that one, and what precision() refuses is
// no fault of the column's.
TEST_P(ExactValues, SaysWhereDigitsAreDeclared) {
  db.create_tables<Rate, RateUse, Price>();
  EXPECT_EQ((rowan::check<Rate, RateUse, Price>(db).to_string()), "");
  Price price;
  price.amount = rowan::Decimal("1.25");
  price.save_or_throw();
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] {
                price.update_columns({{"amount", rowan::Decimal("1.255")}});
              }),
              AllOf(HasSubstr("Price.amount"), HasSubstr("2 digits after the point that its precision() declares"),
                    testing::Not(HasSubstr("give the column"))));
}

// The digits that are declared hold for what the database computes, too, also where its columns keep any number.
TEST_P(ExactValues, SumsHaveTheDigitsThatAreDeclared) {
  db.create_tables<Price>();
  Price price;
  price.amount = rowan::Decimal("99999999.90");
  price.save_or_throw();
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { price.increment(&Price::amount, rowan::Decimal("0.10")); }),
              AllOf(HasSubstr("Price.amount"), HasSubstr("10 digits, 2 of them after the point")));
  EXPECT_THROW(Price::everything().update_all(Price::c.amount += rowan::Decimal("0.10")), rowan::InvalidValue);
  EXPECT_THROW(Price::everything().update_all(Price::c.amount = Price::c.amount * 2), rowan::InvalidValue);
  EXPECT_THROW(Price::everything().update_all(Price::c.amount = Price::c.amount * -2), rowan::InvalidValue);
  EXPECT_EQ(price.amount, rowan::Decimal("99999999.90"));
  EXPECT_EQ(Price::find(price.id).amount, rowan::Decimal("99999999.90"));
  price.increment(&Price::amount, rowan::Decimal("0.09"));
  EXPECT_EQ(price.amount, rowan::Decimal("99999999.99"));
  price.increment(&Price::amount, rowan::Decimal("-199999999.98"));
  EXPECT_EQ(Price::find(price.id).amount, rowan::Decimal("-99999999.99"));
}

TEST_P(ExactValues, SumsMayHaveAllDigitsThereAre) {
  db.create_tables<Galaxy>();
  Galaxy galaxy;
  galaxy.stars = rowan::Decimal("99999999999999999999999999999999999998");
  galaxy.save_or_throw();
  galaxy.increment(&Galaxy::stars, rowan::Decimal("1"));
  EXPECT_EQ(Galaxy::find(galaxy.id).stars, rowan::Decimal("99999999999999999999999999999999999999"));
  EXPECT_THROW(galaxy.increment(&Galaxy::stars, rowan::Decimal("1")), rowan::InvalidValue);
}

ROWAN_RECORD_SUITE(ExactValues);

}  // namespace
}  // namespace record_tests
