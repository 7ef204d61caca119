// Tables that others made, where what comes back, or is found, could be another value than the one that is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/rowan.hpp"

namespace read_as_meant {

class SwitchRow : public rowan::Model<SwitchRow> {
 public:
  std::int64_t id{};
  std::uint64_t wide{};
  std::int64_t narrow{};

  ROWAN_MODEL(SwitchRow, (), (id, wide, narrow))
  static void configure(rowan::ModelBuilder<SwitchRow>& m) { m.table("meant_switches"); }
};

class Sighting : public rowan::Model<Sighting> {
 public:
  std::int64_t id{};
  std::optional<rowan::Instant> at;

  ROWAN_MODEL(Sighting, (), (id, at))
  static void configure(rowan::ModelBuilder<Sighting>& m) { m.table("meant_sightings"); }
};

class Vintage : public rowan::Model<Vintage> {
 public:
  std::int64_t year{};
  std::string name;

  ROWAN_MODEL(Vintage, (), (year, name))
  static void configure(rowan::ModelBuilder<Vintage>& m) {
    m.table("meant_vintages").primary_key(&Vintage::year);
    m.attribute(&Vintage::year).generated(false);
  }
};

class MomentKey : public rowan::Model<MomentKey> {
 public:
  rowan::Instant at{};
  std::string name;

  ROWAN_MODEL(MomentKey, (), (at, name))
  static void configure(rowan::ModelBuilder<MomentKey>& m) { m.table("meant_moments").primary_key(&MomentKey::at); }
};

class PriceKey : public rowan::Model<PriceKey> {
 public:
  std::int64_t id{};
  rowan::Decimal price;

  ROWAN_MODEL(PriceKey, (), (id, price))
  static void configure(rowan::ModelBuilder<PriceKey>& m) {
    m.table("meant_prices").attribute(&PriceKey::price).unique();
  }
};

class Uncounted : public rowan::Model<Uncounted> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Uncounted, (), (id, name))
  static void configure(rowan::ModelBuilder<Uncounted>& m) { m.table("meant_uncounted"); }
};

class Moods : public rowan::Model<Moods> {
 public:
  std::int64_t id{};
  std::vector<std::string> felt;

  ROWAN_MODEL(Moods, (), (id, felt))
  static void configure(rowan::ModelBuilder<Moods>& m) { m.table("meant_moods"); }
};

class Paperwork : public rowan::Model<Paperwork> {
 public:
  std::int64_t id{};
  rowan::Json body;

  ROWAN_MODEL(Paperwork, (), (id, body))
  static void configure(rowan::ModelBuilder<Paperwork>& m) { m.table("meant_paperwork"); }
};

class Tank : public rowan::Model<Tank> {
 public:
  std::int64_t id{}, level{};

  ROWAN_MODEL(Tank, (), (id, level))
  static void configure(rowan::ModelBuilder<Tank>& m) { m.table("meant_tanks"); }
};

class CountedPart : public rowan::Model<CountedPart> {
 public:
  std::int64_t shop{}, number{};

  ROWAN_MODEL(CountedPart, (), (shop, number))
  static void configure(rowan::ModelBuilder<CountedPart>& m) {
    m.table("meant_parts").primary_key(&CountedPart::shop, &CountedPart::number);
  }
};

class Berth;
/// By a text of another character set, and a number.
class Harbour : public rowan::Model<Harbour> {
 public:
  std::string town;
  std::int64_t number{};
  rowan::HasMany<Berth> berths;
  rowan::ManyToMany<Harbour> reached, reached_from;

  ROWAN_MODEL(Harbour, (), (town, number, berths, reached, reached_from))
  static void configure(rowan::ModelBuilder<Harbour>& m);
};
class Berth : public rowan::Model<Berth> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Harbour, std::tuple<std::string, std::int64_t>> harbour;

  ROWAN_MODEL(Berth, (), (id, harbour))
  static void configure(rowan::ModelBuilder<Berth>& m) {
    m.table("meant_berths").belongs_to(&Berth::harbour).foreign_key({"town", "number"});
  }
};
void Harbour::configure(rowan::ModelBuilder<Harbour>& m) {
  m.table("meant_harbours").primary_key(&Harbour::town, &Harbour::number);
  m.attribute(&Harbour::town).length(40);
  m.attribute(&Harbour::number).generated(false);
  m.has_many(&Harbour::berths).foreign_key({"town", "number"});
  m.many_to_many(&Harbour::reached)
      .join_table("meant_routes", {"from_town", "from_number"}, {"to_town", "to_number"})
      .inverse("reached_from");
  m.many_to_many(&Harbour::reached_from)
      .join_table("meant_routes", {"to_town", "to_number"}, {"from_town", "from_number"})
      .inverse("reached");
}

}  // namespace read_as_meant

ROWAN_REGISTER_MODEL(read_as_meant::SwitchRow)
ROWAN_REGISTER_MODEL(read_as_meant::Sighting)
ROWAN_REGISTER_MODEL(read_as_meant::Vintage)
ROWAN_REGISTER_MODEL(read_as_meant::MomentKey)
ROWAN_REGISTER_MODEL(read_as_meant::PriceKey)
ROWAN_REGISTER_MODEL(read_as_meant::Uncounted)
ROWAN_REGISTER_MODEL(read_as_meant::Moods)
ROWAN_REGISTER_MODEL(read_as_meant::Paperwork)
ROWAN_REGISTER_MODEL(read_as_meant::Tank)
ROWAN_REGISTER_MODEL(read_as_meant::CountedPart)
ROWAN_REGISTER_MODEL(read_as_meant::Harbour)
ROWAN_REGISTER_MODEL(read_as_meant::Berth)

namespace read_as_meant {
namespace {

using record_tests::message_of;
using rowan::Decimal;
using rowan::InvalidValue;
using rowan::when;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t all_bits = std::numeric_limits<std::uint64_t>::max();

class ReadAsMeant : public record_tests::RecordTest {
 protected:
  [[nodiscard]] bool on_mysql() const { return on("mariadb") || on("mysql"); }
  void only_on(std::string_view name) const {
    if (!(name == "mysql" ? on_mysql() : on(name))) GTEST_SKIP() << "written for " << name;
  }
};
#define ROWAN_ONLY_ON(name) \
  only_on(name);            \
  if (IsSkipped()) return

TEST_P(ReadAsMeant, BitsThatTheServerComputedAreTheirNumberOrRefused) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("mysql");
  db.execute("CREATE TABLE meant_switches (id bigint AUTO_INCREMENT PRIMARY KEY, wide bit(64), narrow bit(8))");
  db.execute("INSERT INTO meant_switches (wide, narrow) VALUES (18446744073709551615, 3), (12, 130)");
  EXPECT_EQ(SwitchRow::maximum(SwitchRow::c.wide), all_bits);
  EXPECT_EQ(SwitchRow::minimum(SwitchRow::c.wide), 12u);
  EXPECT_EQ(SwitchRow::maximum(SwitchRow::c.narrow), 130);
  EXPECT_THAT(message_of<InvalidValue>([] { (void)SwitchRow::minimum(SwitchRow::c.narrow); }), HasSubstr("plus 0"));
  EXPECT_EQ(SwitchRow::minimum(SwitchRow::c.narrow + 0), 3);
  EXPECT_THAT(SwitchRow::order(SwitchRow::c.id).pluck(SwitchRow::c.narrow), ElementsAre(3, 130));
}

TEST_P(ReadAsMeant, AChoiceOfTheWidestNumbersIsOneOfThem) {
  if (on("sqlite")) GTEST_SKIP() << "its integers end at 2^63-1";
  db.create_tables<SwitchRow>();
  SwitchRow row;
  row.wide = all_bits;
  row.save_or_throw();
  EXPECT_THAT(SwitchRow::all().pluck(when(SwitchRow::c.id > 0, SwitchRow::c.wide).otherwise(SwitchRow::c.wide)),
              ElementsAre(all_bits));
}

TEST_P(ReadAsMeant, NullIsNotThePresentTime) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("mysql");
  db.execute("CREATE TABLE meant_sightings (id bigint AUTO_INCREMENT PRIMARY KEY, at timestamp NOT NULL)");
  Sighting none;
  EXPECT_THAT(message_of<InvalidValue>([&] { none.save_or_throw(); }), HasSubstr("present time"));
  EXPECT_THROW(Sighting::insert_all(std::vector<Sighting>(30)), InvalidValue);
  Sighting seen;
  EXPECT_EQ(Sighting::count(), 0u);
  seen.at = std::chrono::floor<std::chrono::seconds>(rowan::now());
  seen.save_or_throw();
  seen.at.reset();
  EXPECT_THROW(seen.save_or_throw(), InvalidValue);
  EXPECT_THROW(Sighting::everything().update_all(Sighting::c.at = std::nullopt), InvalidValue);
}

TEST_P(ReadAsMeant, AYearIsNotFoundByItsLastDigits) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("mysql");
  db.execute("CREATE TABLE meant_vintages (year year PRIMARY KEY, name varchar(20) NOT NULL)");
  db.execute("INSERT INTO meant_vintages VALUES (2026, 'new')");
  EXPECT_EQ(Vintage::find(2026).name, "new");
  EXPECT_THAT(message_of<InvalidValue>([] { (void)Vintage::find_if(26); }), AllOf(HasSubstr("26"), HasSubstr("2026")));
  EXPECT_THROW((void)Vintage::find(26), InvalidValue);
}

TEST_P(ReadAsMeant, CheckTellsOfUniqueIndexesThatCompareLetters) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("sqlite");
  db.execute("CREATE TABLE meant_moments (at TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL)");
  db.execute("CREATE TABLE meant_prices (id INTEGER PRIMARY KEY AUTOINCREMENT, price TEXT NOT NULL UNIQUE)");
  const std::string told = rowan::check<MomentKey, PriceKey>(db).to_string();
  EXPECT_THAT(told, HasSubstr("unique index of meant_moments over at compares letters"));
  EXPECT_THAT(told, HasSubstr("unique index of meant_prices over price compares letters"));
  db.execute("DROP TABLE meant_moments");
  db.execute("DROP TABLE meant_prices");
  db.create_tables<MomentKey, PriceKey>();
  EXPECT_EQ((rowan::check<MomentKey, PriceKey>(db).to_string()), "");
}

TEST_P(ReadAsMeant, NoRowIsInsertedWithoutAKey) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("sqlite");
  db.execute("CREATE TABLE meant_uncounted (id INT PRIMARY KEY, name TEXT NOT NULL)");
  const std::vector<Uncounted> rows(3);
  const auto refused = [](const auto& write) {
    EXPECT_THAT(message_of<rowan::StatementError>(write), HasSubstr("gave no key"));
    EXPECT_EQ(Uncounted::count(), 0u);
  };
  refused([&] { Uncounted::insert_all(rows); });
  refused([] { Uncounted::insert_from({"name"}, Uncounted::select(Uncounted::c.name)); });
  Uncounted keyed;
  keyed.id = 5;
  EXPECT_EQ(Uncounted::insert_all(std::vector<Uncounted>{keyed}), 1u);
}

TEST_P(ReadAsMeant, AnArrayOfLabelsIsReadAsItIsWritten) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("postgresql");
  db.execute("CREATE TYPE meant_mood AS ENUM ('ok', 'so, so', 'bad')");
  db.execute("CREATE TABLE meant_moods (id bigserial PRIMARY KEY, felt meant_mood[] NOT NULL)");
  Moods moods;
  moods.felt = {"so, so", "ok"};
  moods.save_or_throw();
  EXPECT_THAT(Moods::find(moods.id).felt, ElementsAre("so, so", "ok"));
}

TEST_P(ReadAsMeant, CheckTellsOfTypesWithoutEquality) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("postgresql");
  db.execute("CREATE TABLE meant_paperwork (id bigserial PRIMARY KEY, body json NOT NULL)");
  EXPECT_THAT(rowan::check<Paperwork>(db).to_string(), HasSubstr("no equality for json"));
}

TEST_P(ReadAsMeant, UnsignedColumnsAreCountedWithBelowZero) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("mysql");
  db.execute("CREATE TABLE meant_tanks (id bigint AUTO_INCREMENT PRIMARY KEY, level int unsigned NOT NULL)");
  db.execute("INSERT INTO meant_tanks (level) VALUES (3)");
  EXPECT_EQ(Tank::where(Tank::c.level - 5 < 0).count(), 1u);
  EXPECT_THAT(Tank::all().pluck(Tank::c.level - 5), ElementsAre(-2));
  EXPECT_THROW(Tank::everything().update_all(Tank::c.level -= 5), InvalidValue);
}

TEST_P(ReadAsMeant, CheckTellsOfPartsThatTheDatabaseCountsUp) {
  ROWAN_NEEDS(raw_sql);
  if (!on_mysql() && !on("postgresql")) GTEST_SKIP() << "counts up no part of a key";
  db.execute(on_mysql() ? "CREATE TABLE meant_parts (shop bigint NOT NULL, number bigint NOT NULL AUTO_INCREMENT,"
                          " PRIMARY KEY (shop, number), KEY (number))"
                        : "CREATE TABLE meant_parts (shop bigint NOT NULL, number bigint GENERATED BY DEFAULT AS"
                          " IDENTITY, PRIMARY KEY (shop, number))");
  EXPECT_THAT(rowan::check<CountedPart>(db).to_string(), HasSubstr("database_default"));
}

TEST_P(ReadAsMeant, CompositeKeysOfOtherCharacterSetsAreFound) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("mysql");
  for (const std::string set : {"latin1", "ucs2"}) {
    db.execute("DROP TABLE IF EXISTS meant_berths");
    db.execute("CREATE OR REPLACE TABLE meant_harbours (town varchar(40) CHARACTER SET " + set +
               ", number bigint, PRIMARY KEY (town, number))");
    db.execute("CREATE TABLE meant_berths (id bigint AUTO_INCREMENT PRIMARY KEY, town varchar(40) CHARACTER SET " +
               set + ", number bigint)");
    db.execute("INSERT INTO meant_harbours VALUES ('Orléans', 1), ('Brest', 1)");
    db.execute("INSERT INTO meant_berths (town, number) VALUES ('Orléans', 1), ('Brest', 1), ('Orléans', 1)");
    for (const Berth& berth : Berth::all()) EXPECT_NE(berth.harbour.get_if(), nullptr) << set;
    std::size_t found = 0;
    for (Harbour& harbour : Harbour::all().preload(Harbour::c.berths)) found += harbour.berths.size();
    EXPECT_EQ(found, 3u) << set;
  }
}

TEST_P(ReadAsMeant, AJoinTableHasAColumnForEachPartOfAKey) {
  db.create_tables<Harbour, Berth>();
  std::vector<Harbour> harbours(3);
  for (std::size_t i = 0; i < harbours.size(); ++i) {
    harbours[i].town = i == 2 ? "Brest" : "Nantes";
    harbours[i].number = static_cast<std::int64_t>(i);
  }
  ASSERT_TRUE(Harbour::save_all(harbours));
  harbours[0].reached.link(harbours[2]);
  harbours[1].reached.link(harbours[2]);
  Harbour brest = Harbour::find("Brest", 2);
  EXPECT_EQ(brest.reached_from.size(), 2u);
  EXPECT_EQ(brest.reached.size(), 0u);
  EXPECT_EQ((Harbour::where(Harbour::c.reached.some(Harbour::c.town == "Brest")).count()), 2u);
}

TEST_P(ReadAsMeant, ATriggersOwnWordsAreTold) {
  ROWAN_NEEDS(raw_sql);
  ROWAN_ONLY_ON("mysql");
  db.create_tables<Tank>();
  for (const char* number : {"1062", "1048", "1452", "4025", "1146", "1054", "1406"}) {
    db.execute(
        "CREATE OR REPLACE TRIGGER meant_refuses BEFORE INSERT ON meant_tanks FOR EACH ROW SIGNAL SQLSTATE"
        " '45000' SET MYSQL_ERRNO = " +
        std::string(number) + ", MESSAGE_TEXT = 'closed on Sundays'");
    EXPECT_THAT(message_of<rowan::Error>([] { Tank().save_or_throw(); }), HasSubstr("closed on Sundays")) << number;
  }
}

TEST_P(ReadAsMeant, TheRestOfATextMayBeAskedForByAnyLength) {
  db.create_tables<Uncounted>();
  Uncounted row;
  row.name = "abc";
  row.save_or_throw();
  constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();
  const auto part = [](std::int64_t from, std::int64_t length) {
    return Uncounted::all().pluck(rowan::substring(Uncounted::c.name, from, length)).at(0);
  };
  EXPECT_EQ(part(2, endless), "bc");
  EXPECT_EQ(part(endless, 2), "");
  EXPECT_EQ(part(1, 2), "ab");
}

TEST_P(ReadAsMeant, NumbersOfRecordsAndTimesAreNotNegative) {
  db.create_tables<Tank>();
  EXPECT_THROW((void)Tank::first(-1), rowan::QueryError);
  EXPECT_THROW((void)Tank::all().timeout(std::chrono::milliseconds(-5)), rowan::QueryError);
  EXPECT_THROW((void)Tank::all().timeout(std::chrono::milliseconds::max()), rowan::QueryError);
  EXPECT_THROW(db.transaction([] {}, {.timeout = std::chrono::milliseconds(-1)}), rowan::QueryError);
  EXPECT_EQ(Tank::first(0).size(), 0u);
}

TEST_P(ReadAsMeant, ValuesOfTheProgramAloneAreCounted) {
  db.create_tables<Tank>();
  Tank().save_or_throw();
  const auto matching = [](const char* filter) {
    return Tank::where(rowan::condition_from_json(Tank::rowan_info(), filter)).count();
  };
  EXPECT_EQ(matching(R"({"this":{"*":[-0.5,-2]},"eq":1})"), 1u);
  EXPECT_EQ(matching(R"({"this":{"abs":-1.5},"eq":1.5})"), 1u);
}

ROWAN_RECORD_SUITE(ReadAsMeant);

}  // namespace
}  // namespace read_as_meant
