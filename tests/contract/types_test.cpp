// Every type an attribute can have, through records: exact there and back, refused when it does not fit.
#include <cmath>
#include <limits>

#include "contract/record_models.hpp"

namespace record_tests {

class Low {
 public:
  std::int32_t a0{}, a1{}, a2{}, a3{}, a4{}, a5{}, a6{}, a7{}, a8{}, a9{}, a10{}, a11{}, a12{}, a13{}, a14{}, a15{},
      a16{}, a17{}, a18{}, a19{}, a20{}, a21{}, a22{}, a23{}, a24{}, a25{}, a26{}, a27{}, a28{}, a29{}, a30{}, a31{},
      a32{};
  ROWAN_MIXIN(Low, (),
              (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22,
               a23, a24, a25, a26, a27, a28, a29, a30, a31, a32))
};
class High {
 public:
  std::int32_t b0{}, b1{}, b2{}, b3{}, b4{}, b5{}, b6{}, b7{}, b8{}, b9{}, b10{}, b11{}, b12{}, b13{}, b14{}, b15{},
      b16{}, b17{}, b18{}, b19{}, b20{}, b21{}, b22{}, b23{}, b24{}, b25{}, b26{}, b27{}, b28{}, b29{}, b30{}, b31{},
      b32{};
  ROWAN_MIXIN(High, (),
              (b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22,
               b23, b24, b25, b26, b27, b28, b29, b30, b31, b32))
};

/// More attributes than the 64 that the fast paths serve.
class Wide : public rowan::Model<Wide>, public Low, public High {
 public:
  std::int64_t id{};
  std::int32_t lock_version{};

  ROWAN_MODEL(Wide, (Low, High), (id, lock_version))
};

}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::Wide)

namespace record_tests {
namespace {

using rowan::Decimal;
using rowan::InvalidValue;
using rowan::Value;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Types : public RecordTest {};

rowan::Bytes bytes(std::initializer_list<int> list) {
  rowan::Bytes made;
  for (const int one : list) made.push_back(static_cast<std::byte>(one));
  return made;
}

Everything lowest() {
  Everything all;
  all.i8 = std::numeric_limits<std::int8_t>::min();
  all.i16 = std::numeric_limits<std::int16_t>::min();
  all.i32 = std::numeric_limits<std::int32_t>::min();
  all.i64 = std::numeric_limits<std::int64_t>::min();
  all.real = std::numeric_limits<float>::lowest();
  all.number = std::numeric_limits<double>::denorm_min();
  all.amount = Decimal("-0.0000000001");
  all.day = std::chrono::year{1} / 1 / 1;
  all.wall = rowan::parse_local_date_time("0001-01-01 00:00:00");
  all.moment = rowan::parse_instant("0001-01-01 00:00:00");
  return all;
}

Everything highest() {
  Everything all;
  all.flag = true;
  all.i8 = std::numeric_limits<std::int8_t>::max();
  all.i16 = std::numeric_limits<std::int16_t>::max();
  all.i32 = std::numeric_limits<std::int32_t>::max();
  all.i64 = std::numeric_limits<std::int64_t>::max();
  all.u8 = std::numeric_limits<std::uint8_t>::max();
  all.u16 = std::numeric_limits<std::uint16_t>::max();
  all.u32 = std::numeric_limits<std::uint32_t>::max();
  all.u64 = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  all.real = 0.1F;
  all.number = 0.1 + 0.2;
  all.amount = Decimal("12345678901234567890.123456789");
  all.text = "ä €𝄞 '\"`;--\n\t\x7f";
  all.bytes = bytes({0, 255, 39, 0});
  all.day = std::chrono::year{9999} / 12 / 31;
  all.wall = rowan::parse_local_date_time("9999-12-31 23:59:59.999999");
  all.moment = rowan::parse_instant("2026-03-29 02:30:00.000001");
  all.uuid = rowan::Uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  all.json = rowan::Json(R"({"a":[null,9007199254740993,1.10],"b":1})");
  all.colour = Colour::blue;
  all.size = Size::large;
  return all;
}

template <class A, class B>
void expect_same(const A& left, const B& right) {
  for (const rowan::AttributeInfo& attribute : left.model_info().attributes) {
    if (attribute.name == "id") continue;
    EXPECT_EQ(left.get(attribute.name), right.get(attribute.name)) << attribute.name;
  }
}

TEST_P(Types, KeepsEveryValueExactly) {
  for (const auto& make : {lowest, highest}) {
    auto saved = make();
    ASSERT_TRUE(saved.save());
    const auto loaded = Everything::find(saved.id);
    expect_same(loaded, make());
    EXPECT_FALSE(loaded.changed());
    EXPECT_EQ(loaded.amount.to_string(), make().amount.to_string());
    EXPECT_EQ(std::signbit(loaded.number), std::signbit(make().number));
    expect_same(*Everything::where(Everything::c.id == saved.id).first(), loaded);
  }
}

TEST_P(Types, FindsEveryKindInAList) {
  auto low = lowest(), high = highest();
  low.save_or_throw();
  high.save_or_throw();
  for (const rowan::AttributeInfo& attribute : low.model_info().attributes) {
    const auto ids = [](const rowan::Expr& condition) {
      return Everything::where(condition).order(Everything::c.id).pluck(Everything::c.id);
    };
    const rowan::Attr each = rowan::attr(attribute.name);
    const Value value = high.get(attribute.name);
    EXPECT_THAT(ids(each.in({value})), ElementsAre(high.id)) << attribute.name;
    EXPECT_THAT(ids(each.not_in({value, value})), ElementsAre(low.id)) << attribute.name;
    EXPECT_THAT(ids(each.in({value, low.get(attribute.name)})), ElementsAre(low.id, high.id)) << attribute.name;
  }
}

TEST_P(Types, KeepsOptionalsWithAndWithoutAValue) {
  Maybe nothing;
  ASSERT_TRUE(nothing.save());
  const auto absent = Maybe::find(nothing.id);
  for (const auto& attribute : absent.model_info().attributes) {
    EXPECT_EQ(absent.get(attribute.name).is_null(), attribute.name != "id") << attribute.name;
  }
  const auto given = highest();
  Maybe full;
  for (const auto& attribute : given.model_info().attributes) full.set(attribute.name, given.get(attribute.name));
  full.id = 0;
  ASSERT_TRUE(full.save());
  auto loaded = Maybe::find(full.id);
  expect_same(loaded, given);
  for (const auto& attribute : loaded.model_info().attributes) {
    if (attribute.name != "id") loaded.set(attribute.name, std::nullopt);
  }
  ASSERT_TRUE(loaded.save());
  expect_same(Maybe::find(full.id), absent);
}

TEST_P(Types, FindsByEveryType) {
  auto saved = highest();
  ASSERT_TRUE(saved.save());
  ASSERT_TRUE(lowest().save());
  for (const auto& attribute : saved.model_info().attributes) {
    if (attribute.type.kind == rowan::TypeKind::json) continue;  // databases differ in what equal JSON is
    const auto found = Everything::where(rowan::attr(attribute.name) == saved.get(attribute.name)).load();
    EXPECT_EQ(found.size(), 1u) << attribute.name;
  }
  EXPECT_EQ(Everything::where(Everything::c.colour == Colour::blue && Everything::c.size == Size::large).count(), 1u);
  EXPECT_EQ(Everything::where(Everything::c.moment > rowan::parse_instant("2026-03-29 02:30:00")).count(), 1u);
  EXPECT_EQ(Everything::where(Everything::c.amount < Decimal("12345678901234567890.1234567891")).count(), 2u);
}

TEST_P(Types, KeepsWholeNumbersBeyondTheReachOfADouble) {
  Everything all;
  all.i64 = 9007199254740993;
  all.u64 = 9007199254740993;
  ASSERT_TRUE(all.save());
  EXPECT_EQ(Everything::find(all.id).i64, 9007199254740993);
  EXPECT_EQ(Everything::find(all.id).u64, 9007199254740993u);
}

TEST_P(Types, RefusesUnsignedNumbersThatTheDatabaseCantHold) {
  Everything all;
  all.u64 = std::numeric_limits<std::uint64_t>::max();
  if (GetParam().lacking(rowan::contract::Capability::large_unsigned).empty()) {
    ASSERT_TRUE(all.save());
    EXPECT_EQ(Everything::find(all.id).u64, all.u64);
    return;
  }
  EXPECT_THAT(message_of<InvalidValue>([&] { (void)all.save(); }),
              AllOf(HasSubstr("Everything.u64"), HasSubstr("18446744073709551615")));
  EXPECT_EQ(Everything::count(), 0u);
}

TEST_P(Types, StoresEnumsAsTextOrNumber) {
  auto all = highest();
  ASSERT_TRUE(all.save());
  if (db.dialect().can().raw_sql) {
    EXPECT_EQ(scalar("SELECT colour FROM everything"), Value("blue"));
    EXPECT_EQ(scalar("SELECT size FROM everything"), Value(10));
  }
  EXPECT_EQ(all.get("size"), Value("large")) << "by name both have their text";
  all.set("size", "small");
  EXPECT_EQ(all.size, Size::small);
  EXPECT_THAT(message_of<InvalidValue>([&] { all.set("colour", "pink"); }),
              AllOf(HasSubstr("Everything.colour"), HasSubstr("pink"), HasSubstr("red, green, blue")));
  EXPECT_THROW((void)Everything::where(rowan::attr("colour") == "pink").count(), InvalidValue);
}

TEST_P(Types, NamesWhatCantBeRead) {
  ROWAN_NEEDS(raw_sql);
  ASSERT_TRUE(highest().save());
  // A column whose own type refuses the value can't hold it to be read.
  const auto expect_named = [&](const std::string& column, const std::string& bad, const std::string& good,
                                const std::vector<std::string>& parts) {
    const auto set = [&](const std::string& value) { db.execute("UPDATE everything SET " + column + " = " + value); };
    try {
      set(bad);
    } catch (const rowan::InvalidValue&) {
      return;
    }
    const auto message = message_of<InvalidValue>([] { (void)Everything::all().load(); });
    EXPECT_EQ(message, message_of<InvalidValue>([] { (void)Everything::find(1); })) << "by key or by query";
    EXPECT_THAT(message, HasSubstr("Everything." + column));
    for (const std::string& part : parts) EXPECT_THAT(message, HasSubstr(part));
    set(good);
  };
  expect_named("i8", "128", "1", {"everything.i8", "128"});
  expect_named("u16", "-1", "1", {});
  expect_named("i32", "2147483648", "1", {"2147483648"});
  expect_named("colour", "'pink'", "'red'", {"'pink'", "red, green, blue"});
  expect_named("size", "2", "1", {"2"});
  expect_named("day", "'soon'", "'2026-01-01'", {});
  expect_named("uuid", "'none'", "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'", {});
  EXPECT_EQ(Everything::count(), 1u);
}

TEST_P(Types, NamesANullThatCantBeHeld) {
  ROWAN_NEEDS(raw_sql);
  db.execute_script("DROP TABLE countries; CREATE TABLE countries (code VARCHAR(10) PRIMARY KEY, name VARCHAR(10))");
  db.execute("INSERT INTO countries (code) VALUES ('de')");
  EXPECT_THAT(message_of<InvalidValue>([] { (void)Country::first(); }),
              AllOf(HasSubstr("Country.name"), HasSubstr("NULL"), HasSubstr("optional")));
}

TEST_P(Types, ConvertsByNameWhereNothingIsLost) {
  Everything all;
  all.set("i8", 100);
  all.set("i64", 2.0);
  all.set("amount", "1.50");
  all.set("day", "2026-02-28");
  all.set("moment", "2026-02-28T12:00:00+01:00");
  all.set("uuid", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8");
  all.set("flag", 1);
  EXPECT_EQ(all.i8, 100);
  EXPECT_EQ(all.i64, 2);
  EXPECT_EQ(all.amount, Decimal("1.5"));
  EXPECT_EQ(all.moment, rowan::parse_instant("2026-02-28 11:00:00"));
  EXPECT_TRUE(all.flag);
  EXPECT_THAT(message_of<InvalidValue>([&] { all.set("i8", 128); }),
              AllOf(HasSubstr("Everything.i8"), HasSubstr("128")));
  EXPECT_THROW(all.set("u8", -1), InvalidValue);
  EXPECT_THROW(all.set("i64", 1.5), InvalidValue);
  EXPECT_THROW(all.set("i64", "12x"), InvalidValue);
  EXPECT_THROW(all.set("day", "2026-02-30"), InvalidValue);
  EXPECT_THROW(all.set("text", std::nullopt), InvalidValue);
  EXPECT_THROW(all.set("json", "{"), InvalidValue);
  EXPECT_THAT(message_of<rowan::QueryError>([&] { all.set("txet", "x"); }), HasSubstr("text"));
  EXPECT_EQ(all.i8, 100);
}

TEST_P(Types, GoesToJsonAndBack) {
  for (const auto& make : {lowest, highest}) {
    const auto original = make();
    Everything copy;
    copy.assign_json(original.to_json());
    expect_same(copy, original);
  }
  const auto json = highest().to_json();
  EXPECT_THAT(json, HasSubstr(R"("i64":9223372036854775807)"));
  EXPECT_THAT(json, HasSubstr(R"("amount":"12345678901234567890.123456789")"));
  EXPECT_THAT(json, HasSubstr(R"("bytes":"AP8nAA==")"));
  EXPECT_THAT(json, HasSubstr(R"("json":{"a":[null,9007199254740993,1.10],"b":1})"));
  EXPECT_THAT(json, HasSubstr(R"("colour":"blue")"));
  EXPECT_THAT(json, HasSubstr(R"("moment":"2026-03-29 02:30:00.000001Z")"));
  EXPECT_THAT(Maybe().to_json(), HasSubstr(R"("amount":null)"));
}

TEST_P(Types, AssignsJsonWhollyOrNotAtAll) {
  auto ann = account("Ann", "ann@x");
  ann.assign_json(R"({"name": "Bob", "email": null, "balance": 12345678901234567890.123456789, "active": true})");
  EXPECT_EQ(ann.name, "Bob");
  EXPECT_EQ(ann.email, std::nullopt);
  EXPECT_EQ(ann.balance, Decimal("12345678901234567890.123456789")) << "never through a double";
  EXPECT_THROW(ann.assign_json(R"({"name": "Cid", "age": 3000000000})"), InvalidValue);
  EXPECT_THROW(ann.assign_json(R"({"name": "Cid", "balance": "much"})"), InvalidValue);
  EXPECT_THROW(ann.assign_json(R"({"name": "Cid", "nmae": 1})"), rowan::QueryError);
  EXPECT_THROW(ann.assign_json(R"({"name": "Cid", "email": ["x"]})"), InvalidValue);
  EXPECT_THROW(ann.assign_json(R"({"name": "Cid")"), InvalidValue);
  EXPECT_THROW(ann.assign_json(R"(["Cid"])"), InvalidValue);
  EXPECT_EQ(ann.name, "Bob");
}

TEST_P(Types, ServesModelsWithManyAttributes) {
  db.create_tables<Wide>();
  Wide made;
  made.a0 = 1;
  made.b32 = 2;
  ASSERT_TRUE(made.save());
  auto loaded = Wide::find(made.id);
  EXPECT_FALSE(loaded.changed());
  loaded.b31 = 3;
  EXPECT_EQ(loaded.changes().size(), 1u);
  rowan::testing::StatementRecorder recorder;
  ASSERT_TRUE(loaded.save());
  EXPECT_THAT(recorder.statements(), ElementsAre(AllOf(HasSubstr("b31"), ::testing::Not(HasSubstr("b30")))));
  EXPECT_EQ(loaded.lock_version, 1);
  made.reload();
  EXPECT_EQ(std::vector({made.a0, made.b31, made.b32}), std::vector({1, 3, 2}));
  loaded.a0 = 9;
  EXPECT_TRUE(loaded.save());
  made.a0 = 8;
  EXPECT_THROW((void)made.save(), rowan::StaleRecord);
  EXPECT_EQ(Wide::insert_all(std::vector<Wide>(300)), 300u);
}

ROWAN_RECORD_SUITE(Types);

}  // namespace
}  // namespace record_tests
