// Writes of many rows that would store what does not fit, reach what is hidden, or change what no longer matches.
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/query/default_condition.hpp"

namespace bulk_limits {

class Gauge : public rowan::Model<Gauge> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::Decimal exact, price;
  std::int64_t wide{};
  std::int32_t narrow{};

  ROWAN_MODEL(Gauge, (), (id, name, exact, price, wide, narrow))
  static void configure(rowan::ModelBuilder<Gauge>& m) {
    m.table("bulk_gauges");
    m.attribute(&Gauge::exact).precision(12, 4);
    m.attribute(&Gauge::price).precision(10, 2);
  }
};

class Voucher : public rowan::Model<Voucher>, public record_tests::Timestamps {
 public:
  std::int64_t id{};
  std::optional<std::string> code;
  std::string text;
  std::int64_t tenant{1};
  std::int32_t lock_version{};

  ROWAN_MODEL(Voucher, (Timestamps), (id, code, text, tenant, lock_version))
  static void configure(rowan::ModelBuilder<Voucher>& m) {
    m.table("bulk_vouchers");
    m.attribute(&Voucher::code).max_length(40).unique();
  }
};

/// Takes the rest along when the first goes.
class Domino : public rowan::Model<Domino> {
 public:
  std::int64_t id{};
  std::string name;
  bool up{true};

  ROWAN_MODEL(Domino, (), (id, name, up))
  static void configure(rowan::ModelBuilder<Domino>& m) {
    m.table("bulk_dominoes");
    m.after_destroy([](Domino& fallen) {
      if (fallen.name == "first") Domino::where(Domino::c.name != "first").update_all(Domino::c.up = false);
    });
  }
};

}  // namespace bulk_limits

ROWAN_REGISTER_MODEL(bulk_limits::Gauge)
ROWAN_REGISTER_MODEL(bulk_limits::Voucher)
ROWAN_REGISTER_MODEL(bulk_limits::Domino)

namespace bulk_limits {
namespace {

using record_tests::message_of;
using rowan::Decimal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BulkLimits : public record_tests::RecordTest {
 protected:
  BulkLimits() { db.create_tables<Gauge, Voucher, Domino>(); }

  static Gauge gauge(const char* name, const char* exact, std::int64_t wide = 0) {
    return Gauge::create(Gauge::c.name = name, Gauge::c.exact = Decimal(exact), Gauge::c.wide = wide);
  }
  static Voucher voucher(std::optional<std::string> code, std::string text, std::int64_t tenant = 1) {
    Voucher made;
    made.code = std::move(code);
    made.text = std::move(text);
    made.tenant = tenant;
    return made;
  }
};

TEST_P(BulkLimits, ComputedValuesFindNoRecord) {
  const auto message = [](const auto& find) { return message_of<rowan::QueryError>(find); };
  gauge("A", "1");
  EXPECT_THAT(message([] { (void)Gauge::find_or_create_by(Gauge::c.name = lower(Gauge::c.name)); }), HasSubstr("name"));
  EXPECT_THAT(message([] { (void)Gauge::create_or_find_by(Gauge::c.wide = Gauge::c.wide + 1); }), HasSubstr("wide"));
  EXPECT_THAT(message([] { (void)Gauge::find_or_build_by(Gauge::c.name = lower(Gauge::c.name)); }), HasSubstr("name"));
  EXPECT_THAT(message([] { (void)Gauge::find_or_create_by(Gauge::c.name = "b", Gauge::c.wide = Gauge::c.wide + 1); }),
              HasSubstr("wide"));
  EXPECT_EQ(Gauge::count(), 1u);
}

TEST_P(BulkLimits, DecimalsOfOtherColumnsAreRounded) {
  const Gauge made = gauge("A", "1.2350");
  Gauge::everything().update_all(Gauge::c.price = Gauge::c.exact);
  EXPECT_EQ(Gauge::find(made.id).price, Decimal("1.24"));
  EXPECT_EQ(Gauge::where(Gauge::c.price == Decimal("1.24")).count(), 1u);
  Gauge::insert_from({"name", "price"}, Gauge::select(Gauge::c.name, Gauge::c.exact));
  Gauge::insert_from({"name", "price"}, Gauge::where(Gauge::c.id == made.id).select(Gauge::c.name, Gauge::c.exact * 3));
  EXPECT_THAT(Gauge::order(Gauge::c.id).pluck(Gauge::c.price),
              ElementsAre(Decimal("1.24"), Decimal("1.24"), Decimal("3.71")));
  EXPECT_EQ(Gauge::where(Gauge::c.price == Decimal("1.24")).count(), 2u);
}

// Validation says so of save(); these are not validated, and the column of a server would round in silence.
TEST_P(BulkLimits, NoWriteOfAValueExceedsTheDeclaredDigits) {
  const Decimal longer("1.005");
  std::vector<Gauge> made{gauge("A", "1")}, fresh(1);
  made[0].price = fresh[0].price = longer;
  fresh[0].name = "B";
  const auto refused = [](const char* what, const auto& write) {
    EXPECT_THROW(write(), rowan::InvalidValue) << what;
    EXPECT_EQ(Gauge::sum(Gauge::c.price), Decimal("0")) << what;
  };
  refused("update_columns", [&] { made[0].update_columns({{"price", longer}}); });
  made[0].reload();
  refused("update_all", [&] { Gauge::everything().update_all(Gauge::c.price = longer); });
  refused("update_all +=", [&] { Gauge::everything().update_all(Gauge::c.price += longer); });
  refused("increment", [&] { made[0].increment(&Gauge::price, longer); });
  refused("increment two", [&] { made[0].increment(Gauge::c.price += longer, Gauge::c.narrow += 1); });
  refused("insert_all", [&] { Gauge::insert_all(fresh); });
  refused("insert_all_with_keys", [&] { Gauge::insert_all_with_keys(fresh); });
  refused("upsert_all", [&] { Gauge::upsert_all(fresh, {"id"}); });
  fresh[0].id = made[0].id + 1;
  refused("upsert", [&] { fresh[0].upsert({"id"}); });
  fresh[0].id = made[0].id;
  fresh[0].price = Decimal("0");
  refused("upsert's set", [&] { Gauge::upsert_all(fresh, {"id"}, {.set = {Gauge::c.price = longer}}); });
  EXPECT_EQ(Gauge::count(), 1u);
  EXPECT_EQ(Gauge::first()->narrow, 0);
  refused("before the point", [&] { made[0].update_columns({{"price", Decimal("123456789")}}); });
  made[0].reload();
  made[0].increment(&Gauge::price, Decimal("1.500"));
  EXPECT_EQ(Gauge::first()->price, Decimal("1.5")) << "zeros at the end are no digits";
}

TEST_P(BulkLimits, NoComputedValueExceedsTheDeclaredDigits) {
  Gauge made = gauge("A", "99999999.9999");
  made.update_columns({{"price", Decimal("99999999.99")}});
  const std::vector<Gauge> again{made};
  const auto refused = [](const char* what, const auto& write) {
    EXPECT_THROW(write(), rowan::InvalidValue) << what;
    EXPECT_EQ(Gauge::sum(Gauge::c.price), Decimal("99999999.99")) << what;
  };
  refused("upsert_all's set", [&] { Gauge::upsert_all(again, {"id"}, {.set = {Gauge::c.price += Decimal("0.01")}}); });
  refused("upsert_all's product", [&] {
    Gauge::upsert_all(again, {"id"}, {.set = {Gauge::c.price = Gauge::c.price * excluded(Gauge::c.exact)}});
  });
  refused("insert_from", [] {
    Gauge::insert_from({"name", "price"}, Gauge::select(Gauge::c.name, Gauge::c.exact * 10));
  });
  refused("update_all", [] { Gauge::everything().update_all(Gauge::c.price = Gauge::c.exact * 10); });
  EXPECT_EQ(Gauge::count(), 1u);
}

TEST_P(BulkLimits, ARecordIsNotUpsertedByWhatTheDatabaseMakes) {
  Gauge fresh;
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { fresh.upsert({"id"}); }),
              HasSubstr("Gauge.id is left to the database"));
  EXPECT_EQ(Gauge::count(), 0u);
  fresh.id = 5;
  fresh.upsert({"id"});
  EXPECT_EQ(Gauge::first()->id, 5);
}

TEST_P(BulkLimits, WhatDoesNotFitIsNotInserted) {
  gauge("A", "1", 3'000'000'000);
  EXPECT_THROW(Gauge::insert_from({"narrow"}, Gauge::select(Gauge::c.wide)), rowan::InvalidValue);
  EXPECT_THROW(Gauge::insert_from({"narrow"}, Gauge::select(Gauge::c.wide).distinct()), rowan::InvalidValue);
  EXPECT_EQ(Gauge::count(), 1u);
  Gauge::everything().update_all(Gauge::c.wide = 100);
  EXPECT_EQ(Gauge::insert_from({"narrow"}, Gauge::select(Gauge::c.wide)), 1u);
  EXPECT_EQ(Gauge::order(Gauge::c.id).last()->narrow, 100);
}

TEST_P(BulkLimits, UnionsAreInsertedWithTimesAndDefaults) {
  gauge("b", "1");
  gauge("a", "2");
  const auto names = Gauge::where(Gauge::c.name == "a").select(Gauge::c.name);
  const auto more = Gauge::where(Gauge::c.name == "b").select(Gauge::c.name);
  EXPECT_EQ(Voucher::insert_from({"text"}, names.union_all(more).all()), 2u);
  EXPECT_EQ(Voucher::insert_from({"text"}, names.union_with(names).all()), 1u);
  EXPECT_EQ(Voucher::insert_from({"text"}, Gauge::select(Gauge::c.name).distinct()), 2u);
  for (const Voucher& each : Voucher::all()) {
    EXPECT_GT(each.created_at, rowan::Instant{});
    EXPECT_EQ(each.tenant, 1);
  }
}

TEST_P(BulkLimits, RowsOfAnotherDatabaseAreNotInserted) {
  rowan::testing::TempDir elsewhere;
  rowan::Database other = rowan::connect(GetParam().url(elsewhere), {.name = "bulk_other", .make_default = false});
  other.create_tables<Gauge, Voucher>();
  Gauge far;
  far.name = "far";
  far.save_or_throw(other);
  gauge("near", "1");
  const auto names = Gauge::on(other).where(Gauge::c.id > 0).select(Gauge::c.name);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { (void)Voucher::insert_from({"text"}, names); }),
              HasSubstr("database"));
  EXPECT_EQ(Voucher::count(), 0u);
  EXPECT_EQ(Voucher::insert_from({"text"}, names, {.database = other.core()}), 1u);
  EXPECT_THAT(Voucher::on(other).pluck(Voucher::c.text), ElementsAre("far"));
  other.close();
}

TEST_P(BulkLimits, AHiddenRowIsNotUpserted) {
  Voucher theirs = voucher("x", "theirs", 2);
  theirs.save_or_throw();
  {
    const auto mine = rowan::add_default_condition<Voucher>([] { return Voucher::c.tenant == 1; });
    Voucher made = voucher("x", "stolen");
    EXPECT_THAT(message_of<rowan::RecordNotSaved>([&] { made.upsert({"code"}); }), HasSubstr("default condition"));
    EXPECT_TRUE(made.is_new());
    Voucher own = voucher("y", "own"), again = voucher("y", "again");
    own.upsert({"code"});
    again.upsert({"code"});
    EXPECT_EQ(again.id, own.id);
  }
  EXPECT_EQ(Voucher::find(theirs.id).text, "theirs");
}

TEST_P(BulkLimits, NullFindsNoRowToUpsert) {
  const std::vector<Voucher> rows = {voucher("a", "a"), voucher(std::nullopt, "none")};
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT(message_of<rowan::InvalidValue>([&] { Voucher::upsert_all(rows, {"code"}); }), HasSubstr("code"));
  EXPECT_EQ(Voucher::count(), 0u);
}

// The same everywhere, or not at all.
TEST_P(BulkLimits, AnUpsertComputesOfTheVersionBefore) {
  Voucher made = voucher("a", "one");
  made.lock_version = 3;
  made.save_or_throw();
  const std::vector<Voucher> rows = {voucher("a", "two", 9)};
  try {
    Voucher::upsert_all(rows, {"code"}, {.set = {Voucher::c.tenant = Voucher::c.lock_version + 100}});
    EXPECT_EQ(Voucher::sole().tenant, made.lock_version + 100);
    EXPECT_EQ(Voucher::sole().lock_version, made.lock_version + 1);
  } catch (const rowan::Unsupported& unsupported) {
    EXPECT_THAT(unsupported.what(), HasSubstr("lock_version"));
    EXPECT_EQ(Voucher::sole().text, "one");
    EXPECT_THAT(std::string(GetParam().name), HasSubstr("mysql"));
  }
}

TEST_P(BulkLimits, RowsThatStoppedMatchingAreNotDestroyed) {
  for (const char* name : {"first", "second", "third"}) Domino::create(Domino::c.name = name);
  EXPECT_EQ(Domino::where(Domino::c.up).destroy_all(1), 1u);
  EXPECT_THAT(Domino::order(Domino::c.id).pluck(Domino::c.name), ElementsAre("second", "third"));
  Domino::everything().update_all(Domino::c.up = true);
  Domino::create(Domino::c.name = "first");
  EXPECT_EQ(Domino::where(Domino::c.up).order(Domino::c.id.desc()).limit(2).destroy_all(1), 1u);
  EXPECT_EQ(Domino::count(), 2u);
}

ROWAN_RECORD_SUITE(BulkLimits);

}  // namespace
}  // namespace bulk_limits
