#include "contract/database_under_test.hpp"

#include <cstdlib>
#include <utility>

#include "rowan/connection/driver_registry.hpp"

namespace rowan::contract {
namespace {

std::vector<DatabaseUnderTest>& list() {
  static std::vector<DatabaseUnderTest> databases;
  return databases;
}

std::vector<DatabaseUnderTest>& missing_list() {
  static std::vector<DatabaseUnderTest> databases;
  return databases;
}

TEST(Servers, AreInstalled) {
  std::string told;
  for (const auto& database : missing_list()) told += database.name + ": " + database.missing + '\n';
  if (told.empty()) return;
  if (std::getenv("ROWAN_REQUIRE_SERVERS") != nullptr) FAIL() << told;
  GTEST_SKIP() << told;
}

}  // namespace

bool refuses_newer_rows(Database& database) {
  if (!database.dialect().can().reads_before_locks) return false;
  const auto rows = database.query("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'");
  return !rows.empty() && rows.front()[1].as_string() == "ON";
}

std::string DatabaseUnderTest::lacking(Capability capability) const {
  const auto found = lacks.find(capability);
  return found == lacks.end() ? std::string() : found->second;
}

bool add_database(DatabaseUnderTest database) {
  auto& where = database.missing.empty() ? list() : missing_list();
  where.push_back(std::move(database));
  return true;
}

const std::vector<DatabaseUnderTest>& databases() { return list(); }

std::string database_name(const ::testing::TestParamInfo<DatabaseUnderTest>& info) { return info.param.name; }

ContractTest::ContractTest()
    : url_(Url::parse(GetParam().url(dir_))), driver_(find_driver(url_.scheme)), connection(driver_.open(url_)) {}

std::unique_ptr<DriverConnection> ContractTest::connect(std::string_view more_options) {
  auto text = GetParam().url(dir_);
  if (!more_options.empty()) text += (text.find('?') == std::string::npos ? '?' : '&') + std::string(more_options);
  return driver_.open(Url::parse(text));
}

std::string ContractTest::placeholders(std::size_t count) const {
  std::string text;
  for (std::size_t number = 1; number <= count; ++number) {
    if (number > 1) text += ", ";
    dialect().append_placeholder(text, number);
  }
  return text;
}

Value ContractTest::scalar(std::string_view sql) {
  const auto statement = connection->prepare(sql);
  return statement->step() ? statement->value(0) : Value();
}

}  // namespace rowan::contract
