// What the database holds equal is equal in memory: tables that others made, with collations, padding and spellings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/rowan.hpp"

namespace record_tests {

class MatchParcel;
class MatchBuyer : public rowan::Model<MatchBuyer> {
 public:
  std::string id, name;
  rowan::HasMany<MatchParcel> parcels;

  ROWAN_MODEL(MatchBuyer, (), (id, name, parcels))
  static void configure(rowan::ModelBuilder<MatchBuyer>& m) { m.table("match_buyers"); }
};

class MatchParcel : public rowan::Model<MatchParcel> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<MatchBuyer, std::string> buyer;

  ROWAN_MODEL(MatchParcel, (), (id, buyer))
  static void configure(rowan::ModelBuilder<MatchParcel>& m) {
    m.table("match_parcels");
    m.belongs_to(&MatchParcel::buyer).optional();
  }
};

class MatchPrice : public rowan::Model<MatchPrice> {
 public:
  std::int64_t id{};
  rowan::Decimal amount;
  rowan::Json note;
  std::int64_t lock_version{};

  ROWAN_MODEL(MatchPrice, (), (id, amount, note, lock_version))
  static void configure(rowan::ModelBuilder<MatchPrice>& m) { m.table("match_prices"); }
};

class MatchMoment : public rowan::Model<MatchMoment> {
 public:
  std::int64_t id{};
  rowan::Instant at{};

  ROWAN_MODEL(MatchMoment, (), (id, at))
  static void configure(rowan::ModelBuilder<MatchMoment>& m) { m.table("match_moments"); }
};

class MatchDay : public rowan::Model<MatchDay> {
 public:
  std::int64_t id{};
  rowan::Date day{std::chrono::sys_days{}};

  ROWAN_MODEL(MatchDay, (), (id, day))
  static void configure(rowan::ModelBuilder<MatchDay>& m) {
    m.table("match_days").attribute(&MatchDay::id).generated(false);
  }
};

class MatchTag;
class MatchNote;
/// Its tags over a join table, its notes' words through them, its seats by a key of two parts: all keys of texts.
class MatchGuest : public rowan::Model<MatchGuest> {
 public:
  std::string house, code;
  rowan::ManyToMany<MatchTag> tags;
  rowan::HasMany<MatchNote> notes;

  ROWAN_MODEL(MatchGuest, (), (code, house, tags, notes))
  static void configure(rowan::ModelBuilder<MatchGuest>& m) {
    m.table("match_guests").primary_key(&MatchGuest::code);
    m.many_to_many(&MatchGuest::tags).join_table("match_guest_tags", "guest_code", "tag_code");
    m.has_many(&MatchGuest::notes).through("tags", "notes");
  }
};

class MatchTag : public rowan::Model<MatchTag> {
 public:
  std::string code, name;
  rowan::HasMany<MatchNote> notes;

  ROWAN_MODEL(MatchTag, (), (code, name, notes))
  static void configure(rowan::ModelBuilder<MatchTag>& m) { m.table("match_tags").primary_key(&MatchTag::code); }
};

class MatchNote : public rowan::Model<MatchNote> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<MatchTag, std::string> tag;

  ROWAN_MODEL(MatchNote, (), (id, tag))
  static void configure(rowan::ModelBuilder<MatchNote>& m) {
    m.table("match_notes").belongs_to(&MatchNote::tag).foreign_key("tag_code");
  }
};

class MatchSeat;
class MatchRow : public rowan::Model<MatchRow> {
 public:
  std::string hall;
  std::int64_t number{};
  rowan::HasMany<MatchSeat> seats;

  ROWAN_MODEL(MatchRow, (), (hall, number, seats))
  static void configure(rowan::ModelBuilder<MatchRow>& m) {
    m.table("match_rows").primary_key(&MatchRow::hall, &MatchRow::number);
    m.has_many(&MatchRow::seats).foreign_key({"row_hall", "row_place"});
  }
};

class MatchSeat : public rowan::Model<MatchSeat> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<MatchRow, std::tuple<std::string, std::int64_t>> row;

  ROWAN_MODEL(MatchSeat, (), (id, row))
  static void configure(rowan::ModelBuilder<MatchSeat>& m) {
    m.table("match_seats").belongs_to(&MatchSeat::row).foreign_key({"row_hall", "row_place"});
  }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::MatchGuest)
ROWAN_REGISTER_MODEL(record_tests::MatchTag)
ROWAN_REGISTER_MODEL(record_tests::MatchNote)
ROWAN_REGISTER_MODEL(record_tests::MatchRow)
ROWAN_REGISTER_MODEL(record_tests::MatchSeat)
ROWAN_REGISTER_MODEL(record_tests::MatchBuyer)
ROWAN_REGISTER_MODEL(record_tests::MatchParcel)
ROWAN_REGISTER_MODEL(record_tests::MatchPrice)
ROWAN_REGISTER_MODEL(record_tests::MatchMoment)
ROWAN_REGISTER_MODEL(record_tests::MatchDay)
namespace record_tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Matching : public RecordTest {
 protected:
  [[nodiscard]] bool is(std::string_view scheme) const { return GetParam().name.find(scheme) != std::string::npos; }
  /// A type of text whose comparisons ignore case.
  std::string any_case() {
    if (is("sqlite")) return "text collate nocase";
    if (is("mysql") || is("mariadb")) return "varchar(9) collate utf8mb4_general_ci";
    db.execute("CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    return "varchar(9) collate any_case";
  }
  void fill(const std::string& key, const std::string& reference, const std::string& other_spelling) {
    db.execute("CREATE TABLE match_buyers (id " + key + " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
    db.execute("CREATE TABLE match_parcels (id integer PRIMARY KEY, buyer_id " + reference + ")");
    db.execute("INSERT INTO match_buyers VALUES ('ABC', 'Ann'), ('XYZ', 'Zoe')");
    db.execute("INSERT INTO match_parcels VALUES (1, '" + other_spelling + "'), (2, 'ABC'), (3, '" + other_spelling +
               "')");
  }
  void expect_matches() {
    const MatchBuyer ann = *MatchBuyer::first();
    EXPECT_EQ(ann.parcels.size(), 3U);
    EXPECT_EQ(ann.parcels.count(), 3U);
    EXPECT_EQ(MatchBuyer::where(MatchBuyer::c.parcels.some()).count(), 1U);
    std::vector<std::string> names;
    for (const MatchParcel& parcel : MatchParcel::order(MatchParcel::c.id).load()) names.push_back(parcel.buyer->name);
    for (const MatchParcel& parcel : MatchParcel::order(MatchParcel::c.id).preload(MatchParcel::c.buyer).load())
      names.push_back(parcel.buyer->name);
    EXPECT_THAT(names, ElementsAre("Ann", "Ann", "Ann", "Ann", "Ann", "Ann"));
    for (const MatchBuyer& buyer :
         MatchBuyer::preload(MatchBuyer::c.parcels, MatchParcel::order(MatchParcel::c.id.desc()).limit(2)).load()) {
      std::vector<std::int64_t> ids;
      for (const MatchParcel& parcel : buyer.parcels) ids.push_back(parcel.id);
      EXPECT_EQ(ids, buyer.name == "Ann" ? (std::vector<std::int64_t>{3, 2}) : std::vector<std::int64_t>{});
    }
  }
};

TEST_P(Matching, KeysOfAnotherCaseAreTheDatabasesOwn) {
  ROWAN_NEEDS(raw_sql);
  const std::string type = any_case();
  fill(type, type, "abc");
  expect_matches();
  std::vector<std::string> names;
  for (const MatchBuyer& buyer :
       MatchBuyer::find_all({std::string("abc"), std::string("XYZ"), std::string("ABC"), std::string("abc")}))
    names.push_back(buyer.name);
  EXPECT_THAT(names, ElementsAre("Ann", "Zoe", "Ann", "Ann"));
  EXPECT_THAT(message_of<rowan::RecordNotFound>([] {
                (void)MatchBuyer::find_all({std::string("no"), std::string("ABC")});
              }),
              HasSubstr("no"));
  MatchBuyer ann = *MatchBuyer::first();
  MatchParcel first = MatchParcel::find(1);
  ann.parcels.remove(first);
  EXPECT_EQ(ann.parcels.size(), 2U);
}

TEST_P(Matching, AReferenceOfAnotherCaseIsNotWrittenAnew) {
  ROWAN_NEEDS(raw_sql);
  const std::string type = any_case();
  fill(type, type, "abc");
  MatchBuyer ann = *MatchBuyer::first();
  MatchParcel parcel = MatchParcel::find(1);
  EXPECT_EQ(parcel.buyer->name, "Ann");
  EXPECT_FALSE(parcel.changed());
  EXPECT_QUERY_COUNT(0) { parcel.save_or_throw(); }
  for (MatchParcel& own : ann.parcels) {
    EXPECT_QUERY_COUNT(0) { own.save_or_throw(); }
  }
  EXPECT_EQ(db.query("SELECT buyer_id FROM match_parcels WHERE id = 1")[0][0].to_string(), "abc");
}

TEST_P(Matching, KeysOfAnotherCaseMatchThroughJoinTablesToo) {
  ROWAN_NEEDS(raw_sql);
  const std::string type = any_case();
  db.execute("CREATE TABLE match_guests (code " + type + " NOT NULL PRIMARY KEY, house varchar(9) NOT NULL)");
  db.execute("CREATE TABLE match_tags (code " + type + " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
  db.execute("CREATE TABLE match_guest_tags (guest_code " + type + " NOT NULL, tag_code " + type + " NOT NULL)");
  db.execute("CREATE TABLE match_notes (id integer PRIMARY KEY, tag_code " + type + ")");
  db.execute("INSERT INTO match_guests VALUES ('ANN', 'a'), ('Zoe', 'z')");
  db.execute("INSERT INTO match_tags VALUES ('RED', 'r'), ('Blue', 'b')");
  db.execute("INSERT INTO match_guest_tags VALUES ('ann', 'red'), ('Ann', 'BLUE'), ('zoe', 'Red')");
  db.execute("INSERT INTO match_notes VALUES (1, 'red'), (2, 'blue'), (3, 'rED')");
  const auto expect = [](const MatchGuest& guest) {
    const bool ann = guest.code == "ANN";
    EXPECT_EQ(guest.tags.size(), ann ? 2U : 1U);
    EXPECT_EQ(guest.tags.count(), ann ? 2U : 1U);
    EXPECT_EQ(guest.notes.size(), ann ? 3U : 2U);
  };
  for (const MatchGuest& guest : MatchGuest::all()) expect(guest);
  for (const MatchGuest& guest : MatchGuest::preload(MatchGuest::c.tags).preload(MatchGuest::c.notes).load())
    expect(guest);
  EXPECT_EQ(MatchGuest::where(MatchGuest::c.tags.some(MatchTag::c.name == "r")).count(), 2U);
}

TEST_P(Matching, KeysOfSeveralPartsMatchInAnotherCase) {
  ROWAN_NEEDS(raw_sql);
  const std::string type = any_case();
  db.execute("CREATE TABLE match_rows (hall " + type +
             " NOT NULL, number bigint NOT NULL, PRIMARY KEY (hall, number))");
  db.execute("CREATE TABLE match_seats (id integer PRIMARY KEY, row_hall " + type + ", row_place bigint)");
  db.execute("INSERT INTO match_rows VALUES ('EAST', 1), ('EAST', 2), ('West', 1)");
  db.execute("INSERT INTO match_seats VALUES (1, 'east', 1), (2, 'East', 2), (3, 'EAST', 1), (4, 'west', 1)");
  std::vector<std::size_t> sizes;
  for (const MatchRow& row : MatchRow::order(MatchRow::c.hall).order(MatchRow::c.number).load())
    sizes.push_back(row.seats.size());
  EXPECT_THAT(sizes, ElementsAre(2U, 1U, 1U));
  for (const MatchSeat& seat : MatchSeat::all()) EXPECT_NE(seat.row.get_if(), nullptr) << seat.id;
}

TEST_P(Matching, CitextKeysMatchInAnotherCase) {
  ROWAN_NEEDS(raw_sql);
  if (!is("postgresql")) GTEST_SKIP() << "a type of PostgreSQL's";
  if (db.query("SELECT 1 FROM pg_available_extensions WHERE name = 'citext'").empty())
    GTEST_SKIP() << "the server lacks the extension citext";
  db.execute("DROP EXTENSION IF EXISTS citext CASCADE");  // it may stand in another test's schema
  db.execute("CREATE EXTENSION citext");
  fill("citext", "citext", "abc");
  expect_matches();
}

TEST_P(Matching, BlanksAtTheEndCountAsTheDatabaseCountsThem) {
  ROWAN_NEEDS(raw_sql);
  if (is("sqlite")) {
    fill("text collate rtrim", "text collate rtrim", "ABC  ");
  } else if (is("mysql") || is("mariadb")) {
    fill("varchar(9) collate utf8mb4_bin", "varchar(9) collate utf8mb4_bin", "ABC ");
  } else {
    fill("char(5)", "varchar(5)", "ABC");  // read padded, the key would not equal the reference
  }
  expect_matches();
}

TEST_P(Matching, EqualDecimalsAndDocumentsAreNoChange) {
  db.create_tables<MatchPrice>();
  MatchPrice made;
  made.amount = rowan::Decimal("10.50");
  made.note = rowan::Json(R"({"b": 1, "aa": [1, {"z": null, "y": "\u00e9"}]})");
  made.save_or_throw();
  MatchPrice price = MatchPrice::find(made.id);
  price.amount = rowan::Decimal("10.5");
  price.note = made.note;
  EXPECT_TRUE(price.changes().empty());
  price.save_or_throw();
  EXPECT_EQ(MatchPrice::find(made.id).lock_version, made.lock_version);
  price.note = rowan::Json(R"({"b": 1, "aa": [{"z": null, "y": "\u00e9"}, 1]})");
  price.amount = rowan::Decimal("10.51");
  EXPECT_EQ(price.changes().size(), 2U);
}

TEST_P(Matching, WhatCantBeReadIsNotWritten) {
  ROWAN_NEEDS(raw_sql);
  if (is("sqlite")) GTEST_SKIP() << "SQLite has no types of times";
  const bool mariadb = is("mysql") || is("mariadb");
  const std::string create = std::string("CREATE TABLE match_moments (id ") +
                             (mariadb ? "bigint AUTO_INCREMENT" : "bigserial") + " PRIMARY KEY, at ";
  const std::vector<std::string> others =
      mariadb ? std::vector<std::string>{"date"} : std::vector<std::string>{"timestamp", "date", "timestamp(0)"};
  for (const std::string& type : others) {
    db.execute("DROP TABLE IF EXISTS match_moments");  // on one connection: what it knew of the column is forgotten
    db.execute(create + type + " NOT NULL)");
    MatchMoment moment;
    const std::string refusal = message_of<rowan::InvalidValue>([&] { moment.save_or_throw(); });
    EXPECT_THAT(refusal, HasSubstr("MatchMoment.at"));
    EXPECT_THAT(refusal, HasSubstr(type == "date" ? "rowan::Date" : "LocalDateTime"));
    EXPECT_EQ(MatchMoment::count(), 0U);
  }
  db.execute("DROP TABLE match_moments");
  db.execute(create + (mariadb ? "datetime(6)" : "timestamptz") + " NOT NULL)");
  MatchMoment kept;
  kept.save_or_throw();
  EXPECT_EQ(MatchMoment::find(kept.id).at, kept.at);
  for (const std::string type : {"timestamp", mariadb ? "datetime(6)" : "timestamptz"}) {
    db.execute("DROP TABLE IF EXISTS match_days");
    db.execute("CREATE TABLE match_days (id integer PRIMARY KEY, day " + type + " NULL)");
    MatchDay day;
    day.id = 1;
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { day.save_or_throw(); }), HasSubstr("MatchDay.day"));
    EXPECT_EQ(MatchDay::count(), 0U);
  }
}

ROWAN_RECORD_SUITE(Matching);

}  // namespace
}  // namespace record_tests
