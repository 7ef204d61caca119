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

class MatchToken : public rowan::Model<MatchToken> {
 public:
  std::int64_t id{};
  rowan::Uuid code;
  bool active{};

  ROWAN_MODEL(MatchToken, (), (id, code, active))
  static void configure(rowan::ModelBuilder<MatchToken>& m) { m.table("match_tokens"); }
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::MatchBuyer)
ROWAN_REGISTER_MODEL(record_tests::MatchParcel)
ROWAN_REGISTER_MODEL(record_tests::MatchDevice)
ROWAN_REGISTER_MODEL(record_tests::MatchPrice)
ROWAN_REGISTER_MODEL(record_tests::MatchMoment)
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

TEST_P(Matching, BlanksAtTheEndCountAsTheDatabaseCountsThem) {
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
  if (!is("postgresql") || is("soci") || is("unprepared"))
    GTEST_SKIP() << "columns of other types are PostgreSQL's, told where a statement is prepared";
  db.execute("CREATE TABLE match_moments (id bigserial PRIMARY KEY, at timestamp NOT NULL)");
  MatchMoment moment;
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { moment.save_or_throw(); }), HasSubstr("LocalDateTime"));
  EXPECT_EQ(MatchMoment::count(), 0U);
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
