// Every kind of value goes in and comes out the same.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/attr.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/schema/database_schema.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan::contract {
namespace {

using namespace std::chrono;

constexpr TypeKind all_kinds[] = {
    TypeKind::boolean,         TypeKind::int8,    TypeKind::int16,  TypeKind::int32,  TypeKind::int64,
    TypeKind::uint8,           TypeKind::uint16,  TypeKind::uint32, TypeKind::uint64, TypeKind::float32,
    TypeKind::float64,         TypeKind::decimal, TypeKind::text,   TypeKind::bytes,  TypeKind::date,
    TypeKind::local_date_time, TypeKind::instant, TypeKind::uuid,   TypeKind::json,
};

class Values : public ContractTest {
 protected:
  Values() {
    model_.name = "Stored";
    model_.table = "stored";
    for (const char* name : {"v", "id"}) model_.attributes.emplace_back().name = name;
    AttributeInfo& key = model_.attributes.back();
    key.type.kind = TypeKind::int64;
    key.primary_key = true;
    model_.primary_key = {&key};
    for (AttributeInfo& attribute : model_.attributes) attribute.column = attribute.name;
    key.index = 1;
  }

  void create_table(LogicalType type) {
    AttributeInfo& value = model_.attributes.front();
    value.type = type;
    value.nullable = true;
    for (const std::string& text : compiler().create_tables(tables())) connection->execute(text);
    insert_ = connection->prepare(compiler().insert(model_, std::array{model_.primary_key[0], &std::as_const(value)}));
    select_ = connection->prepare(compiler().find(model_));
  }

  void drop_table() {
    insert_.reset();
    select_.reset();
    for (const std::string& text : compiler().drop_tables(tables())) connection->execute(text);
  }

  /// The rows whose value is not NULL.
  std::int64_t stored() {
    SelectQuery query;
    query.model = &model_;
    query.where = !(attr("v") == std::nullopt);
    const auto count = connection->prepare(compiler().count(query).sql);
    return count->step() ? count->value(0).as_int64() : -1;
  }

  template <class T>
  void store(std::int64_t id, const T& value) {
    insert_->write(0, id);
    insert_->write(1, value);
    ASSERT_EQ(insert_->run(), 1u);
  }

  template <class T>
  void expect_stored(std::int64_t id, const T& expected) {
    T found{};
    select_->write(0, id);
    ASSERT_TRUE(select_->step());
    ASSERT_TRUE(select_->read(0, found)) << "value " << id << " came back as NULL";
    EXPECT_EQ(found, expected) << "value " << id;
    EXPECT_FALSE(select_->step());
    select_->reset();
  }

  template <class T>
  void expect_round_trips(LogicalType type, const std::vector<T>& values) {
    create_table(type);
    for (std::size_t i = 0; i < values.size(); ++i) store(static_cast<std::int64_t>(i), values[i]);
    for (std::size_t i = 0; i < values.size(); ++i) expect_stored<T>(static_cast<std::int64_t>(i), values[i]);
  }

  void expect_texts(const std::vector<std::string>& texts) {
    create_table({TypeKind::text});
    for (std::size_t i = 0; i < texts.size(); ++i) store(static_cast<std::int64_t>(i), std::string_view(texts[i]));
    for (std::size_t i = 0; i < texts.size(); ++i) expect_stored(static_cast<std::int64_t>(i), texts[i]);
  }

  std::unique_ptr<Statement> insert_, select_;

 private:
  [[nodiscard]] schema::DatabaseSchema tables() const {
    schema::Table table;
    table.name = model_.table;
    for (const AttributeInfo& attribute : model_.attributes)
      table.columns.push_back({attribute.column, attribute.type, attribute.nullable, false, {}});
    table.primary_key = {"id"};
    return {{table}};
  }

  ModelInfo model_;
};

TEST_P(Values, Booleans) {
  create_table({TypeKind::boolean});
  store(1, true);
  store(2, false);
  expect_stored(1, true);
  expect_stored(2, false);
}

TEST_P(Values, SignedIntegersToTheirEnds) {
  constexpr auto two53 = std::int64_t{1} << 53;
  expect_round_trips<std::int64_t>(
      {TypeKind::int64},
      {0, 1, -1, INT8_MIN, INT8_MAX, INT16_MIN, INT16_MAX, INT32_MIN, INT32_MAX, two53 + 1, -two53 - 1,
       std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()});
}

TEST_P(Values, UnsignedIntegersUpToTheSignedLimit) {
  expect_round_trips<std::uint64_t>({TypeKind::uint64}, {0, UINT8_MAX, UINT16_MAX, UINT32_MAX, INT64_MAX});
}

TEST_P(Values, UnsignedIntegersBeyondTheSignedLimit) {
  ROWAN_NEEDS(large_unsigned);
  expect_round_trips<std::uint64_t>({TypeKind::uint64}, {std::uint64_t{1} << 63, UINT64_MAX});
}

TEST_P(Values, UnsignedIntegersThatDoNotFitAreRefused) {
  if (GetParam().lacking(Capability::large_unsigned).empty()) GTEST_SKIP() << "all of them fit";
  create_table({TypeKind::uint64});
  insert_->write(0, std::int64_t{1});
  EXPECT_THROW(insert_->write(1, std::uint64_t{1} << 63), InvalidValue);
  insert_->reset();
  EXPECT_EQ(stored(), 0);
}

TEST_P(Values, NegativeIntegersAreNoUnsignedOnes) {
  create_table({TypeKind::int64});
  store(1, std::int64_t{-1});
  select_->write(0, std::int64_t{1});
  ASSERT_TRUE(select_->step());
  std::uint64_t found = 7;
  EXPECT_THROW(select_->read(0, found), InvalidValue);
}

TEST_P(Values, DoublesBitByBit) {
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values = {0.0,
                                      0.1,
                                      -0.1,
                                      1.0 / 3.0,
                                      1e100,
                                      -1e-100,
                                      5e-324,
                                      Limits::min(),
                                      Limits::max(),
                                      Limits::lowest(),
                                      Limits::epsilon(),
                                      9007199254740993.0,
                                      1e22,
                                      123456789.123456789};
  create_table({TypeKind::float64});
  for (std::size_t i = 0; i < values.size(); ++i) store(static_cast<std::int64_t>(i), values[i]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double found = 0;
    select_->write(0, static_cast<std::int64_t>(i));
    ASSERT_TRUE(select_->step());
    ASSERT_TRUE(select_->read(0, found));
    EXPECT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(values[i])) << values[i];
    select_->reset();
  }
}

TEST_P(Values, Infinities) {
  ROWAN_NEEDS(infinity);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  expect_round_trips<double>({TypeKind::float64}, {infinity, -infinity});
}

TEST_P(Values, NegativeZero) {
  ROWAN_NEEDS(negative_zero);
  create_table({TypeKind::float64});
  store(1, -0.0);
  select_->write(0, std::int64_t{1});
  ASSERT_TRUE(select_->step());
  double found = 1;
  ASSERT_TRUE(select_->read(0, found));
  EXPECT_TRUE(std::signbit(found));
}

TEST_P(Values, NaNIsRefusedOrKept) {
  create_table({TypeKind::float64});
  insert_->write(0, std::int64_t{1});
  try {
    insert_->write(1, std::numeric_limits<double>::quiet_NaN());
  } catch (const InvalidValue&) {
    return;  // said so, and nothing was stored
  }
  insert_->run();
  select_->write(0, std::int64_t{1});
  ASSERT_TRUE(select_->step());
  double found = 0;
  ASSERT_TRUE(select_->read(0, found));
  EXPECT_TRUE(std::isnan(found));
}

TEST_P(Values, DecimalsExactly) {
  expect_round_trips<Decimal>(
      {.kind = TypeKind::decimal, .precision = 38, .scale = 9},
      {Decimal("0"), Decimal("-0.000000001"), Decimal("1.500000000"), Decimal("12345678901234567890.123456789"),
       Decimal("99999999999999999999999999999.999999999"), Decimal("-99999999999999999999999999999.999999999")});
}

TEST_P(Values, Texts) {
  std::string every_character;
  for (char c = 1; c > 0; ++c) every_character.push_back(c);
  expect_texts({"", " ", "a", every_character, "naïve – 漢字 – 😀 – \u0301", "%_\\'\"`;--", "'); DROP TABLE stored;--",
                ":name ? $1 @x", std::string(1'000'000, 'x'), "x" + std::string(999'999, '\n')});
}

TEST_P(Values, TextThatNoDatabaseCouldHoldIsRefused) {
  create_table({TypeKind::text});
  insert_->write(0, std::int64_t{1});
  EXPECT_THROW(insert_->write(1, std::string_view("a\0b", 3)), InvalidValue);
  insert_->reset();
  insert_->write(0, std::int64_t{1});
  EXPECT_THROW(insert_->write(1, std::string_view("caf\xe9")), InvalidValue);
}

TEST_P(Values, Bytes) {
  rowan::Bytes every_byte(256), large(1'000'000);
  for (std::size_t i = 0; i < every_byte.size(); ++i) every_byte[i] = static_cast<std::byte>(i);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<std::byte>(i * 31 % 251);
  expect_round_trips<rowan::Bytes>({TypeKind::bytes}, {{}, {std::byte{0}}, every_byte, large, {std::byte{0xff}}});
}

TEST_P(Values, Dates) {
  expect_round_trips<Date>({TypeKind::date}, {year(1) / 1 / 1, year(1582) / 10 / 10, year(1969) / 12 / 31,
                                              year(2000) / 2 / 29, year(9999) / 12 / 31});
}

TEST_P(Values, LocalDateTimes) {
  const auto first = local_days(year(1) / 1 / 1);
  const auto last = local_days(year(9999) / 12 / 31) + hours(23) + minutes(59) + seconds(59) + microseconds(999'999);
  const auto skipped_in_summer_time = local_days(year(2026) / 3 / 29) + hours(2) + minutes(30);
  expect_round_trips<LocalDateTime>({TypeKind::local_date_time}, {first, last, skipped_in_summer_time,
                                                                  local_days(year(1970) / 1 / 1) - microseconds(1)});
}

TEST_P(Values, Instants) {
  const auto first = sys_days(year(1) / 1 / 2);
  const auto last = sys_days(year(9999) / 12 / 30) + microseconds(999'999);
  expect_round_trips<Instant>({TypeKind::instant}, {first, last, Instant(), Instant(microseconds(-1)),
                                                    sys_days(year(2026) / 11 / 21) + microseconds(1)});
}

TEST_P(Values, Uuids) {
  expect_round_trips<Uuid>({TypeKind::uuid}, {Uuid(), Uuid("ffffffff-ffff-ffff-ffff-ffffffffffff"),
                                              Uuid("0190163d-8694-739b-aea5-966c26f8ad91")});
}

TEST_P(Values, Json) {
  create_table({TypeKind::json});
  const rowan::Json documents[] = {rowan::Json("null"), rowan::Json("[]"),
                                   rowan::Json(R"({"a":[1,2.5,"x\\y"],"b":null})"),
                                   rowan::Json("12345678901234567890.123456789"), rowan::Json(R"("%_'")")};
  for (std::int64_t i = 0; i < 5; ++i) store(i, documents[i]);
  for (std::int64_t i = 0; i < 5; ++i) expect_stored(i, documents[i]);
}

TEST_P(Values, NulInJson) {
  const rowan::Json document(R"({"a":"x\u0000y","b":"\\u0000"})");
  create_table({TypeKind::json});
  if (GetParam().lacking(Capability::json_nul).empty()) {
    store(1, document);
    expect_stored(1, document);
  } else {
    insert_->write(0, std::int64_t{1});
    EXPECT_THROW(
        {
          insert_->write(1, document);
          insert_->run();
        },
        InvalidValue);
  }
}

TEST_P(Values, NullOfEveryKind) {
  for (const auto kind : all_kinds) {
    create_table({kind});
    insert_->write(0, std::int64_t{1});
    insert_->write_null(1, kind);
    insert_->run();
    select_->write(0, std::int64_t{1});
    ASSERT_TRUE(select_->step());
    EXPECT_TRUE(select_->is_null(0)) << to_string(kind);
    EXPECT_TRUE(read_value(*select_, 0, kind).is_null()) << to_string(kind);
    EXPECT_TRUE(select_->value(0).is_null()) << to_string(kind);
    select_->reset();
    drop_table();
  }
}

TEST_P(Values, NullLeavesTheTargetAlone) {
  create_table({TypeKind::text});
  insert_->write(0, std::int64_t{1});
  insert_->write_null(1, TypeKind::text);
  insert_->run();
  select_->write(0, std::int64_t{1});
  ASSERT_TRUE(select_->step());
  std::string text = "before";
  std::int64_t number = 7;
  EXPECT_FALSE(select_->read(0, text));
  EXPECT_FALSE(select_->read(0, number));
  EXPECT_EQ(text, "before");
  EXPECT_EQ(number, 7);
}

TEST_P(Values, AParameterMayChangeItsNullness) {
  create_table({TypeKind::float64});
  store(1, 1.5);
  insert_->write(0, std::int64_t{2});
  insert_->write_null(1, TypeKind::float64);
  insert_->run();
  store(3, 2.5);
  expect_stored(1, 1.5);
  expect_stored(3, 2.5);
  EXPECT_EQ(stored(), 2);
}

TEST_P(Values, TextIsNoNumber) {
  create_table({TypeKind::text});
  store(1, std::string_view("12 monkeys"));
  select_->write(0, std::int64_t{1});
  ASSERT_TRUE(select_->step());
  std::int64_t number = 7;
  double real = 7;
  bool truth = true;
  EXPECT_THROW(select_->read(0, number), InvalidValue);
  EXPECT_THROW(select_->read(0, real), InvalidValue);
  EXPECT_THROW(select_->read(0, truth), InvalidValue);
  EXPECT_EQ(number, 7);
}

INSTANTIATE_TEST_SUITE_P(Contract, Values, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
