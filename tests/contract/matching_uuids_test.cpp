// UUIDs in columns of other types: found as they are spelled, or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/rowan.hpp"

namespace record_tests {

class MatchDevice : public rowan::Model<MatchDevice> {
 public:
  rowan::Uuid id;
  std::string name;

  ROWAN_MODEL(MatchDevice, (), (id, name))
  static void configure(rowan::ModelBuilder<MatchDevice>& m) { m.table("match_devices"); }
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
ROWAN_REGISTER_MODEL(record_tests::MatchDevice)
ROWAN_REGISTER_MODEL(record_tests::MatchToken)
namespace record_tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class MatchingUuids : public RecordTest {
 protected:
  [[nodiscard]] bool is(std::string_view scheme) const { return GetParam().name.find(scheme) != std::string::npos; }
};

TEST_P(MatchingUuids, AUuidInUpperCaseIsRefusedWhereItWouldNotBeFound) {
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

TEST_P(MatchingUuids, LookingForAUuidThatIsSpeltOtherwiseIsRefused) {
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

TEST_P(MatchingUuids, ChecksNoteAColumnOfOthersThatComparesLetterByLetter) {
  ROWAN_NEEDS(raw_sql);
  const bool mariadb = is("mysql") || is("mariadb");
  const auto noted = [&](const std::string& type) {
    db.execute("DROP TABLE IF EXISTS match_devices");
    db.execute("CREATE TABLE match_devices (id " + type + " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
    return rowan::check<MatchDevice>(db).to_string().find("letter by letter") != std::string::npos;
  };
  EXPECT_TRUE(noted(mariadb ? "varchar(40) collate utf8mb4_bin" : "varchar(40)"));
  if (mariadb) {
    EXPECT_FALSE(noted("char(36) collate utf8mb4_general_ci"));
  }
  db.execute("DROP TABLE match_devices");
  db.create_tables<MatchDevice>();
  EXPECT_EQ(rowan::check<MatchDevice>(db).to_string(), "") << "nobody else writes there";
}

// As the guide says: two spellings are two values to the database.
TEST_P(MatchingUuids, WhatOnlyComparesTakesAnotherSpellingForAnotherUuid) {
  ROWAN_NEEDS(raw_sql);
  const bool mariadb = is("mysql") || is("mariadb");
  db.execute(std::string("CREATE TABLE match_devices (id ") + (mariadb ? "char(36) collate utf8mb4_bin" : "text") +
             " NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)");
  db.execute("INSERT INTO match_devices VALUES ('3430B28F-C298-4294-AB74-D146C13DB605', 'Ann')");
  const rowan::Uuid id("3430b28f-c298-4294-ab74-d146c13db605");
  EXPECT_EQ(MatchDevice::where(MatchDevice::c.id != id).count(), 1U);
  EXPECT_EQ(MatchDevice::where(MatchDevice::c.id.not_in({id})).count(), 1U);
  MatchDevice twin;
  twin.id = id;
  twin.name = "twin";
  twin.upsert({MatchDevice::c.id});
  EXPECT_EQ(MatchDevice::count(), 2U);
  EXPECT_EQ(MatchDevice::find(id).name, "twin");
}

TEST_P(MatchingUuids, WhatDiffersFromAUuidMayFindNothing) {
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

TEST_P(MatchingUuids, WhatEqualsAUuidIsRefusedBesideOthersThatDiffer) {
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

TEST_P(MatchingUuids, AUuidIsWrittenToAndFoundInAColumnOfText) {
  ROWAN_NEEDS(raw_sql);
  if (!is("postgresql") || is("soci")) GTEST_SKIP() << "SOCI sends each value with the type of its own";
  db.execute("CREATE TABLE match_devices (id varchar(36) PRIMARY KEY, name varchar(9) NOT NULL)");
  MatchDevice device;
  device.name = "text";
  device.save_or_throw();
  EXPECT_EQ(MatchDevice::find(device.id).name, "text");
  EXPECT_EQ(MatchDevice::where(MatchDevice::c.id == device.id).count(), 1U);
}

TEST_P(MatchingUuids, FlagsAndUuidsInListsMeetColumnsOfOtherTypes) {
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

ROWAN_RECORD_SUITE(MatchingUuids);

}  // namespace
}  // namespace record_tests
