// Generated keys of tables that others made: columns that take no value but their sequence's, views, row security.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rowan/rowan.hpp"
#include "support/server/postgresql_server.hpp"

namespace rowan::contract {

class Parcel : public Model<Parcel> {
 public:
  std::int64_t id{};
  std::string label;

  ROWAN_MODEL(Parcel, (), (id, label))
  static void configure(ModelBuilder<Parcel>& m) { m.table("always_keyed"); }
};

class SeenParcel : public Model<SeenParcel> {
 public:
  std::int64_t id{};
  std::string label;

  ROWAN_MODEL(SeenParcel, (), (id, label))
  static void configure(ModelBuilder<SeenParcel>& m) { m.table("seen_parcels"); }
};

}  // namespace rowan::contract
ROWAN_REGISTER_MODEL(rowan::contract::Parcel)
ROWAN_REGISTER_MODEL(rowan::contract::SeenParcel)

namespace rowan::contract {
namespace {

class PostgresqlKeys : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!testing::PostgresqlServer::missing().empty()) GTEST_SKIP() << testing::PostgresqlServer::missing();
    db_ = connect(testing::PostgresqlServer::shared().url() + "&statements=" + GetParam(), {.make_default = false});
    db_->execute("CREATE TABLE always_keyed (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label text NOT NULL)");
    db_->execute("CREATE VIEW seen_parcels AS SELECT id, label FROM always_keyed");
  }
  void TearDown() override {
    if (db_) db_->execute("DROP TABLE always_keyed CASCADE");
  }

  template <class T>
  static std::vector<T> parcels() {
    std::vector<T> made(50);
    for (std::size_t i = 0; i < made.size(); ++i) made[i].label = "parcel " + std::to_string(i);
    return made;
  }
  template <class T>
  void expect_keys(const std::vector<T>& made) {
    for (const T& one : made) ASSERT_EQ(T::on(*db_).find(one.id).label, one.label);
  }

  std::optional<Database> db_;
};

TEST_P(PostgresqlKeys, ComeBackWhereTheColumnTakesNoOthers) {
  auto saved = parcels<Parcel>();
  ASSERT_TRUE(Parcel::save_all(saved, *db_));
  expect_keys(saved);
  auto inserted = parcels<Parcel>();
  EXPECT_EQ(Parcel::insert_all_with_keys(inserted, {.database = db_->core()}), 50U);
  expect_keys(inserted);
  EXPECT_EQ(Parcel::on(*db_).count(), 100U);
}

TEST_P(PostgresqlKeys, ComeBackThroughAView) {
  auto saved = parcels<SeenParcel>();
  ASSERT_TRUE(SeenParcel::save_all(saved, *db_));
  expect_keys(saved);
  for (SeenParcel& one : saved) one.label += "!";
  ASSERT_TRUE(SeenParcel::save_all(saved, *db_));
  expect_keys(saved);
}

INSTANTIATE_TEST_SUITE_P(Contract, PostgresqlKeys, ::testing::Values("native", "soci"),
                         [](const auto& way) { return "postgresql_" + std::string(way.param); });

}  // namespace
}  // namespace rowan::contract
