// The code of docs/guide/testing.md on a database of the test program's own.
#include <gtest/gtest.h>

#include <string>

#include <rowan/rowan.hpp>

#include "rowan/testing/database_test.hpp"

class Coin : public rowan::Model<Coin> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Coin, (), (id, name))
};
ROWAN_REGISTER_MODEL(Coin)

namespace {

// [snippet: environment]
// Once in the test program: makes a database with the tables of all models, and drops it after the last test.
const auto* const environment = rowan::testing::DatabaseEnvironment::add("sqlite://test.db");

class CoinTest : public rowan::testing::DatabaseTest {};  // each test is rolled back

TEST_F(CoinTest, IsFoundByItsName) {
  const Coin coin = Coin::create({{"name", "Guilder"}});
  EXPECT_EQ(Coin::find_by(Coin::c.name == "Guilder").value().id, coin.id);
}

TEST_F(CoinTest, FindsNothingOfOtherTests) { EXPECT_EQ(Coin::count(), 0U); }
// [end]

TEST_F(CoinTest, HasTheDatabase) { EXPECT_TRUE(db.table_exists<Coin>()); }

}  // namespace
