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

class MatchDevice : public rowan::Model<MatchDevice> {
 public:
  rowan::Uuid id;
  std::string name;

  ROWAN_MODEL(MatchDevice, (), (id, name))
  static void configure(rowan::ModelBuilder<MatchDevice>& m) { m.table("match_devices"); }
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

class MatchToken : public rowan::Model<MatchToken> {
 public:
  std::int64_t id{};
  rowan::Uuid code;
  bool active{};

  ROWAN_MODEL(MatchToken, (), (id, code, active))
  static void configure(rowan::ModelBuilder<MatchToken>& m) { m.table("match_tokens"); }
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
ROWAN_REGISTER_MODEL(record_tests::MatchDevice)
ROWAN_REGISTER_MODEL(record_tests::MatchPrice)
ROWAN_REGISTER_MODEL(record_tests::MatchMoment)
ROWAN_REGISTER_MODEL(record_tests::MatchDay)
ROWAN_REGISTER_MODEL(record_tests::MatchToken)
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

TEST_P(Matching, AUuidInUpperCaseIsRefusedWhereItWouldNotBeFound) {
  ROWAN_NEEDS(raw_sql);
  if (is("unprepared"))
    GTEST_SKIP() << "only where a statement is prepared does PostgreSQL tell that the column is text";
  const bool mariadb = is("mysql") || is("mariadb");
  db.execute(std::string("CREATE TABLE match_devices (id ") + (mariadb ? "char(36) collate utf8mb4_bin" : "text") +
             " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
  MatchDevice own;
  own.name = "own";
  own.save_or_throw();
  EXPECT_EQ(MatchDevice::find(own.id).name, "own");
  own.name = "mine";
  own.save_or_throw();
  EXPECT_EQ(MatchDevice::where(MatchDevice::c.id.in({own.id})).count(), 1U);
  EXPECT_TRUE(own.destroy());
  db.execute("INSERT INTO match_devices VALUES ('3430B28F-C298-4294-AB74-D146C13DB605', 'Ann')");
  EXPECT_THAT(message_of<rowan::InvalidValue>([] { (void)MatchDevice::first(); }), HasSubstr("MatchDevice.id"));
}

TEST_P(Matching, LookingForAUuidThatIsSpeltOtherwiseIsRefused) {
  ROWAN_NEEDS(raw_sql);
  if (is("soci") || is("unprepared"))
    GTEST_SKIP() << "only where a statement is prepared does PostgreSQL tell that the column is text";
  const bool mariadb = is("mysql") || is("mariadb");
  db.execute(std::string("CREATE TABLE match_devices (id ") + (mariadb ? "char(36) collate utf8mb4_bin" : "text") +
             " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
  const rowan::Uuid id("3430b28f-c298-4294-ab74-d146c13db605");
  EXPECT_FALSE(MatchDevice::find_if(id));
  EXPECT_TRUE(rowan::check<MatchDevice>(db).to_string().find("small letters") == std::string::npos);
  const auto refuses = [](std::string_view how, auto&& look_up) {
    EXPECT_THAT(message_of<rowan::InvalidValue>(look_up), HasSubstr(std::string(how)));
  };
  for (const auto& [spelt, how] : {std::pair("3430B28F-C298-4294-AB74-D146C13DB605", "in capitals"),
                                   std::pair("3430b28fc2984294ab74d146c13db605", "without hyphens")}) {
    db.execute("DELETE FROM match_devices");
    db.execute(std::string("INSERT INTO match_devices VALUES ('") + spelt + "', 'Ann')");
    refuses(how, [&] { (void)MatchDevice::find_if(id); });
    refuses(how, [&] { (void)MatchDevice::find_by(MatchDevice::c.id == id); });
    refuses(how, [&] { (void)MatchDevice::where(MatchDevice::c.id == id).count(); });
    refuses(how, [&] { (void)MatchDevice::where(MatchDevice::c.id == id).exists(); });
    refuses(how, [&] { (void)MatchDevice::where(MatchDevice::c.id == id).pluck(MatchDevice::c.name); });
    if (!is("postgresql"))
      refuses(how, [&] { (void)MatchDevice::where(MatchDevice::c.id.in({id, rowan::Uuid()})).load(); });
    refuses(how, [&] { (void)MatchDevice::where(MatchDevice::c.id == id).delete_all(); });
    refuses(how, [&] { (void)MatchDevice::where(MatchDevice::c.id == id).update_all(MatchDevice::c.name = "Eve"); });
    EXPECT_FALSE(MatchDevice::find_if(rowan::Uuid()));
    EXPECT_THAT(rowan::check<MatchDevice>(db).to_string(), HasSubstr("small letters"));
  }
}

TEST_P(Matching, WhatDiffersFromAUuidMayFindNothing) {
  using Device = MatchDevice;
  db.create_tables<Device>();
  Device own;
  own.name = "own";
  own.save_or_throw();
  const rowan::Uuid id = own.id, nil, last("ffffffff-ffff-ffff-ffff-ffffffffffff");
  EXPECT_FALSE(Device::exists(Device::c.id != id && Device::c.name == "own"));
  EXPECT_EQ(Device::where(Device::c.id.not_in({id, nil})).count(), 0U);
  EXPECT_TRUE(Device::where(!(Device::c.id == id)).load().empty());
  EXPECT_TRUE(Device::where(!Device::c.id.in({id})).pluck(Device::c.name).empty());
  EXPECT_FALSE(Device::find_by(Device::c.id > last));
  EXPECT_EQ(Device::where(Device::c.id < nil).count(), 0U);
  EXPECT_EQ(Device::where(Device::c.id.between(last, last)).count(), 0U);
  EXPECT_EQ(Device::where(rowan::attr("id") != id.to_string()).count(), 0U);
  if (GetParam().lacking(rowan::contract::Capability::raw_sql).empty()) {
    EXPECT_EQ(Device::where(rowan::sql("id <> ?", id)).count(), 0U);
  }
  EXPECT_EQ(Device::where(Device::c.id != id).delete_all(), 0U);
  EXPECT_EQ(Device::where(Device::c.id != id).update_all(Device::c.name = "Eve"), 0U);
  EXPECT_EQ(Device::where(Device::c.id == last || !(Device::c.id == id)).count(), 0U);
  Device::insert_all(std::vector<Device>(9));
  for (const std::size_t size : {5U, 10U}) {
    std::size_t visited = 0;
    Device::all().in_batches(size, [&](const rowan::Records<Device>& batch) { visited += batch.size(); });
    EXPECT_EQ(visited, 10U) << size;
  }
}

TEST_P(Matching, WhatEqualsAUuidIsRefusedBesideOthersThatDiffer) {
  ROWAN_NEEDS(raw_sql);
  if (is("soci") || is("postgresql")) GTEST_SKIP() << "its UUIDs are of a type of their own, or cast";
  using Device = MatchDevice;
  const bool mariadb = is("mysql") || is("mariadb");
  db.execute(std::string("CREATE TABLE match_devices (id ") + (mariadb ? "char(36) collate utf8mb4_bin" : "text") +
             " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
  const rowan::Uuid id("3430b28f-c298-4294-ab74-d146c13db605"), other("aaaaaaaa-c298-4294-ab74-d146c13db605");
  db.execute("INSERT INTO match_devices (id, name) VALUES ('3430B28F-C298-4294-AB74-D146C13DB605', 'Ann')");
  const auto refused = [](const auto& condition) {
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { (void)Device::where(condition).count(); }),
                HasSubstr("in capitals"));
  };
  refused(Device::c.id == id && Device::c.id != other);
  refused(Device::c.id == id && Device::c.id != id);
  refused(!(Device::c.id != id));
  refused(!Device::c.id.not_in({id, other}));
  refused(rowan::attr("id") == id.to_string());
  refused(rowan::attr("id") == id.to_string() && rowan::attr("name") != other.to_string());
  EXPECT_EQ(Device::where(Device::c.id == other && Device::c.id != id).count(), 0U);
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

TEST_P(Matching, AUuidIsWrittenToAndFoundInAColumnOfText) {
  ROWAN_NEEDS(raw_sql);
  if (!is("postgresql") || is("soci")) GTEST_SKIP() << "SOCI sends each value with the type of its own";
  db.execute("CREATE TABLE match_devices (id varchar(36) PRIMARY KEY, name varchar(9) NOT NULL)");
  MatchDevice device;
  device.name = "text";
  device.save_or_throw();
  EXPECT_EQ(MatchDevice::find(device.id).name, "text");
  EXPECT_EQ(MatchDevice::where(MatchDevice::c.id == device.id).count(), 1U);
}

TEST_P(Matching, FlagsAndUuidsInListsMeetColumnsOfOtherTypes) {
  ROWAN_NEEDS(raw_sql);
  if (!is("postgresql") || is("soci") || is("unprepared"))
    GTEST_SKIP() << "the column's type is PostgreSQL's to tell, where a statement is prepared";
  db.execute(
      "CREATE TABLE match_tokens (id bigserial PRIMARY KEY, code varchar(36) NOT NULL, active integer NOT NULL)");
  MatchToken token;
  token.code = rowan::Uuid::random();
  token.active = true;
  token.save_or_throw();
  EXPECT_EQ(MatchToken::find(token.id).code, token.code);
  EXPECT_TRUE(MatchToken::find(token.id).active);
  EXPECT_EQ(MatchToken::where(MatchToken::c.code == token.code && MatchToken::c.active == true).count(), 1U);
  EXPECT_EQ(MatchToken::where(MatchToken::c.code.in({token.code, rowan::Uuid()})).count(), 1U);
  EXPECT_EQ(MatchToken::where(MatchToken::c.active.in({false})).count(), 0U);
}

ROWAN_RECORD_SUITE(Matching);

}  // namespace
}  // namespace record_tests
