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

class TriggeredParcel : public Model<TriggeredParcel> {
 public:
  std::int64_t id{};
  std::string label;

  ROWAN_MODEL(TriggeredParcel, (), (id, label))
  static void configure(ModelBuilder<TriggeredParcel>& m) { m.table("triggered"); }
};

class CodedParcel : public Model<CodedParcel> {
 public:
  std::string code;
  int n{};

  ROWAN_MODEL(CodedParcel, (), (code, n))
  static void configure(ModelBuilder<CodedParcel>& m) { m.table("coded").primary_key(&CodedParcel::code); }
};

}  // namespace rowan::contract
ROWAN_REGISTER_MODEL(rowan::contract::TriggeredParcel)
ROWAN_REGISTER_MODEL(rowan::contract::CodedParcel)
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

TEST_P(PostgresqlKeys, GivenWhereTheColumnTakesNoneAreRefusedInAnyNumber) {
  auto made = parcels<Parcel>();
  for (std::size_t i = 0; i < made.size(); ++i) made[i].id = static_cast<std::int64_t>(1000 + i);
  EXPECT_THROW((void)Parcel::insert_all(made, {.database = db_->core()}), StatementError);
  EXPECT_THROW((void)Parcel::insert_all(std::vector(made.begin(), made.begin() + 3), {.database = db_->core()}),
               StatementError);
  EXPECT_THROW(made[0].save_or_throw(*db_), StatementError);
  EXPECT_EQ(Parcel::on(*db_).count(), 0U);
  EXPECT_EQ(Parcel::insert_all(parcels<Parcel>(), {.database = db_->core()}), 50U) << "its own";
}

TEST_P(PostgresqlKeys, AreTheRowsOwnWhereATriggerSetsThem) {
  db_->execute("CREATE TABLE triggered (id bigserial PRIMARY KEY, label text NOT NULL)");
  db_->execute("CREATE TABLE coded (code text PRIMARY KEY, n integer NOT NULL)");
  db_->execute(
      "CREATE FUNCTION other_key() RETURNS trigger LANGUAGE plpgsql AS"
      " $$ BEGIN NEW.id := NEW.id + 1000; RETURN NEW; END $$");
  db_->execute(
      "CREATE FUNCTION lower_key() RETURNS trigger LANGUAGE plpgsql AS"
      " $$ BEGIN NEW.code := lower(NEW.code); RETURN NEW; END $$");
  db_->execute("CREATE TRIGGER t BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION other_key()");
  db_->execute("CREATE TRIGGER t BEFORE INSERT ON coded FOR EACH ROW EXECUTE FUNCTION lower_key()");
  const auto drop = [&] {
    db_->execute("DROP TABLE triggered, coded");
    db_->execute("DROP FUNCTION other_key, lower_key");
  };
  TriggeredParcel one;
  one.label = "one";
  one.save_or_throw(*db_);
  EXPECT_GT(one.id, 1000);
  auto saved = parcels<TriggeredParcel>();
  EXPECT_TRUE(TriggeredParcel::save_all(saved, *db_));
  expect_keys(saved);
  auto inserted = parcels<TriggeredParcel>();
  EXPECT_EQ(TriggeredParcel::insert_all_with_keys(inserted, {.database = db_->core()}), 50U);
  expect_keys(inserted);
  EXPECT_EQ(TriggeredParcel::on(*db_).where(TriggeredParcel::c.id > 1000).count(), 101U);
  CodedParcel coded;
  coded.code = "XyZ";
  coded.save_or_throw(*db_);
  EXPECT_EQ(coded.code, "xyz");
  coded.n = 6;
  coded.save_or_throw(*db_);
  EXPECT_EQ(CodedParcel::on(*db_).find("xyz").n, 6);
  CodedParcel again;
  again.code = "XYZ";
  EXPECT_THROW(again.save_or_throw(*db_), UniqueViolation);
  EXPECT_EQ(again.code, "XYZ");
  drop();
}

TEST_P(PostgresqlKeys, ARowThatNoPartitionTakesIsRefusedInWords) {
  db_->execute(
      "CREATE TABLE triggered (id bigserial, label text NOT NULL, PRIMARY KEY (id, label))"
      " PARTITION BY LIST (label)");
  db_->execute("CREATE TABLE triggered_a PARTITION OF triggered FOR VALUES IN ('a')");
  TriggeredParcel parcel;
  parcel.label = "b";
  try {
    parcel.save_or_throw(*db_);
    ADD_FAILURE();
  } catch (const ConstraintViolation& error) {
    EXPECT_NE(std::string(error.what()).find("no partition of relation \"triggered\" found for row"), std::string::npos)
        << error.what();
  }
  db_->execute("DROP TABLE triggered");
}

TEST_P(PostgresqlKeys, AConstraintOfATriggersOwnIsToldInItsWords) {
  db_->execute("CREATE TABLE triggered (id bigserial PRIMARY KEY, label text NOT NULL)");
  db_->execute(
      "CREATE FUNCTION raises() RETURNS trigger LANGUAGE plpgsql AS"
      " $$ BEGIN RAISE 'no more parcels today' USING ERRCODE = NEW.label; END $$");
  db_->execute("CREATE TRIGGER t BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION raises()");
  const auto message = [&]<class Expected>(const char* state, const Expected*) {
    TriggeredParcel parcel;
    parcel.label = state;
    try {
      parcel.save_or_throw(*db_);
    } catch (const Expected& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  for (const std::string& text : {message("23505", static_cast<const UniqueViolation*>(nullptr)),
                                  message("23503", static_cast<const ForeignKeyViolation*>(nullptr)),
                                  message("23502", static_cast<const NotNullViolation*>(nullptr)),
                                  message("23514", static_cast<const CheckViolation*>(nullptr))})
    EXPECT_NE(text.find("no more parcels today"), std::string::npos) << text;
  db_->execute("DROP TABLE triggered");
  db_->execute("DROP FUNCTION raises");
}

INSTANTIATE_TEST_SUITE_P(Contract, PostgresqlKeys, ::testing::Values("native", "soci"),
                         [](const auto& way) { return "postgresql_" + std::string(way.param); });

}  // namespace
}  // namespace rowan::contract
